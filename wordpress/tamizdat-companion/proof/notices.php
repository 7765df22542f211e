<?php
/** Notices: the newest 100 corrections and withdrawals (docs/spec/calendar.md). */
declare(strict_types=1);

namespace Tamizdat\Proof;

const MAX_NOTICES = 100;

/** Bytes that a reference names. Fails with `hash-mismatch` when they are others. */
function check_object(string $bytes, array $ref, string $what): string
{
    if (strlen($bytes) !== $ref['bytes'] || hash('sha256', $bytes) !== $ref['sha256']) {
        throw new ProofError('hash-mismatch', "$what: not the bytes that its hash names");
    }
    return $bytes;
}

/**
 * Parses a notices file, newest first: [['time', 'kind' (`correction` or `withdrawal`), 'day', 'article', 'language',
 * 'revision', 'place', 'leaf' (hex)], …]. Fails with `notices-format`.
 */
function parse_notices(string $bytes): array
{
    $lines = explode("\n", $bytes);
    $bad = new ProofError('notices-format', 'notices: not in the one form they have');
    if (array_shift($lines) !== 'tamizdat.notices/v1' || array_pop($lines) !== '' || count($lines) > MAX_NOTICES) {
        throw $bad;
    }
    $form = '/^(' . TIME . ') (correction|withdrawal) (' . DAY . ') (' . ARTICLE . ') (' . LANGUAGE . ') (' . COUNT . ') (' . PLACE
        . ') sha256:([0-9a-f]{64})$/D';
    $notices = [];
    $places = [];
    $before = null;
    foreach ($lines as $line) {
        if (!preg_match($form, $line, $found)) {
            throw $bad;
        }
        [, $time, $kind, $day, $article, $language, $revision, $where, $leaf] = $found;
        $place = parse_place($where);
        $number = parse_number($revision);
        if (!is_time($time) || !is_day($day) || !is_language($language) || !$number || !$place || isset($places[$where])) {
            throw $bad;
        }
        $order = [$time, $place[0], $place[1]];
        if ($before !== null && $order >= $before) {
            throw $bad;
        }
        $before = $order;
        $places[$where] = true;
        $notices[] = compact('time', 'kind', 'day', 'article', 'language', 'place', 'leaf') + ['revision' => $number];
    }
    return $notices;
}
