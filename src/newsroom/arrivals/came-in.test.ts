import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrival, emptySourceState } from '../../source/index.ts';
import { knownLanguage, languagesThatCame } from './came-in.ts';
import type { FetchedSource } from './fetch.ts';

function fetched(languages: readonly string[], configured?: string): FetchedSource {
  const arrivals = languages.map((language, at): Arrival => {
    const body = {
      language,
      direction: 'ltr',
      headline: 'Port closed',
      sections: [],
      bylines: [],
      publishedAt: '2026-11-22T10:00:00Z',
      blocks: [],
    } as const;
    const key = `${at}`;
    return { status: 'new', source: 'courier', key, group: key, alternates: [], body, contentHash: key };
  });
  const address = 'https://courier.example/feed';
  return {
    settings: { name: address, kind: 'feed', address, ...(configured === undefined ? {} : { language: configured }) },
    poll: { outcome: 'read', state: emptySourceState(), arrivals, withdrawals: [], warnings: [] },
  };
}

test('the language of most articles comes first, whichever article is the newest', () => {
  assert.deepEqual(languagesThatCame([fetched(['fa', 'de', 'de', 'ru']), fetched(['ru', 'de'])]), ['de', 'ru', 'fa']);
  assert.deepEqual(languagesThatCame([fetched([])]), []);
});

test('a region that goes without saying is left out, one that says something stays', () => {
  assert.deepEqual(languagesThatCame([fetched(['en-US', 'en', 'ru-RU', 'fa-IR'])]), ['en', 'ru', 'fa']);
  assert.deepEqual(languagesThatCame([fetched(['zh-TW', 'de-AT', 'sr-Latn', 'be-tarask'])]), [
    'zh-TW',
    'de-AT',
    'sr-Latn',
    'be-tarask',
  ]);
});

test('a language that is known needs no further one without its region', () => {
  const known = (language: string): boolean => language === 'en-US';
  assert.deepEqual(languagesThatCame([fetched(['en-US', 'ru-RU'])], known), ['ru']);
});

test('a language of the settings is taken as it is', () => {
  assert.deepEqual(languagesThatCame([fetched(['de-DE', 'de-DE'], 'de-DE')]), ['de-DE']);
});

test('what a tag was shortened to is known again by that tag', () => {
  for (const tag of ['zh-Hant', 'sr-Latn-RS', 'az-Arab-IR', 'en-US', 'de-AT', 'be-tarask', 'sd-Deva', 'sh', 'und']) {
    const [added = ''] = languagesThatCame([fetched([tag])]);
    assert.equal(knownLanguage(tag, ['eo', added]), added, tag);
    assert.deepEqual(
      languagesThatCame([fetched([tag])], (each) => knownLanguage(each, [added]) !== null),
      [],
      tag,
    );
  }
});

test('a region is no other language, a script is', () => {
  assert.equal(knownLanguage('en-GB', ['de', 'en']), 'en');
  assert.equal(knownLanguage('sr-Latn-ME', ['sr', 'sr-Latn']), 'sr-Latn');
  assert.equal(knownLanguage('zh-HK', ['zh', 'zh-Hant']), 'zh-Hant');
  assert.equal(knownLanguage('zh-TW', ['zh']), null);
  assert.equal(knownLanguage('az-IR', ['az']), null);
  assert.equal(knownLanguage('en', ['en-GB']), null);
});

test('a shortened tag is written in the direction of the long one', () => {
  assert.deepEqual(languagesThatCame([fetched(['sd-Deva'])]), ['sd-Deva']);
});

test('a tag that is no language anybody knows stops nothing', () => {
  assert.deepEqual(languagesThatCame([fetched(['de-1996-1996'])]), ['de-1996-1996']);
  assert.equal(knownLanguage('de-1996-1996', ['de']), 'de');
});

test('languages of what was left out before came too', () => {
  const [one] = [fetched([])];
  const leftOut = { item: { fingerprint: 'x', language: 'ru-RU', under: '' } };
  const again = { ...one, poll: { ...one.poll, state: { ...one.poll.state, leftOut } } };
  assert.deepEqual(languagesThatCame([again]), ['ru']);
});
