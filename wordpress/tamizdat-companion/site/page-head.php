<?php
/** What a carried article says to machines: canonical, language versions, robots, data. */
declare(strict_types=1);

namespace Tamizdat;

/** The post whose page is shown, when it is one of ours; 0 otherwise. */
function shown_post(): int
{
    $id = is_singular('post') ? (int) get_queried_object_id() : 0;
    return $id !== 0 && is_ours($id) ? $id : 0;
}

/** The agreed canonical address of a post, or the one given. */
function canonical_or($given, int $post)
{
    $agreed = $post === 0 ? '' : esc_url_raw(meta($post, 'canonical'), ['http', 'https']);
    return $agreed === '' ? $given : $agreed;
}

// WordPress prints one canonical; plug-ins that print it instead ask by filters of their own. So it is never there twice.
add_filter('get_canonical_url', fn ($given, $post) => is_ours((int) $post->ID) ? canonical_or($given, (int) $post->ID) : $given, 10, 2);
foreach (['wpseo_canonical', 'rank_math/frontend/canonical', 'aioseo_canonical_url'] as $filter) {
    add_filter($filter, fn ($given) => canonical_or($given, shown_post()));
}

/** What robots are told of a post: of `noindex` and `nofollow` those that were agreed. */
function robots_of(int $post): array
{
    return $post === 0 ? [] : array_intersect(['noindex', 'nofollow'], array_map('trim', explode(',', meta($post, 'robots'))));
}

add_filter('wp_robots', function ($robots) {
    foreach (robots_of(shown_post()) as $rule) {
        $robots[$rule] = true;
        unset($robots[substr($rule, 2)]);
    }
    return $robots;
}, 20);
add_filter('wpseo_robots', function ($given) {
    $agreed = robots_of(shown_post());
    return $agreed === [] ? $given : implode(', ', $agreed);
});

/**
 * Addresses of all language versions of a post, itself among them: those on this site, so that they name one another, and
 * of the others what the newsroom says.
 */
function versions_of(int $post): array
{
    $versions = meta_list($post, 'alternates');
    $same = ['newsroom' => meta($post, 'newsroom'), 'article' => meta($post, 'article')];
    foreach (find_posts($same, ['publish']) as $other) {
        if (meta($other, 'language') !== meta($post, 'language')) {
            $versions[meta($other, 'language')] = get_permalink($other);
        }
    }
    $versions[meta($post, 'language')] = get_permalink($post);
    return array_filter($versions, fn ($language): bool => $language === 'x-default' || Proof\is_language((string) $language), ARRAY_FILTER_USE_KEY);
}

/** A NewsArticle of schema.org: whose it is, and what this copy is based on. */
function article_data(int $post): array
{
    $newsroom = meta($post, 'newsroom');
    $home = newsrooms()[$newsroom]['home'] ?? '';
    $plain = fn (string $address): string => esc_url_raw($address, ['http', 'https']);
    $sources = array_filter(array_map($plain, [meta($post, 'canonical'), meta($post, 'proof')]));
    return array_filter([
        '@context' => 'https://schema.org',
        '@type' => 'NewsArticle',
        'headline' => html_entity_decode(wp_strip_all_tags(get_the_title($post)), ENT_QUOTES, 'UTF-8'),
        'inLanguage' => meta($post, 'language'),
        'datePublished' => get_post_time('Y-m-d\TH:i:s\Z', true, $post),
        'dateModified' => get_post_modified_time('Y-m-d\TH:i:s\Z', true, $post),
        'url' => get_permalink($post),
        'mainEntityOfPage' => get_permalink($post),
        'isBasedOn' => array_values($sources),
        'isAccessibleForFree' => true,
        'publisher' => array_filter(['@type' => 'NewsMediaOrganization', 'name' => newsroom_title($newsroom), 'url' => $home]),
    ]);
}

add_action('wp_head', function (): void {
    $post = shown_post();
    if ($post === 0) {
        return;
    }
    $versions = versions_of($post);
    foreach (count($versions) > 1 ? $versions : [] as $language => $target) {
        printf('<link rel="alternate" hreflang="%s" href="%s">' . "\n", esc_attr((string) $language), address($target));
    }
    if (meta($post, 'withdrawn') === '') {
        // No character that could end the element stands in it.
        $json = wp_json_encode(article_data($post), JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
        echo '<script type="application/ld+json">', $json, "</script>\n";
    }
}, 5);
