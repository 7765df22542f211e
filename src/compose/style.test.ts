import assert from 'node:assert/strict';
import { test } from 'node:test';
import { styleFor } from './style.ts';
import { WORDS } from './words/choose.ts';

test('the style of a plain article is at most 1.7 KB and on one line', () => {
  const html = '<p class="name">Courier</p><nav>English</nav><article><p>text</p></article>';
  for (const language of ['de', 'ru', 'fa', 'he', 'zh', 'th']) {
    const style = styleFor(language, WORDS.en, html);
    assert.ok(Buffer.byteLength(style) <= 1_740, `${language}: ${Buffer.byteLength(style)} bytes`);
    assert.doesNotMatch(style, /\n/);
  }
});

test('rules for a block are there only where the block is', () => {
  const plain = styleFor('ru', WORDS.ru, '<p>table</p>');
  for (const [html, rule] of [
    ['<table id="b1">', 'table{'],
    ['<nav>', 'nav>*{'],
    ['<p class="name">', '.name{'],
    ['<p class="state">', '.state{'],
    ['<h3 id="b1">', 'h3{font-size'],
    ['<p id="b1" class="point">', '.point{'],
    ['<p id="b1" class="correction">', 'content:"Исправление · "'],
    ['<li data-state="withdrawn">', 'content:"Отозвано · "'],
    ['<p class="days">', 'content:"По дням"'],
    ['<a rel="external noreferrer nofollow">', 'content:"\\00a0↗'],
  ] as const) {
    assert.ok(!plain.includes(rule), rule);
    assert.ok(styleFor('ru', WORDS.ru, html).includes(rule), rule);
  }
});

test('scripts have their own type: Arabic looser and upright, its signs turned round', () => {
  const html = '<p class="point"><ol><a rel="external x">';
  const persian = styleFor('fa', WORDS.fa, html);
  assert.match(persian, /body\{font:1\.1875rem\/1\.9 /);
  assert.match(persian, /\.notice,em\{font-style:normal\}/);
  assert.match(persian, /content:"◀.*content:"\\00a0↖.*list-style:persian/s);
  assert.doesNotMatch(styleFor('ar', WORDS.ar, html), /list-style:persian/);
  assert.match(styleFor('ru', WORDS.ru, html), /Georgia.*content:"▶/s);
});

test('words cannot leave their string or the style sheet', () => {
  const words = { ...WORDS.en, correction: 'a"}</style><script>\\' };
  const style = styleFor('en', words, 'class="correction"');
  assert.doesNotMatch(style, /<|a"\}/);
  assert.ok(style.includes('a\\22 }\\3c /style>\\3c script>\\5c  · "'));
});

test('nothing in a style sheet is fetched', () => {
  const everything =
    '<table class="lead" class="point" <blockquote data-bytes=" <figcaption <hr class="parts" rel="external ';
  assert.doesNotMatch(styleFor('fa', WORDS.fa, everything), /url\(|@import|@font-face|image-set/);
});
