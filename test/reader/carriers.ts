/** Carriers on this machine for tests of the reader app: real servers, and what networks and liars do to them. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a carrier does to those who ask. */
export type Behaviour =
  | 'open'
  /** Takes connections and never says a word. */
  | 'blackhole'
  /** Resets each connection once it says what it wants. */
  | 'reset'
  /** Stops in the middle of each answer. */
  | 'freeze'
  /** Never stops. */
  | 'endless'
  /** A network's block page in the place of everything. */
  | 'block-page'
  /** Gives a byte now and then: never a stall, and never the whole. */
  | 'drip'
  /** Gives other bytes for what is at a path, or null for nothing; or does something else to who asks for it. */
  | ((path: string, bytes: Uint8Array | null) => Uint8Array | Exclude<Behaviour, (...all: never[]) => unknown> | null);

/** A carrier: what it holds and does may be changed at any time. */
export interface TestCarrier {
  /** Ends in a slash. */
  readonly address: string;
  readonly files: Map<string, Uint8Array>;
  behaviour: Behaviour;
  /** Paths asked for, in order. */
  readonly asked: string[];
  /** Headers that each request came with. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>[];
  /** Answers that whoever asked did not wait for. */
  aborted: number;
  close(): Promise<void>;
}

/** Opens a carrier that holds these files. */
export async function openCarrier(files: ReadonlyMap<string, Uint8Array>): Promise<TestCarrier> {
  const sockets = new Set<Socket>();
  const carrier = { files: new Map(files), behaviour: 'open' as Behaviour, asked: [] as string[], aborted: 0 };
  const headers: TestCarrier['headers'] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1);
    carrier.asked.push(path);
    headers.push(request.headers);
    response.on('close', () => {
      if (!response.writableFinished) carrier.aborted += 1;
    });
    response.on('error', () => {});
    behave(carrier.behaviour, path, carrier.files.get(path) ?? null, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return Object.assign(carrier, {
    address: `http://127.0.0.1:${port}/`,
    headers,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  });
}

function behave(behaviour: Behaviour, path: string, bytes: Uint8Array | null, response: ServerResponse): void {
  if (typeof behaviour === 'function') {
    const given = behaviour(path, bytes);
    if (typeof given === 'string') behave(given, path, bytes, response);
    else behave('open', path, given, response);
    return;
  }
  response.setHeader('access-control-allow-origin', '*');
  if (behaviour === 'blackhole') return;
  if (behaviour === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (behaviour === 'block-page') {
    response.end('<!doctype html><title>Access to this resource is restricted</title>');
    return;
  }
  if (behaviour === 'endless') {
    const pour = (): void => {
      while (!response.destroyed && response.write('A'.repeat(16_384)));
    };
    response.on('drain', pour);
    pour();
    return;
  }
  if (bytes === null) {
    response.writeHead(404).end('404\n');
    return;
  }
  response.setHeader('content-length', bytes.length);
  if (behaviour === 'freeze') response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  else if (behaviour === 'drip') drip(bytes, response);
  else response.end(bytes);
}

/** One byte, and the next ones at a pace at which nobody would live to see the last. */
function drip(bytes: Uint8Array, response: ServerResponse): void {
  let at = 0;
  const timer = setInterval(() => response.write(bytes.subarray(at, ++at)), 50);
  response.on('close', () => clearInterval(timer));
}
