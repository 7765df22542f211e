import { CarryError } from '../carrier.ts';
import type { FolderEntry } from '../folder-walk.ts';
import { type DavClient, type DavRequest, ignoreBody } from './dav-client.ts';
import { davFault } from './dav-faults.ts';
import { type DavResource, MultistatusReader, NotMultistatus, PROPFIND_BODY } from './dav-multistatus.ts';

/** More names in one folder than an edition of ten million files has, and more text than they take. */
const MAX_NAMES = 200_000;
const MAX_LISTING_BYTES = 128 * 1024 * 1024;

/** What stands at an address, or null when nothing does. */
export async function findResource(
  client: DavClient,
  carrier: string,
  path: string,
  url: URL,
  signal?: AbortSignal,
): Promise<'file' | 'folder' | null> {
  let kind: 'file' | 'folder' | null = null;
  const isThere = await propfind(client, carrier, path, { method: 'PROPFIND', url, signal }, '0', (resource) => {
    if (nameBelow(url, resource.href) === '') kind = resource.isFolder ? 'folder' : 'file';
  });
  if (isThere && kind === null) throw elsewhere(carrier, path);
  return kind;
}

/** What is in a folder, or null when it is not there. `url` ends in a slash. */
export async function readFolder(
  client: DavClient,
  carrier: string,
  path: string,
  url: URL,
  signal?: AbortSignal,
): Promise<FolderEntry[] | null> {
  const entries: FolderEntry[] = [];
  let own: DavResource | null = null;
  const isThere = await propfind(client, carrier, path, { method: 'PROPFIND', url, signal }, '1', (resource) => {
    const name = nameBelow(url, resource.href);
    if (name === '') own = resource;
    // What is not directly in it does not belong here.
    else if (name !== null && !name.includes('/')) {
      entries.push({ name, kind: resource.isFolder ? 'folder' : 'file', sizeBytes: resource.sizeBytes });
    }
    if (entries.length > MAX_NAMES) throw tooMuch(carrier, path);
  });
  if (!isThere) return null;
  if (own === null) throw elsewhere(carrier, path);
  return (own as DavResource).isFolder ? entries : null;
}

/** False when there is nothing. */
async function propfind(
  client: DavClient,
  carrier: string,
  path: string,
  request: DavRequest,
  depth: '0' | '1',
  onResource: (resource: DavResource) => void,
): Promise<boolean> {
  const headers = { depth, 'content-type': 'application/xml; charset=utf-8' };
  const answer = await client.send({ ...request, headers, body: PROPFIND_BODY });
  if (answer.status !== 207) await ignoreBody(answer);
  if (answer.status === 404 || answer.status === 410) return false;
  if (answer.status === 405 || answer.status === 501 || answer.status === 200)
    throw noDav(carrier, path, answer.status);
  if (answer.status !== 207) throw davFault(carrier, path, answer.status, answer.location);
  const reader = new MultistatusReader(onResource);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let length = 0;
  try {
    for await (const part of client.partsOf(answer, request.signal)) {
      length += part.length;
      if (length > MAX_LISTING_BYTES) throw tooMuch(carrier, path);
      reader.write(decoder.decode(part, { stream: true }));
    }
    reader.write(decoder.decode());
    reader.close();
    return true;
  } catch (error) {
    if (!(error instanceof NotMultistatus || error instanceof TypeError)) throw error;
    throw noDav(carrier, path, 207, error);
  }
}

/**
 * The path of what an answer names, below the address that was asked about: '' is that itself, null lies elsewhere. Only the
 * path counts: hosts behind another one write their inner scheme and name.
 */
function nameBelow(url: URL, href: string): string | null {
  if (!URL.canParse(href, url)) return null;
  try {
    const path = decodeURIComponent(new URL(href, url).pathname);
    const base = decodeURIComponent(url.pathname).replace(/\/$/, '');
    if (path === base || path === `${base}/`) return '';
    return path.startsWith(`${base}/`) ? path.slice(base.length + 1).replace(/\/$/, '') : null;
  } catch {
    // Not text.
    return null;
  }
}

function noDav(carrier: string, path: string, status: number, cause?: unknown): CarryError {
  return new CarryError('carrier-failed', `${carrier}: ${path}: the host does not speak WebDAV there (${status})`, {
    hint: 'name the address that the host gives for WebDAV; it is often not that of the web site',
    cause,
  });
}

function elsewhere(carrier: string, path: string): CarryError {
  return new CarryError(
    'carrier-failed',
    `${carrier}: ${path}: the host answers about another folder than it was asked`,
    {
      hint: 'name the address that the host gives for WebDAV, spelt as the host spells it',
    },
  );
}

function tooMuch(carrier: string, path: string): CarryError {
  return new CarryError('carrier-failed', `${carrier}: ${path} has more than ${MAX_NAMES} names`, {
    hint: 'look what else lies there; an edition has no folder of that size',
  });
}
