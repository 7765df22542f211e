import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressIdentity } from './addresses.ts';
import type { Arrival, Withdrawal } from './arrival.ts';
import { concernsOf } from './concerned.ts';
import { joinVersions, joinWithdrawals, type KnownVersion } from './versions.ts';

const LANGUAGES = ['de', 'en', 'ru'] as const;
const TIMES = ['2026-11-21T08:00:00Z', '2026-11-22T08:00:00Z'] as const;
// Few of each, so that items meet in every way; hosts differ as those of a site that moved do.
const aLanguage = fc.constantFrom(...LANGUAGES);
const anAddress = fc
  .tuple(fc.constantFrom('courier', 'light'), aLanguage, fc.constantFrom('wall', 'dock', 'fair', 'ship'))
  .map(([host, language, slug]) => ({ language, address: `https://${host}.example/${language}/${slug}/` }));
const aKey = fc.constantFrom('1', '2', '3', '4', '5', '6');
const aSource = fc.constantFrom('feed', 'other', 'third');
const alternates = fc.array(anAddress, { maxLength: 3 });

const aKnown: fc.Arbitrary<KnownVersion> = fc
  .record({
    source: aSource,
    key: aKey,
    group: fc.constantFrom('G1', 'G2', 'G3', 'G4', 'G5'),
    language: aLanguage,
    place: fc.option(anAddress),
    alternates,
    publishedAt: fc.constantFrom(...TIMES),
    released: fc.option(fc.constantFrom('source-gone', 'unlisted')),
  })
  .map(({ place, released, ...rest }) => ({
    ...rest,
    ...(place !== null && { address: place.address }),
    ...(released !== null && { released }),
  }));

const anArrival: fc.Arbitrary<Arrival> = fc
  .record({
    source: aSource,
    key: aKey,
    place: fc.option(anAddress),
    alternates,
    language: aLanguage,
    time: fc.constantFrom(...TIMES),
  })
  .map(({ source, key, place, alternates, language, time }) => ({
    status: 'new',
    source,
    key,
    group: `${source} ${key}`,
    alternates,
    contentHash: 'x',
    ...(place !== null && { address: place.address }),
    body: { language, direction: 'ltr', headline: key, sections: [], bylines: [], publishedAt: time, blocks: [] },
  }));

const aWithdrawal: fc.Arbitrary<Withdrawal> = fc
  .record({ source: aSource, key: aKey, place: fc.option(anAddress), language: aLanguage })
  .map(({ source, key, place, language }) => ({
    source,
    key,
    language,
    evidence: 'tombstone',
    ...(place !== null && { address: place.address }),
  }));

const identity = ({ source, key }: { readonly source: string; readonly key: string }): string => `${source} ${key}`;

/** The versions of every article that is concerned. */
function concernedVersions(
  known: readonly KnownVersion[],
  arrivals: readonly Arrival[],
  withdrawals: readonly Withdrawal[],
): KnownVersion[] {
  const { keys, pages, isNamedBy } = concernsOf(arrivals, withdrawals);
  const concerned = known.filter(
    ({ key, address, alternates }) =>
      keys.has(key) || (address !== undefined && pages.has(addressIdentity(address))) || isNamedBy(alternates),
  );
  const groups = new Set(concerned.map(({ group }) => group));
  return known.filter(({ group }) => groups.has(group));
}

test('what is left out would have changed no outcome', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(aKnown, { maxLength: 8, selector: identity }),
      fc.uniqueArray(anArrival, { maxLength: 4, selector: identity }),
      fc.array(aWithdrawal, { maxLength: 2 }),
      (known, arrivals, withdrawals) => {
        const concerned = concernedVersions(known, arrivals, withdrawals);
        assert.deepEqual(joinVersions(concerned, arrivals), joinVersions(known, arrivals));
        assert.deepEqual(joinWithdrawals(concerned, withdrawals), joinWithdrawals(known, withdrawals));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('an archive that a poll says nothing of is left out', () => {
  const known = Array.from(
    { length: 50 },
    (_, n): KnownVersion => ({
      source: 'feed',
      key: `old ${n}`,
      group: `G${n}`,
      language: 'de',
      alternates: [],
      address: `https://courier.example/de/${n}`,
    }),
  );
  const [arrival] = fc.sample(anArrival, 1);
  assert.ok(arrival !== undefined);
  assert.deepEqual(concernedVersions(known, [arrival], []), []);
  assert.deepEqual(concernedVersions(known, [{ ...arrival, key: 'old 7' }], []), known.slice(7, 8));
});
