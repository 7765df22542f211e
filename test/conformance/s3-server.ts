import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the server does wrong, when told to. */
export type BucketFault = 'busy' | 'cut off' | 'endless list' | 'redirect' | 'not xml' | 'entities';

/** A service that speaks as much of S3 as is used here, in memory, and refuses what is not signed as it has to be. */
export interface TestBucket {
  readonly address: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly key: string;
  /** What is in it, by key. */
  readonly objects: Map<string, Uint8Array>;
  fault: BucketFault | null;
  close(): Promise<void>;
}

/** So few objects in a part of a list that a list has parts. */
const PART = 3;

/** Opens a service with one empty bucket. */
export async function openTestBucket(): Promise<TestBucket> {
  const objects = new Map<string, Uint8Array>();
  const own = { bucket: 'courier', region: 'lan-1', keyId: 'KEYID', key: 'secret/key+of=tests' };
  const state: { fault: BucketFault | null } = { fault: null };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const url = new URL(request.url ?? '/', 'http://bucket.example');
    const fail = (status: number, code: string): void => {
      response.writeHead(status, { 'content-type': 'application/xml' });
      response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
    };
    if (state.fault === 'busy') return fail(503, 'SlowDown');
    if (state.fault === 'redirect') return void response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end();
    if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex'))
      return fail(400, 'XAmzContentSHA256Mismatch');
    if (!isSigned(request, url, own)) return fail(403, 'SignatureDoesNotMatch');
    if (!url.pathname.startsWith(`/${own.bucket}`)) return fail(404, 'NoSuchBucket');
    const key = decodeURIComponent(url.pathname.slice(own.bucket.length + 2));
    if (key === '') return list(url.searchParams, response);
    if (request.method === 'PUT') {
      objects.set(key, Uint8Array.from(body));
      response.end();
    } else if (request.method === 'DELETE') {
      objects.delete(key);
      response.writeHead(204).end();
    } else {
      const bytes = objects.get(key);
      if (bytes === undefined) return fail(404, 'NoSuchKey');
      response.writeHead(200, { 'content-length': bytes.length });
      if (state.fault !== 'cut off') return void response.end(bytes);
      response.write(bytes.subarray(0, 3), () => response.destroy());
    }
  }

  function list(query: URLSearchParams, response: ServerResponse): void {
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const from = Number(Buffer.from(query.get('continuation-token') ?? '', 'base64').toString() || 0);
    const part = keys.slice(from, from + PART);
    const isEndless = state.fault === 'endless list';
    const isMore = isEndless || from + PART < keys.length;
    const next = isEndless ? 'x' : Buffer.from(String(from + PART)).toString('base64');
    const text = `<?xml version="1.0" encoding="UTF-8"?>
${state.fault === 'entities' ? '<!DOCTYPE x [<!ENTITY a "aaaa">]>' : ''}
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${own.bucket}</Name>
<Prefix>${query.get('prefix') ?? ''}</Prefix><KeyCount>${part.length}</KeyCount><MaxKeys>${PART}</MaxKeys>
<IsTruncated>${isMore}</IsTruncated>${isMore ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''}
${part.map((key) => `<Contents><Key>${escaped(key)}</Key><ETag>&quot;0&quot;</ETag><Size>${objects.get(key)?.length}</Size></Contents>`).join('')}
</ListBucketResult>`;
    response.writeHead(200, { 'content-type': 'application/xml' });
    response.end(state.fault === 'not xml' ? '<html><p>Welcome' : text);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return {
    ...own,
    address: `http://127.0.0.1:${port}/`,
    objects,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Whether a request bears the signature it should (AWS Signature Version 4, worked out anew from what arrived). */
function isSigned(
  request: IncomingMessage,
  url: URL,
  own: { readonly keyId: string; readonly key: string; readonly region: string },
): boolean {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  const [, keyId, day = '', region, names = '', signature] = found ?? [];
  if (keyId !== own.keyId || region !== own.region) return false;
  const signed = names.split(';');
  if (!['host', 'x-amz-date', 'x-amz-content-sha256'].every((name) => signed.includes(name))) return false;
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [request.method, url.pathname, query, headers, names, request.headers['x-amz-content-sha256']].join(
    '\n',
  );
  const scope = `${day}/${region}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash].join('\n');
  const mac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
  const signing = [day, own.region, 's3', 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${own.key}`);
  return mac(signing, text).toString('hex') === signature;
}
