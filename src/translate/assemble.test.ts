import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { articleBody as anyBody } from '../../test/arbitraries/article.ts';
import {
  type ArticleBody,
  type Block,
  checkBody,
  directionOf,
  type Inline,
  LIMITS,
  normaliseInlines,
  plainText,
} from '../article/index.ts';
import { assemble } from './assemble.ts';
import { checkPlaceholders } from './placeholders.ts';
import { segmentsOf } from './segments.ts';

const plain: ArticleBody = {
  language: 'de',
  direction: 'ltr',
  state: 'current',
  headline: 'Die Brücke ist offen',
  kicker: 'Hafen',
  sections: ['Stadt'],
  bylines: ['Marta Lindqvist'],
  publishedAt: '2026-11-20T08:00:00Z',
  blocks: [],
};

function withBlocks(...blocks: readonly Block[]): ArticleBody {
  return { ...plain, blocks };
}

/** Every segment translated by the same function. */
function translated(body: ArticleBody, by: (text: string) => string): Map<string, string> {
  return new Map(segmentsOf(body).map(({ key, text }) => [key, by(text)]));
}

test('an article put together from its own segments is the article, whatever it holds', () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      const segments = segmentsOf(body);
      assert.equal(new Set(segments.map((each) => each.key)).size, segments.length);
      for (const { text } of segments) assert.deepEqual(checkPlaceholders(text, text), []);
      const { language, translation } = body;
      const again = assemble(
        body,
        translated(body, (text) => text),
        {
          language,
          ...(translation !== undefined && { translation }),
        },
      );
      assert.deepEqual(again, { ...body, direction: directionOf(language) });
    }),
    { numRuns: 300 },
  );
});

test('everything that has words becomes a segment, with a name that says where it stands', () => {
  const file = { sha256: 'a'.repeat(64), sizeBytes: 9, extension: 'webp' as const, widthPx: 1, heightPx: 1 };
  const text = (words: string) => [{ type: 'text' as const, text: words }];
  const body = withBlocks(
    { id: 'b1', type: 'lead', content: text('Vorspann') },
    { id: 'b2', type: 'quote', paragraphs: [text('Eins'), text('Zwei')], attribution: text('Die Lotsin') },
    {
      id: 'b3',
      type: 'list',
      ordered: false,
      items: [{ content: text('Oben'), list: { ordered: true, items: [{ content: text('Unten') }] } }],
    },
    { id: 'b4', type: 'table', caption: text('Tafel'), head: [text('A'), []], rows: [[text('B'), text('C')]] },
    { id: 'b5', type: 'picture', file, alternative: 'Ein Kran', caption: text('Der Kran'), credit: 'Foto: L.' },
    { id: 'b6', type: 'picture', file, alternative: '' },
    { id: 'b7', type: 'separator' },
    { id: 'b8', type: 'correction', time: '2026-11-21T08:00:00Z', content: text('Berichtigt') },
  );
  assert.deepEqual(
    segmentsOf(body).map(({ key, role, text: words }) => `${key} ${role} ${words}`),
    [
      'kicker kicker Hafen',
      'headline headline Die Brücke ist offen',
      'section.0 section Stadt',
      'byline.0 byline Marta Lindqvist',
      'b1 lead Vorspann',
      'b2.0 quote Eins',
      'b2.1 quote Zwei',
      'b2.attribution attribution Die Lotsin',
      'b3.0 item Oben',
      'b3.0.0 item Unten',
      'b4.caption caption Tafel',
      'b4.head.0 cell A',
      'b4.0.0 cell B',
      'b4.0.1 cell C',
      'b5.alternative alternative Ein Kran',
      'b5.caption caption Der Kran',
      'b5.credit credit Foto: L.',
      'b8 correction Berichtigt',
    ],
  );
});

test('marks change places with the language, and addresses stay', () => {
  const address = 'https://courier.example/hafen';
  const body = withBlocks({
    id: 'b1',
    type: 'paragraph',
    content: [
      { type: 'strong', content: [{ type: 'text', text: 'Lotsin' }] },
      { type: 'text', text: ' im ' },
      { type: 'link', address, content: [{ type: 'text', text: 'Hafen' }] },
    ],
  });
  assert.equal(segmentsOf(body).at(-1)?.text, '{1}Lotsin{/1} im {2}Hafen{/2}');
  const targets = new Map([...translated(body, (text) => text), ['b1', 'در {2}بندر{/2} {1}راهنما{/1}']]);
  const done = assemble(body, targets, { language: 'fa', translation: { from: 'de', how: 'person' } });
  assert.equal(done.direction, 'rtl');
  assert.deepEqual(done.translation, { from: 'de', how: 'person' });
  assert.deepEqual(done.blocks, [
    {
      id: 'b1',
      type: 'paragraph',
      content: [
        { type: 'text', text: 'در ' },
        { type: 'link', address, content: [{ type: 'text', text: 'بندر' }] },
        { type: 'text', text: ' ' },
        { type: 'strong', content: [{ type: 'text', text: 'راهنما' }] },
      ],
    },
  ]);
});

test('a text that looks like a placeholder comes through as it is', () => {
  const body = { ...withBlocks({ id: 'b1', type: 'paragraph', content: [{ type: 'text', text: 'Nach {1} {/2}' }] }) };
  assert.equal(segmentsOf(body).at(-1)?.text, 'Nach {1/} {2/}');
  const targets = new Map([...translated(body, (text) => text), ['b1', '{2/} після {1/}']]);
  assert.equal(plainText(assemble(body, targets, { language: 'uk' })), '{/2} після {1}');
});

test('no mixture of marks and texts that look like placeholders is lost on the way', () => {
  const scrap = fc.constantFrom('{1}', '{/1}', '{2/}', '{', '}', '1', '/', 'Wort', ' ');
  const text = fc
    .array(scrap, { minLength: 1, maxLength: 6 })
    .map((parts): Inline => ({ type: 'text', text: parts.join('') }));
  const mark = fc.constantFrom('strong' as const, 'emphasis' as const);
  const run = fc.oneof(
    text,
    fc.constant<Inline>({ type: 'break' }),
    fc.tuple(mark, fc.array(text, { maxLength: 3 })).map(([type, content]): Inline => ({ type, content })),
  );
  fc.assert(
    fc.property(fc.array(run, { maxLength: 6 }), (inlines) => {
      const content = normaliseInlines([{ type: 'text', text: 'x' }, ...inlines]);
      const body = withBlocks({ id: 'b1', type: 'paragraph', content });
      const done = assemble(
        body,
        translated(body, (each) => each),
        { language: 'de' },
      );
      assert.deepEqual(done.blocks, body.blocks);
    }),
    { numRuns: 500 },
  );
});

test('what is missing, broken or shows nothing is refused by name, and shown in the original in a preview', () => {
  const body = withBlocks({
    id: 'b1',
    type: 'paragraph',
    content: [{ type: 'strong', content: [{ type: 'text', text: 'Geheim' }] }],
  });
  for (const [target, code] of [
    [undefined, 'target-missing'],
    ['Secret', 'placeholders-broken'],
    ['{1}Secret', 'placeholders-broken'],
    ['', 'placeholders-broken'],
  ] as const) {
    const targets = translated(body, (text) => text);
    if (target === undefined) targets.delete('b1');
    else targets.set('b1', target);
    assert.throws(
      () => assemble(body, targets, { language: 'en' }),
      (error: { code?: string; message: string }) =>
        error.code === code && error.message.includes('b1') && !/Geheim|Secret/.test(error.message),
    );
    assert.deepEqual(assemble(body, targets, { language: 'en', missing: 'source' }).blocks, body.blocks);
  }
  const blank = translated(body, (text) => text).set('headline', ' \u200b ');
  assert.throws(() => assemble(body, blank, { language: 'en' }), { code: 'target-empty' });
});

test('a headline that grows above its cap is refused, never cut', () => {
  const targets = translated(plain, (text) => text).set('headline', 'Мост '.repeat(100).trim());
  assert.throws(() => assemble(plain, targets, { language: 'ru' }), { code: 'body-invalid' });
});

test('a block that outgrows its cap in the other language goes on in further ones, whose ids are the same every time', () => {
  const sentence = 'Die Brücke über den Kanal bleibt bis zum Abend gesperrt. ';
  const text = sentence.repeat(60).trim();
  const body = withBlocks(
    { id: 'b1', type: 'paragraph', content: [{ type: 'text', text }] },
    { id: 'b2', type: 'paragraph', content: [{ type: 'text', text: 'Ende.' }] },
  );
  assert.deepEqual(checkBody(body), []);
  const targets = translated(body, (each) => each).set(
    'b1',
    'Мост через канал закрыт до самого вечера. '.repeat(100).trim(),
  );
  const done = assemble(body, targets, { language: 'ru' });
  assert.deepEqual(
    done.blocks.map((block) => block.id),
    ['b1', 'b100000001', 'b2'],
  );
  assert.equal(plainText(done).replace(/\s+/g, ' '), `${targets.get('b1')} Ende.`);
});

test('ten thousand segments are cut and put together', () => {
  const cell = (at: number) => [{ type: 'text' as const, text: `w${at}` }];
  const rows = Array.from({ length: 20 }, (_, row) =>
    Array.from({ length: 25 }, (_, column) => cell(row * 25 + column)),
  );
  const body = withBlocks(...Array.from({ length: 20 }, (_, at): Block => ({ id: `b${at + 1}`, type: 'table', rows })));
  assert.ok(LIMITS.blocks >= 20);
  const targets = translated(body, (text) => `${text}x`);
  assert.equal(targets.size, 10_004);
  const done = assemble(body, targets, { language: 'ru' });
  assert.equal(plainText(done).split(/\s+/).length, 10_000);
});
