import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a host in front of a service lies. */
export type Lie = 'none' | 'stores nothing' | 'gives half' | 'gives the former';

/** A host that hands on what it is asked, and lies about some of it. */
export interface Liar {
  readonly address: string;
  lie: Lie;
  close(): Promise<void>;
}

/** Opens one. Requests pass as they are: what is signed names the liar, and the service sees no difference. */
export async function openLiar(service: string): Promise<Liar> {
  const state = { lie: 'none' as Lie };
  /** What each file was, and was before. */
  const given = new Map<string, Buffer[]>();
  const { hostname, port } = new URL(service);
  const server = createServer((request, response) => {
    const { url = '', method = 'GET', headers } = request;
    const { pathname } = new URL(url, service);
    if (method === 'PUT' && state.lie === 'stores nothing') {
      request.resume().on('end', () => response.end());
      return;
    }
    const onward = ask({ hostname, port, path: url, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = told(pathname, method, Buffer.concat(parts));
        const { 'transfer-encoding': _, ...rest } = answer.headers;
        const lengthless = method === 'DELETE' || answer.statusCode === 204;
        response.writeHead(answer.statusCode ?? 500, {
          ...rest,
          ...(!lengthless && { 'content-length': body.length }),
        });
        response.end(body);
      });
    });
    onward.on('error', () => response.destroy());
    if (method === 'PUT') {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => given.set(pathname, [...(given.get(pathname) ?? []), Buffer.concat(parts)]));
    }
    request.pipe(onward);
  });

  function told(path: string, method: string, body: Buffer): Buffer {
    if (method !== 'GET' || !given.has(path)) return body;
    if (state.lie === 'gives half') return body.subarray(0, body.length / 2);
    return state.lie === 'gives the former' ? (given.get(path)?.at(-2) ?? body) : body;
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return Object.assign(state, {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}
