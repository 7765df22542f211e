<?php
/** The posts that carry articles: their meta, and how they are found. */
declare(strict_types=1);

namespace Tamizdat;

/** Meta of posts that the newsroom's side writes over REST; all are strings. */
const WRITTEN = [
    'tamizdat_newsroom', 'tamizdat_article', 'tamizdat_language', 'tamizdat_revision', 'tamizdat_proof', 'tamizdat_canonical', 'tamizdat_alternates',
    'tamizdat_notice', 'tamizdat_label', 'tamizdat_correction', 'tamizdat_robots', 'tamizdat_heads', 'tamizdat_withdrawn',
];
/** Meta that only the plug-in writes: the status a stopped post had; the number of a revision that is not here yet. */
const OWN = ['tamizdat_stopped', 'tamizdat_newer'];
/** Leaf of a withdrawal whose reason could not be had yet. */
const WITHOUT_REASON = '_tamizdat_without_reason';
/** Marks attachments that the newsroom's side made; only those, and those that are named by it, are ever removed. */
const MEDIA_HASH = 'tamizdat_sha256';
/** Every status a text can have, the trash among them: it can be taken out again. */
const STATUSES = ['publish', 'future', 'draft', 'pending', 'private', 'trash'];

add_action('init', function (): void {
    $string = ['type' => 'string', 'single' => true, 'show_in_rest' => true];
    $mayEdit = fn ($allowed, $key, $post): bool => current_user_can('edit_post', (int) $post);
    foreach (WRITTEN as $key) {
        $clean = in_array($key, ['tamizdat_notice', 'tamizdat_label', 'tamizdat_correction'], true) ? 'sanitize_textarea_field' : 'sanitize_text_field';
        // Addresses keep their percent signs, which the cleaning of texts takes away.
        $isAddress = in_array($key, ['tamizdat_proof', 'tamizdat_canonical', 'tamizdat_alternates', 'tamizdat_heads'], true);
        $how = ['auth_callback' => $mayEdit, 'sanitize_callback' => $isAddress ? __NAMESPACE__ . '\clean_addresses' : $clean];
        register_post_meta('post', $key, $string + $how);
    }
    foreach (OWN as $key) {
        register_post_meta('post', $key, $string + ['auth_callback' => '__return_false']);
    }
    register_post_meta('attachment', MEDIA_HASH, $string + ['auth_callback' => $mayEdit, 'sanitize_callback' => 'sanitize_key']);
});

/** Text without tags and control characters. */
function clean_addresses($value): string
{
    return trim(preg_replace('/[\x00-\x1f\x7f<>]/', '', (string) $value));
}

/** A meta value of a post as text; empty when it has none. */
function meta(int $post, string $key): string
{
    $value = get_post_meta($post, "tamizdat_$key", true);
    return is_string($value) ? $value : '';
}

/** The members of a meta value that holds JSON; none when it does not. */
function meta_list(int $post, string $key): array
{
    $value = json_decode(meta($post, $key), true);
    return is_array($value) ? array_filter($value, 'is_string') : [];
}

/** Whether a post carries an article of a newsroom. */
function is_ours(int $post): bool
{
    return meta($post, 'newsroom') !== '' && meta($post, 'article') !== '' && meta($post, 'language') !== '';
}

/** Ids of the posts that have these values of meta (`['newsroom' => …]`), newest first. */
function find_posts(array $values, array $statuses = STATUSES, int $most = -1): array
{
    $query = ['relation' => 'AND'];
    foreach ($values as $key => $value) {
        $query[] = ['key' => "tamizdat_$key", 'value' => $value];
    }
    return get_posts([
        'post_type' => 'post',
        'post_status' => $statuses,
        'numberposts' => $most,
        'fields' => 'ids',
        'meta_query' => $query,
        'suppress_filters' => true,
    ]);
}

/**
 * Makes caches forget a post: WordPress's own, and those of page caches that do not watch it. Others can listen to
 * `tamizdat_post_changed`.
 */
function forget_cached(int $post): void
{
    clean_post_cache($post);
    foreach (['w3tc_flush_post', 'wp_cache_post_change', 'rocket_clean_post', 'wpfc_clear_post_cache_by_id'] as $flush) {
        if (function_exists($flush)) {
            $flush($post);
        }
    }
    do_action('litespeed_purge_post', $post);
    do_action('tamizdat_post_changed', $post);
}

/** `http:` or `https:` addresses only, escaped for HTML; empty for anything else. */
function address(string $address): string
{
    return esc_url($address, ['http', 'https']);
}
