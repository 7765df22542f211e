import { type ElsewhereRole, formatKeyDigits, type KeptKey, listKeys, type TrustState } from '../../edition/index.ts';
import { readSettings } from '../../platform/config/index.ts';
import { hexOf, rootFingerprint, trustKeyId, type Verifier } from '../../proof/index.ts';
import { type Places, placesOf } from '../places.ts';
import { readOwnTrust } from './desks.ts';
import { firstRoots, readRoots } from './keys-folder.ts';

/** A key of a newsroom, without its secret. */
export interface ListedKey {
  readonly role: 'root' | 'targets' | 'online' | 'log' | 'clock' | 'desk';
  /** Of a desk: its languages. */
  readonly languages: readonly string[];
  /** Name of its file, `root-1.key`; null when it is not in the keys folder. */
  readonly file: string | null;
  readonly isSealed: boolean;
  /** What trust data says of it: it speaks now; it spoke once; nobody names it; its file cannot be understood. */
  readonly state: 'in use' | 'closed' | 'unused' | 'unreadable';
  /** To be compared by people: eight groups of digits; null where the public half is not known. */
  readonly digits: string | null;
  /** Public half as `name+hash+base64`, where the name is known. */
  readonly verifierKey: string | null;
  /** First root that names it; null for keys that no root names. */
  readonly sinceRoot: number | null;
  /** Range of the log, of a desk. */
  readonly firstIndex: number | null;
  readonly lastIndex: number | null;
  /** When what it signs runs out, of root, targets and online keys. */
  readonly expires: Date | null;
}

/** The keys of a newsroom and how many of its offline keys must sign. */
export interface KeyListing {
  readonly newsroom: string;
  readonly folder: string;
  /** Fingerprint of the first root, 64 hex digits. */
  readonly fingerprint: string;
  readonly thresholds: Readonly<Record<ElsewhereRole, number>>;
  readonly keys: readonly ListedKey[];
}

/** Reads which keys there are, in the folder and in the published trust data. Opens no sealed one, takes no lock. */
export async function listNewsroomKeys(folder: string): Promise<KeyListing> {
  const { newsroom } = await readSettings(folder);
  const places = placesOf(folder);
  const trust = await readOwnTrust(places);
  const roots = await readRoots(places, trust);
  const kept = await listKeys(places.keys);
  const { roles } = trust.root;
  return {
    newsroom,
    folder: places.folder,
    fingerprint: await rootFingerprint(roots[0] ?? new Uint8Array()),
    thresholds: { root: roles.root.threshold, targets: roles.targets.threshold },
    keys: await collect(trust, roots, kept),
  };
}

async function collect(
  trust: TrustState,
  roots: readonly Uint8Array[],
  kept: readonly KeptKey[],
): Promise<readonly ListedKey[]> {
  const taken = new Set<KeptKey>();
  const fileOf = (publicKey: Uint8Array, role: (key: KeptKey) => boolean) => {
    const found = kept.find((key) => role(key) && key.verifier !== null && sameKey(key.verifier.publicKey, publicKey));
    if (found !== undefined) taken.add(found);
    return found ?? null;
  };
  const since = await firstRoots(roots);
  const base = async (publicKey: Uint8Array, file: KeptKey | null) => ({
    languages: [] as readonly string[],
    file: file === null ? null : `${file.file}.key`,
    isSealed: file?.isSealed ?? false,
    state: 'in use' as const,
    digits: formatKeyDigits(await trustKeyId(publicKey)),
    verifierKey: file?.verifier?.verifierKey ?? null,
    sinceRoot: since.get(hexOf(publicKey)) ?? null,
    firstIndex: null,
    lastIndex: null,
    expires: null,
  });
  const listed: ListedKey[] = [];
  for (const [role, dated] of [
    ['root', 'root'],
    ['targets', 'targets'],
    ['online', 'timestamp'],
  ] as const) {
    const { keyIds } = trust.root.roles[dated];
    for (const keyId of keyIds) {
      const publicKey = trust.root.keys.get(keyId);
      if (publicKey === undefined) continue;
      const file = fileOf(publicKey, (key) => key.role === role);
      listed.push({ role, ...(await base(publicKey, file)), expires: trust.expires[dated] });
    }
  }
  const named = async (role: 'log' | 'clock', { publicKey, verifierKey }: Verifier): Promise<ListedKey> => ({
    role,
    ...(await base(
      publicKey,
      fileOf(publicKey, (key) => key.role === role),
    )),
    verifierKey,
  });
  listed.push(await named('log', trust.log), await named('clock', trust.clock));
  for (const { verifier } of trust.retired) listed.push({ ...(await named('log', verifier)), state: 'closed' });
  for (const { verifier, languages, firstIndex, lastIndex, log } of trust.desks) {
    const file = fileOf(verifier.publicKey, (key) => key.role.startsWith('desk-'));
    const isOpen = lastIndex === null && log === trust.log.name;
    const range = { firstIndex, lastIndex, languages, verifierKey: verifier.verifierKey };
    const known = await base(verifier.publicKey, file);
    listed.push({ role: 'desk', ...known, ...range, state: isOpen ? 'in use' : 'closed' });
  }
  for (const key of kept) {
    if (taken.has(key)) continue;
    const isFollowed = [...taken].some(({ role, generation }) => role === key.role && generation > key.generation);
    listed.push(await unnamed(key, since, isFollowed));
  }
  return listed;
}

/**
 * A key file that today's trust data does not name: of an earlier root, not published yet, or damaged.
 * @param isFollowed whether a later generation of its role is named
 */
async function unnamed(key: KeptKey, since: ReadonlyMap<string, number>, isFollowed: boolean): Promise<ListedKey> {
  const { role, file, isSealed, verifier } = key;
  const isDesk = role.startsWith('desk-');
  const sinceRoot = verifier === null ? null : (since.get(hexOf(verifier.publicKey)) ?? null);
  // Trust data forgets an earlier clock; people number root and targets keys as they like.
  const isPast = sinceRoot !== null || (isFollowed && role !== 'root' && role !== 'targets');
  return {
    role: isDesk ? 'desk' : (role as Exclude<ListedKey['role'], 'desk'>),
    languages: isDesk ? [role.slice('desk-'.length)] : [],
    file: `${file}.key`,
    isSealed,
    state: verifier === null && !isSealed ? 'unreadable' : isPast ? 'closed' : 'unused',
    digits: verifier === null ? null : formatKeyDigits(await trustKeyId(verifier.publicKey)),
    verifierKey: verifier?.verifierKey ?? null,
    sinceRoot,
    firstIndex: null,
    lastIndex: null,
    expires: null,
  };
}

const sameKey = (a: Uint8Array, b: Uint8Array): boolean => hexOf(a) === hexOf(b);

/** Fingerprint of a newsroom's first root (64 hex digits) and its name. Reads no key. */
export async function readFingerprint(
  folder: string,
): Promise<{ readonly newsroom: string; readonly fingerprint: string }> {
  const { newsroom } = await readSettings(folder);
  const places: Places = placesOf(folder);
  const [first] = await readRoots(places, await readOwnTrust(places));
  return { newsroom, fingerprint: await rootFingerprint(first ?? new Uint8Array()) };
}
