import { parseHTML } from 'linkedom';
import { openAssets } from '../../platform/assets/index.ts';
import { consoleApp } from '../app.ts';
import { openChanges } from '../changes.ts';
import { openLiveView } from '../live-view.ts';
import type { Desk } from '../parts.ts';
import { memoryNewsroom, NOW, specimen } from './specimen.ts';

const HOST = '127.0.0.1:4100';
const assets = await openAssets('console');

/** Text as a person reads it. */
export const readText = (node: Element | null | undefined): string =>
  node?.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';

/** A console without a socket, and how to ask it as a browser does: cookies are kept, what `close` ends is the caller's. */
export function askConsole(desk: Desk, overview = specimen()) {
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  const view = openLiveView({ newsroom: memoryNewsroom(overview), censor: null, links: {}, now: () => NOW, onFailure });
  const changes = openChanges();
  const app = consoleApp({ view, changes, censor: null, desk, links: {}, assets, now: () => NOW, onFailure });
  const cookies = new Map<string, string>();

  async function ask(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await app.fetch(
      new Request(`http://${HOST}${path}`, { ...init, headers: { host: HOST, cookie, ...init.headers } }),
    );
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
  return {
    ask,
    failures,
    /** A page as its document. */
    page: async (path: string): Promise<Document> => parseHTML(await (await ask(path)).text()).document,
    /** Sends a form. */
    post: (path: string, fields: Record<string, string> | [string, string][]): Promise<Response> =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    close: async () => {
      await view.close();
      await changes.close();
    },
  };
}
