<?php
/**
 * The kill switch that needs nobody's access to this site: reads the newsrooms' signed heads from their carriers, and acts on the
 * withdrawals and corrections that they name. Whatever does not verify changes nothing and is told under Posts → Tamizdat.
 */
declare(strict_types=1);

namespace Tamizdat;

use Tamizdat\Proof\ProofError;

/** A newsroom renews its head at least hourly; one that is older than this may be that of a carrier which stood still. */
const FRESH_SECONDS = 3 * 3600;
/** By so much a head may be ahead of this machine's clock. */
const AHEAD_SECONDS = 600;

add_action(POLL_EVENT, __NAMESPACE__ . '\poll_all');

/** Asks about every newsroom whose keys are pinned. May run twice at once: all it does may be done twice. */
function poll_all(): void
{
    foreach (array_keys(newsrooms()) as $name) {
        poll_newsroom((string) $name);
    }
}

function poll_newsroom(string $name): void
{
    $polled = polled($name);
    $polled['errors'] = [];
    $polled['checked'] = time();
    $heads = heads_of($name);
    // Another one comes first each time, so that none decides alone what this site hears.
    $heads = array_merge(array_slice($heads, $polled['from']), array_slice($heads, 0, $polled['from']));
    $polled['from'] = count($heads) < 2 ? 0 : ($polled['from'] + 1) % count($heads);
    // Saved before anybody is asked: a host so slow that the server ends this request is not the first one next time.
    save_polled($name, ['from' => $polled['from']] + polled($name));
    $head = newest_head($name, $heads, $polled);
    if ($head !== null) {
        act_on($name, $head, $heads, $polled);
    }
    save_polled($name, $polled);
}

/** Keys of a newsroom in the form `verify_head` takes. */
function keys_of_newsroom(string $name): array
{
    $newsroom = newsrooms()[$name];
    return ['newsroom' => $name, 'log' => Proof\parse_verifier_key($newsroom['log']), 'clock' => Proof\parse_verifier_key($newsroom['clock'])];
}

/**
 * The newest head that verifies: addresses are asked in turn until one is fresh. What was seen never goes back. Notes in
 * `$polled` what was seen, and what was wrong with which address.
 */
function newest_head(string $name, array $addresses, array &$polled): ?array
{
    $best = null;
    if ($addresses === []) {
        $polled['errors'][''] = __('The newsroom named no address to ask.', 'tamizdat-companion');
    }
    foreach ($addresses as $address) {
        try {
            $head = Proof\verify_head(fetch_bytes($address, Proof\MAX_MUTABLE_BYTES), keys_of_newsroom($name));
            if ($head['time'] > time() + AHEAD_SECONDS) {
                throw new FetchError(__('Its time is in the future.', 'tamizdat-companion'));
            }
            if ($polled['seen'] !== null) {
                Proof\refuse_older($head, $polled['seen']);
            }
            $polled['seen'] = array_intersect_key($head, ['log' => 0, 'number' => 0, 'size' => 0, 'root' => 0]);
            $best = $best === null || [$head['log'], $head['number'], $head['time']] > [$best['log'], $best['number'], $best['time']] ? $head : $best;
            if ($head['time'] > time() - FRESH_SECONDS) {
                break;
            }
            $polled['errors'][$address] = __('It has not been renewed for hours: this copy may have stopped.', 'tamizdat-companion');
        } catch (ProofError $error) {
            $polled['errors'][$address] = sentence_for($error->failure);
        } catch (FetchError $error) {
            $polled['errors'][$address] = $error->getMessage();
        }
    }
    $polled['time'] = max($polled['time'], $best['time'] ?? 0);
    return $best;
}

/** Acts on what the notices of a head say, and on what they may have missed. */
function act_on(string $name, array $head, array $heads, array &$polled): void
{
    $bases = array_map(fn (string $address): string => substr($address, 0, -strlen('head')), $heads);
    $read = object_reader($bases, $polled);
    $posts = posts_by_article($name);
    try {
        if (hash('sha256', $polled['notices']) !== $head['notices']['sha256']) {
            $bytes = $read($head['notices']);
            $notices = Proof\parse_notices($bytes);
            $polled['complete'] = $polled['complete'] && !may_have_missed($notices, $polled['notices']);
            $polled['notices'] = $bytes;
        }
        // The oldest first: a text that was withdrawn goes, though a newer revision has come out since that is not here yet.
        foreach (array_reverse(Proof\parse_notices($polled['notices'])) as $notice) {
            foreach ($posts["{$notice['article']} {$notice['language']}"] ?? [] as $post) {
                apply_notice($name, $post, $notice, $bases);
            }
        }
        foreach ($polled['complete'] ? [] : $posts as $same) {
            foreach ($same as $post) {
                apply_calendar($name, $post, $head, $read, $bases);
            }
        }
        $polled['complete'] = true;
    } catch (ProofError $error) {
        $polled['errors'][''] = sentence_for($error->failure);
    } catch (FetchError $error) {
        $polled['errors'][''] = $error->getMessage();
    }
}

/** Whether notices may have come and gone since the ones before: the list is full, and all of it is new. */
function may_have_missed(array $notices, string $before): bool
{
    $known = $before === '' ? [] : array_column(Proof\parse_notices($before), 'place');
    $isOverlapping = array_filter($notices, fn (array $notice): bool => in_array($notice['place'], $known, true)) !== [];
    return $before === '' || (count($notices) === Proof\MAX_NOTICES && !$isOverlapping);
}

/** Posts of a newsroom, in the trash too, by `article language`. */
function posts_by_article(string $name): array
{
    $posts = [];
    $ids = find_posts(['newsroom' => $name]);
    // One query for all of their meta.
    update_meta_cache('post', $ids);
    foreach ($ids as $post) {
        $posts[meta($post, 'article') . ' ' . meta($post, 'language')][] = $post;
    }
    return $posts;
}

/**
 * Reads objects of `o/` from any of the carriers, each checked by its hash, each once. Throws FetchError when none gives the
 * bytes; what was wrong with which address is noted in `$polled`.
 */
function object_reader(array $bases, array &$polled): callable
{
    $kept = [];
    return function (array $ref) use ($bases, &$polled, &$kept): string {
        foreach (isset($kept[$ref['sha256']]) || $ref['bytes'] > Proof\MAX_OBJECT_BYTES ? [] : $bases as $base) {
            $address = $base . Proof\object_path($ref['sha256']);
            try {
                return $kept[$ref['sha256']] = Proof\check_object(fetch_bytes($address, $ref['bytes']), $ref, 'object');
            } catch (ProofError $error) {
                $polled['errors'][$address] = sentence_for($error->failure);
            } catch (FetchError $error) {
                $polled['errors'][$address] = $error->getMessage();
            }
        }
        if (!isset($kept[$ref['sha256']])) {
            throw new FetchError(__('No address gave a file that the head names.', 'tamizdat-companion'));
        }
        return $kept[$ref['sha256']];
    };
}

/** Does what a notice says about a post, unless the post is newer or it was done. */
function apply_notice(string $name, int $post, array $notice, array $bases): void
{
    $revision = (int) meta($post, 'revision');
    if ($notice['kind'] === 'correction') {
        if ($revision < $notice['revision'] && (int) meta($post, 'newer') < $notice['revision']) {
            update_post_meta($post, 'tamizdat_newer', (string) $notice['revision']);
            forget_cached($post);
        }
        return;
    }
    $isDone = meta($post, 'withdrawn') !== '' && $revision === $notice['revision'];
    $lacksReason = get_post_meta($post, WITHOUT_REASON, true) === $notice['leaf'];
    if ($revision > $notice['revision'] || ($isDone && !$lacksReason)) {
        return;
    }
    $reason = reason_of($name, $notice, $bases);
    if (!$isDone || $reason !== null) {
        withdraw_post($post, $notice, $reason);
    }
}

/** The reason of a withdrawal, from the first carrier that gives its signed page; null when none does. */
function reason_of(string $name, array $notice, array $bases): ?array
{
    $keys = newsrooms()[$name]['desks'][$notice['language']] ?? [];
    $desks = array_map('Tamizdat\Proof\parse_verifier_key', $keys);
    foreach ($desks === [] ? [] : $bases as $base) {
        try {
            return Proof\read_withdrawal(fetch_bytes($base . Proof\article_path($notice), Proof\MAX_PAGE_BYTES), $notice, $desks);
        } catch (ProofError | FetchError $error) {
            // The text goes all the same; the reason is asked for again with the next poll.
            continue;
        }
    }
    return null;
}

/** Does what the calendar says about a post: for the first poll, and after more notices than the list holds. */
function apply_calendar(string $name, int $post, array $head, callable $read, array $bases): void
{
    $article = meta($post, 'article');
    $language = meta($post, 'language');
    if (!preg_match("/\/(\d{4})\/(\d\d)\/(\d\d)\/[^\/]*$/", meta($post, 'proof'), $found) || !Proof\is_article($article)) {
        return;
    }
    $day = "$found[1]-$found[2]-$found[3]";
    $line = Proof\lookup_calendar($read, $head['calendar'], $day, $article)[$language] ?? null;
    if ($line === null || $line['state'] === 'current') {
        return;
    }
    $kind = $line['state'] === 'withdrawn' ? 'withdrawal' : 'correction';
    // The calendar tells no time; that of the head is the earliest at which this site can know.
    $time = Proof\format_time($head['time']);
    apply_notice($name, $post, compact('kind', 'day', 'article', 'language', 'time') + $line, $bases);
}

/** In plain words, why something that was read does not count. */
function sentence_for(string $failure): string
{
    $sentences = [
        'too-large' => __('What it gave is too large to be a head.', 'tamizdat-companion'),
        'log-retired' => __('It is of a log that the newsroom has closed: this copy has stopped.', 'tamizdat-companion'),
        'checkpoint-signature' => __('It is not signed by the key that this site has pinned for the newsroom.', 'tamizdat-companion'),
        'edition-signature' => __('It is not signed by the key that this site has pinned for the newsroom.', 'tamizdat-companion'),
        'checkpoint-time' => __('Nobody says when it was made.', 'tamizdat-companion'),
        'wrong-newsroom' => __('It is of another newsroom.', 'tamizdat-companion'),
        'rollback' => __('It is older than what this site has seen already.', 'tamizdat-companion'),
        'fork' => __('It contradicts what this site has seen: two stories of one log. Tell the newsroom.', 'tamizdat-companion'),
        'hash-mismatch' => __('A file is not the one that the head names: this copy was altered.', 'tamizdat-companion'),
    ];
    /* translators: %s: name of a failure */
    return $sentences[$failure] ?? sprintf(__('It is not what a newsroom publishes (%s).', 'tamizdat-companion'), $failure);
}
