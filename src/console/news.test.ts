import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CarrierOverview, Overview } from '../newsroom/index.ts';
import type { CensoredPlace } from './censor-controls.ts';
import { firstNews, newsOf } from './news.ts';
import type { Snapshot } from './snapshot.ts';
import { emptySpecimen, NOW, specimen } from './testing/specimen.ts';

const PLACES: readonly CensoredPlace[] = ['site', 'lantern', 'driftwood'].map((name) => ({
  name,
  kind: name === 'site' ? 'site' : 'carrier',
  address: 'http://127.0.0.1:4100/',
  action: { kind: 'open' },
}));

const snapshot = (overview: Overview, places: readonly CensoredPlace[] = PLACES): Snapshot => ({
  overview,
  places,
  links: {},
  now: NOW,
});
const before = snapshot(specimen());
const { articles, carriers, editions } = before.overview;
const after = (other: Partial<Overview>, places?: readonly CensoredPlace[]) =>
  newsOf(before, snapshot(specimen(other), places));

test('when nothing changed, there is nothing to say', () => {
  assert.equal(after({}), null);
  assert.equal(after({ provenAt: NOW }), null);
});

test('a new edition is told with what it brought', () => {
  const edition = { number: 13, time: NOW, published: 1, corrected: 0, withdrawn: 0 };
  const told = (other: Partial<typeof edition>) => after({ editions: [{ ...edition, ...other }, ...editions] });
  assert.equal(told({}), 'Edition 13 is out: 1 page published');
  assert.equal(
    told({ published: 3, corrected: 1, withdrawn: 2 }),
    'Edition 13 is out: 3 pages published, 1 corrected, 2 withdrawn',
  );
  assert.equal(told({ published: 0 }), 'Edition 13 is out: nothing changed');
});

test('what the censor does is told first, for someone just did it', () => {
  const blocked = PLACES.map((place) =>
    place.name === 'lantern' ? { ...place, action: { kind: 'reset' } as const } : place,
  );
  assert.equal(after({ editions: [] }, blocked), 'The censor at lantern: connection reset');
  const closed = PLACES.map((place) => ({ ...place, action: { kind: 'blackhole' } as const }));
  assert.equal(after({}, closed), 'The censor changed 3 places at once');
  const site = PLACES.map((place) =>
    place.name === 'site' ? { ...place, action: { kind: 'blackhole' } as const } : place,
  );
  assert.equal(after({}, site), 'The censor at the newsroom’s site: no answer');
});

function withCarrier(name: string, other: Partial<CarrierOverview>): readonly CarrierOverview[] {
  return carriers.map((each) => (each.name === name ? { ...each, ...other } : each));
}

test('a carrier that fails is told, and one that recovers', () => {
  assert.equal(
    after({ carriers: withCarrier('lantern', { failure: 'disk full' }) }),
    'Copying to lantern failed: disk full',
  );
  assert.equal(after({ carriers: withCarrier('orchard', { failure: null }) }), 'Copying to orchard works again');
});

test('it is told how many carriers hold the newest edition', () => {
  const newest = { holds: { number: 12, time: NOW }, behind: 0 };
  assert.equal(after({ carriers: withCarrier('tin-roof', newest) }), 'Edition 12 is on 5 of 6 carriers');
  assert.equal(after({ carriers: carriers.map((each) => ({ ...each, ...newest })) }), 'Edition 12 is on every carrier');
});

test('what came in is told by its number of pages', () => {
  const [first, second, ...rest] = articles;
  assert.ok(first !== undefined && second !== undefined);
  const waiting = {
    ...second,
    versions: second.versions.map((each) => ({ ...each, stage: 'waiting' as const, edition: null })),
  };
  assert.equal(after({ articles: [first, waiting, ...rest] }), '3 pages came in and will be in the next edition');
});

test('before anything happened, the newest edition is what there is to say', () => {
  assert.equal(firstNews(before), 'Edition 12 is out: 3 pages corrected');
  assert.equal(firstNews(snapshot(emptySpecimen())), 'No edition is out yet');
});
