import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib';
import { servedAs } from '../../platform/http/index.ts';
import type { S3Answer } from '../../platform/s3/index.ts';
import type { S3Target } from '../target.ts';

/** How pages and feeds are kept in a bucket. */
export type Encoding = NonNullable<S3Target['encode']>;

/**
 * Pages and feeds: what a person opens by its address, and so must be small on the wire. Everything else stays as it is:
 * programs fetch it by name (and take the `.gz` beside it), and not all of them inflate what they did not ask for.
 */
const READ_BY_PEOPLE = /(?:\.html|\/(?:feed|atom)\.xml|\/(?:feed|ninjs)\.json)$/;
/** Compressed, a file that cannot be compressed is longer, by less than this. */
const MAX_OVERHEAD_BYTES = 4_096;

/** Whether the file at an edition path is kept in another form than its own. */
export function isEncoded(path: string, encoding: Encoding): boolean {
  return encoding !== 'none' && READ_BY_PEOPLE.test(path);
}

/** What is put into the bucket for a file: bytes and headers. The same for the same file, at any time. */
export async function storedForm(
  path: string,
  bytes: Uint8Array,
  encoding: Encoding,
): Promise<{ readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> }> {
  const { contentType, cacheControl } = servedAs(path);
  const headers = { 'content-type': contentType, 'cache-control': cacheControl };
  if (!isEncoded(path, encoding)) return { body: Uint8Array.from(bytes), headers };
  const body = encoding === 'br' ? await brotli(bytes) : await promisify(gzip)(bytes, { level: 9 });
  return { body: Uint8Array.from(body), headers: { ...headers, 'content-encoding': encoding } };
}

/** How many bytes an answer may have whose file has at most `maxBytes`. */
export function maxStoredBytes(path: string, maxBytes: number): number {
  return READ_BY_PEOPLE.test(path) ? maxBytes + MAX_OVERHEAD_BYTES : maxBytes;
}

/**
 * The file's own bytes from what the bucket gave, by the header that came with it: what was put there before the setting
 * changed is still that file. Null when there are more than `maxBytes`. What calls itself compressed and is not comes back
 * as it is: another file, as whoever compares will see.
 */
export async function ownBytes(answer: S3Answer, maxBytes: number): Promise<Uint8Array | null> {
  const { bytes } = answer;
  if (bytes === null) return null;
  const whole = await inflated(bytes, answer.headers.get('content-encoding') ?? '', maxBytes);
  return whole === null || whole.length > maxBytes ? null : whole;
}

async function inflated(bytes: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array | null> {
  const inflate = { gzip: promisify(gunzip), br: promisify(brotliDecompress) }[encoding];
  if (inflate === undefined) return bytes;
  try {
    return new Uint8Array(await inflate(bytes, { maxOutputLength: Math.max(1, maxBytes) }));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? null : bytes;
  }
}

function brotli(bytes: Uint8Array): Promise<Buffer> {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return promisify(brotliCompress)(bytes, { params });
}
