<?php
/** Takes a withdrawn article away: its text, its earlier versions, its pictures. */
declare(strict_types=1);

namespace Tamizdat;

/**
 * Puts the reason in the place of the text; `$reason` as `read_withdrawal` gives it, or null when it could not be had. Nothing
 * is left of the text: no revision, no excerpt, no picture. Doing it twice changes nothing more.
 */
function withdraw_post(int $post, array $notice, ?array $reason): void
{
    $media = media_of($post);
    $words = words_for(meta($post, 'language'));
    $told = $words['withdrawnArticle'] . ($reason === null || $reason['paragraphs'] === [] ? '' : ' ' . $words['withdrawnReason']);
    $blocks = [block_html(lang_html($words['language']), $told)];
    foreach ($reason['paragraphs'] ?? [] as $text) {
        $blocks[] = block_html('', $text);
    }
    $changed = ['ID' => $post, 'post_content' => implode("\n\n", $blocks), 'post_excerpt' => '', 'post_content_filtered' => ''];
    if ($reason !== null && $reason['headline'] !== '') {
        $changed['post_title'] = $reason['headline'];
    }
    delete_post_thumbnail($post);
    wp_update_post(wp_slash($changed));
    remove_revisions($post);
    update_post_meta($post, 'tamizdat_revision', (string) $notice['revision']);
    update_post_meta($post, 'tamizdat_withdrawn', $notice['time']);
    delete_post_meta($post, 'tamizdat_newer');
    delete_post_meta($post, 'tamizdat_correction');
    if ($reason === null) {
        update_post_meta($post, WITHOUT_REASON, $notice['leaf']);
    } else {
        delete_post_meta($post, WITHOUT_REASON);
    }
    foreach ($media as $attachment) {
        if (!is_shown_elsewhere($attachment, $post)) {
            wp_delete_attachment($attachment, true);
        }
    }
    forget_cached($post);
}

/** Deletes all earlier texts of a post, autosaves too. */
function remove_revisions(int $post): void
{
    foreach (wp_get_post_revisions($post, ['check_enabled' => false]) as $revision) {
        wp_delete_post_revision($revision->ID);
    }
}

/** A paragraph block of plain text. */
function block_html(string $attributes, string $text): string
{
    return "<!-- wp:paragraph -->\n<p$attributes>" . esc_html($text) . "</p>\n<!-- /wp:paragraph -->";
}

/** Attachments of a post that the newsroom's side made: shown in its text, featured, or attached to it. */
function media_of(int $post): array
{
    preg_match_all('/wp-image-(\d+)/', (string) get_post_field('post_content', $post, 'raw'), $shown);
    $attached = get_posts(['post_type' => 'attachment', 'post_status' => 'any', 'post_parent' => $post, 'numberposts' => -1, 'fields' => 'ids']);
    $all = array_unique(array_merge(array_map('intval', $shown[1]), array_map('intval', $attached), [(int) get_post_thumbnail_id($post)]));
    return array_values(array_filter($all, __NAMESPACE__ . '\is_our_media'));
}

/** Whether the newsroom's side made an attachment. What it sent before this plug-in was here has its hash as its name alone. */
function is_our_media(int $id): bool
{
    $isNamed = preg_match('/^[0-9a-f]{64}(?:-\d+)?$/D', (string) get_post_field('post_name', $id, 'raw')) === 1;
    return get_post_type($id) === 'attachment' && ($isNamed || get_post_meta($id, MEDIA_HASH, true) !== '');
}

/** Whether another post shows an attachment, whatever its status. */
function is_shown_elsewhere(int $attachment, int $post): bool
{
    global $wpdb;
    $other = "SELECT ID FROM $wpdb->posts WHERE ID <> %d AND post_type NOT IN ('revision', 'attachment')";
    $texts = $wpdb->get_col($wpdb->prepare("$other AND post_content LIKE %s", $post, '%wp-image-' . $attachment . '%'));
    foreach ($texts as $id) {
        // `wp-image-12` also begins `wp-image-123`.
        if (preg_match("/wp-image-$attachment(?!\d)/", (string) get_post_field('post_content', (int) $id, 'raw'))) {
            return true;
        }
    }
    $featured = get_posts([
        'post_type' => 'any',
        'post_status' => 'any',
        'exclude' => [$post],
        'numberposts' => 1,
        'fields' => 'ids',
        'meta_query' => [['key' => '_thumbnail_id', 'value' => (string) $attachment]],
    ]);
    $parent = (int) wp_get_post_parent_id($attachment);
    return $featured !== [] || ($parent !== 0 && $parent !== $post && get_post($parent) !== null);
}
