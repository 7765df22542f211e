/** What is spoilt: three editions of a newsroom, those of a namesake with other keys, and what is true about them. */
import { parseBody, serializeBody } from '../../src/article/index.ts';
import { readPageBody } from '../../src/cli/page-body.ts';
import {
  bytesOf,
  createSigner,
  createTrustSigner,
  formatHead,
  joinPage,
  objectPath,
  objectReader,
  parseEdition,
  parseHead,
  parseNote,
  parsePagePath,
  proveInclusion,
  type ReadFile,
  readCalendar,
  type SeenHead,
  seenOf,
  splitPage,
  tileReader,
  verifyReport,
} from '../../src/proof/index.ts';
import { NEWSROOM, Newsroom, seedOf } from '../vectors/newsroom.ts';
import { articleSpec, BRIDGE, bodyOf, contentAround, FERRY, firstSpecs, listingSpec } from '../verify/edition.ts';
import { formsOf } from './forms.ts';
import { Truth } from './truth.ts';

export type Files = ReadonlyMap<string, Uint8Array>;

/** Three editions and who follows them. */
export interface Specimen {
  readonly fingerprint: string;
  /** Oldest first; each has everything that lay on a carrier then. */
  readonly editions: readonly Files[];
  /** The same of somebody else who uses the same names. */
  readonly namesake: readonly Files[];
  /** A reader who has seen the second edition. */
  readonly reader: { readonly known: Uint8Array; readonly seen: SeenHead };
  readonly now: Date;
  readonly truth: Truth;
  /** Every file of everybody, for parts to be taken from. */
  readonly all: readonly Uint8Array[];
  /** The newsroom itself, to sign what it should not. */
  readonly newsroom: Newsroom;
  /** Lies made of genuine parts, each whole and unspoilt. */
  readonly crafted: Crafted;
  /** Genuine input of each parser. */
  readonly forms: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** A newsroom whose keys follow from the given word. */
async function newsroomOf(word: string): Promise<Newsroom> {
  const newsroom = await Newsroom.open();
  if (word === '') return newsroom;
  newsroom.trustSigner = async (name) => createTrustSigner(await seedOf(`${word} trust ${name}`));
  newsroom.signer = async (name, at = () => newsroom.now) =>
    createSigner({
      name: name.includes('.example') ? name : `${NEWSROOM}/${name}`,
      type: name === 'clock' ? 'cosignature' : 'note',
      seed: await seedOf(`${word} ${name}`),
      now: at,
    });
  await newsroom.writeTrust();
  return newsroom;
}

async function publishThree(newsroom: Newsroom): Promise<Files[]> {
  const editions: Files[] = [];
  const [bridge, ferry, day, front] = await newsroom.publish([
    ...firstSpecs(),
    articleSpec('Die Brücke ist gesperrt', { language: 'de' }),
    { language: 'ru', article: '5fk9m2tq7x', parts: [1, 2].map((number) => contentAround(partOf(number))) },
  ]);
  editions.push(await pruned(newsroom));
  newsroom.now = new Date('2026-11-22T11:00:00Z');
  await newsroom.publish([
    articleSpec('Bridge closed until May', { revision: 2, article: BRIDGE, replaces: bridge?.place ?? null }),
    articleSpec('Withdrawn', {
      kind: 'withdrawal',
      revision: 2,
      article: FERRY,
      state: 'withdrawn',
      replaces: ferry?.place ?? null,
    }),
    listingSpec('day', 'Articles of the day', { revision: 2, replaces: day?.place ?? null }),
    listingSpec('front', 'Courier', { revision: 2, replaces: front?.place ?? null }),
  ]);
  editions.push(await pruned(newsroom));
  newsroom.now = new Date('2026-11-22T12:00:00Z');
  await newsroom.writeTrust({
    root: { version: 2, bytes: await newsroom.makeRoot(2) },
    versions: { targets: 2, snapshot: 2, timestamp: 2 },
  });
  await newsroom.publish([articleSpec('Harbour frozen', { article: '6fk9m2tq7x' })]);
  editions.push(await pruned(newsroom));
  return editions;
}

function partOf(number: number): string {
  const { body, salt } = parseBody(bodyOf('Long read'));
  return serializeBody(body, { salt, part: { number, of: 2 } });
}

export function readerOf(files: Files): ReadFile {
  return async (path, maxBytes) => {
    const bytes = files.get(path);
    return bytes === undefined || bytes.length > maxBytes ? null : bytes;
  };
}

/** Files that no mutation would come upon. */
export interface Crafted {
  /** Old editions, proven as entries of the newest tree. */
  readonly heads: readonly Uint8Array[];
  /** What a desk signed and the log never had, with proofs of its neighbours. */
  readonly pages: readonly { readonly path: string; readonly bytes: Uint8Array }[];
}

async function craft(newsroom: Newsroom, editions: readonly Files[]): Promise<Crafted> {
  const { size, checkpoint } = newsroom;
  const proofOf = async (index: number) => {
    const hashes = await proveInclusion(tileReader(newsroom.read, size), index, size);
    return { index, hashes, checkpoint };
  };
  const old = editions.slice(0, -1).map((files) => parseHead(files.get('head') ?? new Uint8Array()));
  const heads = old.map(async ({ note, proof }) => bytesOf(formatHead({ note, proof: await proofOf(proof.index) })));
  // The same newsroom in another life: what it publishes there was signed, and never logged here.
  const other = await newsroomOf('');
  await publishThree(other);
  const published = await other.publish([
    articleSpec('Never printed', { article: '7fk9m2tq7x' }),
    articleSpec('Bridge open', { article: BRIDGE, revision: 3 }),
  ]);
  const pages = published.flatMap(({ content, note, path }) =>
    [0, 7, size - 2, size - 1].map(async (index) => ({
      path,
      bytes: joinPage(content, { note, proof: await proofOf(index) }),
    })),
  );
  return { heads: await Promise.all(heads), pages: await Promise.all(pages) };
}

/** The files of an edition that are of use: what is left of earlier ones is left out. */
async function pruned(newsroom: Newsroom): Promise<Files> {
  const files = new Map(newsroom.files);
  const used = new Set<string>();
  const read = async (path: string) => {
    used.add(path);
    return files.get(path) ?? null;
  };
  const edition = parseEdition(parseNote(parseHead(newsroom.file('head')).note).text);
  for await (const _ of readCalendar(objectReader(read), edition.calendar)) used.add('head');
  for (const { sha256 } of [edition.notices, edition.carriers]) used.add(objectPath(sha256));
  for (const path of files.keys()) if (path.startsWith('o/') && !used.has(path)) files.delete(path);
  return files;
}

/** Makes everything; the same every time. */
export async function makeSpecimen(): Promise<Specimen> {
  const newsroom = await newsroomOf('');
  const editions = await publishThree(newsroom);
  const { fingerprint } = newsroom;
  const namesake = await publishThree(await newsroomOf('namesake'));
  const now = new Date('2026-11-22T12:30:00Z');
  const truth = new Truth();
  let reader: Specimen['reader'] | null = null;
  for (const files of editions) {
    const carrier = { fingerprint, read: readerOf(files), now };
    const whole = await verifyReport(carrier);
    truth.learn(whole);
    if (whole.head?.edition.number === 2 && whole.keep !== null)
      reader = { known: whole.keep, seen: seenOf(whole.head) };
    for (const from of editions) {
      for (const [path, bytes] of from) {
        if (parsePagePath(path) === null) continue;
        truth.learn(await verifyReport({ ...carrier, page: { bytes, path }, readBody: readPageBody }));
        // A page proven against a newer tree is the same page.
        truth.checkpoints.add(parseNote(splitPage(bytes).proof.checkpoint).text);
      }
    }
  }
  if (reader === null) throw new Error('the second edition is missing');
  const all = [...editions, ...namesake].flatMap((files) => [...files.values()]);
  const forms = await formsOf(newsroom, editions[1] ?? new Map());
  return {
    fingerprint,
    editions,
    namesake,
    reader,
    now,
    truth,
    all,
    newsroom,
    crafted: await craft(newsroom, editions),
    forms,
  };
}
