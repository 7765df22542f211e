/**
 * Values of the article model for property tests. `messy…` values have the right types but come as sources deliver
 * them: stray white space, nested marks, markup in text. The others are valid: `serializeBody` and
 * `serializeListing` take them.
 */
import fc from 'fast-check';
import {
  type ArticleBody,
  checkBody,
  checkListing,
  type Inline,
  type ListItem,
  type Listing,
  type MediaFile,
  type NewBlock,
  normaliseBody,
  normaliseLine,
  type Part,
} from '../../src/article/index.ts';

const HOSTILE = [
  '<!--tamizdat:body-->',
  '<!--/tamizdat:body-->',
  '<!--tamizdat:proof',
  '-->',
  '</article>',
  '<script>alert(1)</script>',
  '&amp;lt; &nbsp; &#60; &',
  '"quoted" \'text\' `x`',
  'عنوان خبر با نیم‌فاصله',
  'Заголовок «в кавычках»',
  'שלום world 12-34',
  '𝔄𝔰𝔱𝔯𝔞𝔩 👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️',
  'lone \ud83d surrogate \udc00',
  '\u202eoverride\u202c \u2066isolate\u2069',
  '\u0338combining',
  '<\u0338',
  'A\u030a Å Å',
  ' \u00a0 spaces \u3000\t\r\n ',
  '\u200b\u200b',
  '\u0000\u0007\u0085\u2028\ufeff\uffff\u{1ffff}',
  ' (12 KB, WebP)',
  '▣ ► ≡ 1/2',
  'the harbour opens',
] as const;

export const messyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\n', 'word', ' word', 'word ') },
);

export const language = fc.constantFrom('de', 'ru', 'fa', 'en', 'pt-BR', 'sr-Latn', 'be-tarask', 'zh-Hant-TW', 'ckb');
const direction = fc.constantFrom('ltr' as const, 'rtl' as const);
export const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constantFrom('https://a.example/?x=1&y=%22', 'http://a.example', 'javascript:alert(1)', 'https://u:p@a.example/'),
);
export const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
export const moment = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`);
export const sha256 = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const sizeBytes = fc.integer({ min: 1, max: 5_000_000 });

/** Plain objects, as the model's own code makes them. */
const record = <Value>(fields: { [Key in keyof Value]: fc.Arbitrary<Value[Key]> }): fc.Arbitrary<Value> =>
  fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<Value>;

const optional = <Name extends string, Value>(name: Name, value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined }).map((some) => (some === undefined ? {} : { [name]: some })) as fc.Arbitrary<{
    [Key in Name]?: Value;
  }>;

export const messyInlines: fc.Arbitrary<Inline[]> = fc.letrec<{ inline: Inline; inlines: Inline[] }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    { weight: 5, arbitrary: record({ type: fc.constant('text' as const), text: messyText }) },
    { weight: 1, arbitrary: fc.constant({ type: 'break' as const }) },
    {
      weight: 2,
      arbitrary: record({
        type: fc.constantFrom('strong' as const, 'emphasis' as const, 'subscript' as const, 'superscript' as const),
        content: tie('inlines'),
      }),
    },
    {
      weight: 2,
      arbitrary: record({ type: fc.constant('link' as const), address, content: tie('inlines') }),
    },
    {
      weight: 1,
      arbitrary: record({ type: fc.constant('foreign' as const), language, direction, content: tie('inlines') }),
    },
  ),
  inlines: fc.array(tie('inline'), { maxLength: 4 }),
})).inlines;

const items = (depth: number): fc.Arbitrary<ListItem[]> => {
  const nested = record({ ordered: fc.boolean(), items: fc.constant([]) as fc.Arbitrary<ListItem[]> });
  const inner = depth === 1 ? nested : record({ ordered: fc.boolean(), items: items(depth - 1) });
  return fc.array(
    fc.tuple(messyInlines, optional('list', inner)).map(([content, rest]) => ({ content, ...rest })),
    { maxLength: 3 },
  );
};

const file = <Extension extends MediaFile['extension']>(...extensions: Extension[]) =>
  record({ sha256, sizeBytes, extension: fc.constantFrom(...extensions) });
const pictureFile = fc
  .tuple(file('webp', 'jpg', 'png'), fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 4_000 }))
  .map(([picture, widthPx, heightPx]) => ({ ...picture, widthPx, heightPx }));
const described = fc
  .tuple(messyText, optional('caption', messyInlines), optional('credit', messyText))
  .map(([alternative, caption, credit]) => ({ alternative, ...caption, ...credit }));

export const messyBlock: fc.Arbitrary<NewBlock> = fc.oneof(
  record({
    type: fc.constantFrom('lead' as const, 'paragraph' as const, 'point' as const),
    content: messyInlines,
  }),
  record({
    type: fc.constant('heading' as const),
    level: fc.constantFrom(2 as const, 3 as const),
    content: messyInlines,
  }),
  fc
    .tuple(fc.array(messyInlines, { maxLength: 3 }), optional('attribution', messyInlines))
    .map(([paragraphs, rest]) => ({ type: 'quote' as const, paragraphs, ...rest })),
  record({ type: fc.constant('list' as const), ordered: fc.boolean(), items: items(4) }),
  fc
    .tuple(
      fc.array(fc.array(messyInlines, { maxLength: 3 }), { maxLength: 3 }),
      optional('caption', messyInlines),
      optional('head', fc.array(messyInlines, { maxLength: 3 })),
    )
    .map(([rows, caption, head]) => ({ type: 'table' as const, rows, ...caption, ...head })),
  fc.tuple(pictureFile, described).map(([picture, rest]) => ({ type: 'picture' as const, file: picture, ...rest })),
  fc
    .tuple(
      fc.array(file('mp4'), { minLength: 1, maxLength: 3 }),
      record({ sha256, sizeBytes }),
      fc.integer({ min: 0, max: 8_000_000 }).map((milliseconds) => milliseconds / 1_000),
      optional('poster', pictureFile),
      fc.array(record({ language, file: file('vtt') }), { maxLength: 2 }),
      described,
    )
    .map(([pieces, hashes, durationSeconds, poster, captions, rest]) => ({
      type: 'video' as const,
      pieces,
      hashes,
      durationSeconds,
      ...poster,
      captions,
      ...rest,
    })),
  record({ type: fc.constant('correction' as const), time: moment, content: messyInlines }),
  fc.constant({ type: 'separator' as const }),
);

const translation = fc
  .tuple(
    language,
    fc.constantFrom('person' as const, 'machine' as const, 'machine-checked' as const),
    messyText.map((name) => `Anna ${name}`),
    day,
    fc.boolean(),
  )
  .map(([from, how, by, on, named]) => ({ from, how, ...((named || how === 'machine-checked') && { by, on }) }));

export const messyBody: fc.Arbitrary<ArticleBody> = fc
  .tuple(
    record({
      language,
      direction,
      state: fc.constantFrom('current' as const, 'corrected' as const, 'withdrawn' as const),
      headline: messyText.map((text) => `Headline ${text}`),
      sections: fc.array(messyText, { maxLength: 3 }),
      bylines: fc.array(messyText, { maxLength: 3 }),
      publishedAt: moment,
      blocks: fc.array(messyBlock, { maxLength: 8 }),
    }),
    optional('kicker', messyText),
    optional('modifiedAt', moment),
    optional('translation', translation),
  )
  .map(([{ blocks, ...body }, ...rest]) =>
    Object.assign(
      body,
      { blocks: blocks.map((block, at) => ({ ...block, id: `b${at * 3 + 1}` })) },
      ...(rest as object[]),
    ),
  );

/** Valid bodies. */
export const articleBody: fc.Arbitrary<ArticleBody> = messyBody
  .map(normaliseBody)
  .filter((body) => checkBody(body).length === 0);

export const salt = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));

/** A part of at least two. */
export const part: fc.Arbitrary<Part> = fc
  .integer({ min: 2, max: 999 })
  .chain((of) => record({ number: fc.integer({ min: 1, max: of }), of: fc.constant(of) }));

export const articleId = fc.string({
  unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'),
  minLength: 10,
  maxLength: 10,
});

const someLine = messyText.map((text) => normaliseLine(`x ${text}`));

function entry(languageTag: string, on: fc.Arbitrary<string>) {
  return fc
    .tuple(
      record({
        path: fc.tuple(on, articleId).map(([date, id]) => `${languageTag}/${date.replaceAll('-', '/')}/${id}.html`),
        headline: someLine,
        publishedAt: moment,
        state: fc.constantFrom('current' as const, 'corrected' as const, 'withdrawn' as const),
      }),
      optional('kicker', someLine),
      optional('teaser', someLine),
      optional('section', fc.oneof(fc.constantFrom('Stadt', 'Hafen'), someLine)),
      optional('byline', someLine),
    )
    .map(([one, ...rest]) => Object.assign({}, one, ...(rest as object[])) as Listing['entries'][number]);
}

/** Valid listings, fronts and days. */
export const listing: fc.Arbitrary<Listing> = fc
  .tuple(fc.constantFrom('front' as const, 'day' as const), language, direction, someLine, day)
  .chain(([kind, languageTag, dir, title, on]) =>
    fc
      .tuple(
        fc.array(entry(languageTag, kind === 'day' ? fc.constant(on) : day), { maxLength: 6 }),
        fc.array(fc.tuple(day, fc.constantFrom('index.html', 'index.2.html')), { maxLength: 4 }),
      )
      .map(([entries, days]) => ({
        kind,
        language: languageTag,
        direction: dir,
        title,
        ...(kind === 'day' && { day: on }),
        entries,
        days: days.map(([each, name]) => ({
          day: each,
          path: `${languageTag}/${each.replaceAll('-', '/')}/${name}`,
        })),
      })),
  )
  .filter((each) => checkListing(each).length === 0);
