import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesOf, objectPath, type TrustFile } from '../proof/index.ts';
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

/**
 * The list after a publication, and the paths whose grace is over. An object that is referred to again leaves the list.
 * @param input.replaced hashes of the objects that the edition before referred to, as far as this one may not
 * @param input.current hashes of the objects that this edition refers to, as far as the one before may not
 */
export function supersede(input: {
  readonly known: readonly Superseded[];
  readonly replaced: readonly string[];
  readonly current: readonly string[];
  /** Of this edition: UTC, whole seconds. */
  readonly time: string;
}): { readonly list: Uint8Array; readonly expired: readonly string[] } {
  const { known, replaced, current, time } = input;
  const kept = new Map(known.map((each) => [each.path, each.since]));
  for (const sha256 of current) kept.delete(objectPath(sha256));
  for (const sha256 of replaced) if (!current.includes(sha256)) kept.set(objectPath(sha256), time);
  const limit = new Date(time).getTime() - GRACE_MS;
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
