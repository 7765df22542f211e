<?php
/** The file `head`: the newest edition and the proof that it is the log's last entry (docs/spec/head.md). */
declare(strict_types=1);

namespace Tamizdat\Proof;

const MAX_FRONTS = 200;

/**
 * Parses the text of an edition record: ['newsroom', 'log', 'number', 'time', 'calendar', 'notices'], the last two as
 * `parse_ref` gives them. Fails with `edition-format`.
 */
function parse_edition(string $text): array
{
    $ref = NUMBER . ' ' . HASH;
    $form = '/^tamizdat\.edition\/v1\nnewsroom (' . NAME . ')\nlog (' . NAME . ')\nnumber (' . COUNT . ')\ntime (' . TIME
        . ')\ntrust root (' . COUNT . ') targets (' . COUNT . ")\n((?:front [^\n]+\n)*)calendar ($ref)\nnotices ($ref)\ncarriers ($ref)\n$/D";
    $bad = new ProofError('edition-format', 'edition record: not in the one form it has');
    if (!preg_match($form, $text, $found)) {
        throw $bad;
    }
    [, $newsroom, $log, $number, $time, $root, $targets, $fronts, $calendar, $notices, $carriers] = $found;
    $before = '';
    $lines = explode("\n", $fronts, -1);
    foreach ($lines as $line) {
        $words = explode(' ', $line);
        [, $language, $place, $leaf] = $words + ['', '', '', ''];
        $isWord = count($words) === 4 && is_language($language) && parse_place($place) && preg_match('/^' . HASH . '$/D', $leaf);
        if (!$isWord || strcmp($before, $language) >= 0) {
            throw $bad;
        }
        $before = $language;
    }
    if (count($lines) > MAX_FRONTS) {
        throw $bad;
    }
    $numbers = array_map(__NAMESPACE__ . '\parse_number', [$number, $root, $targets]);
    $refs = array_map(__NAMESPACE__ . '\parse_ref', [$calendar, $notices, $carriers]);
    if (log_number($log) === null || !is_time($time) || in_array(null, $numbers, true) || in_array(null, $refs, true)) {
        throw $bad;
    }
    return [
        'newsroom' => $newsroom,
        'log' => $log,
        'number' => $numbers[0],
        'time' => $time,
        'calendar' => $refs[0],
        'notices' => $refs[1],
    ];
}

/**
 * Verifies a head against pinned keys (`newsroom` by name, `log` and `clock` as `parse_verifier_key` gives them) and gives
 * ['number', 'time' (POSIX, by the clock), 'origin', 'log', 'size', 'root' (hex), 'notices', 'calendar'].
 *
 * Witnesses are not asked: whoever pins the keys of a newsroom here trusts its word for what it withdraws. A log with a lower
 * number than the pinned one is the one before it. Fails with the names of docs/spec/head.md.
 */
function verify_head(string $bytes, array $keys): array
{
    cap_bytes($bytes, MAX_MUTABLE_BYTES, 'head');
    if (!is_utf8($bytes)) {
        throw new ProofError('head-format', 'head: not UTF-8');
    }
    [$note, $rest] = split_proven($bytes, 'head-format', 'head');
    $proof = parse_proof($rest, 'head');

    $signed = parse_note($proof['checkpoint'], 'checkpoint');
    $checkpoint = parse_checkpoint($signed['text']);
    $pinned = (int) log_number($keys['log']['name']);
    if ($checkpoint['origin'] !== $keys['log']['name']) {
        $isBefore = $checkpoint['origin'] === preg_replace('/\d+$/', (string) $checkpoint['log'], $keys['log']['name']);
        $failure = $isBefore && $checkpoint['log'] < $pinned ? 'log-retired' : 'checkpoint-signature';
        throw new ProofError($failure, "checkpoint: of {$checkpoint['origin']}, but the key of {$keys['log']['name']} is pinned");
    }
    $good = good_signatures($signed, ['log' => $keys['log'], 'clock' => $keys['clock']], 'checkpoint-signature', 'checkpoint');
    if (!isset($good['log'])) {
        throw new ProofError('checkpoint-signature', "checkpoint: not signed by {$checkpoint['origin']}");
    }
    if (!isset($good['clock'])) {
        throw new ProofError('checkpoint-time', 'checkpoint: the clock does not date it');
    }

    $parsed = parse_note($note, 'edition record');
    good_signatures($parsed, [$keys['log']], 'edition-signature', 'edition record');
    $edition = parse_edition($parsed['text']);
    if ($edition['newsroom'] !== $keys['newsroom']) {
        throw new ProofError('wrong-newsroom', "edition record: of {$edition['newsroom']}");
    }
    if ($edition['log'] !== $checkpoint['origin']) {
        throw new ProofError('wrong-log', "edition record: of {$edition['log']}");
    }
    if ($proof['index'] !== $checkpoint['size'] - 1) {
        throw new ProofError('head-not-last', 'head: its edition is not the last entry of the log');
    }
    verify_inclusion(leaf_hash($note), $proof['index'], $checkpoint['size'], $checkpoint['root'], $proof['hashes']);
    return [
        'number' => $edition['number'],
        'time' => $good['clock']['time'],
        'origin' => $checkpoint['origin'],
        'log' => $checkpoint['log'],
        'size' => $checkpoint['size'],
        'root' => bin2hex($checkpoint['root']),
        'notices' => $edition['notices'],
        'calendar' => $edition['calendar'],
    ];
}

/**
 * Refuses a head that is older than one seen before (['log', 'number', 'size', 'root'] of it), or tells another story of the
 * same log. What was seen of a log that another has followed binds nothing. Fails with `rollback`, `fork`.
 */
function refuse_older(array $head, array $seen): void
{
    if ($head['log'] > $seen['log']) {
        return;
    }
    $isSameSize = $head['log'] === $seen['log'] && $head['size'] === $seen['size'];
    if ($isSameSize && $head['root'] !== $seen['root']) {
        throw new ProofError('fork', "head: another tree of size {$head['size']} than the one seen before");
    }
    $isSecond = $head['number'] === $seen['number'] && !$isSameSize;
    if ($head['log'] < $seen['log'] || $head['number'] < $seen['number'] || $head['size'] < $seen['size'] || $isSecond) {
        throw new ProofError('rollback', "head: edition {$head['number']}, but edition {$seen['number']} has been seen");
    }
}
