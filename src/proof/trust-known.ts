/**
 * What a reader keeps of a newsroom's trust data: the newest root, the newest files, and for each role the version
 * below which it never goes again. The floors stand apart from the files because they outlast them: a new root may make
 * the kept files useless and must not make a reader forget how far the other roles had come.
 */
import { bytesOf, concatBytes } from './bytes.ts';
import { ProofError } from './errors.ts';
import { parseNumber } from './grammar.ts';
import { MAX_MUTABLE_BYTES } from './layout.ts';
import { formatTrustBundle, parseTrustBundle, type TrustFile } from './trust-bundle.ts';
import { parseMetadata, type RoleName, type Root } from './trust-metadata.ts';

/** The roles below the root. */
export type LowerRole = Exclude<RoleName, 'root'>;
export const LOWER_ROLES: readonly LowerRole[] = ['timestamp', 'snapshot', 'targets'];

/** The lowest version of each role that is still taken; 0 when none is known. */
export type Floors = Readonly<Record<LowerRole, number>>;
export const NO_FLOORS: Floors = { timestamp: 0, snapshot: 0, targets: 0 };

/** What is kept, taken apart. It comes from the caller's own storage and is believed. */
export interface KnownTrust {
  /** `N.root.json`; null before the first. */
  readonly root: TrustFile | null;
  readonly floors: Floors;
  /** The other files of the newest set; none when only a root could be verified. */
  readonly files: readonly TrustFile[];
}

const HEADER = 'tamizdat.known/v1 ';
/** Files read one by one may be larger than a bundle of them may be on a carrier. */
const MAX_KNOWN_BYTES = 16 * MAX_MUTABLE_BYTES;

const isRoot = ({ name }: TrustFile): boolean => name.endsWith('.root.json');
/** Version of a root file, as its name tells. */
export const rootVersion = ({ name }: TrustFile): number => Number.parseInt(name, 10);

/** Something of each role. */
function byRole(of: (role: LowerRole, at: number) => number): Floors {
  return { timestamp: of('timestamp', 0), snapshot: of('snapshot', 1), targets: of('targets', 2) };
}

/** The higher of both, role by role. */
export function raiseFloors(a: Floors, b: Floors): Floors {
  return byRole((role) => Math.max(a[role], b[role]));
}

/**
 * The floors under the next root: a role from which it takes a key starts afresh, because whoever held that key may have
 * raised the version beyond anything that could follow (TUF 1.0.34 §5.3.11). The other roles keep theirs.
 */
export function floorsUnder(next: Root, before: Root, floors: Floors): Floors {
  return byRole((role) =>
    before.roles[role].keyIds.every((keyId) => next.roles[role].keyIds.includes(keyId)) ? floors[role] : 0,
  );
}

/** The bytes to keep: one line with the floors, then a trust bundle. Opaque to whoever stores them. */
export function formatKnown({ root, floors, files }: KnownTrust): Uint8Array {
  const line = `${HEADER}${LOWER_ROLES.map((role) => `${role} ${floors[role]}`).join(' ')}\n`;
  return concatBytes(bytesOf(line), formatTrustBundle(root === null ? files : [root, ...files]));
}

/**
 * Takes kept bytes apart; a plain trust bundle is taken too, for a program that brings one along. Fails with
 * `bundle-format`, `too-large`, `trust-format`.
 */
export async function parseKnown(bytes: Uint8Array): Promise<KnownTrust> {
  const end = bytes.indexOf(0x0a) + 1;
  const line = String.fromCharCode(...bytes.slice(0, Math.min(end, 200)));
  const isKept = line.startsWith(HEADER);
  const files = parseTrustBundle(isKept ? bytes.slice(end) : bytes, MAX_KNOWN_BYTES);
  const floors = isKept ? parseFloors(line) : await floorsOf(files);
  return { root: files.find(isRoot) ?? null, floors, files: files.filter((file) => !isRoot(file)) };
}

function parseFloors(line: string): Floors {
  const words = line.slice(HEADER.length).split(/[ \n]/);
  const bad = (): never => {
    throw new ProofError('bundle-format', 'kept trust data: its first line does not tell the versions known');
  };
  if (words.length !== 7) bad();
  return byRole((role, at) => (words[2 * at] === role ? (parseNumber(words[2 * at + 1]) ?? bad()) : bad()));
}

/** The versions of the files themselves. */
async function floorsOf(files: readonly TrustFile[]): Promise<Floors> {
  const versionOf = async (role: LowerRole): Promise<number> => {
    const file = files.find(({ name }) => name === `${role}.json` || name.endsWith(`.${role}.json`));
    return file === undefined ? 0 : (await parseMetadata(role, file.bytes)).signed.version;
  };
  const versions = await Promise.all(LOWER_ROLES.map(versionOf));
  return byRole((_, at) => versions[at] ?? 0);
}

/**
 * The newer of two kept values, with the higher floors of both: for whoever saves while another run may have saved.
 * Neither is verified here. Fails as {@link parseKnown} does.
 */
export async function newestKnown(a: Uint8Array, b: Uint8Array): Promise<Uint8Array> {
  const [left, right] = [await parseKnown(a), await parseKnown(b)];
  const [older, newer] = isOlder(right, left) ? [right, left] : [left, right];
  if (older.root === null || newer.root === null) return formatKnown(newer);
  const [before, next] = [await parseMetadata('root', older.root.bytes), await parseMetadata('root', newer.root.bytes)];
  const floors = raiseFloors(newer.floors, floorsUnder(next.signed, before.signed, older.floors));
  const files = newer.files.length > 0 ? newer.files : older.files;
  return formatKnown({ root: newer.root, floors, files });
}

/** By root first: under a newer root, lower versions may be the newer ones. */
function isOlder(a: KnownTrust, b: KnownTrust): boolean {
  const rank = ({ root, floors, files }: KnownTrust): readonly number[] => [
    root === null ? 0 : rootVersion(root),
    files.length === 0 ? 0 : 1,
    floors.targets,
    floors.snapshot,
    floors.timestamp,
  ];
  const right = rank(b);
  const different = rank(a).findIndex((value, at) => value !== right[at]);
  return different >= 0 && (rank(a)[different] ?? 0) < (right[different] ?? 0);
}
