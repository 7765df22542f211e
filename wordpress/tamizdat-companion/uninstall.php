<?php
// Takes away everything the plug-in keeps: its options, its meta, its event. The posts stay, as they are.
declare(strict_types=1);

if (!defined('WP_UNINSTALL_PLUGIN')) {
    exit;
}

/** Of one site. */
function tamizdat_uninstall_site(): void
{
    global $wpdb;
    delete_option('tamizdat_newsrooms');
    delete_option('tamizdat_polled');
    wp_clear_scheduled_hook('tamizdat_poll');
    $ours = $wpdb->esc_like('tamizdat_') . '%';
    $hidden = $wpdb->esc_like('_tamizdat_') . '%';
    $keys = $wpdb->get_col($wpdb->prepare("SELECT DISTINCT meta_key FROM $wpdb->postmeta WHERE meta_key LIKE %s OR meta_key LIKE %s", $ours, $hidden));
    foreach ($keys as $key) {
        delete_post_meta_by_key($key);
    }
}

if (is_multisite()) {
    foreach (get_sites(['fields' => 'ids', 'number' => 0]) as $site) {
        switch_to_blog($site);
        tamizdat_uninstall_site();
        restore_current_blog();
    }
} else {
    tamizdat_uninstall_site();
}
