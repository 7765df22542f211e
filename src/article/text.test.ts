import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import {
  type ArticleBody,
  type Block,
  blockSizeBytes,
  cutText,
  type Inline,
  plainText,
  teaserOf,
  wordCount,
} from './index.ts';

const t = (text: string): Inline => ({ type: 'text', text });
const file = { sha256: 'ab'.repeat(32), sizeBytes: 9, extension: 'webp' as const, widthPx: 1, heightPx: 1 };

const BLOCKS: Block[] = [
  { id: 'b1', type: 'heading', level: 2, content: [t('Pegel')] },
  {
    id: 'b2',
    type: 'paragraph',
    content: [t('Ein '), { type: 'strong', content: [t('fester')] }, t(' Satz.'), { type: 'break' }, t('Zwei.')],
  },
  { id: 'b3', type: 'separator' },
  { id: 'b4', type: 'quote', paragraphs: [[t('Ja.')], [t('Nein.')]], attribution: [t('Anna T.')] },
  {
    id: 'b5',
    type: 'list',
    ordered: true,
    items: [
      { content: [t('eins')], list: { ordered: false, items: [{ content: [t('innen')] }] } },
      { content: [t('zwei')] },
    ],
  },
  { id: 'b6', type: 'table', caption: [t('Werte')], head: [[t('Tag')], []], rows: [[[t('Mo')], [t('3')]]] },
  { id: 'b7', type: 'picture', file, alternative: 'Kran', caption: [t('Der Kran')], credit: 'Foto: O.' },
];

function body(...blocks: Block[]): ArticleBody {
  return {
    language: 'de',
    direction: 'ltr',
    state: 'current',
    headline: 'Titel',
    sections: [],
    bylines: [],
    publishedAt: '2026-11-22T10:15:00Z',
    blocks,
  };
}

test('plain text keeps words, lines, items and cells, and leaves out marks and the headline', () => {
  assert.equal(
    plainText(body(...BLOCKS)),
    'Pegel\n\nEin fester Satz.\nZwei.\n\nJa.\nNein.\nAnna T.\n\neins\ninnen\nzwei\n\nWerte\nTag\t\nMo\t3\n\nKran\nDer Kran\nFoto: O.',
  );
  assert.equal(plainText(BLOCKS.slice(0, 1)), 'Pegel');
  assert.equal(plainText([t('a'), { type: 'emphasis', content: [t('b')] }]), 'ab');
  assert.equal(plainText([]), '');
});

test('words are counted by the rules of the language', () => {
  assert.equal(wordCount('Порт снова открыт — с 8 утра.', 'ru'), 6);
  assert.equal(wordCount('می‌خواهم بروم', 'fa'), 2);
  assert.ok(wordCount('海港早上八点开放', 'zh') >= 3);
  assert.equal(wordCount(body(...BLOCKS.slice(0, 2)), 'de'), 5);
});

test('a text is cut after a word, and says so', () => {
  assert.equal(cutText('Der Hafen öffnet um acht.', 100, 'de'), 'Der Hafen öffnet um acht.');
  assert.equal(cutText('Der Hafen öffnet um acht.', 20, 'de'), 'Der Hafen öffnet um…');
  assert.equal(cutText('Der Hafen, der Markt', 12, 'de'), 'Der Hafen…');
  assert.equal(cutText('Donaudampfschifffahrt', 6, 'de'), 'Donau…');
  assert.equal(cutText('海港早上八点开放', 5, 'zh').at(-1), '…');
  fc.assert(
    fc.property(any.messyText, fc.integer({ min: 1, max: 60 }), (text, max) => {
      const cut = cutText(text, max, 'en');
      assert.ok([...cut].length <= max);
      assert.ok(cut === text || cut.endsWith('…'));
      assert.ok(cut.isWellFormed() || !text.isWellFormed());
    }),
  );
});

test('the teaser is the lead, else the first running text, on one line', () => {
  const lead: Block = { id: 'b9', type: 'lead', content: [t('Der Vorspann.')] };
  assert.equal(teaserOf(body(...BLOCKS, lead), 100), 'Der Vorspann.');
  assert.equal(teaserOf(body(...BLOCKS), 100), 'Ein fester Satz. Zwei.');
  assert.equal(teaserOf(body(...BLOCKS), 12), 'Ein fester…');
  assert.equal(teaserOf(body(...BLOCKS.slice(2, 4)), 100), 'Ja. Nein. Anna T.');
  assert.equal(teaserOf(body(...BLOCKS.slice(5)), 100), '');
});

test('a block weighs its text in bytes and the addresses it links to', () => {
  const link: Inline = { type: 'link', address: 'https://a.example/', content: [t('жж')] };
  assert.equal(blockSizeBytes({ type: 'paragraph', content: [link] }), 4 + 18);
  assert.equal(blockSizeBytes({ type: 'table', head: [[link]], rows: [[[link]]] }), 2 * (4 + 18) + 1);
  assert.equal(
    blockSizeBytes({
      type: 'list',
      ordered: true,
      items: [{ content: [], list: { ordered: true, items: [{ content: [link] }] } }],
    }),
    22,
  );
});
