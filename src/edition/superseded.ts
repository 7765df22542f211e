import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bytesOf,
  dayName,
  type EditionRecord,
  type ObjectRef,
  objectPath,
  parseCalendarNode,
  type ReadObject,
  readChecked,
  type TrustFile,
} from '../proof/index.ts';
import type { EditionFolder } from './folder.ts';

/**
 * Objects that no newer edition refers to. A publication replaces some four calendar nodes, the notices and sometimes the
 * carriers; left where they are they would outgrow the archive within a year. They stay for a grace of two days, for
 * readers and carriers that still hold the head that names them, and then go like any other removal.
 */
export interface Superseded {
  readonly path: string;
  /** UTC, whole seconds: when the first edition without it appeared. */
  readonly since: string;
}

/** Name of the list in the edition folder; written with the publication that changes it. */
export const SUPERSEDED_FILE = 'superseded.json';
const GRACE_MS = 48 * 60 * 60 * 1000;

/** The list as the last publication left it. Losing it only leaves some files behind. */
export async function readSuperseded(folder: EditionFolder): Promise<readonly Superseded[]> {
  try {
    return JSON.parse(await readFile(join(folder.path, SUPERSEDED_FILE), 'utf8')) as Superseded[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Hashes of the calendar's nodes that lead to these days and hold them. */
async function nodesTo(readObject: ReadObject, root: ObjectRef, days: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (ref: ObjectRef, name: string, next: (key: string) => string | null): Promise<void> => {
    found.add(ref.sha256);
    const node = parseCalendarNode(await readChecked(readObject, ref, `calendar node "${name}"`), name);
    if (node.kind === 'day') return;
    for (const [key, child] of node.children) {
      const below = next(key);
      if (below === null) continue;
      await visit(child, below, (deeper) => namesBelow(below, deeper, days));
    }
  };
  await visit(root, 'root', (key) => namesBelow('root', key, days));
  return found;
}

/** Name of the child of a node under a key; null when none of the days is below it. */
function namesBelow(name: string, key: string, days: ReadonlySet<string>): string | null {
  if (name.startsWith('day ')) return dayName(name.slice(4, 14), name.slice(15) + key);
  if (![...days].some((day) => day.startsWith(key))) return null;
  return key.length === 4 ? `year ${key}` : key.length === 7 ? `month ${key}` : dayName(key);
}

/** What an edition refers to, as far as a publication that touches these days can change it. */
async function referredBy(
  readObject: ReadObject,
  edition: Pick<EditionRecord, 'calendar' | 'notices' | 'carriers'>,
  days: ReadonlySet<string>,
): Promise<Set<string>> {
  const found = await nodesTo(readObject, edition.calendar, days);
  return found.add(edition.notices.sha256).add(edition.carriers.sha256);
}

/**
 * The list after a publication, and the paths whose grace is over. `readObject` gives the objects of both editions; an
 * object that is referred to again leaves the list.
 */
export async function supersede(input: {
  readonly known: readonly Superseded[];
  readonly readObject: ReadObject;
  readonly before: EditionRecord | null;
  readonly after: EditionRecord;
  readonly days: readonly string[];
}): Promise<{ readonly list: Uint8Array; readonly expired: readonly string[] }> {
  const { readObject, before, after } = input;
  const days = new Set(input.days);
  const current = await referredBy(readObject, after, days);
  const old = before === null ? new Set<string>() : await referredBy(readObject, before, days);
  const fresh = [...old].filter((sha256) => !current.has(sha256)).map(objectPath);
  const kept = new Map(input.known.map((each) => [each.path, each.since]));
  for (const sha256 of current) kept.delete(objectPath(sha256));
  for (const path of fresh) kept.set(path, after.time);
  const limit = new Date(after.time).getTime() - GRACE_MS;
  const expired = [...kept].filter(([, since]) => new Date(since).getTime() < limit).map(([path]) => path);
  for (const path of expired) kept.delete(path);
  const list = [...kept].map(([path, since]): Superseded => ({ path, since }));
  return { list: bytesOf(`${JSON.stringify(list)}\n`), expired };
}

/** Snapshots of the trust data that stay on carriers. */
const SNAPSHOTS_KEPT = 8;

/**
 * Paths that new trust files let go: each renewal leaves a snapshot behind, and nobody who has the new timestamp asks for
 * one that old.
 */
export function oldSnapshots(files: readonly TrustFile[]): string[] {
  return files.flatMap(({ name }) => {
    const version = Number(/^([0-9]+)\.snapshot\.json$/.exec(name)?.[1] ?? 0) - SNAPSHOTS_KEPT;
    return version > 0 ? [`trust/${version}.snapshot.json`] : [];
  });
}
