import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { openEditionServer } from '../../platform/http/index.ts';
import type { Place } from '../altering-proxy.ts';
import { openRelay, type Relay, type RelayOptions } from '../relay.ts';
import { RawClient } from './raw-client.ts';

const host = '127.0.0.1';

/** An edition server on a folder with these files. */
export async function serveFiles(
  context: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-censor-'));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const server = await openEditionServer({ folder });
  context.after(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { host, port: server.port };
}

/** Makes a `node:http` server listen for the time of a test. */
export async function serveHttp(context: TestContext, server: Server): Promise<Place> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host, port: (server.address() as AddressInfo).port };
}

/** A server that does as told with each connection. */
export async function serveSockets(context: TestContext, onSocket: (socket: Socket) => void): Promise<Place> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { host, port: (server.address() as AddressInfo).port };
}

/** A relay for the time of a test. */
export async function relayTo(
  context: TestContext,
  upstream: Place,
  options: Omit<RelayOptions, 'upstream'> = {},
): Promise<Relay> {
  const relay = await openRelay({ upstream, ...options });
  context.after(() => relay.close());
  return relay;
}

/** A client for the time of a test. */
export function connectTo(context: TestContext, place: { readonly port: number }): RawClient {
  const client = new RawClient(place.port);
  context.after(() => client.socket.destroy());
  return client;
}

/**
 * Lets time pass without measuring any: connections come and go through this process and the system below it, one after
 * the other. Whatever was on its way to another socket of the process has long arrived.
 */
export async function otherTraffic(): Promise<void> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  for (let round = 0; round < 25; round += 1) {
    await new Promise<void>((resolve) => {
      connect(port, host)
        .end('round')
        .resume()
        .once('close', () => resolve());
    });
  }
  await new Promise((resolve) => server.close(resolve));
}
