/**
 * Editions with real texts, to be spoilt: the newsroom of the vectors, which can be told to do the wrong thing, with
 * bodies of the closed form, in a folder or behind an address.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type ArticleBody, type Listing, serializeBody, serializeListing } from '../../src/article/index.ts';
import { bytesOf, joinPage, proveInclusion, tileReader } from '../../src/proof/index.ts';
import { command, type Outcome } from '../journey/command.ts';
import type { Newsroom, PageSpec, Published } from '../vectors/newsroom.ts';

export const DAY = '2026-11-22';
/** Ids of the two articles of the tests, and where their Russian pages lie. */
export const BRIDGE = '3fk9m2tq7x';
export const FERRY = '4fk9m2tq7x';
export const BRIDGE_PATH = `ru/2026/11/22/${BRIDGE}.html`;
export const FERRY_PATH = `ru/2026/11/22/${FERRY}.html`;
export const DAY_PATH = 'ru/2026/11/22/index.html';

const SALT = '0123456789abcdef'.repeat(2);

/** The signed bytes of a page around a body. */
export function contentAround(body: string, language = 'ru', more = ''): Uint8Array {
  return bytesOf(
    `<!doctype html>\n<html lang="${language}">\n<head>\n<meta charset="utf-8">\n<title>Courier</title>\n${more}</head>\n` +
      `<body>\n<!--tamizdat:body-->\n${body}\n<!--/tamizdat:body-->\n<p>npx tamizdat verify</p>\n</body>\n</html>\n`,
  );
}

/** The body of an article of one paragraph. */
export function bodyOf(headline: string, change: Partial<ArticleBody> = {}): string {
  const body: ArticleBody = {
    language: 'ru',
    direction: 'ltr',
    state: 'current',
    headline,
    sections: [],
    bylines: [],
    publishedAt: `${DAY}T10:15:00Z`,
    blocks: [{ id: 'b1', type: 'paragraph', content: [{ type: 'text', text: `${headline}, in full.` }] }],
    ...change,
  };
  return serializeBody(body, { salt: SALT });
}

/** An article with a real text; `language` is that of body and record. */
export function articleSpec(headline: string, change: Partial<PageSpec> = {}): PageSpec {
  const { language = 'ru', kind, revision = 1 } = change;
  const state = kind === 'withdrawal' ? 'withdrawn' : revision > 1 ? 'corrected' : 'current';
  return { language, state, parts: [contentAround(bodyOf(headline, { language, state }), language)], ...change };
}

/** A front or day page that lists nothing but itself. */
export function listingSpec(kind: 'front' | 'day', title: string, change: Partial<PageSpec> = {}): PageSpec {
  const { language = 'ru' } = change;
  const listing: Listing = {
    kind,
    language,
    direction: 'ltr',
    title,
    entries: [],
    days: [],
    ...(kind === 'day' ? { day: DAY } : {}),
  };
  return { kind, language, parts: [contentAround(serializeListing(listing, { salt: SALT }), language)], ...change };
}

/** A first publication: two articles, their day, their front. */
export function firstSpecs(): PageSpec[] {
  return [
    articleSpec('Bridge closed'),
    articleSpec('Ferry late', { article: FERRY }),
    listingSpec('day', 'Articles of the day'),
    listingSpec('front', 'Courier'),
  ];
}

/** A page proved anew against the newest tree, which anybody can do with the public tiles. */
export async function proveAgain(newsroom: Newsroom, { content, note, place }: Published): Promise<Uint8Array> {
  const { index } = place;
  const hashes = await proveInclusion(tileReader(newsroom.read, newsroom.size), index, newsroom.size);
  return joinPage(content, { note, proof: { index, hashes, checkpoint: newsroom.checkpoint } });
}

/** A scratch folder with readers in it. */
export interface Bench {
  readonly path: (name: string) => string;
  /** Writes files into a new folder and returns it. */
  folder(files: ReadonlyMap<string, Uint8Array | string>): Promise<string>;
  /** A reader with a home of their own. */
  reader(): Reader;
  remove(): Promise<void>;
}

export interface Reader {
  readonly home: string;
  run(...args: string[]): Promise<Outcome>;
  /** `verify --json`, parsed; `line` is the label. */
  verify(what: string): Promise<Answer>;
}

/** Opens a bench on which it is `now`. */
export async function openBench(now: () => Date): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), 'tamizdat-verify-'));
  let count = 0;
  const next = (name: string) => join(root, `${name}-${++count}`);
  return {
    path: (name) => join(root, name),
    async folder(files) {
      const folder = next('folder');
      for (const [path, bytes] of files) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
      }
      return folder;
    },
    reader() {
      const home = next('home');
      const run = (...args: string[]) => command(args, { home, now });
      return { home, run, verify: async (what) => JSON.parse((await run('verify', what, '--json')).out) };
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/** What a host says at a path: bytes as HTML, headers and bytes, or nothing (404). */
export type Said =
  | Uint8Array
  | string
  | { readonly headers: Record<string, string>; readonly body: Uint8Array | string }
  | null;

/** Serves whatever `say` says; `asked` are the paths that were asked for. */
export async function openHost(say: (path: string) => Said) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const said = say(path);
    if (said === null) response.writeHead(404).end();
    else if (typeof said === 'string' || said instanceof Uint8Array) {
      response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' }).end(said);
    } else {
      const { location } = said.headers;
      response.writeHead(location === undefined ? 200 : 302, said.headers).end(said.body);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise<void>((done) => void server.close(() => done()).closeAllConnections()),
  };
}

/** What `verify --json` says, as far as the tests look at it. */
export interface Answer {
  readonly exitCode: number;
  readonly label: { readonly kind: string; readonly failure: string | null; readonly text: string };
  readonly page: Readonly<Record<string, unknown>> | null;
  readonly head: { readonly number: number } | null;
  readonly checks: readonly { readonly check: string; readonly outcome: string; readonly failure: string | null }[];
  readonly files: {
    readonly faults: readonly { readonly path: string; readonly failure: string }[];
    readonly unsigned: readonly string[];
    readonly untold: readonly string[];
    readonly others: number;
    readonly missing: number;
  } | null;
  readonly evidence: readonly string[] | null;
  readonly evidenceFolder: string | null;
}
