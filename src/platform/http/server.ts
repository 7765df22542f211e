import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { FileCache, type ServedFile, type Variant } from './server-files.ts';
import { partHeaders } from './server-headers.ts';
import { listen } from './server-listen.ts';
import { type ByteRange, type Coding, matchesTag, parseAcceptEncoding, parseRange } from './server-negotiation.ts';
import { refuseEager } from './server-order.ts';
import { parseRequestPath } from './server-path.ts';

/** What `openEditionServer` takes. */
export interface EditionServerOptions {
  /** The folder to serve; it may appear, vanish or be replaced while the server runs. */
  readonly folder: string;
  /** Address to listen on; `127.0.0.1` by default. */
  readonly host?: string | undefined;
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** Memory for files, 64 MiB by default; files over a quarter of it are streamed from disk. */
  readonly cacheBytes?: number | undefined;
  /** For how long a file is served without looking whether it changed; 1000 by default. */
  readonly recheckMs?: number | undefined;
  /** Connections at once, 4096 by default; further ones are dropped. */
  readonly maxConnections?: number | undefined;
  /** Time a client has to send its request, 10 000 by default. */
  readonly requestTimeoutMs?: number | undefined;
  /** Time without a byte in either direction after which a connection is cut, 30 000 by default. */
  readonly idleTimeoutMs?: number | undefined;
  /** Time answers under way get when the server closes, 5000 by default. */
  readonly closeGraceMs?: number | undefined;
}

/** A running server. */
export interface EditionServer {
  /** `http://127.0.0.1:8080/`, with the port that was taken. */
  readonly address: string;
  readonly port: number;
  /** Ends answers under way, then connections; resolves when all are gone. May be called twice. */
  close(): Promise<void>;
}

/**
 * Serves a folder that holds an edition, as fast as `node:http` goes and with as few bytes around a page as possible.
 *
 * GET and HEAD; entity tags, `If-None-Match`, single ranges with `If-Range`; the `.br` and `.gz` twins by
 * `Accept-Encoding`; `/` and `/ru/` are their `index.html`, `/ru` leads to `/ru/`. No listing, no links followed, nothing
 * outside the folder, no dot files. A changed file is served within `recheckMs`.
 *
 * It keeps no record of any kind: no log of requests, no addresses, no user agents, no counts by either.
 *
 * Throws `ServeError` when it cannot listen. Whether the folder exists is not asked: without it, all is 404.
 *
 * @example
 * const server = await openEditionServer({ folder: '/srv/www/courier', port: 8080 });
 * await server.close();
 */
export async function openEditionServer(options: EditionServerOptions): Promise<EditionServer> {
  const { host = '127.0.0.1', port = 0, requestTimeoutMs = 10_000, idleTimeoutMs = 30_000 } = options;
  const { cacheBytes = 64 * 1024 * 1024, recheckMs = 1_000, maxConnections = 4_096, closeGraceMs = 5_000 } = options;
  const desk = new AnswerDesk(new FileCache({ folder: options.folder, cacheBytes, recheckMs }));
  const server = createServer(
    {
      // Ours need no more; a browser's request is under 1 KiB, some proxies add a little.
      maxHeaderSize: 8 * 1024,
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: Math.min(15_000, idleTimeoutMs),
      connectionsCheckingInterval: Math.max(50, Math.min(5_000, requestTimeoutMs / 2)),
      noDelay: true,
      // Saves the stream machinery of requests without a body, an eighth of the time a page takes.
      optimizeEmptyRequests: true,
    },
    (request, response) => {
      if (!refuseEager(request, response)) desk.answer(request, response);
    },
  );
  server.maxHeadersCount = 64;
  server.maxConnections = maxConnections;
  server.timeout = idleTimeoutMs;
  const bound = await listen(server, host, port);
  let closing: Promise<void> | null = null;
  return {
    ...bound,
    close: () => {
      closing ??= new Promise((resolve) => {
        desk.closing = true;
        const grace = setTimeout(() => server.closeAllConnections(), closeGraceMs);
        // Node cuts idle connections once; those whose answer ends later would stay open for further requests.
        const sweep = setInterval(() => server.closeIdleConnections(), 20);
        server.close(() => {
          clearTimeout(grace);
          clearInterval(sweep);
          resolve();
        });
      });
      return closing;
    },
  };
}

const PLAIN = [
  'Content-Type',
  'text/plain;charset=utf-8',
  'Cache-Control',
  'no-cache',
  // Also of what is not there: without it the reader app cannot tell "no such page" from "no answer".
  'Access-Control-Allow-Origin',
  '*',
] as const;
const SAYS: Readonly<Record<number, string>> = {
  400: '400 this address cannot be read\n',
  404: '404 there is nothing here\n',
  405: '405 only GET and HEAD are answered\n',
  500: '500 the file could not be read\n',
  503: '503 the file is being replaced, ask again\n',
};
/** Distinct `Accept-Encoding` headers remembered: browsers send a handful. */
const MAX_ACCEPTS = 256;

/** Answers requests. */
class AnswerDesk {
  closing = false;
  readonly #files: FileCache;
  readonly #accepts = new Map<string, readonly Coding[]>();

  constructor(files: FileCache) {
    this.#files = files;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    // 48 bytes that say what HTTP/1.1 takes for granted; this way Node leaves the header out and keeps the connection.
    response.removeHeader('Connection');
    if (this.closing || request.httpVersionMinor === 0) response.shouldKeepAlive = false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      // Its body is not read, so nothing further can be on this connection.
      response.shouldKeepAlive = false;
      response.writeHead(405, [...PLAIN, 'Allow', 'GET, HEAD', 'Connection', 'close']).end(SAYS[405]);
      return;
    }
    const path = parseRequestPath(request.url ?? '');
    if (typeof path === 'number') {
      refuse(response, path);
      return;
    }
    const file = this.#files.fresh(path);
    if (file !== undefined) this.#send(request, response, file);
    else void this.#loadAndSend(request, response, path);
  }

  async #loadAndSend(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    try {
      const file = await this.#files.load(path);
      if (file !== null) this.#send(request, response, file);
      else if (!path.endsWith('index.html') && (await this.#files.load(`${path}/index.html`)) !== null) {
        const name = path.slice(path.lastIndexOf('/') + 1);
        response.writeHead(301, [...PLAIN, 'Location', `${name}/`, 'Content-Length', '0']).end();
      } else refuse(response, 404);
    } catch {
      if (response.headersSent) response.destroy();
      else refuse(response, 500);
    }
  }

  #send(request: IncomingMessage, response: ServerResponse, file: ServedFile): void {
    const { headers } = request;
    const variant = this.#choose(headers['accept-encoding'], file);
    const ifNoneMatch = headers['if-none-match'];
    if (ifNoneMatch !== undefined && matchesTag(ifNoneMatch, variant.tag)) {
      response.writeHead(304, variant.headers.unchanged as string[]).end();
      return;
    }
    const range = headers.range === undefined || request.method === 'HEAD' ? null : rangeOf(request, variant);
    if (range === 'unsatisfiable') {
      response.writeHead(416, [...PLAIN, 'Content-Range', `bytes */${variant.sizeBytes}`, 'Content-Length', '0']).end();
      return;
    }
    const all = variant.headers.whole;
    const raw = range === null ? all : partHeaders(all, range, variant.sizeBytes);
    const status = range === null ? 200 : 206;
    if (request.method === 'HEAD') response.writeHead(status, raw as string[]).end();
    else if (variant.body === null) void this.#stream(response, file, { status, raw, range });
    else {
      const body = range === null ? variant.body : partOf(variant.body, range);
      response.writeHead(status, raw as string[]).end(body, 'latin1');
    }
  }

  #choose(accept: string | undefined, file: ServedFile): Variant {
    const { variants } = file;
    if (accept === undefined || (variants.br === null && variants.gzip === null)) return variants.identity;
    let codings = this.#accepts.get(accept);
    if (codings === undefined) {
      codings = parseAcceptEncoding(accept);
      if (this.#accepts.size < MAX_ACCEPTS) this.#accepts.set(accept, codings);
    }
    for (const coding of codings) {
      const variant = variants[coding];
      if (variant !== null) return variant;
    }
    return variants.identity;
  }

  async #stream(
    response: ServerResponse,
    file: ServedFile,
    { status, raw, range }: { status: number; raw: readonly string[]; range: ByteRange | null },
  ): Promise<void> {
    const last = file.variants.identity.sizeBytes - 1;
    try {
      const handle = await this.#files.open(file);
      if (handle === null) {
        // Replaced since it was last looked at. The next look is at most `recheckMs` away.
        response.setHeader('Retry-After', '1');
        refuse(response, 503);
        return;
      }
      const bytes = handle.createReadStream(
        range === null ? { start: 0, end: last } : { start: range.first, end: range.last },
      );
      response.writeHead(status, raw as string[]);
      await pipeline(bytes, response);
    } catch {
      // The reader went away, or the disk failed under way: a cut connection says so, an end would not.
      response.destroy();
    }
  }
}

/** The part asked for; null when `If-Range` names another state of the file, so that parts of two never mix. */
function rangeOf(request: IncomingMessage, variant: Variant): ByteRange | 'unsatisfiable' | null {
  const ifRange = request.headers['if-range'];
  if (ifRange !== undefined && ifRange !== variant.tag) return null;
  return parseRange(request.headers.range ?? '', variant.sizeBytes);
}

function partOf(body: Buffer | string, { first, last }: ByteRange): Buffer | string {
  return typeof body === 'string' ? body.slice(first, last + 1) : body.subarray(first, last + 1);
}

function refuse(response: ServerResponse, status: 400 | 404 | 500 | 503): void {
  const text = SAYS[status] ?? '';
  response.writeHead(status, [...PLAIN, 'Content-Length', String(text.length)]).end(text);
}
