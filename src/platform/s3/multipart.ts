import type { S3Answer } from './answer.ts';
import type { S3Client } from './client.ts';
import { unreadable } from './failure.ts';
import { childrenOf, parseXml, textOf } from './xml.ts';

/** A file that goes to a bucket in parts. */
export interface InParts {
  readonly key: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
  readonly partBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** How long tidying up after a failure may take. */
const TIDY_MS = 15_000;

/**
 * Creates or replaces an object in parts, one after the other. When it fails, parts that were sent are thrown away: they are
 * listed nowhere, and cost. Those that a crash left behind go when the same file is sent again.
 */
export async function putInParts(
  client: S3Client,
  { key, body, headers, partBytes, signal }: InParts,
): Promise<S3Answer> {
  await forgetParts(client, key, signal);
  const begun = await client.expect({ method: 'POST', key, query: { uploads: null }, headers, signal }, [200]);
  const uploadId = textOf(readXml(client, begun, 'InitiateMultipartUploadResult'), 'UploadId');
  if (uploadId === '') throw unreadable(client.where, 'to a file in parts without a name for it');
  try {
    const tags: string[] = [];
    for (let at = 0; at < body.length; at += partBytes) {
      const query = { partNumber: String(tags.length + 1), uploadId };
      const part = body.subarray(at, at + partBytes);
      const answer = await client.expect({ method: 'PUT', key, query, body: part, signal }, [200]);
      tags.push(answer.headers.get('etag') ?? '');
    }
    const parts = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${escaped(tag)}</ETag></Part>`);
    const list = new TextEncoder().encode(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
    const answer = await client.expect({ method: 'POST', key, query: { uploadId }, body: list, signal }, [200]);
    // Putting the parts together takes time: services answer 200 first and say only then that it failed.
    if (readXml(client, answer).name === 'Error') throw client.failure(answer);
    return answer;
  } catch (error) {
    // Not with the caller's signal: it may be what ended it.
    await forget(client, key, uploadId, AbortSignal.timeout(TIDY_MS)).catch(() => {});
    throw error;
  }
}

/** Throws away what was sent in parts under a key and never put together. Nothing may be sending it meanwhile. */
export async function forgetParts(client: S3Client, key: string, signal?: AbortSignal): Promise<void> {
  for (const upload of await uploadsOf(client, key, signal)) await forget(client, key, upload, signal);
}

/** The names of the uploads in parts under a key that were begun and not ended. */
export async function uploadsOf(client: S3Client, key: string, signal?: AbortSignal): Promise<readonly string[]> {
  const query = { uploads: null, prefix: key };
  const answer = await client.expect({ method: 'GET', query, maxBytes: 4 * 1024 * 1024, signal }, [200]);
  const root = readXml(client, answer, 'ListMultipartUploadsResult');
  return childrenOf(root, 'Upload')
    .filter((each) => textOf(each, 'Key') === key)
    .map((each) => textOf(each, 'UploadId'));
}

async function forget(client: S3Client, key: string, uploadId: string, signal: AbortSignal | undefined): Promise<void> {
  await client.expect({ method: 'DELETE', key, query: { uploadId }, signal }, [200, 204, 404]);
}

function readXml(client: S3Client, answer: S3Answer, name?: string) {
  const root = answer.bytes === null ? null : parseXml(new TextDecoder().decode(answer.bytes));
  if (root === null || (name !== undefined && root.name !== name)) {
    throw unreadable(client.where, `with something else than ${name ?? 'XML'}`);
  }
  return root;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
