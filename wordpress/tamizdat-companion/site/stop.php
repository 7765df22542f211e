<?php
/** The partner's own switch: a post, or everything of a newsroom, is shown no longer until somebody shows it again. */
declare(strict_types=1);

namespace Tamizdat;

/** Remembers that a post is stopped, and the status it goes back to. */
function mark_stopped(int $post, string $status): void
{
    update_post_meta($post, 'tamizdat_stopped', $status);
}

/** Takes a post from the site; it stays as a draft, whatever the newsroom's side pushes. */
function stop_post(int $post): void
{
    if (meta($post, 'stopped') !== '') {
        return;
    }
    mark_stopped($post, (string) get_post_status($post));
    wp_update_post(['ID' => $post, 'post_status' => 'draft']);
    forget_cached($post);
}

/** Shows a stopped post again, as it was. */
function show_post(int $post): void
{
    $status = meta($post, 'stopped');
    if ($status === '') {
        return;
    }
    delete_post_meta($post, 'tamizdat_stopped');
    wp_update_post(['ID' => $post, 'post_status' => in_array($status, STATUSES, true) ? $status : 'draft']);
    forget_cached($post);
}

/** Stops everything of a newsroom, what it pushes from now on too; or shows it again, what was stopped alone too. */
function switch_newsroom(string $name, bool $stopped): void
{
    $newsroom = newsrooms()[$name] ?? null;
    if ($newsroom === null) {
        return;
    }
    save_newsroom($name, ['stopped' => $stopped] + $newsroom);
    foreach (find_posts(['newsroom' => $name], ['publish', 'future', 'draft', 'pending', 'private']) as $post) {
        $stopped ? stop_post($post) : show_post($post);
    }
}

add_filter('wp_insert_post_data', function ($data, $given) {
    $id = (int) ($given['ID'] ?? 0);
    $shows = in_array($data['post_status'], ['publish', 'future', 'private'], true);
    if ($id !== 0 && $shows && meta($id, 'stopped') !== '') {
        $data['post_status'] = 'draft';
    }
    return $data;
}, 10, 2);

add_filter('post_row_actions', function ($actions, $post) {
    $id = (int) $post->ID;
    if (!is_ours($id) || !current_user_can('edit_post', $id) || $post->post_status === 'trash') {
        return $actions;
    }
    $isStopped = meta($id, 'stopped') !== '';
    $act = $isStopped ? 'show' : 'stop';
    $words = $isStopped ? __('Show again', 'tamizdat-companion') : __('Stop showing', 'tamizdat-companion');
    $address = wp_nonce_url(admin_url("admin-post.php?action=tamizdat_post&act=$act&post=$id"), "tamizdat_post_$id");
    return $actions + ['tamizdat' => sprintf('<a href="%s">%s</a>', esc_url($address), esc_html($words))];
}, 10, 2);

add_filter('display_post_states', function ($states, $post) {
    $id = (int) $post->ID;
    return is_ours($id) ? $states + ['tamizdat' => esc_html(state_of($id))] : $states;
}, 10, 2);

/** In words, how a post stands. */
function state_of(int $post): string
{
    if (meta($post, 'stopped') !== '') {
        return __('Carried, stopped here', 'tamizdat-companion');
    }
    if (meta($post, 'withdrawn') !== '') {
        return __('Carried, withdrawn by its newsroom', 'tamizdat-companion');
    }
    if (meta($post, 'newer') !== '') {
        return __('Carried, a newer version exists', 'tamizdat-companion');
    }
    return __('Carried', 'tamizdat-companion');
}

add_action('admin_post_tamizdat_post', function (): void {
    $id = isset($_GET['post']) ? absint($_GET['post']) : 0;
    check_admin_referer("tamizdat_post_$id");
    if (!is_ours($id) || !current_user_can('edit_post', $id)) {
        wp_die(esc_html__('You may not do this.', 'tamizdat-companion'), '', 403);
    }
    $act = isset($_GET['act']) ? sanitize_key(wp_unslash($_GET['act'])) : '';
    $act === 'show' ? show_post($id) : stop_post($id);
    wp_safe_redirect(wp_get_referer() ?: admin_url('edit.php'));
    exit;
});
