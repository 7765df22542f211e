<?php
// Handles the companion plug-in in a running test WordPress, through WordPress's own functions:
//   php companion.php <folder> install      copies it from the repository and activates it; it may read heads from this machine
//   php companion.php <folder> due          its poll is due, so that wp-cron.php makes it
//   php companion.php <folder> stuck        its poll is overdue for hours, as where WP-Cron does not run
//   php companion.php <folder> seo on       a plug-in for search engines prints the canonical in WordPress's place; `off`
//   php companion.php <folder> login <name> the cookies of somebody who has signed in, as JSON
//   php companion.php <folder> uninstall    deactivates and deletes it; prints what is left of its options and meta
declare(strict_types=1);

$_SERVER['HTTP_HOST'] = '127.0.0.1';
$site = $argv[1] . '/site';
// No variable: wp-load.php uses that name for its own.
const COMPANION = 'tamizdat-companion';
if ($argv[2] === 'install') {
    $from = dirname(__DIR__, 3) . '/wordpress/' . COMPANION;
    foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($from, FilesystemIterator::SKIP_DOTS)) as $file) {
        $to = "$site/wp-content/plugins/" . COMPANION . substr((string) $file, strlen($from));
        is_dir(dirname($to)) || mkdir(dirname($to), 0755, true);
        copy((string) $file, $to);
    }
    is_dir("$site/wp-content/mu-plugins") || mkdir("$site/wp-content/mu-plugins");
    copy(__DIR__ . '/loopback.php', "$site/wp-content/mu-plugins/loopback.php");
}
require "$site/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/plugin.php';
require_once ABSPATH . 'wp-admin/includes/file.php';
wp_set_current_user(1);

$main = COMPANION . '/' . COMPANION . '.php';
switch ($argv[2]) {
    case 'install':
        $wrong = activate_plugin($main);
        if (is_wp_error($wrong)) throw new RuntimeException($wrong->get_error_message());
        break;
    case 'due':
    case 'stuck':
        wp_clear_scheduled_hook('tamizdat_poll');
        wp_schedule_event(time() - ($argv[2] === 'due' ? 1 : 86400), 'tamizdat_quarter_hour', 'tamizdat_poll');
        break;
    case 'seo':
        $file = "$site/wp-content/mu-plugins/seo.php";
        $argv[3] === 'on' ? copy(__DIR__ . '/seo.php', $file) : unlink($file);
        break;
    case 'login':
        $user = get_user_by('login', $argv[3]);
        $expires = time() + 3600;
        $token = WP_Session_Tokens::get_instance($user->ID)->create($expires);
        echo json_encode([
            AUTH_COOKIE => wp_generate_auth_cookie($user->ID, $expires, 'auth', $token),
            LOGGED_IN_COOKIE => wp_generate_auth_cookie($user->ID, $expires, 'logged_in', $token),
        ]);
        break;
    case 'uninstall':
        deactivate_plugins($main);
        $left = delete_plugins([$main]);
        if ($left !== true) throw new RuntimeException(is_wp_error($left) ? $left->get_error_message() : 'not deleted');
        $count = "SELECT (SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE '%tamizdat%') + (SELECT COUNT(*) FROM $wpdb->postmeta WHERE meta_key LIKE '%tamizdat%')";
        echo $wpdb->get_var($count), ' ', wp_next_scheduled('tamizdat_poll') === false ? 'no event' : 'an event';
        break;
    default:
        throw new RuntimeException("no such change: {$argv[2]}");
}
