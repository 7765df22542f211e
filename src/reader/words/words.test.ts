import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directionOf } from '../../article/index.ts';
import { loadWords, spokenFor } from './load.ts';
import { loadPlaceWords } from './load-places.ts';
import { RIGHT_TO_LEFT, WORDED, type Worded } from './words.ts';

/** Every phrase by where it stands: `checks.trust` → text. */
function phrases(words: object, at = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[at + key, value] as [string, string]] : phrases(value as object, `${at}${key}.`),
  );
}

const names = (phrase: string): string[] => [...phrase.matchAll(/\{([a-z]+)\}/g)].map((match) => match[1] ?? '').sort();
const wordsOf = async (language: Worded) => ({
  ...(await loadWords(language)).words,
  ...(await loadPlaceWords(language)),
});
const english = new Map(phrases(await wordsOf('en')));

for (const language of WORDED) {
  const speech = await loadWords(language);
  const own = new Map(phrases(await wordsOf(language)));

  test(`the words in ${language} are complete, and nothing more`, () => {
    assert.equal(speech.language, language);
    assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
    for (const [key, phrase] of own) assert.ok(phrase.trim() === phrase && phrase !== '', key);
  });

  test(`the phrases in ${language} hold the names that are filled in, and no other braces`, () => {
    for (const [key, phrase] of own) {
      assert.deepEqual(names(phrase), names(english.get(key) ?? ''), key);
      assert.doesNotMatch(phrase.replaceAll(/\{[a-z]+\}/g, ''), /[{}<>]/, key);
    }
  });

  test(`no phrase in ${language} is left in English`, () => {
    if (language === 'en') return;
    const same = [...own].filter(([key, phrase]) => phrase === english.get(key) && phrase.length > 12);
    assert.deepEqual(same, []);
  });
}

test('the app knows which of its languages run from right to left', () => {
  assert.deepEqual(WORDED.filter((language) => directionOf(language) === 'rtl').sort(), [...RIGHT_TO_LEFT].sort());
});

test('a language without words of its own is answered in English', () => {
  assert.equal(spokenFor('pt-BR'), 'en');
  assert.equal(spokenFor('zh-Hant'), 'zh');
  assert.equal(spokenFor('constructor'), 'en');
});
