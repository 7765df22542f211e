import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KeptBucket, type Reply, refusal, xml } from './s3-bucket.ts';
import { checkSignature } from './s3-signature.ts';

/** What the server does wrong, when told to. */
export type BucketFault = 'busy' | 'cut off' | 'endless list' | 'redirect' | 'not xml' | 'entities';

/** What it says it did, and did not; and how it keeps one waiting. */
export type BucketLie = 'stores nothing' | 'stores half' | 'gives the former' | 'says nothing' | 'drips';

/** A service that speaks as much of S3 as is used here, in memory, and refuses what is not signed as it has to be. */
export interface TestBucket {
  readonly address: string;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string;
  readonly key: string;
  /** What is in it, by key. */
  readonly objects: Map<string, Uint8Array>;
  /** The bucket itself, to be looked into and changed. */
  readonly kept: KeptBucket;
  /** What was asked, in order: `PUT ru/index.html`, `GET ?versioning`. */
  readonly asked: string[];
  fault: BucketFault | null;
  lie: BucketLie | null;
  /** Whether anybody may read, and list. */
  publicly: 'nothing' | 'read' | 'read and list';
  close(): Promise<void>;
}

/** Opens a service with one empty bucket, which is asked for in the path or as `courier.<host>`. */
export async function openTestBucket(): Promise<TestBucket> {
  const kept = new KeptBucket();
  const asked: string[] = [];
  const own = { bucket: 'courier', region: 'lan-1', keyId: 'KEYID', key: 'secret/key+of=tests' };
  const state = {
    fault: null as BucketFault | null,
    lie: null as BucketLie | null,
    publicly: 'nothing' as TestBucket['publicly'],
  };
  /** What each object held before. */
  const former = new Map<string, Uint8Array>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Uint8Array.from(Buffer.concat(parts));
    const url = new URL(request.url ?? '/', 'http://bucket.example');
    const origin = request.headers.origin;
    if (kept.cors !== null && origin !== undefined) response.setHeader('access-control-allow-origin', '*');
    const { status, headers, body: text = '' } = replyTo(request, url, body);
    if (state.lie === 'says nothing') return;
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
    if (state.lie === 'drips') return void response.write(text.slice(0, 1));
    if (state.fault !== 'cut off' || status !== 200) return void response.end(text);
    response.write(text.slice(0, 3), () => response.destroy());
  }

  function replyTo(request: IncomingMessage, url: URL, body: Uint8Array): Reply {
    if (state.fault === 'busy') return refusal(503, 'SlowDown');
    if (state.fault === 'redirect') return { status: 307, headers: { location: 'http://127.0.0.1:9/' } };
    const inHost = (request.headers.host ?? '').startsWith(`${own.bucket}.`);
    const path = inHost ? `/${own.bucket}${url.pathname === '/' ? '' : url.pathname}` : url.pathname;
    const key = decodeURIComponent(path.slice(own.bucket.length + 2));
    asked.push(`${request.method} ${key}${[...url.searchParams.keys()].map((name) => `?${name}`).join('')}`);

    const signature = checkSignature(request, url, own);
    if (signature === 'AuthorizationHeaderMalformed') {
      return refusal(400, signature, `<Region>${own.region}</Region>`);
    }
    const mayAnybody = request.method === 'GET' && state.publicly.includes(key === '' ? 'list' : 'read');
    if (signature === 'none' ? !mayAnybody : signature !== 'good') {
      return refusal(403, signature === 'none' ? 'AccessDenied' : signature, '<AWSAccessKeyId>KEYID</AWSAccessKeyId>');
    }
    if (!path.startsWith(`/${own.bucket}`)) return refusal(404, 'NoSuchBucket');
    const { 'x-amz-content-sha256': sha256, 'content-md5': md5, 'x-amz-checksum-sha256': sum } = request.headers;
    const hash = (name: string) => createHash(name).update(body);
    if (signature === 'good' && sha256 !== hash('sha256').digest('hex'))
      return refusal(400, 'XAmzContentSHA256Mismatch');
    if (md5 !== undefined && md5 !== hash('md5').digest('base64')) return refusal(400, 'BadDigest');
    if (sum !== undefined && sum !== hash('sha256').digest('base64')) return refusal(400, 'BadDigest');
    return key === '' ? aboutBucket(request.method ?? '', url, body) : aboutObject(request, key, url, body);
  }

  function aboutBucket(method: string, url: URL, body: Uint8Array): Reply {
    const query = url.searchParams;
    if (method === 'PUT' && query.has('cors')) {
      kept.cors = new TextDecoder().decode(body);
      return { status: 200 };
    }
    if (query.has('versions')) return kept.listVersions(query);
    if (query.has('uploads')) return kept.listUploads(query.get('prefix') ?? '');
    const [first = ''] = query.keys();
    const setting = kept.setting(first);
    if (setting !== null) return setting;
    if (state.fault === 'not xml') return { status: 200, body: '<html><p>Welcome' };
    if (state.fault === 'entities') return xml('<!DOCTYPE x [<!ENTITY a "aaaa">]><ListBucketResult/>');
    return kept.list(query, state.fault === 'endless list');
  }

  function aboutObject({ method, headers }: IncomingMessage, key: string, url: URL, body: Uint8Array): Reply {
    const query = url.searchParams;
    const uploadId = query.get('uploadId');
    const upload = kept.uploads.get(uploadId ?? '');
    const tag = { etag: `"${createHash('md5').update(body).digest('hex')}"` };
    if (method === 'GET') {
      const before = state.lie === 'gives the former' ? former.get(key) : undefined;
      return before === undefined ? kept.get(key) : { ...kept.get(key), body: before };
    }
    if (method === 'POST') return query.has('uploads') ? kept.beginParts(key, headers) : kept.endParts(uploadId ?? '');
    if (method === 'DELETE') {
      if (state.lie === 'stores nothing') return { status: 204 };
      return uploadId === null ? kept.remove(key, query.get('versionId')) : forget(uploadId);
    }
    if (state.lie === 'stores nothing') return { status: 200, headers: tag };
    if (uploadId !== null && upload === undefined) return refusal(404, 'NoSuchUpload');
    upload?.parts.set(Number(query.get('partNumber')), body);
    if (upload !== undefined) return { status: 200, headers: tag };
    if (headers['if-none-match'] === '*' && kept.objects.has(key)) return refusal(412, 'PreconditionFailed');
    former.set(key, kept.objects.get(key) ?? new Uint8Array());
    const stored = state.lie === 'stores half' ? body.subarray(0, body.length / 2) : body;
    const reply = kept.put(key, stored, headers);
    return reply.status === 200 ? { ...reply, headers: { ...reply.headers, ...tag } } : reply;
  }

  function forget(uploadId: string): Reply {
    return kept.uploads.delete(uploadId) ? { status: 204 } : refusal(404, 'NoSuchUpload');
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.defineProperties(
    {
      ...own,
      address: `http://127.0.0.1:${port}/`,
      objects: kept.objects,
      kept,
      asked,
      ...state,
      async close() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    },
    Object.fromEntries(
      (['fault', 'lie', 'publicly'] as const).map((name) => [
        name,
        { get: () => state[name], set: (value: never) => void Object.assign(state, { [name]: value }) },
      ]),
    ),
  );
}
