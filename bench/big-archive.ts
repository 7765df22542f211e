/**
 * Archives of any size in seconds: the log and the calendar through our own code, many days at a time, and no pages but
 * those that the next publication replaces. What is published into them afterwards is published as always.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ListingEntry, newArticleId } from '../src/article/index.ts';
import { composeArticle, composeDay, composeFront, dayTitle, frontTitle, makeTwins } from '../src/compose/index.ts';
import { prose } from '../src/compose/testing/prose.ts';
import { FACE, RUSSIAN, withParagraphs } from '../src/compose/testing/specimen.ts';
import {
  fileReader,
  type PageDraft,
  type Publication,
  type PublishOptions,
  type PublishResult,
  publishEdition,
} from '../src/edition/index.ts';
import { NEWSROOM, publication, scratchNewsroom, scratchOptions } from '../src/edition/testing/scratch-newsroom.ts';
import {
  appendEntries,
  articlePath,
  bytesOf,
  type CalendarEntry,
  CHECKPOINT_PATH,
  dayPath,
  formatCarriers,
  formatEdition,
  formatHead,
  formatNotices,
  formatRecord,
  type Hash,
  HEAD_PATH,
  hexOf,
  makeObject,
  type ObjectRef,
  objectPath,
  objectReader,
  proveInclusion,
  rootHash,
  signCheckpoint,
  signNote,
  tileReader,
  updateCalendar,
} from '../src/proof/index.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The day on which the next articles are published. */
export const TODAY = '2026-11-22';
const LANGUAGE = 'ru';
/** Entries of the day before that the front shows until today has as many. */
const OF_YESTERDAY = 20;
/** Raw length that compose is to leave for a proof. */
const PROOF_BYTES = 1_900;
/** Entries of the log at once. */
const BATCH = 20_000;

const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));
const hex = (count: number) => randomBytes(count).toString('hex');
const dayBefore = (days: number) => new Date(Date.parse(TODAY) - days * DAY_MS).toISOString().slice(0, 10);

/** What is published of an archive from now on. */
export interface BigArchive {
  /** The newsroom's folder; `edition/files` in it is what carriers get. */
  readonly path: string;
  /** Articles, one language version each, before anything was published into it. */
  readonly articles: number;
  /** An article of the middle of the archive: what somebody may want to check. */
  readonly old: CalendarEntry;
}

/** Makes an archive of that many articles, `aDay` on each day, the last of them yesterday's. */
export async function makeBigArchive(articles: number, aDay: number): Promise<BigArchive> {
  const path = await scratchNewsroom(FACE.languages);
  const { keys } = await scratchOptions(path);
  const desk = keys.desks.get(LANGUAGE);
  if (desk === undefined) throw new Error('the scratch newsroom has no desk');
  const files = join(path, 'edition', 'files');
  const read = fileReader(files);
  const folders = new Set<string>();
  // Nothing is synced: an archive that is lost in a crash is made anew.
  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    const folder = dirname(join(files, name));
    if (!folders.has(folder)) await mkdir(folder, { recursive: true });
    folders.add(folder);
    await writeFile(join(files, name), bytes);
  };
  let log: { size: number; root: Hash } = {
    size: 0,
    root: await rootHash(
      tileReader(async () => null, 0),
      0,
    ),
  };
  const append = async (notes: readonly string[]) => {
    const appended = await appendEntries(read, log, notes.map(bytesOf));
    for (const file of appended.files) await write(file.path, file.bytes);
    log = { size: appended.size, root: appended.root };
    return appended;
  };
  let calendar: ObjectRef | null = null;
  let old: CalendarEntry | null = null;
  const days = Math.ceil(articles / aDay);
  const atOnce = Math.max(1, Math.floor(BATCH / aDay)) * aDay;
  for (let first = 0; first < articles; first += atOnce) {
    const count = Math.min(atOnce, articles - first);
    const made = await Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const day = dayBefore(days - Math.floor((first + at) / aDay));
        const article = newArticleId(random);
        const page = { sizeBytes: 9_000, sha256: hex(32) };
        const fields = { newsroom: NEWSROOM, log: keys.log.name, kind: 'article', article, day } as const;
        const rest = { language: LANGUAGE, revision: 1, time: `${day}T10:15:00Z`, pages: [page], replaces: null };
        return { day, article, note: await signNote(formatRecord({ ...fields, ...rest }), [desk]) };
      }),
    );
    const { leaves } = await append(made.map(({ note }) => note));
    const lines = made.map(({ day, article }, at): CalendarEntry => {
      const place = { log: 1, index: first + at };
      return {
        day,
        article,
        language: LANGUAGE,
        revision: 1,
        state: 'current',
        place,
        leaf: hexOf(leaves[at] as Hash),
      };
    });
    const update = await updateCalendar(objectReader(read), calendar, lines);
    for (const node of update.nodes) await write(objectPath(node.sha256), node.bytes);
    calendar = update.root;
    if (first + count > articles / 2) old ??= lines[lines.length >> 1] ?? null;
  }
  if (calendar === null || old === null) throw new Error('an archive has at least one article');

  const objects = await Promise.all([formatNotices([]), formatCarriers([])].map(makeObject));
  for (const object of objects) await write(objectPath(object.sha256), object.bytes);
  const [notices, carriers] = objects.map(({ sizeBytes, sha256 }): ObjectRef => ({ sizeBytes, sha256 }));
  if (notices === undefined || carriers === undefined) throw new Error('two objects were made');
  const names = { newsroom: NEWSROOM, log: keys.log.name, number: days, time: `${dayBefore(1)}T23:00:00Z` };
  // The other languages of the newsroom have fronts too, of other days: a head names them all.
  const fronts = FACE.languages
    .toSorted()
    .map((language, at) => ({ language, place: { log: 1, index: at }, leaf: hex(32) }));
  const state = { trust: { root: 1, targets: 1 }, fronts, calendar, notices, carriers };
  const note = await signNote(formatEdition({ ...names, ...state }), [keys.log]);
  const { reader, size } = await append([note]);
  const checkpoint = await signCheckpoint({ origin: keys.log.name, ...log }, keys.log, [keys.clock]);
  const proof = { index: size - 1, hashes: await proveInclusion(reader, size - 1, size), checkpoint };
  await write(CHECKPOINT_PATH, bytesOf(checkpoint));
  await write(HEAD_PATH, bytesOf(formatHead({ note, proof })));
  return { path, articles, old };
}

function entryOf(day: string, article: string, seed: number): ListingEntry {
  const line = prose(LANGUAGE, 40, seed)[0] ?? '';
  const [headline, teaser] = [line.slice(0, 70).trim(), line.slice(0, 160).trim()];
  const path = articlePath(LANGUAGE, day, article);
  return { path, headline, teaser, publishedAt: `${day}T10:15:00Z`, state: 'current' };
}

/** Publishes today's articles into an archive, one at a time, with the day page and the front that name them. */
export class Desk {
  readonly options: PublishOptions;
  readonly #entries: ListingEntry[] = [];
  readonly #before: readonly ListingEntry[] = Array.from({ length: OF_YESTERDAY }, (_, at) =>
    entryOf(dayBefore(1), newArticleId(random), 500 + at),
  );

  private constructor(options: PublishOptions) {
    this.options = options;
  }

  static async open(path: string): Promise<Desk> {
    const options = await scratchOptions(path, () => new Date(`${TODAY}T10:15:00Z`));
    return new Desk({ ...options, makeTwins });
  }

  /** What one more article brings: its page, the day's and the front. Drawn before anything is measured. */
  draft(): Publication {
    const article = newArticleId(random);
    const { body } = withParagraphs(RUSSIAN, prose(LANGUAGE, 300, this.#entries.length));
    const version = { ...RUSSIAN, article, day: TODAY, revision: 1, body: { ...body, state: 'current' as const } };
    this.#entries.unshift(entryOf(TODAY, article, 1_000 + this.#entries.length));
    const salt = hex(16);
    const input = { face: FACE, others: [], salt, proofBytes: PROOF_BYTES };
    const pages = composeArticle({ ...input, version });
    const days = Array.from({ length: 14 }, (_, at) => ({
      day: dayBefore(at),
      path: dayPath(LANGUAGE, dayBefore(at)),
    }));
    const listing = { language: LANGUAGE, direction: 'ltr', entries: this.#entries, days } as const;
    const day = { ...listing, kind: 'day', title: dayTitle(LANGUAGE, TODAY), day: TODAY } as const;
    const newest = [...this.#entries, ...this.#before];
    const front = { ...listing, entries: newest, kind: 'front', title: frontTitle(FACE, LANGUAGE) } as const;
    const page = { language: LANGUAGE, article: null, revision: null };
    const drafts: PageDraft[] = [
      { ...page, kind: 'article', article, day: TODAY, revision: 1, parts: pages.map(({ bytes }) => bytes) },
      { ...page, kind: 'day', day: TODAY, parts: composeDay({ ...input, listing: day }).map(({ bytes }) => bytes) },
      { ...page, kind: 'front', day: null, parts: [composeFront({ ...input, listing: front }).bytes] },
    ];
    return publication(drafts);
  }

  publish(draft: Publication): Promise<PublishResult> {
    return publishEdition(draft, this.options);
  }
}
