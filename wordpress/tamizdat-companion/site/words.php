<?php
/**
 * What readers are told, in the language of the article and not in that of the site. The sentences are those of the newsroom's
 * own pages (src/compose/words; a test holds them together), but for `newer` and `signed`, which only stand here.
 */
declare(strict_types=1);

namespace Tamizdat;

const WORDS = [
    'en' => [
        'sameIn' => 'This article {in}',
        'sameElse' => 'This article: {autonym}',
        'inLanguage' => [
            'de' => 'in German', 'en' => 'in English', 'ru' => 'in Russian', 'fa' => 'in Persian', 'uk' => 'in Ukrainian', 'be' => 'in Belarusian',
            'fr' => 'in French', 'es' => 'in Spanish', 'tr' => 'in Turkish', 'ar' => 'in Arabic', 'zh' => 'in Chinese',
        ],
        'languages' => 'Languages',
        'withdrawnArticle' => 'This article has been withdrawn.',
        'withdrawnReason' => 'The reason:',
        'checkTitle' => 'Is this page genuine?',
        'checkText' => 'This file carries its proof inside, but no page can vouch for itself. Save it and check it with {command}. Compare the fingerprint it shows for the newsroom with one that you know from somewhere else.',
        'newer' => 'There is a newer version of this article.',
        'signed' => 'The signed page of this article:',
    ],
    'de' => [
        'sameIn' => 'Dieser Artikel {in}',
        'sameElse' => 'Dieser Artikel: {autonym}',
        'inLanguage' => [
            'de' => 'auf Deutsch', 'en' => 'auf Englisch', 'ru' => 'auf Russisch', 'fa' => 'auf Persisch', 'uk' => 'auf Ukrainisch', 'be' => 'auf Belarussisch',
            'fr' => 'auf Französisch', 'es' => 'auf Spanisch', 'tr' => 'auf Türkisch', 'ar' => 'auf Arabisch', 'zh' => 'auf Chinesisch',
        ],
        'languages' => 'Sprachen',
        'withdrawnArticle' => 'Dieser Artikel wurde zurückgezogen.',
        'withdrawnReason' => 'Der Grund:',
        'checkTitle' => 'Ist diese Seite echt?',
        'checkText' => 'Diese Datei trägt ihren Beweis in sich, aber keine Seite kann für sich selbst bürgen. Speichern Sie sie und prüfen Sie sie mit {command}. Vergleichen Sie dabei den Fingerabdruck der Redaktion mit dem, den Sie aus einer anderen Quelle kennen.',
        'newer' => 'Es gibt eine neuere Fassung dieses Artikels.',
        'signed' => 'Die signierte Seite dieses Artikels:',
    ],
    'ru' => [
        'sameIn' => 'Эта статья {in}',
        'sameElse' => 'Эта статья: {autonym}',
        'inLanguage' => [
            'de' => 'на немецком', 'en' => 'на английском', 'ru' => 'на русском', 'fa' => 'на персидском', 'uk' => 'на украинском', 'be' => 'на белорусском',
            'fr' => 'на французском', 'es' => 'на испанском', 'tr' => 'на турецком', 'ar' => 'на арабском', 'zh' => 'на китайском',
        ],
        'languages' => 'Языки',
        'withdrawnArticle' => 'Эта статья отозвана.',
        'withdrawnReason' => 'Причина:',
        'checkTitle' => 'Подлинная ли это страница?',
        'checkText' => 'Доказательство подлинности находится в самом файле, но ни одна страница не может поручиться за себя. Сохраните её и проверьте командой {command}. Сравните показанный отпечаток редакции с тем, который вы знаете из другого источника.',
        'newer' => 'Есть более новая версия этой статьи.',
        'signed' => 'Подписанная страница этой статьи:',
    ],
    'fa' => [
        'sameIn' => 'این مطلب {in}',
        'sameElse' => 'این مطلب: {autonym}',
        'inLanguage' => [
            'de' => 'به آلمانی', 'en' => 'به انگلیسی', 'ru' => 'به روسی', 'fa' => 'به فارسی', 'uk' => 'به اوکراینی', 'be' => 'به بلاروسی',
            'fr' => 'به فرانسوی', 'es' => 'به اسپانیایی', 'tr' => 'به ترکی', 'ar' => 'به عربی', 'zh' => 'به چینی',
        ],
        'languages' => 'زبان‌ها',
        'withdrawnArticle' => 'این مطلب پس گرفته شده است.',
        'withdrawnReason' => 'دلیل آن:',
        'checkTitle' => 'آیا این صفحه اصل است؟',
        'checkText' => 'گواه اصالت در خودِ این فایل است، اما هیچ صفحه‌ای نمی‌تواند ضامن خودش باشد. آن را ذخیره کنید و با دستور {command} بسنجید. سپس اثر انگشتی را که برای تحریریه نشان می‌دهد با آنچه از منبعی دیگر می‌شناسید مقایسه کنید.',
        'newer' => 'نسخهٔ تازه‌تری از این مطلب هست.',
        'signed' => 'صفحهٔ امضاشدهٔ این مطلب:',
    ],
    'be' => [
        'sameIn' => 'Гэты артыкул {in}',
        'sameElse' => 'Гэты артыкул: {autonym}',
        'inLanguage' => [
            'de' => 'па-нямецку', 'en' => 'па-англійску', 'ru' => 'па-руску', 'fa' => 'па-персідску', 'uk' => 'па-ўкраінску', 'be' => 'па-беларуску',
            'fr' => 'па-французску', 'es' => 'па-іспанску', 'tr' => 'па-турэцку', 'ar' => 'па-арабску', 'zh' => 'па-кітайску',
        ],
        'languages' => 'Мовы',
        'withdrawnArticle' => 'Гэты артыкул адкліканы.',
        'withdrawnReason' => 'Прычына:',
        'checkTitle' => 'Ці сапраўдная гэтая старонка?',
        'checkText' => 'Доказ сапраўднасці знаходзіцца ў самім файле, але ніводная старонка не можа паручыцца за сябе. Захавайце яе і праверце камандай {command}. Параўнайце паказаны адбітак рэдакцыі з тым, які вы ведаеце з іншай крыніцы.',
        'newer' => 'Ёсць навейшая версія гэтага артыкула.',
        'signed' => 'Падпісаная старонка гэтага артыкула:',
    ],
];

/** The words for a language, English ones where it has none: with 'language', the one they are in. */
function words_for(string $language): array
{
    $tag = explode('-', $language)[0];
    $spoken = isset(WORDS[$tag]) ? $tag : 'en';
    return ['language' => $spoken] + WORDS[$spoken];
}

/** "This article in German", in these words; with the tag where they have no name for the language. */
function same_in(array $words, string $language): string
{
    $in = $words['inLanguage'][explode('-', $language)[0]] ?? null;
    return $in === null ? str_replace('{autonym}', $language, $words['sameElse']) : str_replace('{in}', $in, $words['sameIn']);
}

/** In which direction a language is written, as far as ours go. */
function direction_of(string $language): string
{
    return in_array(explode('-', $language)[0], ['ar', 'ckb', 'fa', 'he', 'ps', 'ug', 'ur', 'yi'], true) ? 'rtl' : 'ltr';
}
