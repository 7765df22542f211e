import type { Block, Inline, LanguageVersion } from '../../article/index.ts';
import type { NewsroomFace } from '../face.ts';

/**
 * One article with every kind of block in Russian and Persian, and the newsroom it belongs to: what the tests of this
 * room and of the browser draw. Invented throughout.
 */
export const FACE: NewsroomFace = {
  name: 'courier.example',
  title: { de: 'Lindhafener Bote', en: 'Lindhafen Courier', ru: 'Линдхафенский вестник', fa: 'پیک لیندهافن' },
  home: 'https://courier.example/',
  originalLanguage: 'de',
  languages: ['de', 'en', 'ru', 'fa'],
};

const text = (value: string): Inline => ({ type: 'text', text: value });
const hash = (digit: string): string => digit.repeat(64);

const picture = (alternative: string, caption: string, credit: string): Block => ({
  id: 'b5',
  type: 'picture',
  file: { sha256: hash('a'), sizeBytes: 12_340, extension: 'webp', widthPx: 640, heightPx: 427 },
  alternative,
  caption: [text(caption)],
  credit,
});

const video = (alternative: string, caption: string): Block => ({
  id: 'b11',
  type: 'video',
  pieces: [{ sha256: hash('b'), sizeBytes: 248_000, extension: 'mp4' }],
  hashes: { sha256: hash('c'), sizeBytes: 1_200 },
  durationSeconds: 9,
  poster: { sha256: hash('d'), sizeBytes: 9_800, extension: 'webp', widthPx: 426, heightPx: 240 },
  captions: [{ language: 'ru', file: { sha256: hash('e'), sizeBytes: 420, extension: 'vtt' } }],
  alternative,
  caption: [text(caption)],
});

/** The Russian version. */
export const RUSSIAN: LanguageVersion = {
  article: '3fk9m2tq7x',
  day: '2026-11-22',
  revision: 2,
  body: {
    language: 'ru',
    direction: 'ltr',
    state: 'corrected',
    headline: 'Старый маяк снова светит: как рыбаки спасли башню от сноса',
    kicker: 'Северный мол',
    sections: ['Гавань', 'Город'],
    bylines: ['Мира Хольт', 'Томас Брандау'],
    publishedAt: '2026-11-22T10:15:00Z',
    modifiedAt: '2026-11-23T08:00:00Z',
    translation: { from: 'de', how: 'machine-checked', by: 'Анна Вебер', on: '2026-11-22' },
    blocks: [
      {
        id: 'b1',
        type: 'lead',
        content: [
          text(
            'Сорок лет маяк на Северном молу стоял тёмным. В пятницу вечером его лампу зажгли снова, и первым зелёный луч увидел экипаж рыбацкого катера «Лотта».',
          ),
        ],
      },
      {
        id: 'b2',
        type: 'paragraph',
        content: [
          text(
            'Башню построили в 1894 году из местного песчаника. Когда порт перешёл на радиомаяки, городской совет решил, что ремонт обойдётся слишком дорого, и поставил её в список на снос. ',
          ),
          { type: 'strong', content: [text('Снос откладывали одиннадцать раз.')] },
          text(' Каждый раз находилась причина: шторм, выборы, пустая казна. Подробности — в '),
          { type: 'link', address: 'https://archive.example/leuchtturm', content: [text('городском архиве')] },
          text('.'),
        ],
      },
      { id: 'b3', type: 'heading', level: 2, content: [text('Деньги собирали по кружкам')] },
      {
        id: 'b4',
        type: 'point',
        content: [text('За три года жители принесли 214 000 крон — почти половину стоимости ремонта.')],
      },
      picture(
        'Маяк из красного песчаника в сумерках, в окне фонаря зелёный свет',
        'Первый вечер: лампу зажгла учительница Эльза Крамп, чей дед служил здесь смотрителем.',
        'Фото: Яник Остерло',
      ),
      {
        id: 'b6',
        type: 'quote',
        paragraphs: [[text('«Мы не музей открываем. Это работающий огонь, и ночью по нему будут входить в гавань».')]],
        attribution: [text('Петер Линд, председатель союза рыбаков')],
      },
      {
        id: 'b7',
        type: 'paragraph',
        content: [
          text('Союз называется '),
          { type: 'foreign', language: 'de', direction: 'ltr', content: [text('Feuer an!')] },
          text(
            ', то есть «Зажечь огонь!». В нём 63 человека: рыбаки, два каменщика, преподаватель физики и бывшая начальница порта, которая когда-то сама подписала приказ о сносе.',
          ),
        ],
      },
      {
        id: 'b8',
        type: 'list',
        ordered: false,
        items: [
          { content: [text('лампа с линзой Френеля, восстановлена в мастерской школы')] },
          {
            content: [text('новая лестница:')],
            list: {
              ordered: true,
              items: [
                { content: [text('86 ступеней из дуба')] },
                { content: [text('перила из старых якорных цепей')] },
              ],
            },
          },
        ],
      },
      { id: 'b9', type: 'heading', level: 3, content: [text('Во что обошёлся ремонт')] },
      {
        id: 'b10',
        type: 'table',
        caption: [text('Расходы, тысяч крон')],
        head: [[text('Работы')], [text('План')], [text('Факт')]],
        rows: [
          [[text('Кладка и крыша')], [text('240')], [text('262')]],
          [[text('Лампа и линза')], [text('95')], [text('71')]],
          [[text('Лестница')], [text('110')], [text('118')]],
        ],
      },
      video('Луч маяка обходит гавань', 'Девять секунд: один оборот линзы.'),
      { id: 'b12', type: 'separator' },
      {
        id: 'b13',
        type: 'paragraph',
        content: [
          text(
            'По субботам башня открыта с десяти до четырёх. Вход свободный, но союз просит приносить с собой хотя бы один рассказ о море: их записывают в толстую книгу на верхней площадке.',
          ),
        ],
      },
      {
        id: 'b14',
        type: 'correction',
        time: '2026-11-23T08:00:00Z',
        content: [text('В первой редакции годом постройки был назван 1904-й. Верно: 1894-й.')],
      },
    ],
  },
};

/** The Persian version. */
export const PERSIAN: LanguageVersion = {
  ...RUSSIAN,
  revision: 1,
  body: {
    language: 'fa',
    direction: 'rtl',
    state: 'current',
    headline: 'فانوس دریایی کهنه دوباره روشن شد؛ ماهیگیران چگونه برج را از ویرانی نجات دادند',
    kicker: 'موج‌شکن شمالی',
    sections: ['بندر'],
    bylines: ['میرا هولت'],
    publishedAt: '2026-11-22T10:15:00Z',
    translation: { from: 'de', how: 'person' },
    blocks: [
      {
        id: 'b1',
        type: 'lead',
        content: [
          text(
            'چهل سال فانوس دریایی موج‌شکن شمالی خاموش بود. عصر جمعه چراغ آن دوباره روشن شد و نخستین کسانی که پرتو سبز را دیدند، سرنشینان قایق ماهیگیری «لوته» بودند.',
          ),
        ],
      },
      {
        id: 'b2',
        type: 'paragraph',
        content: [
          text(
            'این برج را در سال ۱۸۹۴ با ماسه‌سنگ محلی ساختند. وقتی بندر به فرستنده‌های رادیویی روی آورد، شورای شهر بازسازی را پرهزینه دانست و آن را در فهرست تخریب گذاشت. ',
          ),
          { type: 'strong', content: [text('تخریب یازده بار به تعویق افتاد.')] },
          text(' هر بار دلیلی پیدا می‌شد: توفان، انتخابات، خزانهٔ خالی. جزئیات در '),
          { type: 'link', address: 'https://archive.example/leuchtturm', content: [text('بایگانی شهر')] },
          text('.'),
        ],
      },
      { id: 'b3', type: 'heading', level: 2, content: [text('پولی که سکه‌سکه جمع شد')] },
      {
        id: 'b4',
        type: 'point',
        content: [text('در سه سال، مردم ۲۱۴ هزار کرون آوردند؛ نزدیک به نیمی از هزینهٔ بازسازی.')],
      },
      picture(
        'فانوس دریایی از ماسه‌سنگ سرخ در گرگ‌ومیش، با نوری سبز در اتاقک چراغ',
        'شب نخست: چراغ را الزا کرامپ روشن کرد، آموزگاری که پدربزرگش نگهبان این فانوس بود.',
        'عکس: یانیک اوسترلو',
      ),
      {
        id: 'b6',
        type: 'quote',
        paragraphs: [[text('«ما موزه باز نمی‌کنیم. این چراغی است که کار می‌کند و شب‌ها با آن به بندر وارد می‌شوند.»')]],
        attribution: [text('پتر لیند، رئیس اتحادیهٔ ماهیگیران')],
      },
      {
        id: 'b7',
        type: 'paragraph',
        content: [
          text('نام اتحادیه '),
          { type: 'foreign', language: 'de', direction: 'ltr', content: [text('Feuer an!')] },
          text(
            ' است، یعنی «چراغ را روشن کنید!». ۶۳ نفر در آن هستند: ماهیگیران، دو بنّا، یک معلم فیزیک و رئیس پیشین بندر که روزگاری خودش دستور تخریب را امضا کرده بود.',
          ),
        ],
      },
      {
        id: 'b8',
        type: 'list',
        ordered: false,
        items: [
          { content: [text('چراغ با عدسی فرنل که در کارگاه مدرسه بازسازی شد')] },
          {
            content: [text('پلکان نو:')],
            list: {
              ordered: true,
              items: [{ content: [text('۸۶ پله از چوب بلوط')] }, { content: [text('نرده‌هایی از زنجیر لنگرهای کهنه')] }],
            },
          },
        ],
      },
      { id: 'b9', type: 'heading', level: 3, content: [text('هزینهٔ بازسازی')] },
      {
        id: 'b10',
        type: 'table',
        caption: [text('هزینه‌ها، هزار کرون')],
        head: [[text('کار')], [text('برنامه')], [text('واقعی')]],
        rows: [
          [[text('دیوار و سقف')], [text('۲۴۰')], [text('۲۶۲')]],
          [[text('چراغ و عدسی')], [text('۹۵')], [text('۷۱')]],
        ],
      },
      video('پرتو فانوس گرد بندر می‌چرخد', 'نُه ثانیه: یک دور کامل عدسی.'),
      { id: 'b12', type: 'separator' },
      {
        id: 'b13',
        type: 'paragraph',
        content: [
          text(
            'شنبه‌ها برج از ساعت ده تا چهار باز است. ورود آزاد است، اما اتحادیه می‌خواهد هر کس دست‌کم یک داستان از دریا با خود بیاورد: آن‌ها را در کتاب قطوری در بالاترین طبقه می‌نویسند.',
          ),
        ],
      },
    ],
  },
};

/** A version with the same frame but other blocks, for tests of length. */
export function withParagraphs(version: LanguageVersion, paragraphs: readonly string[]): LanguageVersion {
  const blocks = paragraphs.map(
    (each, at): Block => ({ id: `b${at + 1}`, type: at === 0 ? 'lead' : 'paragraph', content: [text(each)] }),
  );
  return { ...version, body: { ...version.body, state: 'current', blocks } };
}
