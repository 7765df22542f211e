import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { TestContext } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { servedAs } from '../../../platform/http/index.ts';
import { PublicAddress } from '../public-address.ts';

/** What a host that makes files public does with them; each part may be changed while it runs. */
export interface PublicHost {
  /** By edition path. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Answers in its own way; true: nothing more is to be done. */
  answer: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
  readonly asked: string[];
  readonly address: PublicAddress;
}

/** Starts a host on this machine that gives out files as a well-kept one does. */
export async function startPublicHost(
  context: TestContext,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<PublicHost> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice('/paper/'.length));
    host.asked.push(request.url ?? '');
    if (host.answer(path, request, response)) return;
    response.setHeader('access-control-allow-origin', '*');
    const bytes = host.files.get(path);
    if (bytes === undefined) {
      response.writeHead(404).end('not found');
      return;
    }
    const { contentType, cacheControl } = servedAs(path);
    response.setHeader('content-type', contentType);
    response.setHeader('cache-control', cacheControl);
    const isCompressed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') && path.endsWith('.html');
    if (isCompressed) response.setHeader('content-encoding', 'br');
    response.end(isCompressed ? brotliCompressSync(bytes) : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = new PublicAddress(`http://127.0.0.1:${port}/paper/`);
  const host: PublicHost = { files, answer: () => false, asked: [], address };
  context.after(async () => {
    await address.close();
    server.closeAllConnections();
    server.close();
  });
  return host;
}

/** An address at which nothing answers. */
export async function deadAddress(context: TestContext): Promise<PublicAddress> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const address = new PublicAddress(`http://127.0.0.1:${port}/`);
  context.after(() => address.close());
  return address;
}
