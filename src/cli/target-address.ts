import { type Client, type FetchAnswer, openClient } from '../platform/http/index.ts';
import { HEAD_PATH, isMarked, MAX_MUTABLE_BYTES, MAX_PAGE_BYTES, type ReadFile } from '../proof/index.ts';
import { CliError } from './error.ts';
import { checkHost } from './host.ts';
import { isSurelyPage, locatePage } from './page-place.ts';
import type { Target } from './target.ts';

/** Reads files of a carrier whose root is at a path (without a slash at its end) of an origin. */
export function addressReader(client: Client, origin: string, root: string, signal: AbortSignal): ReadFile {
  return async (path, maxBytes) => {
    // Never resolved against the address: a root of "//other.example" would lead to another host.
    const at = new URL(origin);
    at.pathname = `${root}/${path}`;
    const answer = await client.fetch(at.href, { maxBytes, signal });
    return answer.status === 200 ? answer.bytes : null;
  };
}

/**
 * The address that counts: the one that was named, when it names a page, else the one that readers end up at. A folder
 * named without its slash is the same folder.
 */
function countingAddress(named: URL, answer: FetchAnswer): URL {
  const end = new URL(answer.address);
  const isFolder = end.origin === named.origin && end.pathname === `${named.pathname}/`;
  return isFolder || locatePage(named.pathname, { isAddress: true }) === null ? end : named;
}

/**
 * Opens an address. What is shown there is fetched first and judged, whatever lies below it; the files of an edition
 * below it only say more. Fails with `misuse`, `not-found`, or as the client does.
 */
export async function openAddress(name: string, signal: AbortSignal): Promise<Target> {
  if (!URL.canParse(name))
    throw new CliError('misuse', `${name} is not an address`, { hint: 'write for example: https://courier.example/' });
  const named = new URL(name);
  // A person who types an address of their own network means it; only that host is opened.
  const client = openClient({ allowPrivate: (host) => host === named.host });
  try {
    return await openWith(client, name, named, signal);
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function openWith(client: Client, name: string, named: URL, signal: AbortSignal): Promise<Target> {
  const answer = await client.fetch(named.href, { maxBytes: MAX_PAGE_BYTES, signal });
  const { origin, pathname } = countingAddress(named, answer);
  const isFolder = pathname.endsWith('/');
  const bytes = answer.status === 200 ? answer.bytes : null;
  const opened = {
    name,
    folder: null,
    shown: bytes,
    host: bytes === null ? null : checkHost(answer.headers),
    close: () => client.close(),
  };
  if (isFolder) {
    const read = addressReader(client, origin, pathname.slice(0, -1), signal);
    if ((await read(HEAD_PATH, MAX_MUTABLE_BYTES)) !== null) {
      // A signed page at the root of an edition has no place of its own there, but it is what readers see.
      const page = bytes !== null && isMarked(bytes) ? { bytes } : null;
      return { ...opened, kind: page === null ? 'carrier' : 'page', read, page };
    }
  }
  if (bytes === null)
    throw new CliError('not-found', `${name} answers ${answer.status}`, { hint: 'check the address' });
  const place = locatePage(isFolder ? `${pathname}index.html` : pathname, { isAddress: true });
  if (place === null) return { ...opened, kind: 'page', read: null, page: { bytes } };
  const read = place.root === null ? null : addressReader(client, origin, place.root, signal);
  const isEdition = read !== null && (await read(HEAD_PATH, MAX_MUTABLE_BYTES).catch(() => null)) !== null;
  const page = isEdition || isSurelyPage(place.path) ? { bytes, path: place.path } : { bytes };
  return { ...opened, kind: 'page', read, page };
}
