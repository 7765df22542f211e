import { addressIdentity } from './addresses.ts';
import type { Alternate, Arrival, Warning, Withdrawal } from './arrival.ts';

/** An item by its source and its key there. */
export interface ItemIdentity {
  readonly source: string;
  readonly key: string;
}

/** One language version that a newsroom's sources have delivered before. */
export interface KnownVersion extends ItemIdentity {
  readonly group: string;
  readonly language: string;
  readonly address?: string;
  readonly alternates: readonly Alternate[];
  /** UTC, seconds. */
  readonly publishedAt?: string;
  /**
   * Set when nothing is to be heard of it from its source any more, so that another may go on with it: `source-gone`
   * when that is no longer polled, `unlisted` when it no longer lists it.
   */
  readonly released?: 'source-gone' | 'unlisted';
}

/** An arrival that is another source's word on a known version: that one belongs to this source from now on. */
export type JoinedArrival = Arrival & { readonly takesOver?: ItemIdentity };

/** Arrivals with the articles they belong to. */
export interface JoinedArrivals {
  readonly arrivals: readonly JoinedArrival[];
  /** Arrivals of pages that another source delivers. */
  readonly doubles: readonly Arrival[];
  readonly warnings: readonly Warning[];
}

/** A withdrawal of what another source delivered first; see `JoinedArrival`. */
export type JoinedWithdrawal = Withdrawal & { readonly takesOver?: ItemIdentity };

/** Whether a version names another as one of its languages. */
function names(version: KnownVersion, other: KnownVersion): boolean {
  const own = addressIdentity(other.address ?? '');
  return other.address !== undefined && version.alternates.some((each) => addressIdentity(each.address) === own);
}

function primary(language: string): string {
  return language.split('-')[0] ?? language;
}

/** Whether a version names a page in the other's language that is not the other: then they do not belong together. */
function contradicts(version: KnownVersion, other: KnownVersion): boolean {
  const same = version.alternates.filter((each) => primary(each.language) === primary(other.language));
  return same.length > 0 && !names(version, other);
}

function asVersion(arrival: Arrival): KnownVersion {
  const { source, key, group, address, alternates } = arrival;
  const { language, publishedAt } = arrival.body;
  return { source, key, group, language, alternates, publishedAt, ...(address !== undefined && { address }) };
}

function isSame(a: ItemIdentity, b: ItemIdentity): boolean {
  return a.source === b.source && a.key === b.key;
}

/** What of an address stays when a site moves to another host. */
function placeOf(address: string): string {
  return addressIdentity(address).replace(/^[^/]*/, '');
}

/**
 * Whether two items of different sources are one by their key: it means little between feeds (many count 1, 2, 3), so
 * the moment of publication has to agree, and the place where both have one.
 */
function isSameItem(a: KnownVersion, b: KnownVersion): boolean {
  if (a.key !== b.key || a.language !== b.language) return false;
  if (a.publishedAt === undefined || a.publishedAt !== b.publishedAt) return false;
  if (a.address === undefined || b.address === undefined) return a.address === b.address;
  return placeOf(a.address) === placeOf(b.address);
}

/** Whether an item may go on with a version that its own source says nothing of any more. */
function mayTakeOver(own: KnownVersion, version: KnownVersion): boolean {
  if (version.released === undefined) return false;
  return isSamePage(version, own) || (version.released === 'source-gone' && isSameItem(version, own));
}

function isSamePage(a: KnownVersion, b: KnownVersion): boolean {
  if (a.address === undefined || b.address === undefined || a.language !== b.language) return false;
  return addressIdentity(a.address) === addressIdentity(b.address);
}

/**
 * Says of each arrival which article it is a language version of.
 *
 * Two versions belong together when one names the other among its languages, both came from sources of this newsroom,
 * and the other does not name a different page in that place. A group never holds two versions of one language, and
 * never loses its name: a version that was in a group stays in it and in its language, because published pages cannot
 * move. A page that two sources deliver is carried once, as the first source has it; when that one has nothing to say of
 * it any more, the other goes on with the same version. So a feed may move to another address.
 *
 * Pure and synchronous: call it inside the transaction that keeps its result, so that two polls ending together see
 * each other.
 */
export function joinVersions(known: readonly KnownVersion[], arrivals: readonly Arrival[]): JoinedArrivals {
  const versions = [...known];
  const joined: JoinedArrival[] = [];
  const doubles: Arrival[] = [];
  const warnings: Warning[] = [];
  for (const arrival of arrivals) {
    const own = asVersion(arrival);
    const before = versions.findIndex((each) => isSame(each, own));
    const earlier = versions[before];
    if (earlier !== undefined) {
      const { group, language } = earlier;
      versions[before] = { ...own, group, language };
      joined.push({ ...arrival, group });
      continue;
    }
    const left = versions.findIndex((each) => mayTakeOver(own, each));
    const former = versions[left];
    if (former !== undefined) {
      const { group, source, key } = former;
      versions[left] = { ...own, group };
      joined.push({ ...arrival, group, takesOver: { source, key } });
      continue;
    }
    const double = versions.find((each) => isSamePage(each, own));
    if (double !== undefined) {
      doubles.push(arrival);
      warnings.push({
        code: 'same-version',
        source: arrival.source,
        item: arrival.body.headline,
        message: `${arrival.source}: "${arrival.body.headline}" (${arrival.address ?? arrival.key}) is already carried from ${double.source}`,
      });
      continue;
    }
    const partners = versions.filter((each) => names(each, own) || names(own, each));
    const fitting = partners.filter((each) => !contradicts(each, own) && !contradicts(own, each));
    const groups = [...new Set(fitting.map((each) => each.group))];
    const free = groups.find(
      (group) => !versions.some((each) => each.group === group && each.language === own.language),
    );
    if (free === undefined && partners.length > 0) {
      warnings.push({
        code: 'not-joined',
        source: arrival.source,
        item: arrival.body.headline,
        message: `${arrival.source}: "${arrival.body.headline}" (${arrival.address ?? arrival.key}) and ${partners[0]?.address ?? partners[0]?.key} name each other inconsistently as languages of one article; carried as separate articles`,
      });
    }
    const group = free ?? arrival.group;
    versions.push({ ...own, group });
    joined.push({ ...arrival, group });
  }
  return { arrivals: joined, doubles, warnings };
}

/**
 * Says of each withdrawal which known version it is about: the source's own, else the one at that address, when its own
 * source says nothing of it any more. One that is about nothing known is left out and told.
 */
export function joinWithdrawals(
  known: readonly KnownVersion[],
  withdrawals: readonly Withdrawal[],
): { readonly withdrawals: readonly JoinedWithdrawal[]; readonly warnings: readonly Warning[] } {
  const joined: JoinedWithdrawal[] = [];
  const warnings: Warning[] = [];
  for (const withdrawal of withdrawals) {
    const { source, key, address } = withdrawal;
    if (known.some((each) => isSame(each, withdrawal))) {
      joined.push(withdrawal);
      continue;
    }
    const page = address === undefined ? undefined : addressIdentity(address);
    const there = known.filter((each) => each.address !== undefined && addressIdentity(each.address) === page);
    const version = there.find((each) => each.language === withdrawal.language) ?? there[0];
    if (version?.released !== undefined) {
      joined.push({ ...withdrawal, takesOver: { source: version.source, key: version.key } });
      continue;
    }
    // Of what another source delivered, that one's withdrawal came first.
    if (version === undefined && withdrawal.elsewhere === true) continue;
    const item = address ?? key;
    const why =
      version === undefined
        ? 'nothing is carried from there'
        : `${version.source} still lists it; carried on from there`;
    const code = version === undefined ? 'unknown-withdrawal' : 'same-version';
    warnings.push({ code, source, item, message: `${source}: ${item} is said to be withdrawn, but ${why}` });
  }
  return { withdrawals: joined, warnings };
}
