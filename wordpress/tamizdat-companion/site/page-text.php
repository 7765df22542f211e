<?php
/** What a carried article says to its readers, above and below the text. */
declare(strict_types=1);

namespace Tamizdat;

/** ` lang="…" dir="…"` of words in a language. */
function lang_html(string $language): string
{
    return sprintf(' lang="%s" dir="%s"', esc_attr($language), direction_of($language));
}

/** A paragraph of ours; `$html` is escaped already. */
function paragraph(string $class, string $language, string $html): string
{
    return sprintf('<p class="tamizdat-%s"%s>%s</p>' . "\n", $class, lang_html($language), $html);
}

/** Links to the other language versions. */
function links_html(int $post, array $words): string
{
    $links = [];
    foreach (versions_of($post) as $language => $target) {
        if ($language !== 'x-default' && $language !== meta($post, 'language') && address($target) !== '') {
            $text = esc_html(same_in($words, (string) $language));
            $links[] = sprintf('<a href="%s" hreflang="%s">%s</a>', address($target), esc_attr((string) $language), $text);
        }
    }
    return $links === [] ? '' : paragraph('languages', $words['language'], implode(' · ', $links));
}

/** How to check the article: the signed page, and what to do with it. */
function check_html(int $post, array $words): string
{
    $proof = address(meta($post, 'proof'));
    if ($proof === '') {
        return '';
    }
    $file = basename((string) wp_parse_url(meta($post, 'proof'), PHP_URL_PATH));
    $command = sprintf('<code dir="ltr">npx tamizdat verify %s</code>', esc_html($file));
    return sprintf(
        '<details class="tamizdat-check"%s><summary>%s</summary><p>%s <a href="%s"><bdi dir="ltr">%s</bdi></a></p><p>%s</p></details>' . "\n",
        lang_html($words['language']),
        esc_html($words['checkTitle']),
        esc_html($words['signed']),
        $proof,
        esc_html($file),
        str_replace('{command}', $command, esc_html($words['checkText']))
    );
}

/** What stands above and below the text of a post, by the class of each piece. */
function pieces_of(int $post): array
{
    $language = meta($post, 'language');
    $words = words_for($language);
    $newer = (int) meta($post, 'newer') > (int) meta($post, 'revision');
    $proof = address(meta($post, 'proof'));
    $label = esc_html(meta($post, 'label'));
    $correction = esc_html(meta($post, 'correction'));
    $link = $proof === '' ? '' : sprintf(' %s <a href="%s"><bdi dir="ltr">%s</bdi></a>', esc_html($words['signed']), $proof, $proof);
    $isWithdrawn = meta($post, 'withdrawn') !== '';
    // In italics, as a voice other than the article's; Arabic script has none.
    $notice = esc_html(meta($post, 'notice'));
    $spoken = direction_of($language) === 'rtl' ? $notice : "<em>$notice</em>";
    return [
        // It says that the article stands here, which a withdrawn one does not.
        'notice' => $notice === '' || $isWithdrawn ? '' : paragraph('notice', $language, $spoken),
        'languages' => links_html($post, $words),
        'label' => $label === '' || $isWithdrawn ? '' : paragraph('label', $language, $label),
        'newer' => $newer ? paragraph('newer', $words['language'], esc_html($words['newer']) . $link) : '',
        'correction' => $correction === '' || $isWithdrawn ? '' : paragraph('correction', $language, $correction),
        'check' => check_html($post, $words),
    ];
}

add_filter('the_content', function ($content) {
    $post = (int) get_the_ID();
    // An excerpt is made of the text alone.
    if ($post === 0 || !is_ours($post) || doing_filter('get_the_excerpt') || post_password_required($post)) {
        return $content;
    }
    $pieces = pieces_of($post);
    foreach (array_keys($pieces) as $class) {
        if (strpos($content, "tamizdat-$class") !== false) {
            $pieces[$class] = '';
        }
    }
    $check = $pieces['check'];
    unset($pieces['check']);
    // The site may be in another language, of another direction; the class keeps a block theme's space between paragraphs.
    $text = sprintf('<div class="tamizdat-text is-layout-flow"%s>' . "\n%s</div>\n", lang_html(meta($post, 'language')), $content);
    return implode('', $pieces) . $text . $check;
}, 20);

// Themes of blocks draw the headline with this one.
add_filter('render_block_core/post-title', function ($html, $block, $instance) {
    $post = (int) ($instance->context['postId'] ?? 0);
    return is_ours($post) ? preg_replace('/^\s*<[a-z0-9]+/', '$0' . lang_html(meta($post, 'language')), $html, 1) : $html;
}, 10, 3);
