<?php
/** Signed notes and the keys that verify them (C2SP signed-note, tlog-cosignature). */
declare(strict_types=1);

namespace Tamizdat\Proof;

/** Signature type bytes of C2SP: an Ed25519 note key, an Ed25519 cosignature key. */
const NOTE_KEY = 1;
const COSIGNATURE_KEY = 4;
/** End of the year 9999. */
const LAST_SECOND = 253402300799;

/** White space, control and formatting characters and the plus sign do not stand in the name of a key. */
function is_key_name(string $name): bool
{
    return $name !== '' && is_utf8($name) && !preg_match('/[\s\p{Z}\p{Cc}\p{Cf}+]/u', $name);
}

/**
 * Parses a verifier key `name+hash+base64`: ['name', 'id' (4 bytes), 'type', 'public' (32 bytes)]. Fails with `key-format`.
 */
function parse_verifier_key(string $key): array
{
    $parts = explode('+', $key, 3);
    $typed = count($parts) === 3 ? parse_base64($parts[2]) : null;
    if ($typed === null || !is_key_name($parts[0]) || strlen($typed) !== 33) {
        throw new ProofError('key-format', 'not a verifier key of the form name+hash+base64');
    }
    $id = substr(hash('sha256', "{$parts[0]}\n$typed", true), 0, 4);
    $type = ord($typed[0]);
    if (bin2hex($id) !== $parts[1] || !in_array($type, [NOTE_KEY, COSIGNATURE_KEY], true)) {
        throw new ProofError('key-format', "verifier key {$parts[0]}: its hash does not fit, or it is of another kind");
    }
    return ['name' => $parts[0], 'id' => $id, 'type' => $type, 'public' => substr($typed, 1)];
}

/**
 * Parses a signed note: ['text' (its last newline included), 'signatures' => [['name', 'id', 'bytes'], …]].
 * Nothing in it is verified. Fails with `note-format`, `too-large`.
 */
function parse_note(string $note, string $what): array
{
    cap_bytes($note, MAX_MUTABLE_BYTES, $what);
    $split = strrpos($note, "\n\n");
    $bad = new ProofError('note-format', "$what: not a signed note");
    if (!is_utf8($note) || preg_match('/[\x00-\x09\x0b-\x1f]/', $note) || $split === false || substr($note, -1) !== "\n") {
        throw $bad;
    }
    $lines = explode("\n", substr($note, $split + 2, -1));
    if (count($lines) > 64) {
        throw $bad;
    }
    $signatures = [];
    foreach ($lines as $line) {
        $words = explode(' ', $line);
        $bytes = count($words) === 3 && $words[0] === '—' && is_key_name($words[1]) ? parse_base64($words[2]) : null;
        if ($bytes === null || strlen($bytes) < 5) {
            throw $bad;
        }
        $signatures[] = ['name' => $words[1], 'id' => substr($bytes, 0, 4), 'bytes' => substr($bytes, 4)];
    }
    return ['text' => substr($note, 0, $split + 1), 'signatures' => $signatures];
}

/** Whether a signature is good: the time it states (null for plain notes) under 'time'; false when it is wrong. */
function verify_signature(array $key, string $text, string $signature)
{
    if ($key['type'] === NOTE_KEY) {
        $good = strlen($signature) === 64 && sodium_crypto_sign_verify_detached($signature, $text, $key['public']);
        return $good ? ['time' => null] : false;
    }
    if (strlen($signature) !== 72) {
        return false;
    }
    $time = unpack('J', $signature)[1];
    if ($time < 0 || $time > LAST_SECOND) {
        return false;
    }
    $cosigned = "cosignature/v1\ntime $time\n$text";
    return sodium_crypto_sign_verify_detached(substr($signature, 8), $cosigned, $key['public']) ? ['time' => $time] : false;
}

/**
 * The good signatures of a note by known keys, each as ['time' => …] under the key's place in `$keys`: those of unknown keys
 * are ignored, a wrong one of a known key refuses the whole note, and at least one must verify. Fails with `$failure`.
 */
function good_signatures(array $note, array $keys, string $failure, string $what): array
{
    $good = [];
    foreach ($note['signatures'] as $signature) {
        foreach ($keys as $at => $key) {
            if (isset($good[$at]) || $key['name'] !== $signature['name'] || $key['id'] !== $signature['id']) {
                continue;
            }
            $result = verify_signature($key, $note['text'], $signature['bytes']);
            if ($result === false) {
                throw new ProofError($failure, "$what: the signature of {$key['name']} is wrong");
            }
            $good[$at] = $result;
        }
    }
    if ($good === []) {
        throw new ProofError($failure, "$what: no known key signed it");
    }
    return $good;
}
