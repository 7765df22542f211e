import {
  deleteObject,
  listVersions,
  putObject,
  S3Client,
  type S3ClientOptions,
  S3Error,
} from '../../platform/s3/index.ts';
import type { S3Target } from '../target.ts';
import { s3Fault } from './s3-faults.ts';
import { lockOf, setCors, tidiesParts, type Versioning, versioningOf } from './s3-settings.ts';

/** What a bucket was found to do; what the service does not say and cannot be tried is `unknown`. */
export interface S3Findings {
  /** Whether it keeps old versions of what is replaced and deleted. */
  readonly versioning: Versioning;
  /** Whether those can be removed; null where there are none. */
  readonly removesVersions: boolean | null;
  /** Whether what is there may be kept from being deleted for a time. */
  readonly objectLock: boolean | 'unknown';
  /** Whether it refuses a file that changed on the way, told by its MD5, by its SHA-256 (`x-amz-checksum-sha256`). */
  readonly checksMd5: boolean;
  readonly checksSha256: boolean;
  /** What `If-None-Match: *` does. Nothing here relies on it: it means three things on three services. */
  readonly conditionalPut: 'honoured' | 'refused' | 'ignored';
  /** Whether scripts of other origins may read: the reader app. */
  readonly cors: boolean;
  /** Whether setting that was tried, and why it did not work. */
  readonly corsSetting: 'not tried' | 'done' | { readonly refused: string };
  /** Whether anybody can read a file, and the list of all, at the service's own address. */
  readonly publicRead: boolean;
  readonly publicList: boolean;
  /** Whether parts of files that were never put together are thrown away after a time. */
  readonly tidiesParts: boolean | 'unknown';
}

/** What is put there to try things, and removed again. A dot file: no part of an edition, not listed. */
export const PROBE_FILE = '.tamizdat-probe';

/** An origin that no rule names: only a rule for everybody answers it. */
const ORIGIN = 'https://reader.example';

/**
 * Finds out at set-up what a bucket does, by trying it with a file of its own; with `setsCors` lets scripts of any origin read
 * first. Changes nothing else.
 *
 * @throws CarryError for a bucket that cannot be written to at all
 */
export async function probeS3(
  target: S3Target,
  options: S3ClientOptions & { readonly name: string; readonly setsCors?: boolean; readonly signal?: AbortSignal },
): Promise<S3Findings> {
  const { name, setsCors = false, signal, ...clientOptions } = options;
  const client = new S3Client(target, clientOptions);
  const key = `${target.prefix}${PROBE_FILE}`;
  try {
    const corsSetting = setsCors ? await trySettingCors(client, signal) : 'not tried';
    await putObject(client, key, bytesOf('first\n'), {}, signal);
    const versioning = await versioningOf(client, signal);
    const found = {
      versioning,
      objectLock: await lockOf(client, signal),
      checksMd5: await refusesAltered(client, key, { 'content-md5': Buffer.alloc(16).toString('base64') }, signal),
      checksSha256: await refusesAltered(
        client,
        key,
        { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') },
        signal,
      ),
      conditionalPut: await tryConditionalPut(client, key, signal),
      cors: await isReadByScripts(client, key, signal),
      corsSetting,
      publicRead: (await client.ask({ method: 'GET', key, isAnonymous: true, signal })).status === 200,
      publicList: await isListedPublicly(client, signal),
      tidiesParts: await tidiesParts(client, signal),
    } as const;
    // In a bucket that keeps them there are several versions of it by now.
    const isVersioned = versioning === 'on' || versioning === 'suspended';
    return { ...found, removesVersions: isVersioned ? await canRemoveVersions(client, key, signal) : null };
  } catch (error) {
    throw s3Fault(name, 'trying it out', error);
  } finally {
    await removeWhole(client, key, AbortSignal.timeout(15_000)).catch(() => {});
    await client.close();
  }
}

async function trySettingCors(client: S3Client, signal?: AbortSignal): Promise<S3Findings['corsSetting']> {
  try {
    await setCors(client, signal);
    return 'done';
  } catch (error) {
    if (error instanceof S3Error && !error.retryable) return { refused: error.says };
    throw error;
  }
}

async function refusesAltered(
  client: S3Client,
  key: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<boolean> {
  return (await client.ask({ method: 'PUT', key, headers, body: bytesOf('altered\n'), signal })).status === 400;
}

async function tryConditionalPut(
  client: S3Client,
  key: string,
  signal?: AbortSignal,
): Promise<S3Findings['conditionalPut']> {
  const headers = { 'if-none-match': '*' };
  const { status } = await client.ask({ method: 'PUT', key, headers, body: bytesOf('second\n'), signal });
  if (status === 412) return 'honoured';
  return status < 300 ? 'ignored' : 'refused';
}

async function isReadByScripts(client: S3Client, key: string, signal?: AbortSignal): Promise<boolean> {
  const { headers } = await client.ask({ method: 'GET', key, headers: { origin: ORIGIN }, signal });
  return ['*', ORIGIN].includes(headers.get('access-control-allow-origin') ?? '');
}

async function isListedPublicly(client: S3Client, signal?: AbortSignal): Promise<boolean> {
  const query = { 'list-type': '2', 'max-keys': '1' };
  const answer = await client.ask({ method: 'GET', query, isAnonymous: true, signal });
  return answer.status === 200 && new TextDecoder().decode(answer.bytes ?? undefined).includes('<ListBucketResult');
}

async function canRemoveVersions(client: S3Client, key: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await removeWhole(client, key, signal);
    for await (const { isMarker } of listVersions(client, key, signal)) if (!isMarker) return false;
    return true;
  } catch (error) {
    if (error instanceof S3Error && !error.retryable) return false;
    throw error;
  }
}

/** Removes an object; in a bucket that keeps versions all of them, down to the mark that it was deleted. */
async function removeWhole(client: S3Client, key: string, signal?: AbortSignal): Promise<void> {
  const { isOnlyMarked } = await deleteObject(client, key, { signal });
  if (!isOnlyMarked) return;
  const old: string[] = [];
  for await (const { versionId, isLatest } of listVersions(client, key, signal)) if (!isLatest) old.push(versionId);
  for (const versionId of old) await deleteObject(client, key, { versionId, signal });
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
