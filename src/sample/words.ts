import type { SampleLanguage, Section } from './content.ts';

/** The words of the paper's own site in one language. */
export interface SiteWords {
  readonly paper: string;
  readonly motto: string;
  readonly direction: 'ltr' | 'rtl';
  /** Locale for dates. */
  readonly locale: string;
  /** Name of the language in itself. */
  readonly autonym: string;
  readonly sections: Readonly<Record<Section, string>>;
  readonly home: string;
  readonly latest: string;
  readonly skip: string;
  readonly by: string;
  readonly updated: string;
  readonly correction: string;
  readonly withdrawn: string;
  readonly withdrawnReason: string;
  readonly withdrawnLead: string;
  readonly related: string;
  readonly more: string;
  readonly share: string;
  readonly copyLink: string;
  readonly byMail: string;
  readonly newsletter: string;
  readonly newsletterText: string;
  readonly subscribe: string;
  readonly yourAddress: string;
  readonly cookies: string;
  readonly accept: string;
  readonly reject: string;
  readonly imprint: string;
  readonly privacy: string;
  readonly notFound: string;
  readonly alsoIn: string;
}

const de: SiteWords = {
  paper: 'Lanmünder Bote',
  motto: 'Tageszeitung für Stadt, Hafen und Marsch',
  direction: 'ltr',
  locale: 'de-DE',
  autonym: 'Deutsch',
  sections: {
    stadt: 'Stadt',
    hafen: 'Hafen',
    kultur: 'Kultur',
    sport: 'Sport',
    wissen: 'Wissen',
    leben: 'Leben',
    medien: 'Medien',
  },
  home: 'Startseite',
  latest: 'Neueste Beiträge',
  skip: 'Zum Inhalt',
  by: 'Von',
  updated: 'Aktualisiert',
  correction: 'Korrektur',
  withdrawn: 'Zurückgezogen',
  withdrawnReason:
    'Die Redaktion hat diesen Beitrag zurückgezogen, weil sich eine wesentliche Angabe nicht bestätigen ließ.',
  withdrawnLead: 'Dieser Beitrag ist nicht mehr verfügbar.',
  related: 'Das könnte Sie auch interessieren',
  more: 'Mehr aus',
  share: 'Teilen',
  copyLink: 'Link kopieren',
  byMail: 'Per E-Mail',
  newsletter: 'Post vom Hafen',
  newsletterText: 'Jeden Morgen um sechs: Wetter, Wasserstand und das Wichtigste aus der Stadt.',
  subscribe: 'Abonnieren',
  yourAddress: 'Ihre E-Mail-Adresse',
  cookies: 'Wir verwenden Cookies, um unser Angebot zu verbessern. Sie können zustimmen oder ablehnen.',
  accept: 'Alle akzeptieren',
  reject: 'Nur notwendige',
  imprint: 'Impressum',
  privacy: 'Datenschutz',
  notFound: 'Diese Seite gibt es nicht.',
  alsoIn: 'Diesen Beitrag gibt es auch in anderen Sprachen',
};

const en: SiteWords = {
  paper: 'Lanmünde Messenger',
  motto: 'The daily for the town, the harbour and the marsh',
  direction: 'ltr',
  locale: 'en-GB',
  autonym: 'English',
  sections: {
    stadt: 'Town',
    hafen: 'Harbour',
    kultur: 'Culture',
    sport: 'Sport',
    wissen: 'Knowledge',
    leben: 'Living',
    medien: 'Media',
  },
  home: 'Home',
  latest: 'Latest',
  skip: 'Skip to content',
  by: 'By',
  updated: 'Updated',
  correction: 'Correction',
  withdrawn: 'Withdrawn',
  withdrawnReason: 'The newsroom has withdrawn this article because an essential statement could not be confirmed.',
  withdrawnLead: 'This article is no longer available.',
  related: 'You may also like',
  more: 'More from',
  share: 'Share',
  copyLink: 'Copy link',
  byMail: 'By e-mail',
  newsletter: 'Post from the Harbour',
  newsletterText: 'Every morning at six: weather, water level and what matters in town.',
  subscribe: 'Subscribe',
  yourAddress: 'Your e-mail address',
  cookies: 'We use cookies to improve our service. You may accept or decline.',
  accept: 'Accept all',
  reject: 'Necessary only',
  imprint: 'Imprint',
  privacy: 'Privacy',
  notFound: 'There is no such page.',
  alsoIn: 'This article is also available in other languages',
};

const ru: SiteWords = {
  paper: 'Ланмюндский вестник',
  motto: 'Ежедневная газета для города, порта и маршей',
  direction: 'ltr',
  locale: 'ru-RU',
  autonym: 'Русский',
  sections: {
    stadt: 'Город',
    hafen: 'Порт',
    kultur: 'Культура',
    sport: 'Спорт',
    wissen: 'Знания',
    leben: 'Жизнь',
    medien: 'Медиа',
  },
  home: 'Главная',
  latest: 'Последние материалы',
  skip: 'К содержанию',
  by: 'Текст:',
  updated: 'Обновлено',
  correction: 'Исправление',
  withdrawn: 'Отозвано',
  withdrawnReason: 'Редакция отозвала этот материал, так как одно из существенных утверждений не удалось подтвердить.',
  withdrawnLead: 'Этот материал больше не доступен.',
  related: 'Читайте также',
  more: 'Ещё из раздела',
  share: 'Поделиться',
  copyLink: 'Скопировать ссылку',
  byMail: 'По почте',
  newsletter: 'Почта из порта',
  newsletterText: 'Каждое утро в шесть: погода, уровень воды и главное в городе.',
  subscribe: 'Подписаться',
  yourAddress: 'Ваш адрес электронной почты',
  cookies: 'Мы используем файлы cookie, чтобы сделать сайт лучше. Вы можете согласиться или отказаться.',
  accept: 'Принять все',
  reject: 'Только необходимые',
  imprint: 'Выходные данные',
  privacy: 'Конфиденциальность',
  notFound: 'Такой страницы нет.',
  alsoIn: 'Этот материал есть и на других языках',
};

const fa: SiteWords = {
  paper: 'پیک لان‌مونده',
  motto: 'روزنامهٔ شهر، بندر و مرغزار',
  direction: 'rtl',
  locale: 'fa-IR',
  autonym: 'فارسی',
  sections: {
    stadt: 'شهر',
    hafen: 'بندر',
    kultur: 'فرهنگ',
    sport: 'ورزش',
    wissen: 'دانش',
    leben: 'زندگی',
    medien: 'رسانه',
  },
  home: 'صفحهٔ نخست',
  latest: 'تازه‌ترین‌ها',
  skip: 'رفتن به متن',
  by: 'نوشتهٔ',
  updated: 'به‌روزشده',
  correction: 'اصلاحیه',
  withdrawn: 'پس‌گرفته‌شده',
  withdrawnReason: 'تحریریه این مطلب را پس گرفته است، چون درستی یکی از گفته‌های اصلی آن تأیید نشد.',
  withdrawnLead: 'این مطلب دیگر در دسترس نیست.',
  related: 'شاید این‌ها را هم بپسندید',
  more: 'بیشتر از بخش',
  share: 'هم‌رسانی',
  copyLink: 'کپی پیوند',
  byMail: 'با ایمیل',
  newsletter: 'نامهٔ بندر',
  newsletterText: 'هر روز ساعت شش صبح: هوا، تراز آب و مهم‌ترین خبرهای شهر.',
  subscribe: 'اشتراک',
  yourAddress: 'نشانی ایمیل شما',
  cookies: 'برای بهتر شدن خدمات خود از کوکی استفاده می‌کنیم. می‌توانید بپذیرید یا رد کنید.',
  accept: 'پذیرش همه',
  reject: 'فقط موارد ضروری',
  imprint: 'شناسنامه',
  privacy: 'حریم خصوصی',
  notFound: 'چنین صفحه‌ای وجود ندارد.',
  alsoIn: 'این مطلب به زبان‌های دیگر هم هست',
};

/** The words of the paper's site, one set a language; a missing word is a type error. */
export const WORDS: Readonly<Record<SampleLanguage, SiteWords>> = { de, en, ru, fa };
