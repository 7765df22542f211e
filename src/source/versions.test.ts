import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alternate, Arrival, Withdrawal } from './arrival.ts';
import { joinVersions, joinWithdrawals, type KnownVersion } from './versions.ts';

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

function known(from: Arrival, group = from.group, more: Partial<KnownVersion> = {}): KnownVersion {
  return {
    source: from.source,
    key: from.key,
    group,
    language: from.body.language,
    address: at(from.body.language),
    alternates: from.alternates,
    publishedAt: from.body.publishedAt,
    ...more,
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

test('a version that says it changed its language keeps its place: no other takes it', () => {
  const before = known(arrival('de', []), 'G');
  const changed = { ...arrival('en', to('ru')), source: before.source, key: before.key, status: 'changed' as const };
  const other = arrival('de', to('ru'), { key: 'guid-2', address: at('de', 'wall-2') });
  const russian = arrival('ru', [...to('en'), { language: 'de', address: at('de', 'wall-2') }]);
  const [first, , last] = groups([before], [changed, russian, other]);
  assert.equal(first, 'G');
  assert.notEqual(last, 'G');
});

const moved = (more: Partial<Arrival> = {}): Arrival => arrival('de', [], { source: 'feed-new', ...more });

test('another source goes on with a page whose own source is gone or lists it no longer', () => {
  const german = arrival('de', []);
  for (const released of ['source-gone', 'unlisted'] as const) {
    const { arrivals, doubles, warnings } = joinVersions([known(german, 'G', { released })], [moved({ key: 'new' })]);
    assert.equal(arrivals[0]?.group, 'G');
    assert.deepEqual(arrivals[0]?.takesOver, { source: 'feed-de', key: 'guid-de' });
    assert.deepEqual([doubles, warnings], [[], []]);
  }
});

test('a page its own source still lists is a double', () => {
  const { arrivals, doubles } = joinVersions([known(arrival('de', []), 'G')], [moved()]);
  assert.deepEqual(arrivals, []);
  assert.deepEqual(
    doubles.map(({ source }) => source),
    ['feed-new'],
  );
});

test('of two sources that could go on with a page the first does', () => {
  const german = known(arrival('de', []), 'G', { released: 'source-gone' });
  const { arrivals, doubles } = joinVersions([german], [moved(), moved({ source: 'feed-third' })]);
  assert.deepEqual([arrivals.length, doubles.length], [1, 1]);
});

test('items without a page are known again by key and moment when their feed moves, never by the key alone', () => {
  const { address: _, ...message } = arrival('de', []);
  const { address: __, ...before } = known(message, 'G', { released: 'source-gone' });
  const taken = (own: Partial<Arrival>, version: Partial<KnownVersion> = {}) =>
    joinVersions([{ ...before, ...version }], [{ ...message, source: 'feed-new', ...own }]).arrivals[0]?.takesOver;
  assert.deepEqual(taken({}), { source: 'feed-de', key: 'guid-de' });
  assert.equal(taken({ key: 'guid-2' }), undefined);
  assert.equal(taken({ body: { ...message.body, publishedAt: '2026-11-22T10:15:01Z' } }), undefined);
  assert.equal(taken({ address: at('de') }), undefined);
  assert.equal(taken({}, { released: 'unlisted' }), undefined, 'another source that is still there counts for itself');
});

test('a site that moves to another host takes its items along', () => {
  const german = known(arrival('de', []), 'G', { released: 'source-gone' });
  const taken = (address: string) => joinVersions([german], [moved({ address })]).arrivals[0]?.takesOver;
  assert.notEqual(taken('https://courier-abroad.example/de/wall'), undefined);
  assert.equal(taken('https://courier-abroad.example/de/bridge'), undefined);
});

function withdrawal(more: Partial<Withdrawal> = {}): Withdrawal {
  return { source: 'feed-new', key: 'new', address: at('de'), language: 'de', evidence: 'tombstone', ...more };
}

test('a withdrawal is about its own item, else about the page that nobody else speaks for', () => {
  const german = arrival('de', []);
  const own = withdrawal({ source: german.source, key: german.key });
  assert.deepEqual(joinWithdrawals([known(german)], [own]), { withdrawals: [own], warnings: [] });
  const [taken] = joinWithdrawals([known(german, 'G', { released: 'unlisted' })], [withdrawal()]).withdrawals;
  assert.deepEqual(taken?.takesOver, { source: 'feed-de', key: 'guid-de' });
});

test('a withdrawal of what another source still lists, or of nothing known, is told', () => {
  const listed = joinWithdrawals([known(arrival('de', []))], [withdrawal()]);
  assert.deepEqual(listed.withdrawals, []);
  assert.match(
    listed.warnings[0]?.message ?? '',
    /feed-new: .*de.wall is said to be withdrawn, but feed-de still lists/,
  );
  const unknown = joinWithdrawals([], [withdrawal()]);
  assert.deepEqual(unknown.withdrawals, []);
  assert.equal(unknown.warnings[0]?.code, 'unknown-withdrawal');
  assert.deepEqual(joinWithdrawals([], [withdrawal({ elsewhere: true })]).warnings, []);
});
