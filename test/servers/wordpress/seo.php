<?php
// Does what plug-ins for search engines do: prints the canonical in WordPress's place, and asks others by a filter of its own.
remove_action('wp_head', 'rel_canonical');
add_action('wp_head', function () {
    echo "<!-- seo -->\n";
    if (is_singular()) printf('<link rel="canonical" href="%s" />' . "\n", esc_url(apply_filters('wpseo_canonical', get_permalink())));
});
