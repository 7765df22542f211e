import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/**
 * A folder in one gzipped file: a line of JSON (the folders, then the files with their sizes), then the files' bytes one
 * after the other. Not tar: we are the only reader, the engine's own tar reader ends the process over a damaged file,
 * and this one writes a thousand files at the speed of the disk.
 */
interface Index {
  readonly folders: readonly string[];
  readonly files: readonly (readonly [path: string, sizeBytes: number])[];
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** Packs a folder. Nothing may write to it meanwhile. */
export async function packFolder(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const nameOf = (entry: { parentPath: string; name: string }): string =>
    join(entry.parentPath, entry.name)
      .slice(folder.length + 1)
      .split(sep)
      .join('/');
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(nameOf)
    .sort();
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(nameOf)
    .sort();
  const contents = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  const index: Index = { folders, files: paths.map((path, at) => [path, contents[at]?.length ?? 0]) };
  return zip(Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...contents]));
}

/**
 * Unpacks a folder, which must be there and empty; when it returns all of it is on the disk, readable by its owner only.
 * Damaged bytes are an error.
 */
export async function unpackFolder(packed: Uint8Array, folder: string): Promise<void> {
  const bytes = await unzip(packed);
  const start = bytes.indexOf(0x0a) + 1;
  const index = JSON.parse(bytes.subarray(0, start).toString('utf8')) as Index;
  // Sorted, so that a folder comes before those in it.
  for (const path of index.folders) await mkdir(join(folder, path), { mode: 0o700 });
  let at = start;
  const files = index.files.map(([path, sizeBytes]) => {
    const from = at;
    at += sizeBytes;
    return { path: join(folder, path), bytes: bytes.subarray(from, at) };
  });
  if (at !== bytes.length) throw new Error('the snapshot is cut off');
  await severally(files, async (file) => {
    const handle = await open(file.path, 'wx', 0o600);
    try {
      await handle.writeFile(file.bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
  await severally(['', ...index.folders], async (path) => {
    const handle = await open(join(folder, path), 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Does the work for all, eight at a time: syncing many files at once costs little more than syncing one. */
async function severally<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  const worker = async (): Promise<void> => {
    for (const each of rest) await work(each);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
