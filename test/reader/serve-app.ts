/** The reader app as it is built, served with a card: what tests open in a browser. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildAssets } from '../../src/platform/assets/build.ts';
import type { NewsroomCard } from '../../src/reader/index.ts';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** The app at an address of its own. */
export interface ServedApp {
  readonly address: string;
  /** Leaves every request unanswered that is for a path of this form, from now on. */
  hold(paths: RegExp): void;
  close(): void;
}

/** Builds the app and serves it on loopback. */
export async function serveApp(card: NewsroomCard): Promise<ServedApp> {
  const json = JSON.stringify({
    format: 'tamizdat.app/v1',
    ...card,
    trust: Buffer.from(card.trust).toString('base64'),
  });
  const files = new Map((await buildAssets('reader')).map(({ path, bytes }) => [path, bytes]));
  let held: RegExp | null = null;
  const server = createServer((request, response) => {
    const path = (request.url ?? '').slice(1) || 'index.html';
    if (held?.test(path)) return undefined;
    if (path === 'newsroom.json') return response.end(json);
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? '';
    return response.writeHead(files.has(path) ? 200 : 404, { 'content-type': type }).end(files.get(path));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    hold(paths) {
      held = paths;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
