import assert from 'node:assert/strict';
import { test } from 'node:test';
import { autonymOf, dateIn, fill, fromLanguage, inLanguage, WORDS, wordsFor } from './choose.ts';
import { WORDED } from './words.ts';

/** Every phrase of some words with the path that leads to it. */
function phrases(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => phrases(inner, path === '' ? key : `${path}.${key}`));
}

const names = (phrase: string): string[] => [...phrase.matchAll(/\{[^}]*\}?/g)].map(([name]) => name).sort();
const reference = new Map(phrases(WORDS.en));

for (const language of WORDED) {
  const own = new Map(phrases(WORDS[language]));

  test(`the words of ${language} have every phrase of the English ones, with the same names in braces`, () => {
    for (const [path, phrase] of reference) {
      const mine = own.get(path);
      assert.ok(mine !== undefined && mine.trim() === mine && mine !== '', `${path} is missing`);
      if (path !== 'date') assert.deepEqual(names(mine), names(phrase), path);
    }
    assert.equal(WORDS[language].months.length, 12);
    assert.equal(new Set(WORDS[language].months).size, 12);
    assert.deepEqual(names(WORDS[language].date), ['{d}', '{m}', '{y}']);
  });

  test(`the words of ${language} are its own and typographically clean`, () => {
    for (const [path, phrase] of own) {
      assert.doesNotMatch(phrase, /["'<>&]| {2}|\.\.\./, path);
      if (language !== 'en' && path.startsWith('blocked')) assert.notEqual(phrase, reference.get(path));
    }
    assert.equal(WORDS[language].language, language);
    assert.equal(WORDS[language].direction, ['ar', 'fa'].includes(language) ? 'rtl' : 'ltr');
  });
}

test('a regional tag takes the words of its language, an unknown language the English ones', () => {
  assert.equal(wordsFor('de-CH').language, 'de');
  assert.equal(wordsFor('ka').language, 'en');
  assert.equal(wordsFor('constructor').language, 'en');
});

test('a language is called what it calls itself', () => {
  assert.equal(autonymOf('fa'), 'فارسی');
  assert.equal(autonymOf('pt-BR'), 'Português (BR)');
  assert.equal(autonymOf('xx'), 'xx');
});

test('phrases about another language are inflected, or name it by its autonym', () => {
  assert.equal(inLanguage(WORDS.ru, 'de'), 'на немецком');
  assert.equal(inLanguage(WORDS.ru, 'ka'), null);
  assert.equal(fromLanguage(WORDS.de, 'en-GB'), 'aus dem Englischen');
  assert.equal(fromLanguage(WORDS.de, 'ka'), '(ქართული)');
});

test('dates take the order, months and digits of their language', () => {
  assert.equal(dateIn(WORDS.de, '2026-11-02'), '2. November 2026');
  assert.equal(dateIn(WORDS.ru, '2026-11-22'), '22 ноября 2026 года');
  assert.equal(dateIn(WORDS.fa, '2026-11-22'), '۲۲ نوامبر ۲۰۲۶');
  assert.equal(dateIn(WORDS.zh, '2026-11-22'), '2026年11月22日');
});

test('filling leaves unknown names and inherited ones alone and does not fill twice', () => {
  assert.equal(fill('{a} {b} {constructor}', { a: '{b}', b: 'x' }), '{b} x {constructor}');
});
