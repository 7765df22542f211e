import type { ArticleBody, Block, Inline, Listing, ListingEntry } from '../../../article/index.ts';

/** One article with every kind of block in three languages, and the listings it stands in. Invented throughout. */
export type Spoken = 'en' | 'ru' | 'fa';

const text = (value: string): Inline => ({ type: 'text', text: value });
const hash = (digit: string): string => digit.repeat(64);

interface Told {
  readonly headline: string;
  readonly kicker: string;
  readonly sections: readonly string[];
  readonly by: string;
  readonly lead: string;
  readonly long: string;
  readonly strong: string;
  readonly link: string;
  readonly heading: string;
  readonly point: string;
  readonly picture: string;
  readonly quote: string;
  readonly who: string;
  readonly items: readonly [string, string, string];
  readonly table: readonly [string, string, string, string];
  readonly corrected: string;
  readonly reason: string;
  readonly withdrawn: string;
}

const TOLD: Readonly<Record<Spoken, Told>> = {
  en: {
    headline: 'The old lighthouse shines again: how fishermen saved a tower from demolition',
    kicker: 'North pier',
    sections: ['Harbour', 'Town'],
    by: 'Mira Holt',
    lead: 'For forty years the lighthouse on the north pier was dark. On Friday evening its lamp was lit again.',
    long: 'The tower was built of local sandstone in 1894. When the port went over to radio beacons, the town council decided that repairs would cost too much and put it on the list of things to be torn down. ',
    strong: 'The demolition was put off eleven times.',
    link: 'town archive',
    heading: 'The money came in mugs',
    point: 'In three years people brought 214,000 crowns, almost half of what the repair cost.',
    picture: 'A lighthouse of red sandstone at dusk, a green light in its lantern',
    quote: '“We are not opening a museum. This is a working light, and ships will come in by it at night.”',
    who: 'Peter Lind, chairman of the fishermen’s union',
    items: ['a lamp with a Fresnel lens', 'new stairs:', '86 steps of oak'],
    table: ['Cost, thousand crowns', 'Work', 'Planned', 'Masonry and roof'],
    corrected: 'An earlier version gave the year of building as 1849. It was 1894.',
    reason: 'The interview in this article was not authorised. The newsroom has withdrawn it.',
    withdrawn: 'Withdrawn',
  },
  ru: {
    headline: 'Старый маяк снова светит: как рыбаки спасли башню от сноса',
    kicker: 'Северный мол',
    sections: ['Гавань', 'Город'],
    by: 'Мира Хольт',
    lead: 'Сорок лет маяк на Северном молу стоял тёмным. В пятницу вечером его лампу зажгли снова.',
    long: 'Башню построили в 1894 году из местного песчаника. Когда порт перешёл на радиомаяки, городской совет решил, что ремонт обойдётся слишком дорого, и поставил её в список на снос. ',
    strong: 'Снос откладывали одиннадцать раз.',
    link: 'городском архиве',
    heading: 'Деньги собирали по кружкам',
    point: 'За три года жители принесли 214 000 крон — почти половину стоимости ремонта.',
    picture: 'Маяк из красного песчаника в сумерках, в окне фонаря зелёный свет',
    quote: '«Мы не музей открываем. Это работающий огонь, и ночью по нему будут входить в гавань».',
    who: 'Петер Линд, председатель союза рыбаков',
    items: ['лампа с линзой Френеля', 'новая лестница:', '86 ступеней из дуба'],
    table: ['Расходы, тысяч крон', 'Работы', 'План', 'Кладка и крыша'],
    corrected: 'В прежней версии год постройки был указан как 1849. Верно: 1894.',
    reason: 'Интервью в этой статье не было согласовано. Редакция отозвала его.',
    withdrawn: 'Отозвано',
  },
  fa: {
    headline: 'فانوس دریایی کهنه دوباره می‌تابد: ماهیگیران چگونه برج را از ویرانی نجات دادند',
    kicker: 'موج‌شکن شمالی',
    sections: ['بندر', 'شهر'],
    by: 'میرا هولت',
    lead: 'چهل سال فانوس دریایی موج‌شکن شمالی خاموش بود. عصر جمعه چراغش دوباره روشن شد.',
    long: 'برج در سال ۱۸۹۴ از ماسه‌سنگ محلی ساخته شد. وقتی بندر به رادیوفانوس روی آورد، شورای شهر تعمیر را بسیار گران دانست و برج را در فهرست تخریب گذاشت. ',
    strong: 'تخریب یازده بار به تعویق افتاد.',
    link: 'بایگانی شهر',
    heading: 'پول در لیوان‌ها جمع شد',
    point: 'مردم در سه سال ۲۱۴٬۰۰۰ کرون آوردند، نزدیک به نیمی از هزینهٔ تعمیر.',
    picture: 'فانوس دریایی از ماسه‌سنگ سرخ در گرگ‌ومیش با نوری سبز',
    quote: '«موزه باز نمی‌کنیم. این چراغی است که کار می‌کند و کشتی‌ها شب با آن به بندر می‌آیند.»',
    who: 'پتر لیند، رئیس اتحادیهٔ ماهیگیران',
    items: ['چراغی با عدسی فرنل', 'پلکان نو:', '۸۶ پله از چوب بلوط'],
    table: ['هزینه‌ها، هزار کرون', 'کار', 'برنامه', 'بنایی و سقف'],
    corrected: 'در نسخهٔ پیشین سال ساخت ۱۸۴۹ آمده بود. درست آن ۱۸۹۴ است.',
    reason: 'گفت‌وگوی این مطلب تأیید نشده بود. تحریریه آن را پس گرفت.',
    withdrawn: 'پس‌گرفته‌شده',
  },
};

/** Every kind of block. */
function blocksOf(told: Told): Block[] {
  return [
    { id: 'b1', type: 'lead', content: [text(told.lead)] },
    {
      id: 'b2',
      type: 'paragraph',
      content: [
        text(told.long),
        { type: 'strong', content: [text(told.strong)] },
        text(' — '),
        { type: 'link', address: 'https://archive.example/leuchtturm', content: [text(told.link)] },
        text('. CO'),
        { type: 'subscript', content: [text('2')] },
        text(', '),
        { type: 'emphasis', content: [text('m')] },
        { type: 'superscript', content: [text('3')] },
        { type: 'break' },
        { type: 'foreign', language: 'de', direction: 'ltr', content: [text('Feuer an!')] },
        text(' '),
        { type: 'link', address: 'https://www.courier.example/2019/tower?from=app', content: [text(told.kicker)] },
      ],
    },
    { id: 'b3', type: 'heading', level: 2, content: [text(told.heading)] },
    { id: 'b4', type: 'point', content: [text(told.point)] },
    {
      id: 'b5',
      type: 'picture',
      file: { sha256: hash('a'), sizeBytes: 12_340, extension: 'png', widthPx: 640, heightPx: 427 },
      alternative: told.picture,
      caption: [text(told.quote)],
      credit: told.by,
    },
    { id: 'b6', type: 'quote', paragraphs: [[text(told.quote)]], attribution: [text(told.who)] },
    {
      id: 'b7',
      type: 'list',
      ordered: false,
      items: [
        { content: [text(told.items[0])] },
        { content: [text(told.items[1])], list: { ordered: true, items: [{ content: [text(told.items[2])] }] } },
      ],
    },
    { id: 'b8', type: 'heading', level: 3, content: [text(told.heading)] },
    {
      id: 'b9',
      type: 'table',
      caption: [text(told.table[0])],
      head: [[text(told.table[1])], [text(told.table[2])]],
      rows: [
        [[text(told.table[3])], [text('240')]],
        [[text(told.items[0])], [text('95')]],
      ],
    },
    {
      id: 'b10',
      type: 'video',
      pieces: [
        { sha256: hash('b'), sizeBytes: 900_000, extension: 'mp4' },
        { sha256: hash('c'), sizeBytes: 900_000, extension: 'mp4' },
      ],
      hashes: { sha256: hash('d'), sizeBytes: 1_200 },
      durationSeconds: 48,
      captions: [],
      alternative: told.picture,
      caption: [text(told.strong)],
    },
    { id: 'b11', type: 'separator' },
    ...Array.from(
      { length: 6 },
      (_, at): Block => ({ id: `b${12 + at}`, type: 'paragraph', content: [text(told.long)] }),
    ),
  ];
}

/** The article in a language. */
export function bodyIn(language: Spoken, state: ArticleBody['state'] = 'current'): ArticleBody {
  const told = TOLD[language];
  const correction: Block = {
    id: 'b20',
    type: 'correction',
    time: '2026-11-22T12:00:00Z',
    content: [text(told.corrected)],
  };
  const blocks: Block[] =
    state === 'withdrawn'
      ? [{ id: 'b21', type: 'paragraph', content: [text(told.reason)] }]
      : [...(state === 'corrected' ? [correction] : []), ...blocksOf(told)];
  return {
    language,
    direction: language === 'fa' ? 'rtl' : 'ltr',
    state,
    headline: state === 'withdrawn' ? told.withdrawn : told.headline,
    kicker: told.kicker,
    sections: told.sections,
    bylines: [told.by, 'Anna Weber'],
    publishedAt: '2026-11-22T10:15:00Z',
    ...(state === 'current' ? {} : { modifiedAt: '2026-11-22T12:00:00Z' }),
    translation: { from: 'de', how: 'machine-checked', by: 'Anna Weber', on: '2026-11-22' },
    blocks,
  };
}

/** A front or day page in a language. */
export function listingIn(language: Spoken, kind: Listing['kind'] = 'front'): Listing {
  const told = TOLD[language];
  const entries = [told.headline, told.heading, told.strong, told.point].map(
    (headline, at): ListingEntry => ({
      path: `${language}/2026/11/22/3fk9m2tq7${at}.html`,
      headline,
      teaser: told.lead,
      section: told.sections[at % 2] ?? '',
      byline: told.by,
      publishedAt: '2026-11-22T10:15:00Z',
      state: at === 1 ? 'corrected' : at === 2 ? 'withdrawn' : 'current',
      ...(at === 0 ? { kicker: told.kicker } : {}),
    }),
  );
  return {
    kind,
    language,
    direction: language === 'fa' ? 'rtl' : 'ltr',
    title: told.sections.join(' · '),
    ...(kind === 'day' ? { day: '2026-11-22' } : {}),
    entries,
    days: ['2026-11-21', '2026-11-20'].map((day) => ({
      day,
      path: `${language}/${day.replaceAll('-', '/')}/index.html`,
    })),
  };
}
