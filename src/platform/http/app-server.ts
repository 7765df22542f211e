import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { listen } from './server-listen.ts';
import { type Coding, parseAcceptEncoding } from './server-negotiation.ts';
import { refuseEager } from './server-order.ts';

/** A file of the reader app. */
export interface AppFile {
  /** Relative to the app's address, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What `openAppServer` takes. */
export interface AppServerOptions {
  readonly files: readonly AppFile[];
  /** `newsroom.json`, asked for at each request: trust data and carriers change while the app is served. */
  readonly card: () => Promise<Uint8Array>;
  /** Address to listen on; `127.0.0.1` by default. */
  readonly host?: string | undefined;
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number | undefined;
}

/** A running app origin. */
export interface AppServer {
  /** `http://127.0.0.1:8080/`, with the port that was taken. */
  readonly address: string;
  readonly port: number;
  /** Cuts all connections; resolves when they are gone. */
  close(): Promise<void>;
}

const CARD_PATH = 'newsroom.json';
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html;charset=utf-8',
  js: 'text/javascript;charset=utf-8',
  css: 'text/css;charset=utf-8',
  json: 'application/json',
};

/** A file as it is sent, by coding. */
interface Sent {
  readonly type: string;
  readonly bodies: Readonly<Partial<Record<Coding, Uint8Array>>> & { readonly identity: Uint8Array };
}

function prepare(path: string, bytes: Uint8Array): Sent {
  const br = brotliCompressSync(bytes);
  const gzip = gzipSync(bytes, { level: 9 });
  return {
    type: TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    bodies: {
      identity: bytes,
      ...(br.length < bytes.length ? { br } : {}),
      ...(gzip.length < bytes.length ? { gzip } : {}),
    },
  };
}

/**
 * Serves the reader app: a handful of files from memory, and the newsroom's card. Apart from carriers on purpose: whoever
 * serves the app decides what people are told, so it runs script, and nothing that carriers hold is ever served from here.
 *
 * GET and HEAD; compressed where the client takes it. Nothing may be stored: what stays in a browser's cache tells whoever
 * takes the device that the app was used, and in which language; who wants it kept has a switch in the app. No other site may
 * frame it or read from it. Like every server here it keeps no record of any kind.
 *
 * Throws `ServeError` when it cannot listen.
 */
export async function openAppServer({
  files,
  card,
  host = '127.0.0.1',
  port = 0,
}: AppServerOptions): Promise<AppServer> {
  const prepared = new Map(files.map(({ path, bytes }) => [path, prepare(path, bytes)]));
  // Compressing costs milliseconds of everybody's time, and the card is mostly the one of the request before.
  let last: Sent | undefined;
  const findCard = async (): Promise<Sent> => {
    const bytes = await card();
    if (last === undefined || !Buffer.from(last.bodies.identity).equals(bytes)) last = prepare(CARD_PATH, bytes);
    return last;
  };
  const find = async (path: string): Promise<Sent | undefined> =>
    path === CARD_PATH ? findCard() : prepared.get(path === '' ? 'index.html' : path);
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 8 * 1024 },
    (request, response) => {
      if (refuseEager(request, response)) return;
      answer(request, response, find).catch(() => refuse(response, 500, 'the newsroom could not be read'));
    },
  );
  server.maxConnections = 4_096;
  server.timeout = 30_000;
  const bound = await listen(server, host, port);
  return {
    ...bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  find: (path: string) => Promise<Sent | undefined>,
): Promise<void> {
  const { method, headers, url = '/' } = request;
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Connection', 'close');
    return refuse(response, 405, 'only GET and HEAD are answered');
  }
  const path = url.replace(/[?#].*$/s, '').slice(1);
  const file = await find(path);
  if (file === undefined) return refuse(response, 404, 'there is nothing here');
  const coding =
    parseAcceptEncoding(headers['accept-encoding']).find((each) => file.bodies[each] !== undefined) ?? 'identity';
  const body = file.bodies[coding] ?? file.bodies.identity;
  protect(response);
  response.setHeader('Content-Type', file.type);
  response.setHeader('Content-Length', body.length);
  if (coding !== 'identity') response.setHeader('Content-Encoding', coding);
  response.writeHead(200).end(method === 'HEAD' ? undefined : body);
}

/** What the page's own policy cannot say (framing), and what must hold for every file. */
function protect(response: ServerResponse): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Security-Policy', "frame-ancestors 'none'");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
}

function refuse(response: ServerResponse, status: 404 | 405 | 500, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = `${status} ${why}\n`;
  protect(response);
  response.setHeader('Content-Type', 'text/plain;charset=utf-8');
  response.setHeader('Content-Length', text.length);
  response.writeHead(status).end(text);
}
