/** The search for a page: several carriers at once, the first that gives it genuine and no older than seen wins. */
import {
  comparePlaces,
  type FailureName,
  HEAD_PATH,
  isMarked,
  lookupCalendar,
  MAX_MUTABLE_BYTES,
  MAX_PAGE_BYTES,
  objectReader,
  parsePagePath,
} from '../proof/index.ts';
import { askWitnesses, objectsOf } from './ask-carriers.ts';
import type { Carrier } from './carrier-pool.ts';
import { judgeCarrier, noteOld, noteVerdict } from './carrier-verdict.ts';
import { type Genuine, isGenuine } from './knowledge.ts';
import { quietly } from './quietly.ts';
import { race } from './race.ts';
import type { Visit } from './visit.ts';

/** A page that a carrier gave. */
export interface FoundPage {
  readonly kind: 'page';
  readonly bytes: Uint8Array;
  readonly carrier: Carrier;
  readonly judged: Genuine;
}

/** What came of a search: as the views of `session.ts` of the same names. */
export type Found =
  | FoundPage
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreached'; readonly failure: FailureName | null };

/** How many groups have to say that there is no such page. */
const MISSING_GROUPS = 2;

/** Searches for the page at a path of the edition. Ends with the strategy's limit, or `unreached` when aborted. */
export async function findPage(visit: Visit, path: string, signal: AbortSignal): Promise<Found> {
  const { pool, strategy } = visit;
  const carriers = pool.order();
  const lacking: Carrier[] = [];
  const isMissed = (): boolean => new Set(lacking.map(({ entry }) => entry.group)).size >= MISSING_GROUPS;
  let naming: Promise<boolean | null> | null = null;
  let isAnswered = false;
  let failure: FailureName | null = null;
  let fallback: FoundPage | null = null;

  const attempt = async (carrier: Carrier, inner: AbortSignal): Promise<Found | null> => {
    const [given, head] = await Promise.all([
      pool.ask(carrier, path, MAX_PAGE_BYTES, inner),
      headOf(pool.ask(carrier, HEAD_PATH, MAX_MUTABLE_BYTES, inner)),
    ]);
    // A host may answer with a page of its own to everything.
    const page = given instanceof Uint8Array && isMarked(given) ? given : null;
    const judged = await judgeCarrier(visit, carrier, { head, page, path }, inner);
    // What was cut short shows nothing.
    if (inner.aborted) return null;
    const verdict = noteVerdict(visit, carrier, judged.report, head);
    if (verdict === 'bad') failure = judged.report.label.failure;
    if (page === null) {
      if (verdict !== 'good') return null;
      isAnswered = true;
      pool.note(carrier, { standing: given === 'missing' ? 'asked' : 'silent' });
      if (given !== 'missing') return null;
      lacking.push(carrier);
      if (!isMissed()) return null;
      naming ??= isNamed(visit, path, lacking, inner);
      if (!(await naming)) return { kind: 'missing' };
      for (const each of lacking) noteOld(visit, each, each.standing.edition ?? 0);
      return null;
    }
    if (verdict === 'bad' || verdict === 'none' || !isGenuine(judged)) return null;
    const found: FoundPage = { kind: 'page', bytes: page, carrier, judged };
    if (verdict === 'good') return found;
    if (fallback === null || isLater(found, fallback)) fallback = found;
    return null;
  };

  const found = (await race(carriers, attempt, strategy, signal)) ?? fallback;
  if (found?.kind === 'page' && found !== fallback) pool.win(found.carrier.entry.address);
  if (found !== null) return found;
  if (isAnswered) {
    const { limitMs } = strategy;
    const pace = { start: 1, stepMs: limitMs, limitMs };
    const named = await race([path], (each, inner) => isNamed(visit, each, lacking, inner), pace, signal);
    if (named === false || (named === null && isMissed())) return { kind: 'missing' };
  }
  // Where everybody has lied before, that nobody answers now is not the network's fault.
  return { kind: 'unreached', failure: failure ?? pool.failureOfAll() };
}

/**
 * Whether the newest edition names the page at a path; null when nobody tells. Asked before a page is said to be missing:
 * a few carriers that lack it could hide it, and a host that answers 404 without leave to read it looks like a dead network.
 */
async function isNamed(
  visit: Visit,
  path: string,
  lacking: readonly Carrier[],
  signal: AbortSignal,
): Promise<boolean | null> {
  const groups = lacking.map(({ entry }) => entry.group);
  await askWitnesses(visit, groups, signal);
  const edition = visit.knowledge.newest?.head.edition;
  const page = parsePagePath(path);
  if (edition === undefined || page === null) return null;
  const isOfLanguage = ({ language }: { readonly language: string }): boolean => language === page.language;
  if (page.kind === 'front') return edition.fronts.some(isOfLanguage);
  const article = page.kind === 'article' ? page.article : null;
  const read = objectReader(objectsOf(visit, signal));
  const lines = await quietly(() => lookupCalendar(read, edition.calendar, page.day, article));
  // How many parts there are it does not say.
  return lines?.some(isOfLanguage) ? page.part === 1 || null : lines && false;
}

/** Whether a page's record was written after that of another. */
export function isLater({ judged: a }: { judged: Genuine }, { judged: b }: { judged: Genuine }): boolean {
  return comparePlaces(a.report.page.place, b.report.page.place) > 0;
}

/** The head, or null for none; throws when nothing whole came, which ends the attempt at once. */
async function headOf(asked: ReturnType<Visit['pool']['ask']>): Promise<Uint8Array | null> {
  const answer = await asked;
  if (answer === 'silent') throw new Error(answer);
  return answer === 'missing' ? null : answer;
}
