import type { TrustFile } from '../proof/index.ts';
import { unwritable } from './disk-errors.ts';
import type { EditionFolder } from './folder.ts';
import { applyCommitted, commitFiles, type OnStep, type StagedFile } from './staging.ts';
import { oldSnapshots } from './superseded.ts';
import { type MakeTwins, twinPaths, withTwins } from './twins.ts';

/**
 * Replaces files of the edition, all of them or none. What is committed is put in place whatever happens; a disk that
 * takes nothing leaves everything as it was (`edition-unwritable`).
 * @param notes files of the edition folder itself, which no carrier gets
 */
export async function replaceFiles(
  folder: EditionFolder,
  files: readonly StagedFile[],
  removals: readonly string[] = [],
  onStep?: OnStep,
  notes: readonly StagedFile[] = [],
): Promise<void> {
  if (files.length === 0 && removals.length === 0) return;
  await unwritable(folder.path, async () => {
    await commitFiles(folder, files, removals, onStep, notes);
    await applyCommitted(folder, onStep);
  });
}

/** Files of `trust/` as they lie in an edition, twins included, and the paths that go when they come. */
export function stageTrust(
  files: readonly TrustFile[],
  makeTwins: MakeTwins,
): { readonly files: StagedFile[]; readonly removals: string[] } {
  return {
    files: files.flatMap(({ name, bytes }) => withTwins({ path: `trust/${name}`, bytes }, makeTwins)),
    removals: oldSnapshots(files).flatMap((path) => [path, ...twinPaths(path)]),
  };
}

/**
 * Puts new files of `trust/` into the edition at once. The next edition names them; until then readers have trust data
 * newer than the head, which every carrier shows them during an upload too. Never keep signed trust data in memory
 * only: the same version signed twice with other contents is an attack to whoever has seen the first.
 */
export async function writeTrust(
  folder: EditionFolder,
  files: readonly TrustFile[],
  makeTwins: MakeTwins,
  onStep?: OnStep,
): Promise<void> {
  const staged = stageTrust(files, makeTwins);
  await replaceFiles(folder, staged.files, staged.removals, onStep);
}
