import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alternate, Arrival } from './arrival.ts';
import { joinVersions, type KnownVersion } from './versions.ts';

const at = (language: string, slug = 'wall'): string => `https://courier.example/${language}/${slug}`;
const to = (...languages: string[]): Alternate[] => languages.map((language) => ({ language, address: at(language) }));

function arrival(language: string, alternates: readonly Alternate[], more: Partial<Arrival> = {}): Arrival {
  const key = more.key ?? `guid-${language}`;
  const source = more.source ?? `feed-${language}`;
  return {
    status: 'new',
    source,
    key,
    group: `${source} ${key}`,
    address: at(language),
    alternates,
    contentHash: 'x',
    body: {
      language,
      direction: 'ltr',
      headline: `Wall ${language}`,
      sections: [],
      bylines: [],
      publishedAt: '2026-11-22T10:15:00Z',
      blocks: [],
    },
    ...more,
  };
}

function known(from: Arrival, group = from.group): KnownVersion {
  return {
    source: from.source,
    key: from.key,
    group,
    language: from.body.language,
    address: at(from.body.language),
    alternates: from.alternates,
  };
}

const groups = (known: readonly KnownVersion[], arrivals: readonly Arrival[]): string[] =>
  joinVersions(known, arrivals).arrivals.map((each) => each.group);

test('versions that name each other are one article, whatever order they come in', () => {
  const all = ['de', 'en', 'ru'].map((language) => arrival(language, to('de', 'en', 'ru')));
  assert.equal(new Set(groups([], all)).size, 1);
  assert.equal(new Set(groups([], all.toReversed())).size, 1);
});

test('a version joins one that came before, and the group keeps its name', () => {
  const german = arrival('de', []);
  assert.deepEqual(groups([known(german, 'G')], [arrival('ru', to('de'))]), ['G']);
});

test('one side that names the other is enough when the other names nobody', () => {
  assert.equal(new Set(groups([], [arrival('de', []), arrival('ru', to('de'))])).size, 1);
  assert.equal(new Set(groups([], [arrival('de', to('ru')), arrival('ru', [])])).size, 1);
});

test('a page that names another page in that place is not joined, and it is said', () => {
  const german = arrival('de', [{ language: 'ru', address: at('ru', 'something-else') }]);
  const { arrivals, warnings } = joinVersions([known(german, 'G')], [arrival('ru', to('de'))]);
  assert.equal(arrivals[0]?.group, 'feed-ru guid-ru');
  assert.equal(warnings[0]?.code, 'not-joined');
  assert.match(warnings[0]?.message ?? '', /feed-ru: "Wall ru".*\/de\/wall/);
});

test('pages never seen in a source join nothing', () => {
  assert.deepEqual(groups([], [arrival('ru', to('de'))]), ['feed-ru guid-ru']);
});

test('two versions of one language are never one article', () => {
  const first = arrival('ru', to('de'));
  const second = arrival('ru', to('de'), { key: 'guid-2', address: at('ru', 'wall-2') });
  const german = arrival('de', []);
  const [a, b, c] = groups([], [german, first, second]);
  assert.equal(a, b);
  assert.notEqual(a, c);
});

test('a version keeps its group for good, also when it learns of others later', () => {
  const german = arrival('de', []);
  const russian = arrival('ru', []);
  const before = [known(german, 'G'), known(russian, 'R')];
  assert.deepEqual(groups(before, [arrival('ru', to('de'), { status: 'changed' })]), ['R']);
});

test('what a version learned in this round counts for those after it', () => {
  const german = arrival('de', []);
  const changed = arrival('de', to('ru'), { status: 'changed' });
  assert.deepEqual(groups([known(german, 'G')], [changed, arrival('ru', [])]), ['G', 'G']);
});

test('a page that two sources deliver is carried once', () => {
  const feed = arrival('de', [], { source: 'feed' });
  const sitemap = arrival('de', [], {
    source: 'sitemap',
    key: 'courier.example/de/wall',
    address: `${at('de')}/?utm_source=x`,
  });
  const { arrivals, warnings } = joinVersions([], [feed, sitemap]);
  assert.equal(arrivals.length, 1);
  assert.match(warnings[0]?.message ?? '', /sitemap: "Wall de".*already carried from feed/);
});
