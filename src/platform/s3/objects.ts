import type { S3Answer } from './answer.ts';
import type { S3Client } from './client.ts';
import { serviceCodeOf, unreadable } from './failure.ts';
import { type ListedObject, type ListedVersion, parseListing, parseVersions } from './listing.ts';
import { putInParts } from './multipart.ts';

/** From here on a file goes in parts, each of this size but the last: what breaks off costs one part. */
export const PART_BYTES: number = 8 * 1024 * 1024;

const MAX_LISTING_BYTES = 8 * 1024 * 1024;
/** A list that goes on after so many objects is no list. */
const MAX_LISTED = 20_000_000;
/** Nor is one whose parts are empty so often in a row; now and then one is, where a service passes over what was deleted. */
const MAX_EMPTY_PARTS = 200;
/** More versions than a file of an edition gets in a lifetime: ours are removed as they arise. */
const MAX_VERSIONS = 100_000;

/**
 * Creates or replaces an object. `headers` are those it is to be served with, lower-case names. The answer is the id of the
 * version that the bucket keeps it as; null where it keeps no versions.
 */
export async function putObject(
  client: S3Client,
  key: string,
  body: Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<string | null> {
  const answer =
    body.length > PART_BYTES
      ? await putInParts(client, { key, body, headers, partBytes: PART_BYTES, signal })
      : await client.expect({ method: 'PUT', key, body, headers, signal }, [200, 201, 204]);
  return answer.headers.get('x-amz-version-id') ?? null;
}

/** The answer with an object in it (`bytes` null when there are more than `maxBytes`), or null when it is absent. */
export async function getObject(
  client: S3Client,
  key: string,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<S3Answer | null> {
  const answer = await client.ask({ method: 'GET', key, maxBytes, signal });
  if (answer.status === 200) return answer;
  if (answer.status === 404 && serviceCodeOf(answer) !== 'NoSuchBucket') return null;
  throw client.failure(answer);
}

/** Deletes an object, or one version of it; one that is absent is fine. True where the bucket only marked it as deleted. */
export async function deleteObject(
  client: S3Client,
  key: string,
  options: { readonly versionId?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly isOnlyMarked: boolean }> {
  const { versionId, signal } = options;
  const query = versionId === undefined ? {} : { versionId };
  const answer = await client.ask({ method: 'DELETE', key, query, signal });
  const isAbsent = answer.status === 404 && serviceCodeOf(answer) !== 'NoSuchBucket';
  if (![200, 204].includes(answer.status) && !isAbsent) throw client.failure(answer);
  return { isOnlyMarked: versionId === undefined && answer.headers.get('x-amz-delete-marker') === 'true' };
}

/**
 * The objects whose keys begin so, in the service's order (by key, nearly everywhere). Services that know only the first
 * version of the list are asked in its way.
 */
export async function* listObjects(
  client: S3Client,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<ListedObject, void, undefined> {
  let listed = 0;
  let emptyParts = 0;
  let more: Readonly<Record<string, string>> = { 'list-type': '2' };
  for (;;) {
    const query = { 'encoding-type': 'url', prefix, ...more };
    const answer = await client.expect({ method: 'GET', query, maxBytes: MAX_LISTING_BYTES, signal }, [200]);
    const listing = answer.bytes === null ? null : parseListing(new TextDecoder().decode(answer.bytes));
    if (listing === null) throw unreadable(client.where, 'with a list of objects that cannot be read');
    for (const object of listing.objects) if (object.key.startsWith(prefix)) yield object;
    listed += listing.objects.length;
    emptyParts = listing.objects.length === 0 ? emptyParts + 1 : 0;
    if (listing.next === null) return;
    const next: Readonly<Record<string, string>> =
      'token' in listing.next
        ? { 'list-type': '2', 'continuation-token': listing.next.token }
        : { marker: listing.next.marker };
    const isStuck = 'marker' in next ? next.marker <= (more.marker ?? '') : isSame(more, next);
    if (isStuck || listed > MAX_LISTED || emptyParts > MAX_EMPTY_PARTS)
      throw unreadable(client.where, 'with a list of objects that does not end');
    more = next;
  }
}

/** Every version of one object, marks of deletion too, newest first. */
export async function* listVersions(
  client: S3Client,
  key: string,
  signal?: AbortSignal,
): AsyncGenerator<ListedVersion, void, undefined> {
  let more: Readonly<Record<string, string>> = {};
  let listed = 0;
  let emptyParts = 0;
  for (;;) {
    const query = { versions: null, 'encoding-type': 'url', prefix: key, ...more };
    const answer = await client.expect({ method: 'GET', query, maxBytes: MAX_LISTING_BYTES, signal }, [200]);
    const listing = answer.bytes === null ? null : parseVersions(new TextDecoder().decode(answer.bytes));
    if (listing === null) throw unreadable(client.where, 'with a list of versions that cannot be read');
    yield* listing.versions.filter((each) => each.key === key);
    // In the order of keys: beyond ours there is nothing of it.
    if (listing.next === null || listing.next['key-marker'] > key) return;
    listed += listing.versions.length;
    emptyParts = listing.versions.length === 0 ? emptyParts + 1 : 0;
    const isEndless = listed > MAX_VERSIONS || emptyParts > MAX_EMPTY_PARTS;
    if (isEndless || isSame(more, listing.next))
      throw unreadable(client.where, 'with a list of versions that does not end');
    more = listing.next;
  }
}

function isSame(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  return Object.entries(other).every(([name, value]) => one[name] === value);
}
