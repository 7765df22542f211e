/** What is spoilt and through which door it comes in. A probe throws when something is not as it must be. */
import { ArticleError, parseBody, parseListing } from '../../src/article/index.ts';
import { readPageBody } from '../../src/cli/page-body.ts';
import {
  BUNDLE_PATH,
  formatCalendarNode,
  formatCarriers,
  formatEdition,
  formatNotices,
  formatRecord,
  HEAD_PATH,
  ProofError,
  parseBundle,
  parseCalendarNode,
  parseCarriers,
  parseDesks,
  parseEdition,
  parseHead,
  parseNote,
  parseNotices,
  parsePagePath,
  parsePolicy,
  parseRecord,
  parseTrustBundle,
  splitPage,
  verifyReport,
} from '../../src/proof/index.ts';
import { parseCard } from '../../src/reader/card.ts';
import { ReaderError } from '../../src/reader/error.ts';
import { isGenuine, Knowledge } from '../../src/reader/knowledge.ts';
import type { Dice } from '../chaos/dice.ts';
import { Newsroom } from '../vectors/newsroom.ts';
import { articleSpec } from '../verify/edition.ts';
import { begin, counted, excess } from './counting.ts';
import { mutate } from './mutate.ts';
import { type Files, readerOf, type Specimen } from './specimen.ts';
import { Truth } from './truth.ts';

/** What one case was made of: enough to look at it, should it fail. */
export interface Trace {
  /** What was spoilt, and how. */
  what: string;
  /** The spoilt files by path. */
  readonly files: Map<string, Uint8Array>;
  /** Whether anything differs from what was published. */
  isChanged: boolean;
}

/** Runs one case. */
export type Probe = (specimen: Specimen, dice: Dice, trace: Trace) => Promise<void>;

/** Spoils a file and notes it. */
export function spoil(
  trace: Trace,
  path: string,
  bytes: Uint8Array,
  { all }: Pick<Specimen, 'all'>,
  dice: Dice,
): Uint8Array {
  const { bytes: spoilt, how } = mutate(bytes, dice, all);
  trace.what += `${path}: ${how}; `;
  trace.files.set(path, spoilt);
  trace.isChanged ||= Buffer.compare(spoilt, bytes) !== 0;
  return spoilt;
}

const pathsOf = (files: Files, pattern: RegExp): string[] => [...files.keys()].filter((path) => pattern.test(path));
const pagesOf = (files: Files): string[] => [...files.keys()].filter((path) => parsePagePath(path) !== null);

function fileOf(files: Files, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new RangeError(path);
  return bytes;
}

const pageOf = (files: Files, path: string) => ({ path, bytes: fileOf(files, path) });

/** Verifies a page or a whole carrier, and refuses what is called genuine without being it, or costs too much. */
async function judge(
  { fingerprint, reader, now, truth }: Specimen,
  dice: Dice,
  files: Files,
  page: { readonly bytes: Uint8Array; readonly path?: string } | null,
): Promise<void> {
  const { known, seen } = dice.pick([{ known: null, seen: null }, reader]);
  begin();
  const report = await verifyReport({
    fingerprint,
    known,
    seen,
    read: counted(readerOf(files)),
    ...(page !== null && { page }),
    readBody: readPageBody,
    now,
  });
  const lie = truth.lieIn(report, { now, isAboutPage: page !== null });
  if (lie !== null) throw new Error(`${lie}: ${JSON.stringify(report.label)}`);
  if (page !== null && Truth.showsMore(page.bytes, report)) throw new Error('a file that shows more than was signed');
  const over = excess();
  if (over !== null) throw new Error(over);
}

/** A page on an honest carrier. */
export const pageProbe: Probe = async (specimen, dice, trace) => {
  const files = dice.pick(specimen.editions);
  const isCrafted = dice.next() < 0.05;
  const found = isCrafted ? dice.pick(specimen.crafted.pages) : pageOf(files, dice.pick(pagesOf(files)));
  const { path } = found;
  const bytes = isCrafted && dice.next() < 0.5 ? found.bytes : spoil(trace, path, found.bytes, specimen, dice);
  trace.isChanged ||= isCrafted;
  await judge(specimen, dice, files, dice.next() < 0.2 ? { bytes } : { bytes, path });
};

/** A file of the carrier that matches, while a page of it is read or the carrier looked at. */
export const carrierProbe =
  (pattern: RegExp): Probe =>
  async (specimen, dice, trace) => {
    const whole = dice.pick(specimen.editions);
    const files = new Map(whole);
    for (let count = dice.pick([1, 1, 2]); count > 0; count -= 1) {
      const path = dice.pick(pathsOf(whole, pattern));
      const isCrafted = path === HEAD_PATH && dice.next() < 0.1;
      const bytes = isCrafted ? dice.pick(specimen.crafted.heads) : fileOf(files, path);
      trace.isChanged ||= isCrafted;
      files.set(path, isCrafted && dice.next() < 0.5 ? bytes : spoil(trace, path, bytes, specimen, dice));
    }
    // What the bundle lacks is asked for file by file.
    if (pattern.test('trust/1.root.json') && dice.next() < 0.5) files.delete(BUNDLE_PATH);
    const from = dice.pick(specimen.editions);
    const path = dice.pick(pagesOf(from));
    await judge(specimen, dice, files, dice.next() < 0.4 ? null : { bytes: fileOf(from, path), path });
  };

/** Files of several editions and of the namesake on one carrier; some under the names of others, some missing. */
export const mixedProbe: Probe = async (specimen, dice, trace) => {
  const { editions, namesake } = specimen;
  const sources = [...editions, ...(dice.next() < 0.5 ? namesake : [])];
  const files = new Map<string, Uint8Array>();
  const groups = ['head', 'log/', 'trust/', 'o/', 'ru/', 'de/'];
  const byGroup = new Map(groups.map((group) => [group, dice.pick(sources)]));
  for (const path of new Set(sources.flatMap((each) => [...each.keys()]))) {
    const group = byGroup.get(groups.find((each) => path.startsWith(each)) ?? '');
    const source = dice.next() < 0.1 ? dice.pick(sources) : group;
    const bytes = dice.next() < 0.03 ? dice.pick(specimen.all) : source?.get(path);
    if (bytes !== undefined && dice.next() > 0.05) files.set(path, bytes);
  }
  trace.what = `files mixed: ${JSON.stringify([...byGroup].map(([group, source]) => [group, sources.indexOf(source)]))}`;
  trace.isChanged = true;
  for (const [path, bytes] of files) trace.files.set(path, bytes);
  const from = dice.pick(sources);
  const path = dice.pick(pagesOf(from));
  const at = dice.next() < 0.2 ? dice.pick(pagesOf(from)) : path;
  await judge(specimen, dice, files, dice.next() < 0.3 ? null : { bytes: fileOf(from, path), path: at });
};

/** What the desks, the editors or the log really signed, but should not have: it may be refused, never break anything. */
export const signedNonsenseProbe: Probe = async (specimen, dice, trace) => {
  const newsroom = await Newsroom.open();
  const change = (text: string): string => {
    const { bytes, how } = mutate(new TextEncoder().encode(text), dice, specimen.all);
    trace.what += how;
    return `${new TextDecoder().decode(bytes).replaceAll('\0', '').slice(0, 40_000)}`.replace(/\n*$/, '\n');
  };
  trace.isChanged = true;
  const kind = dice.below(4);
  try {
    if (kind === 0) await newsroom.writeTrust({ policy: change(await newsroom.defaultPolicy()) });
    const body = (word: string) => articleSpec(word, kind === 1 ? { changeRecord: change } : {});
    await newsroom.publish([body('Bridge closed')], kind === 2 ? { changeText: change } : {});
    if (kind === 3)
      await newsroom.writeTrust({
        desks: change(new TextDecoder().decode([...newsroom.files].find(([path]) => path.endsWith('desks.txt'))?.[1])),
      });
  } catch (error) {
    // Our own signing side refuses to sign or to write it: then there is nothing to verify.
    if (error instanceof ProofError) return;
    throw error;
  }
  for (const [path, bytes] of newsroom.files) trace.files.set(path, bytes);
  const [path] = pagesOf(newsroom.files);
  const page = path === undefined ? {} : { page: { bytes: fileOf(newsroom.files, path), path } };
  const { fingerprint } = newsroom;
  begin();
  await verifyReport({
    fingerprint,
    read: counted(readerOf(newsroom.files)),
    ...page,
    readBody: readPageBody,
    now: specimen.now,
  });
  const over = excess();
  if (over !== null) throw new Error(over);
};

/** A parser, and what writes again what it has read where there is one spelling only. */
interface Parser {
  readonly parse: (bytes: Uint8Array) => unknown;
  readonly format?: (parsed: never) => string | Uint8Array;
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const PARSERS: Readonly<Record<string, Parser>> = {
  note: { parse: (bytes) => parseNote(bytes) },
  page: { parse: (bytes) => splitPage(bytes) },
  head: { parse: (bytes) => parseHead(bytes) },
  record: { parse: (bytes) => parseRecord(utf8(bytes)), format: formatRecord },
  edition: { parse: (bytes) => parseEdition(utf8(bytes)), format: formatEdition },
  calendar: { parse: (bytes) => parseCalendarNode(bytes, 'node'), format: formatCalendarNode },
  notices: { parse: (bytes) => parseNotices(bytes), format: formatNotices },
  carriers: { parse: (bytes) => parseCarriers(bytes), format: formatCarriers },
  policy: { parse: (bytes) => parsePolicy(bytes) },
  desks: { parse: (bytes) => parseDesks(bytes) },
  bundle: { parse: (bytes) => parseTrustBundle(bytes) },
  entries: { parse: (bytes) => parseBundle(bytes, 3, 'entries') },
  article: { parse: (bytes) => parseBody(utf8(bytes)) },
  listing: { parse: (bytes) => parseListing(utf8(bytes)) },
  card: { parse: (bytes) => parseCard(bytes) },
};

/** Each parser on spoilt input: it refuses by name, or has read what there is one spelling of. */
export const parserProbe: Probe = async (specimen, dice, trace) => {
  const name = dice.pick(Object.keys(PARSERS));
  const parser = PARSERS[name];
  const genuine = dice.pick(specimen.forms.get(name) ?? []);
  const bytes = spoil(trace, name, genuine, specimen, dice);
  try {
    const parsed = await parser?.parse(bytes);
    if (parser?.format === undefined) return;
    const again = parser.format(parsed as never);
    const written = typeof again === 'string' ? again : utf8(again);
    if (written !== utf8(bytes)) throw new Error(`${name}: read, and written again as something else`);
  } catch (error) {
    if (!(error instanceof ProofError || error instanceof ArticleError || error instanceof ReaderError)) throw error;
  }
};

/** What the reader app knows and judges: pages as they are shown and as files, heads, trust data. */
export const readerProbe: Probe = async (specimen, dice, trace) => {
  const { fingerprint, editions, reader, now, truth } = specimen;
  const files = new Map(dice.pick(editions));
  const knowledge = new Knowledge(
    { fingerprint, ...reader, evidence: null },
    () => now,
    () => {},
  );
  const path = dice.pick(pagesOf(files));
  const spoilt = dice.pick([path, HEAD_PATH, BUNDLE_PATH]);
  files.set(spoilt, spoil(trace, spoilt, fileOf(files, spoilt), specimen, dice));
  const judged = await knowledge.judge({
    head: fileOf(files, HEAD_PATH),
    page: fileOf(files, path),
    path,
    isFile: dice.next() < 0.5,
    read: readerOf(files),
  });
  const lie = truth.lieIn(judged.report, { now, isAboutPage: true });
  if (lie !== null) throw new Error(`${lie}: ${JSON.stringify(judged.report.label)}`);
  if (isGenuine(judged) !== (judged.report.page !== null && judged.report.label.kind !== 'not-genuine')) {
    throw new Error('shown, and not genuine');
  }
  if (knowledge.evidence !== null) throw new Error('evidence of a fork that never was');
  // Nothing that was learnt from it may harm what comes after: an honest carrier is believed as before.
  const honest = editions.at(-1) ?? new Map();
  const after = await knowledge.judge({ head: fileOf(honest, HEAD_PATH), read: readerOf(honest) });
  if (after.report.exitCode !== 0)
    throw new Error(`an honest carrier afterwards: ${JSON.stringify(after.report.checks)}`);
};
