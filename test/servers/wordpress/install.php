<?php
// Installs WordPress into the site of a folder: what its web installer does, without a browser.
declare(strict_types=1);

define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/site/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

// Nothing leaves the machine, no mail to the new administrator either.
add_filter('pre_wp_mail', '__return_true');
$made = wp_install('The Lanmünde Courier', 'editor', 'editor@courier.example', true, '', wp_generate_password());
if (is_wp_error($made)) {
    fwrite(STDERR, $made->get_error_message() . "\n");
    exit(1);
}
update_option('timezone_string', 'Europe/Berlin');
update_option('posts_per_rss', 30);
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
switch_theme('twentytwentythree');
wp_update_user(['ID' => 1, 'display_name' => 'Ida Quist']);
// The posts it installs itself say nothing.
foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $post) {
    wp_delete_post($post->ID, true);
}
