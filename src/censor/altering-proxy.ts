import { createHash } from 'node:crypto';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { alterPage } from './alter-page.ts';

/** Pages are held whole to be altered; ours are at most 256 KB. Larger ones pass as they are. */
const MAX_ALTERED_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 16 * 1024;

/** About one connection, not about the message it carries (RFC 9110 §7.6.1). */
const HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];
/**
 * A page is to come whole, as it is, and each time: pieces, compressed bytes and "not changed" could not be altered.
 * `transfer-encoding` stays, so that Node frames the body as the client did.
 */
const NOT_ASKED = new Set([
  ...HOP,
  ...['accept-encoding', 'range', 'expect'],
  ...['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range'],
]);
const NOT_ANSWERED = new Set([...HOP, 'transfer-encoding']);

/** Where to connect. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** An HTTP server without a port that fetches everything from a place and changes what its pages say. */
export interface AlteringProxy {
  /** A new connection to it. */
  connect(): Duplex;
}

/**
 * Opens a proxy of the carrier that lies. Each request is asked upstream on a connection of its own. HTML pages with
 * body markers come altered, with an entity tag of their own, so that no cache takes one for the other; everything else
 * as it is. Where there is no answer to pass on, or the client speaks no HTTP, the connection breaks off.
 */
export function openAlteringProxy(upstream: Place): AlteringProxy {
  /** The client's end of each connection, by the server's. */
  const ends = new WeakMap<Duplex, Duplex>();
  // Destroying the server's end would look like an orderly end from the other.
  const breakOff = (socket: Duplex) => ends.get(socket)?.destroy();
  const answerOrBreakOff = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, upstream).catch(() => breakOff(request.socket));
  };
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false }, answerOrBreakOff);
  server.on('checkExpectation', answerOrBreakOff);
  // Also replaces the answer that Node would give of its own.
  server.on('clientError', (_error, socket) => breakOff(socket));
  return {
    connect() {
      const [near, far] = duplexPair();
      ends.set(far, near);
      near.once('close', () => far.destroy());
      far.on('error', () => {});
      server.emit('connection', far);
      return near;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, upstream: Place): Promise<void> {
  const isHead = request.method === 'HEAD';
  const asked = httpRequest({
    ...upstream,
    agent: false,
    // Of a page that is altered, only its bytes tell the entity tag.
    method: isHead ? 'GET' : (request.method ?? 'GET'),
    path: request.url ?? '/',
    headers: headersWithout(NOT_ASKED, request.rawHeaders),
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  // A client that left while it is being answered is no failure.
  response.on('error', () => {}).once('close', () => asked.destroy());
  const got = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).on('error', reject);
    asked.once('close', () => reject(new Error('closed without an answer')));
    request.on('error', reject).pipe(asked);
  });
  const headers = headersWithout(NOT_ANSWERED, got.rawHeaders);
  // As they came, without any of Node's own.
  response.removeHeader('Connection');
  response.sendDate = false;
  if (request.httpVersionMinor === 0) response.shouldKeepAlive = false;
  const start = isPage(request, got) ? await startOf(got) : [];
  const altered = got.readableEnded ? alterPage(Buffer.concat(start)) : null;
  const status = got.statusCode ?? 200;
  if (altered !== null) {
    response.writeHead(status, got.statusMessage, alteredHeaders(headers, altered)).end(altered);
    return;
  }
  response.writeHead(status, got.statusMessage, headers);
  for (const chunk of isHead ? [] : start) response.write(chunk);
  if (isHead || got.readableEnded) response.end();
  else await pipeline(got, response);
  // Of an answer to HEAD the body is still coming.
  asked.destroy();
}

function isPage({ method }: IncomingMessage, { statusCode, headers }: IncomingMessage): boolean {
  const coding = headers['content-encoding'] ?? 'identity';
  const isAsked = method === 'GET' || method === 'HEAD';
  return isAsked && statusCode === 200 && coding === 'identity' && /^text\/html\b/i.test(headers['content-type'] ?? '');
}

/** A message's bytes, all of them if they are few enough to be altered: then the stream has ended. */
async function startOf(message: IncomingMessage): Promise<Buffer[]> {
  const start: Buffer[] = [];
  if (Number(message.headers['content-length'] ?? 0) > MAX_ALTERED_BYTES) return start;
  let sizeBytes = 0;
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    start.push(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > MAX_ALTERED_BYTES) break;
  }
  return start;
}

/** Names and values in turn, as Node gives and takes them. */
function headersWithout(names: ReadonlySet<string>, raw: readonly string[]): string[] {
  return raw.filter((_, index) => !names.has((raw[index - (index % 2)] ?? '').toLowerCase()));
}

function alteredHeaders(raw: readonly string[], body: Uint8Array): string[] {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return [
    ...headersWithout(new Set(['content-length', 'etag']), raw),
    'Content-Length',
    String(body.length),
    'ETag',
    tag,
  ];
}
