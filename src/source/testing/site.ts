import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, openClient } from '../../platform/http/index.ts';

/** What a path of the test site answers. */
export interface Route {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Answers by hand. */
  readonly handle?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A site on this machine whose pages a test changes as it goes. */
export interface TestSite {
  readonly origin: string;
  readonly client: Client;
  /** By path; absent is 404. */
  readonly routes: Map<string, Route>;
  /** `METHOD /path` of every request so far, with its headers. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  /** Paths asked since the last call. */
  asked(): string[];
}

/** Runs a test against a site of its own. ETag and If-None-Match work where a route has the header. */
export async function withSite(use: (site: TestSite) => Promise<void>): Promise<void> {
  const routes = new Map<string, Route>();
  const requests: TestSite['requests'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    requests.push({ path, headers: request.headers });
    const route = routes.get(path);
    if (route?.handle !== undefined) return route.handle(request, response);
    const headers = { 'content-type': route?.type ?? 'text/html; charset=utf-8', ...route?.headers };
    const etag = route?.headers?.etag;
    if (etag !== undefined && request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(route === undefined ? 404 : (route.status ?? 200), headers).end(route?.body ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = openClient({ allowPrivate: (each) => each === host });
  let read = 0;
  try {
    await use({
      origin: `http://${host}`,
      client,
      routes,
      requests,
      asked: () => {
        const paths = requests.slice(read).map(({ path }) => path);
        read = requests.length;
        return paths;
      },
    });
  } finally {
    await client.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}
