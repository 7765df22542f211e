/** What is spoilt: three editions of a newsroom, those of a namesake with other keys, and what is true about them. */
import { parseBody, serializeBody } from '../../src/article/index.ts';
import { readPageBody } from '../../src/cli/page-body.ts';
import {
  createSigner,
  createTrustSigner,
  formatCarriers,
  parseHead,
  parseNote,
  parsePagePath,
  type Report,
  type SeenHead,
  seenOf,
  splitPage,
  verifyReport,
} from '../../src/proof/index.ts';
import { NEWSROOM, Newsroom, seedOf } from '../vectors/newsroom.ts';
import { articleSpec, BRIDGE, bodyOf, contentAround, FERRY, firstSpecs, listingSpec } from '../verify/edition.ts';

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
  /** Genuine input of each parser. */
  readonly forms: ReadonlyMap<string, readonly Uint8Array[]>;
}

/** A value with all that is in it, as a text: two are equal when their texts are. Functions are left out. */
export function plain(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Map) return [...each];
    if (each instanceof Uint8Array) return Buffer.from(each).toString('hex');
    return each;
  });
}

/**
 * Everything that was really signed, so that "genuine" can be told exactly: what a signature is over must be byte-equal to
 * something here. Not covered by any signature, and therefore free: white space and order in TUF files (the signatures are
 * over their canonical form), and in notes signature lines of keys that nobody knows.
 */
export class Truth {
  readonly pages = new Set<string>();
  readonly heads = new Set<string>();
  readonly checkpoints = new Set<string>();
  readonly trusted = new Set<string>();
  /** How each page stands under each edition. */
  readonly currencies = new Map<string, string>();

  static pageKey = ({ page }: Report): string => plain([page?.record, page?.part, page?.content]);
  /** Without the root's version: under a newer root, what was known before may still be what counts. */
  static trustKey = ({ trusted }: Report): string =>
    plain([
      trusted?.identity,
      trusted?.policy,
      trusted?.desks,
      { ...trusted?.versions, root: 0 },
      trusted?.fingerprint,
    ]);
  static currencyKey = (report: Report): string => plain([Truth.pageKey(report), report.head?.edition.number]);

  /** Takes what an untouched carrier led to for true. */
  learn(report: Report): void {
    if (report.exitCode !== 0) throw new Error(`the specimen itself is not genuine: ${plain(report.checks)}`);
    this.trusted.add(Truth.trustKey(report));
    this.heads.add(plain([report.head?.edition, report.head?.leaf]));
    for (const note of [report.head?.checkpoint.note, report.page?.checkpoint.note]) {
      if (note !== undefined) this.checkpoints.add(parseNote(note).text);
    }
    if (report.page === null) return;
    this.pages.add(Truth.pageKey(report));
    this.currencies.set(Truth.currencyKey(report), report.currency?.value ?? '');
  }

  /** What in a report is told to be genuine and is not; null when all of it is. */
  lieIn(report: Report, { now, isAboutPage }: { readonly now: Date; readonly isAboutPage: boolean }): string | null {
    const { trusted, head, page, currency, label, exitCode } = report;
    if (trusted !== null && !this.trusted.has(Truth.trustKey(report))) return 'trust data that nobody signed';
    if (head !== null && !this.heads.has(plain([head.edition, head.leaf]))) return 'an edition that nobody signed';
    for (const checkpoint of [head?.checkpoint, page?.checkpoint]) {
      if (checkpoint && !this.checkpoints.has(parseNote(checkpoint.note).text))
        return 'a checkpoint that nobody signed';
    }
    if (page !== null && !this.pages.has(Truth.pageKey(report))) return 'a page that nobody signed';
    if (exitCode === 0 && isAboutPage && page === null) return 'no page, and genuine';
    if (exitCode === 0 && !isAboutPage && head === null) return 'no head, and genuine';
    if (label.kind === 'conflict') return 'a conflict, and the newsroom never forked';
    if (label.time !== null && label.time > now) return 'a date in the future';
    if (currency === null || currency.value === 'unknown' || currency.value === 'unproven') return null;
    const expected = this.currencies.get(Truth.currencyKey(report));
    return currency.value === expected ? null : `called ${currency.value}, and is ${expected}`;
  }
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
  editions.push(new Map(newsroom.files));
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
  editions.push(new Map(newsroom.files));
  newsroom.now = new Date('2026-11-22T12:00:00Z');
  await newsroom.writeTrust({
    root: { version: 2, bytes: await newsroom.makeRoot(2) },
    versions: { targets: 2, snapshot: 2, timestamp: 2 },
  });
  await newsroom.publish([articleSpec('Harbour frozen', { article: '6fk9m2tq7x' })]);
  editions.push(new Map(newsroom.files));
  return editions;
}

function partOf(number: number): string {
  const { body, salt } = parseBody(bodyOf('Long read'));
  return serializeBody(body, { salt, part: { number, of: 2 } });
}

export function readerOf(files: Files): (path: string) => Promise<Uint8Array | null> {
  return async (path) => files.get(path) ?? null;
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
  return { fingerprint, editions, namesake, reader, now, truth, all, newsroom, forms };
}

/** Genuine input of each parser, by the parser's name. */
export async function formsOf(newsroom: Newsroom, files: Files): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const pages = [...files].filter(([path]) => parsePagePath(path) !== null);
  const split = pages.map(([path, bytes]) => ({ path, ...splitPage(bytes) }));
  const bodies = (pattern: RegExp) => split.filter(({ body }) => pattern.test(body)).map(({ body }) => bytesOf(body));
  const named = (pattern: RegExp) => [...files].filter(([path]) => pattern.test(path)).map(([, bytes]) => bytes);
  const objects = (word: string) => named(/^o\//).filter((bytes) => new TextDecoder().decode(bytes).startsWith(word));
  const head = files.get('head') ?? new Uint8Array();
  const carriers = [
    { address: 'https://one.example/', group: 'one', abilities: ['cors'], hints: ['ru'] },
    { address: 'https://two.example/news/', group: 'two', abilities: [], hints: [] },
  ] as const;
  const card = {
    format: 'tamizdat.app/v1',
    newsroom: NEWSROOM,
    fingerprint: newsroom.fingerprint,
    title: { ru: 'Courier' },
    home: 'https://courier.example/',
    languages: ['ru', 'de'],
    carriers,
    trust: Buffer.from(files.get('trust/bundle') ?? []).toString('base64'),
  };
  return new Map([
    ['note', split.map(({ note }) => bytesOf(note))],
    ['page', pages.map(([, bytes]) => bytes)],
    ['head', [head]],
    ['record', split.map(({ note }) => bytesOf(parseNote(note).text))],
    ['edition', [bytesOf(parseNote(parseHead(head).note).text)]],
    ['calendar', objects('tamizdat.calendar')],
    ['notices', objects('tamizdat.notices')],
    ['carriers', [formatCarriers(carriers.map((each) => ({ ...each })))]],
    ['policy', named(/policy\.txt$/)],
    ['desks', named(/desks\.txt$/)],
    ['bundle', named(/^trust\/bundle$/)],
    ['entries', named(/^log\/tile\/entries\//)],
    ['article', bodies(/^<article/)],
    ['listing', bodies(/^<(?!article)/)],
    ['card', [bytesOf(JSON.stringify(card))]],
  ]);
}
