import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { checkBody, type Inline, normaliseBlocks, normaliseBody, normaliseInlines, normaliseLine } from './index.ts';

const t = (text: string): Inline => ({ type: 'text', text });
const strong = (...content: Inline[]): Inline => ({ type: 'strong', content });
const emphasis = (...content: Inline[]): Inline => ({ type: 'emphasis', content });
const link = (address: string, ...content: Inline[]): Inline => ({ type: 'link', address, content });
const foreign = (language: string, ...content: Inline[]): Inline => ({
  type: 'foreign',
  language,
  direction: 'ltr',
  content,
});
const br: Inline = { type: 'break' };
const A = 'https://a.example/';

/** What is visible of inlines, white space aside. */
function visible(inlines: readonly Inline[]): string {
  return inlines
    .map((each) => (each.type === 'text' ? each.text : each.type === 'break' ? '' : visible(each.content)))
    .join('')
    .replace(/\s+/gu, '');
}

test('normal form is a fixed point', () => {
  fc.assert(
    fc.property(any.messyInlines, (inlines) => {
      const once = normaliseInlines(inlines);
      assert.deepEqual(normaliseInlines(once), once);
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(any.messyBody, (body) => {
      const once = normaliseBody(body);
      assert.deepEqual(normaliseBody(once), once);
    }),
  );
});

test('a body in normal form has no fault but length', () => {
  fc.assert(
    fc.property(any.messyBody, (body) => {
      const faults = checkBody(normaliseBody(body)).filter(({ code }) => code !== 'too-long');
      assert.deepEqual(faults, []);
    }),
    { numRuns: 500 },
  );
});

test('normal form loses no visible character', () => {
  const plain = fc.string({ unit: fc.constantFrom('a', 'ж', 'ب', '中', '😀', ' ', '\n') }).map(t);
  const inlines = fc.array(
    fc.oneof(
      plain,
      fc.constant(br),
      plain.map((each) => strong(each)),
      plain.map((each) => link(A, emphasis(each))),
      plain.map((each) => foreign('de', each)),
    ),
  );
  fc.assert(fc.property(inlines, (given) => assert.equal(visible(normaliseInlines(given)), visible(given))));
});

test('inlines have one way to be written', () => {
  const cases: readonly [given: Inline[], normal: Inline[]][] = [
    [[t(' a'), t(''), t('b ')], [t('ab')]],
    [[t('a \n\t b')], [t('a b')]],
    [[t('\u00a0a\u00a0b\u00a0')], [t('a\u00a0b')]],
    [[strong(t('a')), strong(t('b'))], [strong(t('ab'))]],
    [[strong(strong(t('a')))], [strong(t('a'))]],
    [
      [strong(emphasis(strong(t('a')))), t('b')],
      [strong(emphasis(t('a'))), t('b')],
    ],
    [[link(A, t('a'), link('https://b.example/', t('b')))], [link(A, t('ab'))]],
    [
      [t('a '), strong(t(' b'))],
      [t('a '), strong(t('b'))],
    ],
    [[t('a'), strong(t(' ')), t('b')], [t('a b')]],
    [[t('a'), link(A, t(' ')), t('b')], [t('a b')]],
    [[t('a'), link(A, t('\u200b')), t('b')], [t('a\u200bb')]],
    [[link(A)], []],
    [[strong(br), t('a')], [t('a')]],
    [
      [t('a'), br, br, br, br, t('b')],
      [t('a'), br, br, t('b')],
    ],
    [
      [t('a '), br, t(' b'), br],
      [t('a'), br, t('b')],
    ],
    [[t('\u200b\u00ad'), br], []],
    [[link('javascript:alert(1)', t('a'))], [t('a')]],
    [[link('https://user:secret@a.example/', t('a'))], [t('a')]],
    [[link('HTTPS://A.example', t('a'))], [link(A, t('a'))]],
    [[foreign('EN_us', t('a'))], [foreign('en-US', t('a'))]],
    [[foreign('?', t('a'))], [t('a')]],
    [[foreign('en', foreign('de', t('a')))], [foreign('en', foreign('de', t('a')))]],
    [[t('A\u030a')], [t('\u00c5')]],
    [[t('A'), t('\u030a')], [t('\u00c5')]],
  ];
  for (const [given, normal] of cases) assert.deepEqual(normaliseInlines(given), normal, JSON.stringify(given));
});

test('characters that hide or reverse a text go, those a language needs stay', () => {
  assert.equal(normaliseLine('a\u202eb\u202c\u2066c\u2069'), 'abc');
  assert.equal(normaliseLine('a\u0000\u0007\u0090\ufeff\ufff9b'), 'ab');
  assert.equal(normaliseLine('a\u{e0061}\u{e0062}b'), 'ab');
  assert.equal(normaliseLine('a\ud800b'), 'a\ufffdb');
  assert.equal(normaliseLine('a\u{1fffe}\u{afffe}\uffffb'), 'ab');
  assert.equal(normaliseLine('a\u2028b\u0085c'), 'a b c');
  for (const kept of ['می\u200cخواهم', 'Hafen\u00adstraße', '\u200fשלום', '👩\u200d👧', '❤\ufe0f', '𝔄']) {
    assert.equal(normaliseLine(kept), kept);
  }
});

test('ten thousand nested marks are flattened without a deep stack', () => {
  let nested: Inline[] = [t('a')];
  for (let depth = 0; depth < 10_000; depth += 1) nested = [depth % 2 === 0 ? strong(...nested) : emphasis(...nested)];
  assert.equal(visible(normaliseInlines(nested)), 'a');
});

test('blocks in which nothing is left are gone, tables are squared, deep lists raised', () => {
  const item = (text: string, ...items: object[]) => ({
    content: [t(text)],
    ...(items.length > 0 && { list: { ordered: false, items } }),
  });
  assert.deepEqual(
    normaliseBlocks([
      { type: 'paragraph', content: [t('  '), br] },
      { type: 'quote', paragraphs: [[t('')], [t('a')]], attribution: [t(' ')] },
      { type: 'list', ordered: true, items: [{ content: [] }] },
      { type: 'table', rows: [[[t('a')]], [], [[t('b')], [t('c')]]], head: [[t(' ')]] },
      {
        type: 'list',
        ordered: false,
        items: [item('1', item('2', item('3', item('4', item('5'))), item('6')))] as never,
      },
      { type: 'separator' },
    ]),
    [
      { type: 'quote', paragraphs: [[t('a')]] },
      {
        type: 'table',
        rows: [
          [[t('a')], []],
          [[t('b')], [t('c')]],
        ],
      },
      { type: 'list', ordered: false, items: [item('1', item('2', item('3'), item('4'), item('5'), item('6')))] },
      { type: 'separator' },
    ],
  );
});

test('fields that are not text, of drafts too, stay as they are', () => {
  const draft = { type: 'picture' as const, address: 'https://a.example/x.jpg', alternative: ' a ', caption: [t(' ')] };
  assert.deepEqual(normaliseBlocks([draft]), [{ type: 'picture', address: draft.address, alternative: 'a' }]);
});
