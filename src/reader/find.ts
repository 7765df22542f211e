/** The search for a page: several carriers at once, the first that gives it genuine and no older than seen wins. */
import { comparePlaces, type FailureName, HEAD_PATH, MAX_MUTABLE_BYTES, MAX_PAGE_BYTES } from '../proof/index.ts';
import type { Carrier } from './carrier-pool.ts';
import { judgeCarrier, noteVerdict } from './carrier-verdict.ts';
import { type Genuine, isGenuine } from './knowledge.ts';
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
  const missing: string[] = [];
  let failure: FailureName | null = null;
  let fallback: FoundPage | null = null;

  const attempt = async (carrier: Carrier, inner: AbortSignal): Promise<Found | null> => {
    const [page, head] = await Promise.all([
      whole(pool.ask(carrier, path, MAX_PAGE_BYTES, inner)),
      whole(pool.ask(carrier, HEAD_PATH, MAX_MUTABLE_BYTES, inner)),
    ]);
    const judged = await judgeCarrier(visit, carrier, { head, page, path }, inner);
    const verdict = noteVerdict(visit, carrier, judged.report, head);
    if (verdict === 'bad') failure = judged.report.label.failure;
    if (page === null) {
      if (verdict !== 'good') return null;
      missing.push(carrier.entry.group);
      return new Set(missing).size >= MISSING_GROUPS ? { kind: 'missing' } : null;
    }
    if (verdict === 'bad' || !isGenuine(judged)) return null;
    const found: FoundPage = { kind: 'page', bytes: page, carrier, judged };
    if (verdict === 'good') return found;
    if (fallback === null || isLater(found, fallback)) fallback = found;
    return null;
  };

  const found = await race(carriers, attempt, strategy, signal);
  if (found?.kind === 'page') pool.winner = found.carrier.entry.address;
  if (found !== null) return found;
  if (fallback !== null) return fallback;
  return missing.length > 0 && missing.length === carriers.length
    ? { kind: 'missing' }
    : { kind: 'unreached', failure };
}

/** Whether a page's record was written after that of another. */
export function isLater({ judged: a }: { judged: Genuine }, { judged: b }: { judged: Genuine }): boolean {
  return comparePlaces(a.report.page.place, b.report.page.place) > 0;
}

/** Bytes, or null for what is not there; throws when nothing whole came, which ends the attempt at once. */
async function whole(asked: ReturnType<Visit['pool']['ask']>): Promise<Uint8Array | null> {
  const answer = await asked;
  if (answer === 'silent' || answer === 'endless') throw new Error(answer);
  return answer === 'missing' ? null : answer;
}
