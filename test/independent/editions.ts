/**
 * Editions for other people's tools to check: about a thousand entries, published by `edition/` as a newsroom does, and
 * a hundred thousand, most of them put into the log by our tiles code alone.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publishEdition } from '../../src/edition/index.ts';
import {
  article,
  listings,
  publication,
  scratchNewsroom,
  scratchOptions,
} from '../../src/edition/testing/scratch-newsroom.ts';
import {
  appendEntries,
  base64Of,
  bytesOf,
  type Checkpoint,
  parseCheckpoint,
  parseNote,
  proveConsistency,
  type ReadFile,
  tileReader,
} from '../../src/proof/index.ts';
import { Newsroom } from '../vectors/newsroom.ts';

/** An edition in a folder, an older checkpoint of its log, and our proof that the one follows from the other. */
export interface EditionOnDisk {
  readonly folder: string;
  readonly older: string;
  readonly consistency: string;
  /** Entries of the log. */
  readonly size: number;
}

const treeOf = (note: string): Checkpoint => parseCheckpoint(parseNote(note).text);

async function write(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

/** Writes the older checkpoint and the consistency proof beside an edition. */
async function beside(folder: string, read: ReadFile, older: string, newer: string): Promise<EditionOnDisk> {
  const { size } = treeOf(newer);
  const hashes = await proveConsistency(tileReader(read, size), treeOf(older).size, size);
  const edition = { folder, older: `${folder}.older`, consistency: `${folder}.consistency`, size };
  await write(edition.older, older);
  await write(edition.consistency, hashes.map((hash) => `${base64Of(hash)}\n`).join(''));
  return edition;
}

/** Some thousand pages in two editions, published as a newsroom publishes. */
export async function publishThousand(): Promise<EditionOnDisk> {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  const folder = join(path, 'edition', 'files');
  const checkpoint = () => readFile(join(folder, 'log', 'checkpoint'), 'utf8');
  const articles = (count: number, revision: number) =>
    Array.from({ length: count }, (_, at) => {
      const id = `a${[...String(at + 1000)].map((digit) => 'bcdfghjkmn'[Number(digit)]).join('')}23456`;
      return article(id, at % 2 === 0 ? 'de' : 'ru', revision, `revision ${revision} of ${id}`);
    });
  const both = (text: string) => [...listings('de', text), ...listings('ru', text)];
  await publishEdition(publication([...articles(700, 1), ...both('first')]), options);
  const older = await checkpoint();
  await publishEdition(
    publication([...articles(300, 2), ...articles(700, 1).slice(300), ...both('second')]),
    await scratchOptions(path),
  );
  const read: ReadFile = async (name) => new Uint8Array(await readFile(join(folder, name)));
  return beside(folder, read, older, await checkpoint());
}

/** What is wrong with an edition. */
export interface Wrong {
  /** Entries that follow the edition in the log. */
  readonly after?: readonly string[];
  /** Whose key signs the records of its pages instead of the desk's. */
  readonly recordsBy?: string;
  /** Whose key signs the edition record instead of the log's. */
  readonly editionBy?: string;
}

/** Two editions of a few pages on top of `fillers` entries; the second may be wrong. */
async function publishInMemory(folder: string, fillers: number, wrong: Wrong): Promise<EditionOnDisk> {
  const newsroom = await Newsroom.open();
  const entries = Array.from({ length: fillers }, (_, at) => bytesOf(`filler ${at}\n`));
  const grown = await appendEntries(newsroom.read, { size: 0, root: newsroom.root }, entries);
  for (const { path, bytes } of grown.files) newsroom.files.set(path, bytes);
  newsroom.size = grown.size;
  newsroom.root = grown.root;
  const pages = (revision: number) =>
    ['de', 'ru'].flatMap((language) => [
      { language, revision, parts: [`revision ${revision}`] },
      { kind: 'front' as const, language, revision, parts: [`front ${revision}`] },
    ]);
  await newsroom.publish(pages(1));
  const older = newsroom.checkpoint;
  const { after = [], recordsBy, editionBy } = wrong;
  const signers = recordsBy === undefined ? {} : { signers: [await newsroom.signer(recordsBy)] };
  const twist = editionBy === undefined ? { after } : { after, signer: await newsroom.signer(editionBy) };
  await newsroom.publish(
    pages(2).map((page) => ({ ...page, ...signers })),
    twist,
  );
  for (const [path, bytes] of newsroom.files) await write(join(folder, path), bytes);
  return beside(folder, newsroom.read, older, newsroom.checkpoint);
}

/** A log of 100,000 entries: fillers, and two editions of a few pages on top. */
export const publishHundredThousand = (folder: string) => publishInMemory(folder, 99_990, {});

/** A small edition that is well formed, logged and proven, and wrong. */
export const publishWrong = (folder: string, wrong: Wrong) => publishInMemory(folder, 300, wrong);
