import { open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HEAD_PATH, MAX_MUTABLE_BYTES, MAX_PAGE_BYTES, type ReadFile } from '../proof/index.ts';
import { CliError } from './error.ts';
import type { HostCheck } from './host.ts';
import { isSurelyPage, locatePage } from './page-place.ts';
import { openAddress } from './target-address.ts';

/** What a person named on the command line: a page, a carrier, or a document of another kind. */
export interface Target {
  /** As it was named. */
  readonly name: string;
  readonly kind: 'page' | 'carrier';
  /** The carrier it belongs to, when there is one; null for a file on its own. */
  readonly read: ReadFile | null;
  /** Root folder of a carrier on this machine, for looking at all its files. */
  readonly folder: string | null;
  /** Of a page: its bytes, and its path on the carrier when it has one. Not yet known to be a signed page. */
  readonly page: { readonly bytes: Uint8Array; readonly path?: string } | null;
  /** The document that readers are shown at an address; null where there is none, and on this machine. */
  readonly shown: Uint8Array | null;
  /** How that document is served. */
  readonly host: HostCheck | null;
  close(): Promise<void>;
}

/** The bytes of a file, at most `maxBytes` and one more: who gets more than asked for knows that it is too large. */
export async function readCapped(path: string, maxBytes: number): Promise<Uint8Array | null> {
  // A pipe would be waited for without end, and a device never ends: only files are opened.
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile()) return null;
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array(Math.min(info.size, maxBytes + 1));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** Reads files below a folder of this machine. */
export function folderReader(root: string): ReadFile {
  return async (path, maxBytes) => {
    const bytes = await readCapped(join(root, path), maxBytes).catch(() => null);
    return bytes === null || bytes.length > maxBytes ? null : bytes;
  };
}

/** Opens what was named: an http(s) address, a folder or a file. Fails with `misuse`, `not-found`, or as the client does. */
export async function openTarget(name: string, signal: AbortSignal): Promise<Target> {
  return /^https?:\/\//i.test(name) ? openAddress(name, signal) : openPath(name);
}

/** Whether a folder holds an edition. */
export const hasHead = async (root: string): Promise<boolean> =>
  (await folderReader(root)(HEAD_PATH, MAX_MUTABLE_BYTES)) !== null;

async function openPath(name: string): Promise<Target> {
  const path = resolve(name);
  const info = await stat(path).catch(() => null);
  if (info === null) {
    throw new CliError('not-found', `${name} is not there`, {
      hint: 'name a page file, a folder with an edition, or an address',
    });
  }
  const opened = { name, shown: null, host: null, close: async () => {} };
  if (info.isDirectory()) {
    const root = (await hasHead(path)) ? path : join(path, 'public');
    if (!(await hasHead(root))) {
      throw new CliError('not-found', `${name} does not hold an edition: there is no "head" in it`, {
        hint: 'name the folder that holds index.html and head',
      });
    }
    return { ...opened, kind: 'carrier', read: folderReader(root), folder: root, page: null };
  }
  const bytes = await readCapped(path, MAX_PAGE_BYTES);
  if (bytes === null) {
    throw new CliError('not-found', `${name} is neither a file nor a folder`, { hint: 'name a page file' });
  }
  // A page in its place in an edition is checked against that edition; one that was passed on stands alone.
  const place = locatePage(path, { isAddress: false });
  const root = place?.root ?? null;
  const isEdition = root !== null && (await hasHead(root));
  const isPlaced = place !== null && (isEdition || isSurelyPage(place.path));
  const page = isPlaced ? { bytes, path: place.path } : { bytes };
  return { ...opened, kind: 'page', read: isEdition ? folderReader(root) : null, folder: null, page };
}
