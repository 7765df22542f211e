<?php
/** The log: proofs that an entry is in it (RFC 6962, C2SP tlog-proof), and its checkpoints (C2SP tlog-checkpoint). */
declare(strict_types=1);

namespace Tamizdat\Proof;

const PROOF_HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves has 53 levels. */
const MAX_HASHES = 53;

/** Leaf hash of a log entry, 32 bytes. */
function leaf_hash(string $entry): string
{
    return hash('sha256', "\0$entry", true);
}

/** Splits a signed note from the proof that follows it: [note, what follows the proof's header]. Fails with `$failure`. */
function split_proven(string $text, string $failure, string $what): array
{
    $parts = explode("\n\n" . PROOF_HEADER . "\n", $text);
    if (count($parts) !== 2) {
        throw new ProofError($failure, "$what: not one signed note, a blank line and one log proof");
    }
    return [$parts[0] . "\n", $parts[1]];
}

/** Parses what follows the header of a log proof: ['index', 'hashes', 'checkpoint']. Fails with `proof-format`. */
function parse_proof(string $text, string $what): array
{
    $split = strpos($text, "\n\n");
    $lines = explode("\n", substr($text, 0, $split === false ? 0 : $split));
    $index = strncmp($lines[0], 'index ', 6) === 0 ? parse_number(substr($lines[0], 6)) : null;
    $hashes = array_map(__NAMESPACE__ . '\parse_hash_line', array_slice($lines, 1));
    if ($split === false || $index === null || count($hashes) > MAX_HASHES || in_array(null, $hashes, true)) {
        throw new ProofError('proof-format', "$what: not index, hashes, blank line and checkpoint");
    }
    return ['index' => $index, 'hashes' => $hashes, 'checkpoint' => substr($text, $split + 2)];
}

/** 32 bytes in base64, or null. */
function parse_hash_line(string $line): ?string
{
    $bytes = parse_base64($line);
    return $bytes !== null && strlen($bytes) === 32 ? $bytes : null;
}

/** Parses the text of a checkpoint: ['origin', 'log' (its number), 'size', 'root']. Fails with `checkpoint-format`. */
function parse_checkpoint(string $text): array
{
    $lines = explode("\n", $text);
    $log = log_number($lines[0]);
    $size = parse_number($lines[1] ?? '');
    $root = parse_hash_line($lines[2] ?? '');
    if ($log === null || $size === null || $root === null || count($lines) !== 4 || $lines[3] !== '') {
        throw new ProofError('checkpoint-format', 'checkpoint: not origin, size and root hash of a log');
    }
    return ['origin' => $lines[0], 'log' => $log, 'size' => $size, 'root' => $root];
}

/** Verifies that a leaf stands at `$index` of the tree (RFC 9162 section 2.1.3.2). Fails with `not-in-log`. */
function verify_inclusion(string $leaf, int $index, int $size, string $root, array $proof): void
{
    $at = $index;
    $last = $size - 1;
    $hash = $leaf;
    $fits = $index < $size;
    foreach ($proof as $sibling) {
        $fits = $fits && $last > 0;
        if ($at % 2 === 1 || $at === $last) {
            $hash = hash('sha256', "\1$sibling$hash", true);
            while ($at % 2 === 0 && $at !== 0) {
                $at = intdiv($at, 2);
                $last = intdiv($last, 2);
            }
        } else {
            $hash = hash('sha256', "\1$hash$sibling", true);
        }
        $at = intdiv($at, 2);
        $last = intdiv($last, 2);
    }
    if (!$fits || $last !== 0 || $hash !== $root) {
        throw new ProofError('not-in-log', "leaf $index: not proven to be in the tree of size $size");
    }
}
