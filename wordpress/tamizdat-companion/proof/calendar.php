<?php
/** The calendar: which revision of what is current (docs/spec/calendar.md). For those who missed notices. */
declare(strict_types=1);

namespace Tamizdat\Proof;

/** A day is split by characters of an id, of which there are ten. */
const MAX_LEVELS = 14;

/**
 * The lines of a node, each as its words, once its name is the one that led to it. Fails with `calendar-format`.
 */
function parse_node(string $bytes, string $name): array
{
    $lines = explode("\n", $bytes);
    $isNode = array_shift($lines) === 'tamizdat.calendar/v1' && array_shift($lines) === $name && array_pop($lines) === '';
    if (!$isNode) {
        throw new ProofError('calendar-format', "calendar, $name: not that node");
    }
    return array_map(fn (string $line): array => explode(' ', $line), $lines);
}

/**
 * The lines of an article on its day, by language: ['revision', 'state', 'place', 'leaf' (hex)]; none when it was not
 * published then. `$read` gives the checked bytes of a reference. Fails as it does, and with `calendar-format`.
 */
function lookup_calendar(callable $read, array $root, string $day, string $article): array
{
    $steps = [['root', substr($day, 0, 4)], ['year ' . substr($day, 0, 4), substr($day, 0, 7)], ['month ' . substr($day, 0, 7), $day]];
    $ref = $root;
    $bad = new ProofError('calendar-format', "calendar, day $day: not in the one form it has");
    for ($level = 0; $level < MAX_LEVELS; $level++) {
        $depth = $level - count($steps);
        // A day, then its parts: by one character of the id, by two, …
        $prefix = $depth > 0 ? substr($article, 0, $depth) : '';
        [$name, $key] = $steps[$level] ?? [rtrim("day $day $prefix"), substr($article, 0, $depth + 1)];
        $lines = parse_node($read($ref), $name);
        if ($depth >= 0 && count($lines[0] ?? []) !== 3) {
            return lines_of($lines, $article, $bad);
        }
        $next = array_values(array_filter($lines, fn (array $words): bool => $words[0] === $key))[0] ?? null;
        if ($next === null) {
            return [];
        }
        $ref = parse_ref(implode(' ', array_slice($next, 1)));
        if ($ref === null) {
            throw $bad;
        }
    }
    throw $bad;
}

/** The lines of one article among those of a day. */
function lines_of(array $lines, string $article, ProofError $bad): array
{
    $found = [];
    foreach ($lines as $words) {
        if ($words[0] !== $article) {
            continue;
        }
        [, $language, $revision, $state, $where, $leaf] = $words + array_fill(0, 6, '');
        $place = parse_place($where);
        $number = parse_number($revision);
        $isLine = count($words) === 6 && is_language($language) && in_array($state, ['current', 'corrected', 'withdrawn'], true);
        if (!$isLine || !$number || !$place || !preg_match('/^' . HASH . '$/D', $leaf)) {
            throw $bad;
        }
        $found[$language] = ['revision' => $number, 'state' => $state, 'place' => $place, 'leaf' => substr($leaf, 7)];
    }
    return $found;
}
