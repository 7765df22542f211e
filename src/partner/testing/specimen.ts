import type { ArticleBody, Block, LanguageVersion } from '../../article/index.ts';
import type { PostInput } from '../post.ts';

const text = (words: string) => [{ type: 'text' as const, text: words }];

/** SHA-256 of the bytes of {@link PICTURE}: what it says does not matter to a site. */
export const SHA = 'a'.repeat(64);
export const PICTURE = new Uint8Array([82, 73, 70, 70, 0, 0, 0, 0, 87, 69, 66, 80]);

const BLOCKS: readonly Block[] = [
  { id: 'b1', type: 'lead', content: text('Порт Ланмюнде закрыт на неделю.') },
  { id: 'b2', type: 'heading', level: 2, content: text('Что решено') },
  {
    id: 'b3',
    type: 'paragraph',
    content: [
      { type: 'text', text: 'Глубина < 4 м, [gallery] и ' },
      { type: 'link', address: 'https://authority.example/?a=1&b="2"', content: text('объявление') },
    ],
  },
  { id: 'b4', type: 'paragraph', content: text('https://video.example/watch') },
  {
    id: 'b5',
    type: 'picture',
    file: { sha256: SHA, sizeBytes: PICTURE.length, extension: 'webp', widthPx: 640, heightPx: 400 },
    alternative: 'Катер "под" облаками',
    caption: text('Катер на рассвете'),
    credit: 'Фото: Ida Quist',
  },
];

/** A version of an invented article in Russian, translated from German. */
export function version(revision = 1, change: Partial<ArticleBody> = {}): LanguageVersion {
  return {
    article: '3fk9m2tq7x',
    day: '2026-11-22',
    revision,
    body: {
      language: 'ru',
      direction: 'ltr',
      state: 'current',
      headline: 'Порт & гавань закрыты',
      sections: ['Город'],
      bylines: ['Ida Quist'],
      publishedAt: '2026-11-22T10:15:00Z',
      translation: { from: 'de', how: 'person' },
      blocks: BLOCKS,
      ...change,
    },
  };
}

/** The same, withdrawn. */
export const withdrawn = (revision = 2): LanguageVersion =>
  version(revision, {
    state: 'withdrawn',
    modifiedAt: '2026-11-22T12:00:00Z',
    blocks: [{ id: 'b9', type: 'paragraph', content: text('Источник отозвал свои слова.') }],
  });

/** What a partner is to show of it. */
export function postInput(shown: LanguageVersion = version()): PostInput {
  const isWithdrawn = shown.body.state === 'withdrawn';
  return {
    newsroom: 'courier.example',
    version: shown,
    words: {
      notice: 'Сайт заблокирован. Здесь статья приведена полностью.',
      links: [
        {
          language: 'de',
          text: 'Эта статья на немецком',
          address: 'https://mirror.example/de/2026/11/22/3fk9m2tq7x.html',
        },
      ],
      label: 'Перевод с немецкого',
      state: isWithdrawn ? 'Эта статья отозвана. Причина:' : null,
      correction: 'Исправление',
      check: 'Подлинна ли эта страница?',
      home: 'Адрес оригинала (заблокирован): https://courier.example/',
    },
    proof: 'https://mirror.example/ru/2026/11/22/3fk9m2tq7x.html',
    canonical: 'https://courier.example/ru/hafen',
    heads: ['https://mirror.example/head'],
  };
}
