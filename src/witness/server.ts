import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, refuseEager } from '../platform/http/index.ts';
import { MAX_REQUEST_BYTES } from './request.ts';
import type { Witness } from './witness.ts';

/** A witness that answers over HTTP. */
export interface WitnessServer {
  /** `http://127.0.0.1:4490/`, with the port that was taken: the submission and monitoring prefix. */
  readonly address: string;
  readonly port: number;
  /** Cuts all connections; resolves when they are gone. The witness stays open. */
  close(): Promise<void>;
}

const PLAIN = 'text/plain; charset=utf-8';

/**
 * Serves a witness: `POST add-checkpoint` and `GET <origin hash>/checkpoint` of C2SP tlog-witness, nothing else. Bodies,
 * times and connections have limits, because anybody may ask. It keeps no record of who does.
 * @param onError told what the disk or we ourselves did wrong; who asked gets a 500 and may ask again
 * @throws ServeError when it cannot listen
 */
export async function openWitnessServer(
  witness: Witness,
  options: { readonly host: string; readonly port: number; readonly onError: (error: unknown) => void },
): Promise<WitnessServer> {
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 75_000,
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => {
      if (refuseEager(request, response)) return;
      answer(request, response, witness).catch((error: unknown) => {
        if (!request.destroyed || request.complete) options.onError(error);
        send(response, 500, PLAIN, 'the witness could not do that now\n');
      });
    },
  );
  server.maxConnections = 256;
  const bound = await listen(server, options.host, options.port);
  return {
    ...bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, witness: Witness): Promise<void> {
  const path = (request.url ?? '').replace(/[?#].*$/s, '');
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return refuse(response, 405, 'send a checkpoint with POST');
    const body = await readBody(request);
    if (body === null) return refuse(response, 413, `a request has at most ${MAX_REQUEST_BYTES} bytes`);
    const { status, type, body: text } = await witness.addCheckpoint(body);
    return send(response, status, type, text);
  }
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  if (originHash === undefined) return refuse(response, 404, 'there is nothing here');
  if (request.method !== 'GET') return refuse(response, 405, 'read a checkpoint with GET');
  const note = witness.checkpoint(originHash);
  if (note === null) return refuse(response, 404, 'no checkpoint of that log was cosigned');
  send(response, 200, PLAIN, note);
}

/** The whole body; null as soon as it is too large. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) return null;
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length;
    if (sizeBytes > MAX_REQUEST_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A refusal after which the rest of what comes is not read. */
function refuse(response: ServerResponse, status: number, why: string): void {
  response.setHeader('Connection', 'close');
  send(response, status, PLAIN, `${why}\n`);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(body);
}
