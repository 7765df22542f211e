import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Client, openClient } from '../platform/http/index.ts';
import { HEAD_PATH, MAX_PAGE_BYTES, parsePagePath, type ReadFile } from '../proof/index.ts';
import { CliError } from './error.ts';

/** What a person named on the command line: a page, a carrier, or a single file of another kind. */
export interface Target {
  /** As it was named. */
  readonly name: string;
  readonly kind: 'page' | 'carrier';
  /** The carrier it belongs to, when there is one; null for a file on its own. */
  readonly read: ReadFile | null;
  /** Root folder of a carrier on this machine, for looking at all its files. */
  readonly folder: string | null;
  /** Of a page: its bytes, and its path on the carrier when that is known. */
  readonly page: { readonly bytes: Uint8Array; readonly path?: string } | null;
  close(): Promise<void>;
}

/** Reads files below a folder of this machine. */
export function folderReader(root: string): ReadFile {
  return async (path, maxBytes) => {
    try {
      const file = join(root, path);
      const info = await stat(file);
      return info.isFile() && info.size <= maxBytes ? new Uint8Array(await readFile(file)) : null;
    } catch {
      return null;
    }
  };
}

function addressReader(client: Client, base: URL): ReadFile {
  return async (path, maxBytes) => {
    const answer = await client.fetch(new URL(path, base).href, { maxBytes });
    return answer.status === 200 ? answer.bytes : null;
  };
}

/** The path of a page at the end of a longer path, and what precedes it; null when it does not end like one. */
export function splitPagePath(path: string): { root: string; path: string } | null {
  const parts = path.split('/');
  for (const count of [5, 2]) {
    const end = parts.slice(-count).join('/');
    if (parts.length >= count && parsePagePath(end) !== null)
      return { root: parts.slice(0, -count).join('/'), path: end };
  }
  return null;
}

/** Opens what was named: an http(s) address, a folder or a file. Fails with `not-found`, or as the client does. */
export async function openTarget(name: string): Promise<Target> {
  return /^https?:\/\//i.test(name) ? openAddress(name) : openPath(name);
}

async function openAddress(name: string): Promise<Target> {
  if (!URL.canParse(name))
    throw new CliError('misuse', `${name} is not an address`, { hint: 'write for example: https://courier.example/' });
  const url = new URL(name);
  // A person who types an address of their own network means it; only that host is opened.
  const client = openClient({ allowPrivate: (host) => host === url.host });
  const close = () => client.close();
  try {
    const split = splitPagePath(url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname);
    if (split !== null) {
      const answer = await client.fetch(url.href, { maxBytes: MAX_PAGE_BYTES });
      if (answer.status !== 200)
        throw new CliError('not-found', `${name} answers ${answer.status}`, { hint: 'check the address' });
      const read = addressReader(client, new URL(`${split.root}/`, url));
      return { name, kind: 'page', read, folder: null, page: { bytes: answer.bytes, path: split.path }, close };
    }
    const base = new URL(url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`, url);
    const read = addressReader(client, base);
    if ((await read(HEAD_PATH, 64 * 1024)) !== null)
      return { name, kind: 'carrier', read, folder: null, page: null, close };
    const answer = await client.fetch(url.href, { maxBytes: MAX_PAGE_BYTES });
    if (answer.status !== 200)
      throw new CliError('not-found', `${name} answers ${answer.status}`, { hint: 'check the address' });
    return { name, kind: 'page', read: null, folder: null, page: { bytes: answer.bytes }, close };
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function openPath(name: string): Promise<Target> {
  const path = resolve(name);
  const close = async () => {};
  const info = await lstat(path).catch(() => null);
  if (info === null) {
    throw new CliError('not-found', `${name} is not there`, {
      hint: 'name a page file, a folder with an edition, or an address',
    });
  }
  if ((await stat(path)).isDirectory()) {
    const root = (await folderReader(path)(HEAD_PATH, 64 * 1024)) === null ? join(path, 'public') : path;
    const read = folderReader(root);
    if ((await read(HEAD_PATH, 64 * 1024)) === null) {
      throw new CliError('not-found', `${name} does not hold an edition: there is no "head" in it`, {
        hint: 'name the folder that holds index.html and head',
      });
    }
    return { name, kind: 'carrier', read, folder: root, page: null, close };
  }
  const bytes = new Uint8Array(await readFile(path));
  const split = splitPagePath(path);
  // A page in its place in an edition is checked against that edition; one that was passed on stands alone.
  if (split !== null && (await folderReader(split.root)(HEAD_PATH, 64 * 1024)) !== null) {
    return {
      name,
      kind: 'page',
      read: folderReader(split.root),
      folder: null,
      page: { bytes, path: split.path },
      close,
    };
  }
  return { name, kind: 'page', read: null, folder: dirname(path), page: { bytes }, close };
}
