<?php
/**
 * What the site knows of newsrooms, in two options, so that the poll and an administrator never overwrite one another:
 *
 * - `tamizdat_newsrooms`, what people said: by name ['title', 'home', 'log', 'clock' (verifier keys), 'desks' (language →
 *   verifier keys), 'heads', 'by' (id of the user who pinned it), 'pending' (such an entry, or null),
 *   'stopped' (bool)];
 * - `tamizdat_polled`, what the poll found: by name ['seen' (see `refuse_older`, or null), 'time' (of that head, POSIX),
 *   'checked' (POSIX), 'from' (which address comes first), 'notices' (bytes, as verified), 'complete' (bool: the calendar
 *   was asked about whatever notices may have missed), 'errors' (address → sentence)].
 */
declare(strict_types=1);

namespace Tamizdat;

use Tamizdat\Proof\ProofError;

const NEWSROOMS = 'tamizdat_newsrooms';
const POLLED = 'tamizdat_polled';
const MAX_HEADS = 8;
const NEVER_POLLED = ['seen' => null, 'time' => 0, 'checked' => 0, 'from' => 0, 'notices' => '', 'complete' => false, 'errors' => []];

/** All newsrooms whose keys are pinned, by name. */
function newsrooms(): array
{
    $known = get_option(NEWSROOMS, []);
    return is_array($known) ? $known : [];
}

function save_newsroom(string $name, array $newsroom): void
{
    update_option(NEWSROOMS, [$name => $newsroom] + newsrooms(), false);
}

/** What the poll found of a newsroom. */
function polled(string $name): array
{
    $all = get_option(POLLED, []);
    return ($all[$name] ?? []) + NEVER_POLLED;
}

function save_polled(string $name, array $polled): void
{
    // Another request may have written meanwhile, and this one may have read long ago: what was seen never goes back.
    wp_cache_delete(POLLED, 'options');
    $all = get_option(POLLED, []);
    $all = is_array($all) ? $all : [];
    $order = fn (?array $seen): array => $seen === null ? [0, 0] : [$seen['log'], $seen['number']];
    $seen = $all[$name]['seen'] ?? null;
    if ($order($seen) > $order($polled['seen'])) {
        $polled['seen'] = $seen;
    }
    update_option(POLLED, [$name => $polled] + $all, false);
}

/** Title of a newsroom, or its name. */
function newsroom_title(string $name): string
{
    $title = newsrooms()[$name]['title'] ?? '';
    return $title === '' ? $name : $title;
}

/** Addresses of `head`: those that were pinned, then those of the newest post, up to eight of each. */
function heads_of(string $name): array
{
    [$newest] = find_posts(['newsroom' => $name], STATUSES, 1) + [0];
    $added = $newest === 0 ? [] : array_slice(array_values(meta_list($newest, 'heads')), 0, MAX_HEADS);
    $heads = array_merge(newsrooms()[$name]['heads'] ?? [], $added);
    return array_values(array_unique(array_filter($heads, __NAMESPACE__ . '\is_head_address')));
}

/** Whether an address can be one of `head`: https, in plain characters, no user, query or fragment. */
function is_head_address(string $address): bool
{
    /** Which schemes a head may be read by; a test on one machine adds `http`. */
    $schemes = apply_filters('tamizdat_head_schemes', ['https']);
    $isPlain = strlen($address) <= 300 && preg_match('/^([a-z]+):\/\/[a-zA-Z0-9.-]+(?::\d+)?\/[!-~]*$/D', $address, $found);
    return $isPlain && in_array($found[1], $schemes, true) && !preg_match('/[?#@]/', $address) && substr($address, -5) === '/head';
}

/**
 * Reads what the newsroom's side says of its keys; gives ['name', entry], or a sentence that names the wrong field.
 * Needs `newsroom`, `log`, `clock`; `title`, `home`, `desks`, `heads` may be absent.
 */
function read_newsroom(array $said)
{
    $text = fn (string $field): string => is_string($said[$field] ?? null) ? $said[$field] : '';
    $name = $text('newsroom');
    if (!Proof\is_name($name) || strlen($name) > 200) {
        return 'newsroom: not the name of a newsroom';
    }
    if (!is_key_of($text('log'), $name, Proof\NOTE_KEY) || Proof\log_number(explode('+', $text('log'))[0]) === null) {
        return "log: not the verifier key of a log of $name";
    }
    if (!is_key_of($text('clock'), $name, Proof\COSIGNATURE_KEY)) {
        return "clock: not the verifier key of a clock of $name";
    }
    $desks = is_array($said['desks'] ?? null) ? $said['desks'] : [];
    foreach ($desks as $language => $keys) {
        if (!Proof\is_language((string) $language) || !is_array($keys) || count($keys) > 20) {
            return 'desks: not an object of languages and their keys';
        }
        foreach ($keys as $key) {
            if (!is_string($key) || !is_key_of($key, $name, Proof\NOTE_KEY)) {
                return "desks: not a verifier key of a desk of $name";
            }
        }
    }
    $heads = is_array($said['heads'] ?? null) ? array_values($said['heads']) : [];
    foreach ($heads as $head) {
        if (!is_string($head) || !is_head_address($head)) {
            return 'heads: not an https address that ends in /head';
        }
    }
    if (count($heads) > MAX_HEADS) {
        return 'heads: more than ' . MAX_HEADS;
    }
    return [$name, [
        'title' => sanitize_text_field($text('title')),
        'home' => esc_url_raw($text('home'), ['http', 'https']),
        'log' => $text('log'),
        'clock' => $text('clock'),
        'desks' => $desks,
        'heads' => $heads,
    ]];
}

/** Whether a text is a verifier key of that type, under the newsroom's name. */
function is_key_of(string $key, string $newsroom, int $type): bool
{
    try {
        $parsed = Proof\parse_verifier_key($key);
        return $parsed['type'] === $type && strpos($parsed['name'], "$newsroom/") === 0;
    } catch (ProofError $error) {
        return false;
    }
}

/**
 * Pins a newsroom's keys, or takes over what else changed. Other log or clock keys than those pinned wait until an
 * administrator accepts them. Gives `pinned`, `same` or `pending`; null when another user pinned it, and this one may not change
 * the posts of others.
 */
function pin_newsroom(string $name, array $entry): ?string
{
    $known = newsrooms()[$name] ?? null;
    if ($known === null) {
        save_newsroom($name, $entry + ['by' => get_current_user_id(), 'pending' => null, 'stopped' => false]);
        return 'pinned';
    }
    if ($known['by'] !== get_current_user_id() && !current_user_can('edit_others_posts')) {
        return null;
    }
    if ($entry['log'] !== $known['log'] || $entry['clock'] !== $known['clock']) {
        save_newsroom($name, ['pending' => $entry] + $known);
        return 'pending';
    }
    save_newsroom($name, $entry + ['pending' => null] + $known);
    return 'same';
}

/** Takes the keys that wait; the caller has asked who may. */
function accept_pending(string $name): void
{
    $known = newsrooms()[$name] ?? null;
    if ($known === null || $known['pending'] === null) {
        return;
    }
    save_newsroom($name, $known['pending'] + ['pending' => null] + $known);
    if ($known['pending']['log'] !== $known['log']) {
        // What the old key signed binds nothing: a thief may have spent every number.
        update_option(POLLED, array_diff_key(get_option(POLLED, []), [$name => 0]), false);
    }
}
