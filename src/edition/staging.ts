import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, removeDurably, syncFolder } from '../platform/home/index.ts';
import type { EditionFolder } from './folder.ts';

/**
 * How a publication becomes durable, all or nothing:
 *
 * 1. every new file is written and synced in a temporary folder beside the edition;
 * 2. that folder is renamed to `publishing/`: **the commit**, one atomic step;
 * 3. its files are renamed into place, `head` last, then removals, then `publishing/` itself goes.
 *
 * A process that dies before 2 leaves edition *n*; one that dies after it leaves *n + 1*, which the next opening
 * finishes. The signed checkpoint is in the committed folder, so it is never made a second time with other leaves.
 */
export interface StagedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Called before each step that touches the disk; tests kill the process there. */
export type OnStep = (step: string) => void;

const REMOVALS = 'removals.json';
const WRITERS = 8;

/** Runs `work` over all items, a few at once, and fails with the first failure after the others have settled. */
async function eachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const results = await Promise.allSettled(
    Array.from({ length: WRITERS }, async () => {
      for (const item of queue) await work(item);
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o644);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function foldersBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return [root, ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))];
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  // `head` and the checkpoint last: what they speak of is then in place.
  const late = (path: string) => (path.startsWith('head') ? 2 : path.startsWith('log/') ? 1 : 0);
  return paths.sort((a, b) => late(a) - late(b) || (a < b ? -1 : 1));
}

/**
 * Writes and commits a publication. When it returns, the publication will be in place whatever happens.
 * @param notes files of the edition folder itself, which no carrier gets
 */
export async function commitFiles(
  folder: EditionFolder,
  files: readonly StagedFile[],
  removals: readonly string[],
  onStep: OnStep = () => {},
  notes: readonly StagedFile[] = [],
): Promise<void> {
  await makeFolder(folder.path, 0o755);
  const staging = join(folder.path, `.tmp-${randomBytes(6).toString('hex')}`);
  try {
    // By itself: making several folders at once hides behind ENOENT why the first could not be made.
    await mkdir(staging);
    const root = join(staging, 'files');
    for (const at of new Set(['', ...files.map((file) => dirname(file.path))]))
      await mkdir(join(root, at), { recursive: true });
    await eachAtOnce(files, async (file) => {
      onStep(`write ${file.path}`);
      await writeSynced(join(root, file.path), file.bytes);
    });
    onStep('write removals');
    await writeSynced(join(staging, REMOVALS), new TextEncoder().encode(JSON.stringify(removals)));
    for (const note of notes) await writeSynced(join(staging, note.path), note.bytes);
    for (const at of await foldersBelow(staging)) await syncFolder(at);
    onStep('commit');
    await rename(staging, folder.publishing);
    onStep('sync commit');
    await syncFolder(folder.path);
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Puts a committed publication in place. Returns false when there is none. Safe to repeat after a crash. */
export async function applyCommitted(folder: EditionFolder, onStep: OnStep = () => {}): Promise<boolean> {
  const entries = await readdir(folder.publishing).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (entries === null) return false;
  const root = join(folder.publishing, 'files');
  const paths = await filesBelow(root);
  const touched = new Set<string>();
  for (const path of paths) {
    const target = join(folder.files, path);
    await makeFolder(dirname(target));
    onStep(`place ${path}`);
    await rename(join(root, path), target);
    touched.add(dirname(target));
  }
  for (const at of touched) await syncFolder(at);
  for (const note of entries.filter((name) => name !== REMOVALS && name !== 'files')) {
    onStep(`place ${note}`);
    await rename(join(folder.publishing, note), join(folder.path, note));
  }
  // Gone already when an earlier run died while taking `publishing/` away: then the removals were done.
  const removals: string[] = entries.includes(REMOVALS)
    ? JSON.parse(await readFile(join(folder.publishing, REMOVALS), 'utf8'))
    : [];
  for (const path of removals) {
    onStep(`remove ${path}`);
    await removeDurably(join(folder.files, path));
  }
  onStep('finish');
  await rm(root, { recursive: true, force: true });
  await rm(folder.publishing, { recursive: true, force: true });
  await syncFolder(folder.path);
  return true;
}
