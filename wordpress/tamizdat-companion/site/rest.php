<?php
/** What the newsroom's side asks and says over REST, beside posts and media. */
declare(strict_types=1);

namespace Tamizdat;

use WP_Error;
use WP_REST_Request;

add_action('rest_api_init', function (): void {
    register_rest_route('tamizdat/v1', '/status', [
        'methods' => 'GET',
        'callback' => __NAMESPACE__ . '\answer_status',
        // Says which plug-in this is; what it knows of newsrooms only to those who may write.
        'permission_callback' => '__return_true',
    ]);
    register_rest_route('tamizdat/v1', '/newsrooms', [
        'methods' => 'POST',
        'callback' => __NAMESPACE__ . '\answer_newsrooms',
        'permission_callback' => fn (): bool => current_user_can('publish_posts'),
    ]);
});

function answer_status(): array
{
    $answer = ['version' => VERSION, 'features' => FEATURES];
    if (!current_user_can('edit_posts')) {
        return $answer;
    }
    $told = [];
    foreach (newsrooms() as $name => $newsroom) {
        $polled = polled($name);
        $told[$name] = [
            'title' => $newsroom['title'],
            'log' => $newsroom['log'],
            'clock' => $newsroom['clock'],
            'desks' => (object) $newsroom['desks'],
            'heads' => $newsroom['heads'],
            'number' => $polled['seen']['number'] ?? 0,
            'time' => $polled['time'] === 0 ? '' : Proof\format_time($polled['time']),
            'checked' => $polled['checked'] === 0 ? '' : Proof\format_time($polled['checked']),
            'stopped' => $newsroom['stopped'],
            'pending' => $newsroom['pending'] !== null,
            'errors' => (object) $polled['errors'],
        ];
    }
    return $answer + ['newsrooms' => (object) $told];
}

/** @return array|WP_Error */
function answer_newsrooms(WP_REST_Request $request)
{
    $read = read_newsroom((array) $request->get_json_params());
    if (is_string($read)) {
        return new WP_Error('tamizdat_newsroom', $read, ['status' => 400]);
    }
    $state = pin_newsroom(...$read);
    if ($state === null) {
        return new WP_Error('tamizdat_newsroom', "{$read[0]}: another user of this site pinned its keys", ['status' => 403]);
    }
    return ['state' => $state];
}

// A push that waited in a queue must not bring back what was corrected or withdrawn since.
add_filter('rest_pre_insert_post', function ($prepared, $request) {
    if (is_wp_error($prepared)) {
        return $prepared;
    }
    $said = (array) $request->get_param('meta');
    $revision = $said['tamizdat_revision'] ?? null;
    $known = isset($prepared->ID) ? meta((int) $prepared->ID, 'revision') : '';
    if ($revision !== null && (int) $revision < (int) $known) {
        $why = "Revision $known of this article is here already.";
        return new WP_Error('tamizdat_older_revision', $why, ['status' => 409]);
    }
    if (newsrooms()[$said['tamizdat_newsroom'] ?? '']['stopped'] ?? false) {
        $prepared->post_status = 'draft';
    }
    return $prepared;
}, 10, 2);

add_action('rest_after_insert_post', function ($post, $request): void {
    $id = (int) $post->ID;
    if ((newsrooms()[meta($id, 'newsroom')]['stopped'] ?? false) && meta($id, 'stopped') === '') {
        mark_stopped($id, (string) ($request->get_param('status') ?? 'draft'));
    }
    if ((int) meta($id, 'newer') <= (int) meta($id, 'revision')) {
        delete_post_meta($id, 'tamizdat_newer');
    }
    if (is_ours($id) && meta($id, 'withdrawn') !== '') {
        // The newsroom's side has put the reason there; nobody but the site itself may delete earlier texts.
        remove_revisions($id);
        delete_post_meta($id, WITHOUT_REASON);
    }
    if (is_ours($id)) {
        forget_cached($id);
    }
}, 10, 2);
