<?php
/**
 * Plugin Name: Tamizdat Companion
 * Description: For partners who carry articles of a blocked newsroom: notice, canonical and language links, and a kill switch that follows the newsroom's signed notices.
 * Version: 0.1.0
 * Requires at least: 6.1
 * Requires PHP: 7.4
 * License: GPL-2.0-or-later
 * License URI: https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain: tamizdat-companion
 * Domain Path: /languages
 */
declare(strict_types=1);

namespace Tamizdat;

if (!defined('ABSPATH')) {
    exit;
}

const VERSION = '0.1.0';
/** What the plug-in does of what the newsroom's side would otherwise put into the content, and more. */
const FEATURES = ['meta', 'head', 'notice', 'links', 'label', 'correction', 'check', 'stop', 'poll'];
/** The event of WP-Cron, and how often it comes. */
const POLL_EVENT = 'tamizdat_poll';
const POLL_SECONDS = 15 * 60;

foreach (['error', 'grammar', 'note', 'log', 'head', 'notices', 'calendar', 'withdrawal'] as $file) {
    require_once __DIR__ . "/proof/$file.php";
}
foreach (['posts', 'newsrooms', 'words', 'page-head', 'page-text', 'rest', 'fetch', 'withdraw', 'poll', 'stop', 'screen'] as $file) {
    require_once __DIR__ . "/site/$file.php";
}

register_deactivation_hook(__FILE__, function (): void {
    wp_clear_scheduled_hook(POLL_EVENT);
});
add_filter('cron_schedules', function ($schedules) {
    return $schedules + ['tamizdat_quarter_hour' => ['interval' => POLL_SECONDS, 'display' => 'Tamizdat']];
});
add_action('init', function (): void {
    // Here and not on activation, so that every site of a network has it, and one whose events were lost gets it again.
    if (!wp_next_scheduled(POLL_EVENT)) {
        wp_schedule_event(time() + wp_rand(0, POLL_SECONDS), 'tamizdat_quarter_hour', POLL_EVENT);
    }
    load_plugin_textdomain('tamizdat-companion', false, basename(__DIR__) . '/languages');
});
