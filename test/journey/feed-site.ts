import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path of a small site answers with. */
export type Answer =
  | string
  | Uint8Array
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** A small site on this machine, for feeds that the sample newsroom would never send. */
export interface FeedSite {
  /** `http://127.0.0.1:4000` */
  readonly address: string;
  /** By path; may be changed at any time. */
  readonly answers: Map<string, Answer>;
  close(): Promise<void>;
}

export async function openFeedSite(answers: Readonly<Record<string, Answer>> = {}): Promise<FeedSite> {
  const routes = new Map(Object.entries(answers));
  const server = createServer((request, response) => {
    const answer = routes.get((request.url ?? '/').split('?')[0] ?? '/');
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'function') answer(request, response);
    else if (typeof answer === 'string' || answer instanceof Uint8Array) {
      response.writeHead(200, { 'content-type': 'application/xml; charset=utf-8' }).end(answer);
    } else response.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: routes,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** An item of a feed; `text` is HTML. */
export interface FeedItem {
  readonly id: string;
  readonly headline: string;
  readonly text?: string;
  /** Default: 2026-11-20T08:00:00Z. */
  readonly publishedAt?: Date;
  readonly link?: string;
  readonly language?: string;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Full-text RSS as a newsroom's system writes it. */
export function rssOf(items: readonly FeedItem[], title = 'The Harbour Light', language = 'en'): string {
  const written = items.map(
    ({ id, headline, text, publishedAt = new Date('2026-11-20T08:00:00Z'), link, language: own }) => `<item>
<title>${escaped(headline)}</title>
<guid isPermaLink="false">${id}</guid>${link === undefined ? '' : `\n<link>${escaped(link)}</link>`}
<pubDate>${publishedAt.toUTCString()}</pubDate>${own === undefined ? '' : `\n<dc:language>${own}</dc:language>`}
${text === undefined ? '' : `<content:encoded>${escaped(text)}</content:encoded>`}
</item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>${title}</title><link>https://light.example/</link><description>News</description>
<language>${language}</language>
${written.join('\n')}
</channel></rss>
`;
}

/** A text of a few sentences about a subject: enough to be an article. */
export function textAbout(subject: string): string {
  return `<p>The council of the harbour town met on Tuesday to speak about ${subject}. It did not come to an end.</p>
<p>“We have waited for years,” said a resident of the old quay. The next meeting is in a week, and ${subject} is first on the list.</p>`;
}
