import { addressIdentity } from './addresses.ts';
import type { Alternate, Arrival, Warning } from './arrival.ts';

/** One language version that a newsroom's sources have delivered before. */
export interface KnownVersion {
  readonly source: string;
  readonly key: string;
  readonly group: string;
  readonly language: string;
  readonly address?: string;
  readonly alternates: readonly Alternate[];
}

/** Arrivals with the articles they belong to. */
export interface JoinedArrivals {
  readonly arrivals: readonly Arrival[];
  readonly warnings: readonly Warning[];
}

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
  return { source, key, group, language: arrival.body.language, alternates, ...(address !== undefined && { address }) };
}

function isSame(a: KnownVersion, b: KnownVersion): boolean {
  return a.source === b.source && a.key === b.key;
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
 * never loses its name: a version that was in a group stays in it, because published pages cannot move to another
 * article. A page that two sources deliver is carried once, as the first source has it.
 *
 * Pure and synchronous: call it inside the transaction that keeps its result, so that two polls ending together see
 * each other.
 */
export function joinVersions(known: readonly KnownVersion[], arrivals: readonly Arrival[]): JoinedArrivals {
  const versions = [...known];
  const joined: Arrival[] = [];
  const warnings: Warning[] = [];
  for (const arrival of arrivals) {
    const own = asVersion(arrival);
    const before = versions.findIndex((each) => isSame(each, own));
    const earlier = versions[before];
    if (earlier !== undefined) {
      const group = earlier.group;
      versions[before] = { ...own, group };
      joined.push({ ...arrival, group });
      continue;
    }
    const double = versions.find((each) => isSamePage(each, own));
    if (double !== undefined) {
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
  return { arrivals: joined, warnings };
}
