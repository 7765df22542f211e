import { addressIdentity } from './addresses.ts';
import type { Alternate, Arrival, Withdrawal } from './arrival.ts';

/**
 * Which known versions `joinVersions` and `joinWithdrawals` can come across for some items: those with one of the keys,
 * those at one of the pages, those that name one of the items as another language; with them all versions of their
 * articles. An archive is large and a poll brings little; leaving out the rest changes no outcome.
 */
export interface Concerns {
  /** Of their own source or of another: an item may go on with what a feed that is gone delivered under the same key. */
  readonly keys: ReadonlySet<string>;
  /** Addresses as `addressIdentity` reduces them. */
  readonly pages: ReadonlySet<string>;
  /** Whether a version with these alternates names one of the items. */
  isNamedBy(alternates: readonly Alternate[]): boolean;
}

/** Says which known versions arrivals and withdrawals concern. */
export function concernsOf(arrivals: readonly Arrival[], withdrawals: readonly Withdrawal[]): Concerns {
  const identities = (addresses: readonly (string | undefined)[]): string[] =>
    addresses.flatMap((address) => (address === undefined ? [] : addressIdentity(address)));
  const own = new Set(identities(arrivals.map(({ address }) => address)));
  const named = arrivals.flatMap(({ alternates }) => alternates.map(({ address }) => address));
  return {
    keys: new Set([...arrivals, ...withdrawals].map(({ key }) => key)),
    pages: new Set([...own, ...identities([...named, ...withdrawals.map(({ address }) => address)])]),
    isNamedBy: (alternates) => own.size > 0 && alternates.some(({ address }) => own.has(addressIdentity(address))),
  };
}
