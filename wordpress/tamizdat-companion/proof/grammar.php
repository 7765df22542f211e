<?php
/**
 * The words our text formats are made of (docs/spec/record.md). Each has one spelling; what is not in it is refused.
 * Patterns end in `D`, without which PHP's `$` also stands before a last newline.
 */
declare(strict_types=1);

namespace Tamizdat\Proof;

/** Most bytes of a file that changes: `head`. */
const MAX_MUTABLE_BYTES = 65536;
/** Most bytes of an object of `o/`, whatever length is declared. */
const MAX_OBJECT_BYTES = 65536;
/** Most bytes of a page. */
const MAX_PAGE_BYTES = 262144;

/** Patterns, to be put together; none has a group. */
const COUNT = '[1-9][0-9]{0,15}';
const NUMBER = '(?:0|[1-9][0-9]{0,15})';
const NAME = '[a-z0-9](?:[a-z0-9._:~-]|\/(?=[a-z0-9])){0,199}';
const LANGUAGE = '[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?(?:-(?:[0-9][0-9a-z]{3}|[0-9a-z]{5,8}))*';
const ARTICLE = '[0-9a-hjkmnp-tv-z]{10}';
const DAY = '\d{4}-\d\d-\d\d';
const TIME = '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ';
const HASH = 'sha256:[0-9a-f]{64}';
const PLACE = '[1-9][0-9]{0,15}:(?:0|[1-9][0-9]{0,15})';

/** The number a word writes, at most 2^53 − 1; null for anything else. */
function parse_number(string $word): ?int
{
    if (!preg_match('/^' . NUMBER . '$/D', $word)) {
        return null;
    }
    return (float) $word < 9007199254740992.0 ? (int) $word : null;
}

/** The number at the end of a log's origin, `courier.example/log/1` → 1; null when it is none. */
function log_number(string $origin): ?int
{
    $matches = preg_match('/^' . NAME . '$/D', $origin) && preg_match('/^.+\/log\/([1-9][0-9]{0,8})$/D', $origin, $found);
    return $matches ? (int) $found[1] : null;
}

function is_name(string $word): bool
{
    return (bool) preg_match('/^' . NAME . '$/D', $word);
}

/** True for a language tag in its one spelling, nothing twice. */
function is_language(string $word): bool
{
    if (strlen($word) > 35 || !preg_match('/^' . LANGUAGE . '$/D', $word)) {
        return false;
    }
    $parts = array_slice(explode('-', strtolower($word)), 1);
    return count($parts) === count(array_unique($parts));
}

function is_article(string $word): bool
{
    return (bool) preg_match('/^' . ARTICLE . '$/D', $word);
}

/** True for a moment that exists, in UTC and whole seconds. */
function is_time(string $word): bool
{
    if (!preg_match('/^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/D', $word, $found)) {
        return false;
    }
    [, $year, $month, $day, $hour, $minute, $second] = array_map('intval', $found);
    return checkdate($month, $day, $year) && $hour < 24 && $minute < 60 && $second < 60;
}

/** True for a date that exists, `YYYY-MM-DD`. */
function is_day(string $word): bool
{
    return is_time("{$word}T00:00:00Z");
}

/** The moment `2026-11-22T10:15:00Z` of a POSIX time. */
function format_time(int $seconds): string
{
    return gmdate('Y-m-d\TH:i:s\Z', $seconds);
}

/** `1:2411` → [1, 2411]; null for anything else. */
function parse_place(string $word): ?array
{
    $parts = array_map(__NAMESPACE__ . '\parse_number', explode(':', $word));
    return count($parts) === 2 && $parts[0] && $parts[1] !== null ? $parts : null;
}

/** The words `<length> sha256:<hex>` → ['bytes' => int, 'sha256' => string]; null for anything else. */
function parse_ref(string $words): ?array
{
    if (!preg_match('/^(' . NUMBER . ') sha256:([0-9a-f]{64})$/D', $words, $found)) {
        return null;
    }
    $bytes = parse_number($found[1]);
    return $bytes === null ? null : ['bytes' => $bytes, 'sha256' => $found[2]];
}

/** Path of an object of `o/`. */
function object_path(string $sha256): string
{
    return 'o/' . substr($sha256, 0, 2) . '/' . $sha256;
}

/** Bytes of standard base64; null unless it is exactly what would be written (no spaces, no stray bits). */
function parse_base64(string $text): ?string
{
    $bytes = base64_decode($text, true);
    return $bytes !== false && base64_encode($bytes) === $text ? $bytes : null;
}

function is_utf8(string $text): bool
{
    return (bool) preg_match('//u', $text);
}

/** Fails with `too-large` before anything is parsed. */
function cap_bytes(string $bytes, int $most, string $what): void
{
    if (strlen($bytes) > $most) {
        throw new ProofError('too-large', "$what: more than $most bytes");
    }
}
