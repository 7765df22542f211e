import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Block, LanguageVersion } from '../../../src/article/index.ts';
import { composeArticle, composeWithdrawal } from '../../../src/compose/index.ts';
import { FACE, PERSIAN, RUSSIAN } from '../../../src/compose/testing/specimen.ts';
import { fileReader, type PageDraft, publishEdition, readTrust } from '../../../src/edition/index.ts';
import { publication, scratchNewsroom, scratchOptions } from '../../../src/edition/testing/scratch-newsroom.ts';
import { openEditionServer } from '../../../src/platform/http/index.ts';

/** The article of the tests, in both languages. */
export const ARTICLE = RUSSIAN.article;
export const VERSIONS = { ru: RUSSIAN, fa: { ...PERSIAN, article: ARTICLE, day: RUSSIAN.day } } as const;
export type Language = keyof typeof VERSIONS;
const SALT = '00112233445566778899aabbccddeeff';

/** What the newsroom's side says of its keys: the body of `POST tamizdat/v1/newsrooms`. */
export interface Keys {
  readonly newsroom: string;
  readonly title: string;
  readonly home: string;
  readonly log: string;
  readonly clock: string;
  readonly desks: Readonly<Record<string, readonly string[]>>;
}

/** A newsroom with an edition that a server of this machine serves. */
export interface TestNewsroom {
  readonly keys: Keys;
  /** Address of its edition, ending in a slash. */
  readonly address: string;
  /** Publishes one edition of these pages, dated now. */
  publish(...pages: readonly PageDraft[]): Promise<void>;
  /** Bytes of a published file. */
  file(path: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens one under the name of the specimens; each has keys of its own. */
export async function openNewsroom(): Promise<TestNewsroom> {
  const path = await scratchNewsroom(['ru', 'fa']);
  const now = () => new Date();
  const options = await scratchOptions(path, now);
  const read = fileReader(options.folder.files);
  const trust = await readTrust(read);
  if (trust === null) throw new TypeError('a scratch newsroom has trust data');
  const desks = Object.fromEntries(trust.desks.map((desk) => [desk.languages[0], [desk.verifierKey]]));
  const server = await openEditionServer({ folder: options.folder.files, recheckMs: 0 });
  return {
    keys: {
      newsroom: options.newsroom,
      title: 'Линдхафенский вестник',
      home: FACE.home,
      log: options.keys.log.verifierKey,
      clock: options.keys.clock.verifierKey,
      desks,
    },
    address: server.address,
    publish: async (...pages) => void (await publishEdition(publication(pages), options)),
    file: async (path) => {
      const bytes = await read(path, 256 * 1024);
      if (bytes === null) throw new TypeError(`${path}: not published`);
      return bytes;
    },
    close: () => server.close(),
  };
}

/** A page of the article, composed as any other. */
export function page(language: Language, revision: number): PageDraft {
  const version: LanguageVersion = { ...VERSIONS[language], revision };
  return draft(version, 'article', composeArticle(input(version)));
}

/** The page of its withdrawal, with a reason of one paragraph. */
export function withdrawal(language: Language, revision: number, headline: string, reason: string): PageDraft {
  const { translation: _, kicker: __, ...body } = VERSIONS[language].body;
  const blocks: Block[] = [{ id: 'b1', type: 'paragraph', content: [{ type: 'text', text: reason }] }];
  const version = { ...VERSIONS[language], revision, body: { ...body, headline, state: 'withdrawn' as const, blocks } };
  return draft(version, 'withdrawal', composeWithdrawal(input(version)));
}

const input = (version: LanguageVersion) => ({ face: FACE, version, others: [], salt: SALT, proofBytes: 2_000 });

function draft(
  { article, day, revision, body }: LanguageVersion,
  kind: 'article' | 'withdrawal',
  pages: readonly { readonly bytes: Uint8Array }[],
): PageDraft {
  return { kind, article, day, language: body.language, revision, parts: pages.map(({ bytes }) => bytes) };
}

/** A host that answers as it is told. */
export interface Host {
  /** Address, ending in a slash. */
  readonly address: string;
  answer: RequestListener;
  close(): Promise<void>;
}

/** Opens one on this machine. */
export async function openHost(): Promise<Host> {
  const server: Server = createServer((request, response) => host.answer(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host: Host = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answer: (_, response) => void response.writeHead(404).end(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return host;
}
