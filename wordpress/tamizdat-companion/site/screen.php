<?php
/** Posts → Tamizdat: which articles are carried, how current, what went wrong, and the switches. */
declare(strict_types=1);

namespace Tamizdat;

/** Who may see it and use its switches; keys are accepted by administrators alone. */
const MAY_SWITCH = 'edit_others_posts';
const MAY_TRUST = 'manage_options';
const MOST_ROWS = 200;

add_action('admin_menu', function (): void {
    add_posts_page(__('Carried articles', 'tamizdat-companion'), 'Tamizdat', MAY_SWITCH, 'tamizdat', __NAMESPACE__ . '\print_screen');
});

/** A moment in the site's own time and form. */
function moment(int $seconds): string
{
    $form = get_option('date_format') . ' ' . get_option('time_format');
    return $seconds === 0 ? __('never', 'tamizdat-companion') : (string) wp_date($form, $seconds);
}

/** A form with one button. */
function print_button(string $act, string $newsroom, string $words): void
{
    echo '<form method="post" action="', esc_url(admin_url('admin-post.php')), '" style="display:inline-block;margin:0 .5em .5em 0">';
    echo '<input type="hidden" name="action" value="tamizdat_newsroom">';
    echo '<input type="hidden" name="act" value="', esc_attr($act), '">';
    echo '<input type="hidden" name="newsroom" value="', esc_attr($newsroom), '">';
    wp_nonce_field('tamizdat_newsroom');
    echo '<button class="button">', esc_html($words), '</button></form>';
}

function print_screen(): void
{
    if (!current_user_can(MAY_SWITCH)) {
        wp_die(esc_html__('You may not do this.', 'tamizdat-companion'), '', 403);
    }
    echo '<div class="wrap"><h1>', esc_html__('Carried articles', 'tamizdat-companion'), '</h1>';
    if (newsrooms() === []) {
        echo '<p>', esc_html__('No newsroom has sent its keys yet. Its side does so before the first article.', 'tamizdat-companion'), '</p>';
    }
    $next = wp_next_scheduled(POLL_EVENT);
    if ($next === false || $next < time() - 4 * POLL_SECONDS) {
        $why = __('WP-Cron does not run on this site, so withdrawals are not looked for. Ask whoever runs the server to call wp-cron.php.', 'tamizdat-companion');
        echo '<div class="notice notice-error inline"><p>', esc_html($why), '</p></div>';
    }
    foreach (newsrooms() as $name => $newsroom) {
        print_newsroom((string) $name, $newsroom);
    }
    echo '</div>';
}

function print_newsroom(string $name, array $newsroom): void
{
    $polled = polled($name);
    echo '<h2>', esc_html(newsroom_title($name)), ' <code>', esc_html($name), '</code></h2><p>';
    if ($polled['time'] !== 0) {
        /* translators: 1: a moment, 2: number of an edition */
        $words = __('Current as of %1$s (edition %2$d).', 'tamizdat-companion');
        echo esc_html(sprintf($words, moment($polled['time']), $polled['seen']['number'])), ' ';
    }
    /* translators: %s: a moment, or "never" */
    echo esc_html(sprintf(__('Last looked: %s.', 'tamizdat-companion'), moment($polled['checked']))), '</p>';
    if ($polled['errors'] !== []) {
        echo '<div class="notice notice-warning inline"><p>', esc_html__('The last look found:', 'tamizdat-companion'), '</p><ul class="ul-disc">';
        foreach ($polled['errors'] as $address => $sentence) {
            echo '<li>', $address === '' ? '' : '<code style="overflow-wrap:anywhere">' . esc_html((string) $address) . '</code> ', esc_html($sentence), '</li>';
        }
        echo '</ul></div>';
    }
    if ($newsroom['pending'] !== null) {
        print_pending($name, $newsroom);
    }
    print_button('poll', $name, __('Look now', 'tamizdat-companion'));
    if ($newsroom['stopped']) {
        print_button('show', $name, __('Show everything again', 'tamizdat-companion'));
        echo '<p><strong>', esc_html__('Everything of this newsroom is stopped here; what it sends is kept as drafts.', 'tamizdat-companion'), '</strong></p>';
    } else {
        print_button('stop', $name, __('Stop showing everything', 'tamizdat-companion'));
    }
    print_articles($name);
}

function print_pending(string $name, array $newsroom): void
{
    $words = __('The newsroom announces other keys. Ask it by another way whether they are its own. Until they are accepted, its notices do not count.', 'tamizdat-companion');
    echo '<div class="notice notice-warning inline"><p>', esc_html($words), '</p><p style="overflow-wrap:anywhere">';
    foreach (['log', 'clock'] as $role) {
        echo '<code>', esc_html($newsroom[$role]), '</code> → <code>', esc_html($newsroom['pending'][$role]), '</code><br>';
    }
    echo '</p>';
    if (current_user_can(MAY_TRUST)) {
        print_button('accept', $name, __('Accept the new keys', 'tamizdat-companion'));
    } else {
        echo '<p>', esc_html__('An administrator of this site can accept them.', 'tamizdat-companion'), '</p>';
    }
    echo '</div>';
}

function print_articles(string $name): void
{
    $posts = find_posts(['newsroom' => $name], ['publish', 'future', 'draft', 'pending', 'private'], MOST_ROWS);
    if ($posts === []) {
        echo '<p>', esc_html__('No article of it is carried here.', 'tamizdat-companion'), '</p>';
        return;
    }
    $heads = [
        __('Article', 'tamizdat-companion'),
        __('Language', 'tamizdat-companion'),
        __('Revision', 'tamizdat-companion'),
        __('State', 'tamizdat-companion'),
        __('Changed', 'tamizdat-companion'),
    ];
    echo '<div style="overflow-x:auto"><table class="widefat striped"><thead><tr>';
    foreach ($heads as $head) {
        echo '<th scope="col">', esc_html($head), '</th>';
    }
    echo '</tr></thead><tbody>';
    foreach ($posts as $post) {
        $title = get_the_title($post) === '' ? meta($post, 'article') : wp_strip_all_tags(get_the_title($post));
        echo '<tr><td><a href="', esc_url((string) get_permalink($post)), '">', esc_html(html_entity_decode($title, ENT_QUOTES, 'UTF-8')), '</a></td>';
        $cells = [meta($post, 'language'), meta($post, 'revision'), state_of($post), moment((int) get_post_modified_time('U', true, $post))];
        foreach ($cells as $cell) {
            echo '<td>', esc_html($cell), '</td>';
        }
        echo '</tr>';
    }
    echo '</tbody></table></div>';
}

add_action('admin_post_tamizdat_newsroom', function (): void {
    check_admin_referer('tamizdat_newsroom');
    $act = isset($_POST['act']) ? sanitize_key(wp_unslash($_POST['act'])) : '';
    $name = isset($_POST['newsroom']) ? sanitize_text_field(wp_unslash($_POST['newsroom'])) : '';
    if (!current_user_can($act === 'accept' ? MAY_TRUST : MAY_SWITCH) || !isset(newsrooms()[$name])) {
        wp_die(esc_html__('You may not do this.', 'tamizdat-companion'), '', 403);
    }
    if ($act === 'poll') {
        poll_newsroom($name);
    } elseif ($act === 'accept') {
        accept_pending($name);
    } elseif ($act === 'stop' || $act === 'show') {
        switch_newsroom($name, $act === 'stop');
    }
    wp_safe_redirect(admin_url('edit.php?page=tamizdat'));
    exit;
});
