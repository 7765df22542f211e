import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeDurably } from '../../platform/home/index.ts';
import { BODY_END, BODY_START, bytesOf } from '../../proof/index.ts';
import {
  createKey,
  deskOf,
  editionFolder,
  fileReader,
  keyName,
  logOrigin,
  makeFirstTrust,
  openOnlineKeys,
  type PageDraft,
  type Publication,
  type PublishOptions,
  readTrust,
} from '../index.ts';

/** Folders that go with the process. */
const scratch = new Set<string>();
process.on('exit', () => {
  for (const path of scratch) rmSync(path, { recursive: true, force: true });
});

export const NEWSROOM = 'courier.example';
export const DAY = '2026-11-22';

/** A newsroom with keys and trust in a temporary folder, ready to publish its first edition. */
export async function scratchNewsroom(languages: readonly string[] = ['de', 'ru']): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'tamizdat-edition-'));
  scratch.add(path);
  const keys = join(path, 'keys');
  const now = new Date('2026-11-22T10:00:00Z');
  const desks = [];
  for (const language of languages) {
    const key = await createKey(keys, NEWSROOM, `desk-${language}`);
    desks.push(await deskOf(key, language, logOrigin(NEWSROOM), 0));
  }
  const trust = await makeFirstTrust({
    identity: { newsroom: NEWSROOM, title: 'The Courier' },
    root: await createKey(keys, NEWSROOM, 'root-1'),
    targets: await createKey(keys, NEWSROOM, 'targets-1'),
    online: await createKey(keys, NEWSROOM, 'online'),
    log: await createKey(keys, NEWSROOM, 'log-1'),
    clock: await createKey(keys, NEWSROOM, 'clock'),
    desks,
    now,
  });
  for (const file of trust) await writeDurably(join(path, 'edition', 'files', 'trust', file.name), file.bytes);
  return path;
}

/** Options to publish into a scratch newsroom. `now` defaults to a fixed moment. */
export async function scratchOptions(
  path: string,
  now: () => Date = () => new Date('2026-11-22T10:15:00Z'),
): Promise<PublishOptions> {
  const folder = editionFolder(join(path, 'edition'));
  const trust = await readTrust(fileReader(folder.files));
  if (trust === null) throw new TypeError('a scratch newsroom has trust data');
  return {
    folder,
    newsroom: NEWSROOM,
    keys: await openOnlineKeys(join(path, 'keys'), NEWSROOM, trust, now),
    now,
    // Any two encodings serve here; the real ones are compose's.
    makeTwins: (bytes) => ({ gz: new Uint8Array(gzipSync(bytes)), br: new Uint8Array(gzipSync(bytes)) }),
  };
}

/** The bytes of a page before its proof. */
export function content(text: string): Uint8Array {
  return bytesOf(`<!doctype html><p>${text}</p>\n${BODY_START}<article>${text}</article>${BODY_END}\n</html>\n`);
}

/** A draft of an article page with one part for each text. */
export function article(id: string, language: string, revision: number, ...texts: string[]): PageDraft {
  return { kind: 'article', article: id, day: DAY, language, revision, parts: texts.map(content) };
}

/** Drafts of the front and of the day page of a language. */
export function listings(language: string, text: string): PageDraft[] {
  return [
    { kind: 'front', article: null, day: null, language, revision: null, parts: [content(`front ${text}`)] },
    { kind: 'day', article: null, day: DAY, language, revision: null, parts: [content(`day ${text}`)] },
  ];
}

/** A publication of pages only. */
export function publication(pages: readonly PageDraft[], rest: Partial<Publication> = {}): Publication {
  return { pages, files: [], removals: [], trust: [], carriers: [], ...rest };
}

export { keyName };
