import { addressIdentity } from './addresses.ts';
import type { Arrival, Withdrawal } from './arrival.ts';
import type { KnownVersion } from './versions.ts';

/**
 * Those of the known versions that `joinVersions` and `joinWithdrawals` can come across for these items, with all others
 * of their articles: an archive is large, and a poll brings little. Leaving the rest out changes no outcome.
 */
export function concernedVersions(
  known: readonly KnownVersion[],
  arrivals: readonly Arrival[],
  withdrawals: readonly Withdrawal[],
): KnownVersion[] {
  const identities = (addresses: readonly (string | undefined)[]): Set<string> =>
    new Set(addresses.flatMap((address) => (address === undefined ? [] : addressIdentity(address))));
  const own = identities(arrivals.map(({ address }) => address));
  const named = identities([
    ...arrivals.flatMap(({ alternates }) => alternates.map(({ address }) => address)),
    ...withdrawals.map(({ address }) => address),
  ]);
  // Of its source or of another: an item may go on with what a feed that is gone delivered under the same key.
  const keys = new Set([...arrivals, ...withdrawals].map(({ key }) => key));
  const isConcerned = ({ key, address, alternates }: KnownVersion): boolean => {
    if (keys.has(key) || alternates.some((each) => own.has(addressIdentity(each.address)))) return true;
    const page = address === undefined ? null : addressIdentity(address);
    return page !== null && (own.has(page) || named.has(page));
  };
  const groups = new Set(known.filter(isConcerned).map(({ group }) => group));
  return known.filter(({ group }) => groups.has(group));
}
