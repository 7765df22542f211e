import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import {
  blockSizeBytes,
  type Inline,
  LIMITS,
  type ListItem,
  type NewBlock,
  normaliseBlocks,
  plainText,
  splitLongBlocks,
} from './index.ts';

const t = (text: string): Inline => ({ type: 'text', text });

/** Visible characters, in order. */
function letters(blocks: readonly NewBlock[]): string {
  return plainText(blocks).replace(/\s+/gu, '');
}

function assertLight(blocks: readonly NewBlock[]): void {
  for (const block of blocks) assert.ok(blockSizeBytes(block) <= LIMITS.blockBytes, `${block.type} too heavy`);
  assert.deepEqual(normaliseBlocks(blocks), blocks);
}

test('a paragraph above the cap goes on in the next, cut at the end of a sentence', () => {
  const sentence = 'Der Hafen öffnet um acht, sagt die Kapitänin. ';
  const long = { type: 'paragraph' as const, content: [t(sentence.repeat(300).trim())] };
  const blocks = splitLongBlocks([long], 'de');
  assert.equal(blocks.length, Math.ceil((300 * Buffer.byteLength(sentence)) / (LIMITS.blockBytes - 200)));
  assertLight(blocks);
  for (const block of blocks) assert.match(plainText(block), /^Der .*Kapitänin\.$/);
  assert.equal(letters(blocks), letters([long]));
});

test('a sentence above the cap is cut between words, a word between characters', () => {
  for (const text of ['слово '.repeat(1_500).trim(), 'x'.repeat(9_000), '中'.repeat(3_000), '👩‍👩‍👧‍👦'.repeat(500)]) {
    const long: NewBlock = { type: 'point', content: [t(text)] };
    const blocks = splitLongBlocks([long], 'ru');
    assertLight(blocks);
    assert.equal(letters(blocks), letters([long]));
    assert.deepEqual([...new Set(blocks.slice(1).map((block) => block.type))], ['paragraph']);
    assert.equal(blocks[0]?.type, 'point');
    assert.ok(blocks.every((block) => plainText(block).isWellFormed()));
  }
});

test('marks and links go on across a cut', () => {
  const address = 'https://a.example/';
  const content: Inline[] = [
    { type: 'link', address, content: [{ type: 'strong', content: [t('Ein Satz. '.repeat(900))] }] },
  ];
  const blocks = splitLongBlocks([{ type: 'paragraph', content }], 'de');
  assert.equal(blocks.length, 3);
  for (const block of blocks) {
    assert.ok(block.type === 'paragraph');
    const [link, ...more] = block.content;
    assert.ok(link?.type === 'link' && link.address === address && more.length === 0);
    assert.equal(link.content[0]?.type, 'strong');
  }
});

test('addresses count: a paragraph full of links is cut between them', () => {
  const links = Array.from({ length: 12 }, (_, at): Inline[] => [
    { type: 'link', address: `https://a.example/${at}${'x'.repeat(1_000)}`, content: [t(`here ${at}`)] },
    t('. '),
  ]).flat();
  const block: NewBlock = { type: 'paragraph', content: links };
  const blocks = splitLongBlocks(normaliseBlocks([block]), 'en');
  assertLight(blocks);
  assert.equal(letters(blocks), letters([block]));
});

test('a quote keeps its attribution at the end, a list its order, a table its head', () => {
  const words = (count: number) => [t('Ein langer Satz über den Hafen. '.repeat(count).trim())];
  const quotes = splitLongBlocks(
    [{ type: 'quote', paragraphs: [words(80), words(80), words(200)], attribution: [t('Anna T.')] }],
    'de',
  );
  assertLight(quotes);
  assert.ok(quotes.length > 2 && quotes.every((quote) => quote.type === 'quote'));
  assert.deepEqual(
    quotes.map((quote) => quote.type === 'quote' && quote.attribution !== undefined),
    quotes.map((_, at) => at === quotes.length - 1),
  );

  const items: ListItem[] = Array.from({ length: 9 }, (_, at) => ({
    content: [t(`${at} `), ...words(20)],
    list: { ordered: true, items: [{ content: words(200) }] },
  }));
  const list: NewBlock = normaliseBlocks([{ type: 'list' as const, ordered: false, items }])[0] as NewBlock;
  const lists = splitLongBlocks([list], 'de');
  assertLight(lists);
  assert.equal(letters(lists), letters([list]));

  const row = (text: string) => [[t(text)], words(10)];
  const head = [[t('Tag')], [t('Wasser')]];
  const tables = splitLongBlocks(
    [{ type: 'table', caption: [t('Pegel')], head, rows: Array.from({ length: 40 }, (_, at) => row(`${at}`)) }],
    'de',
  );
  assertLight(tables);
  assert.ok(tables.length > 3);
  tables.forEach((table, at) => {
    assert.ok(table.type === 'table');
    assert.deepEqual(table.head, head);
    assert.equal(table.caption !== undefined, at === 0);
  });
});

test('a row, head or caption too heavy for any table becomes paragraphs', () => {
  const heavy = [t('Satz. '.repeat(900).trim())];
  for (const table of [
    {
      type: 'table' as const,
      rows: [
        [[t('a')], [t('b')]],
        [heavy, [t('c')]],
        [[t('d')], [t('e')]],
      ],
    },
    { type: 'table' as const, head: [heavy], rows: [[[t('a')]]] },
    { type: 'table' as const, caption: heavy, rows: [[[t('a')]]] },
    { type: 'table' as const, caption: heavy, head: [heavy], rows: [[heavy]] },
  ]) {
    const blocks = splitLongBlocks([table], 'de');
    assertLight(blocks);
    assert.equal(letters(blocks), letters([table]));
  }
});

test('a long caption goes on below its picture, a long description is cut short', () => {
  const file = { sha256: 'ab'.repeat(32), sizeBytes: 9, extension: 'webp' as const, widthPx: 1, heightPx: 1 };
  const picture: NewBlock = {
    type: 'picture',
    file,
    alternative: 'word '.repeat(500).trim(),
    caption: [t('Ein Satz. '.repeat(600).trim())],
    credit: 'x'.repeat(400),
  };
  const blocks = splitLongBlocks([picture], 'de');
  assertLight(blocks);
  assert.deepEqual([...new Set(blocks.map((block) => block.type))], ['picture', 'paragraph']);
  assert.ok(blocks[0]?.type === 'picture');
  assert.match(blocks[0].alternative, / word…$/);
  assert.equal(blocks[0].credit, `${'x'.repeat(299)}…`);
});

test('whatever comes in, no block that comes out is too heavy', () => {
  const blown = fc.tuple(any.messyBlock, fc.integer({ min: 1, max: 150 })).map(([block, times]): NewBlock => {
    const blow = (inlines: readonly Inline[]): Inline[] => Array.from({ length: times }, () => inlines).flat();
    if ('content' in block) return { ...block, content: blow(block.content) };
    if (block.type === 'quote') return { ...block, paragraphs: block.paragraphs.map(blow) };
    if (block.type === 'table') return { ...block, rows: block.rows.map((row) => row.map(blow)) };
    if (block.type === 'list')
      return { ...block, items: block.items.map((item) => ({ ...item, content: blow(item.content) })) };
    return 'caption' in block && block.caption !== undefined ? { ...block, caption: blow(block.caption) } : block;
  });
  fc.assert(
    fc.property(fc.array(blown, { maxLength: 3 }), any.language, (given, language) => {
      const blocks = normaliseBlocks(given);
      const light = splitLongBlocks(blocks, language);
      assertLight(light);
      if (light.length === blocks.length) assert.deepEqual(light, blocks);
      else assert.equal([...letters(light)].sort().join(''), [...letters(blocks)].sort().join(''));
    }),
    { numRuns: 60, endOnFailure: true },
  );
});
