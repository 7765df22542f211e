import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arrival, emptySourceState } from '../source/index.ts';
import { languagesThatCame } from './came-in.ts';
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
