/** What a carrier gave, judged, and how it stands after that. */
import { parseEdition, parseHead, parseNote, type Report } from '../proof/index.ts';
import type { Carrier } from './carrier-pool.ts';
import { hasFailed, type Judged, type Material, needsTrust } from './knowledge.ts';
import type { Visit } from './visit.ts';

/**
 * Judges what a carrier gave; its trust data is asked for only where it may change the verdict, and at most once in a
 * quota's time.
 */
export async function judgeCarrier(
  { knowledge, pool, ports, strategy }: Visit,
  carrier: Carrier,
  material: Material,
  signal: AbortSignal,
): Promise<Judged> {
  const judged = await knowledge.judge(material);
  const now = ports.now().getTime();
  if (!needsTrust(judged.report) || now - carrier.trustAskedAt < strategy.quotaMs) return judged;
  carrier.trustAskedAt = now;
  return knowledge.judge({
    ...material,
    read: async (path, maxBytes) => {
      const answer = path.startsWith('trust/') ? await pool.ask(carrier, path, maxBytes, signal) : null;
      return answer instanceof Uint8Array ? answer : null;
    },
  });
}

/** `old`: behind what this reader has seen, or without a head that would tell; `bad`: false, a fork, or nothing of ours. */
export type Verdict = 'good' | 'old' | 'bad';

/** Notes how a carrier stands after what it gave. */
export function noteVerdict(visit: Visit, carrier: Carrier, report: Report, head: Uint8Array | null): Verdict {
  const { pool } = visit;
  const { failure, kind } = report.label;
  if (hasFailed(report, 'fork')) {
    pool.accuse(carrier, 'fork', 'fork');
    return 'bad';
  }
  // A carrier that is only behind is told not to be genuine where no page of it was asked about.
  if (kind === 'not-genuine' && failure !== 'rollback' && failure !== 'trust-rollback') {
    if (isForeign(report)) pool.note(carrier, { standing: 'silent', failure });
    else pool.accuse(carrier, 'false', failure);
    return 'bad';
  }
  if (hasFailed(report, 'rollback', 'trust-rollback')) {
    if (head !== null) noteOld(visit, carrier, editionOf(head));
    return 'old';
  }
  if (report.head === null) {
    // It was reached and has no edition, or nothing that could be told about it.
    pool.note(carrier, { standing: kind === 'cannot-tell' ? 'silent' : 'answers' });
    return 'old';
  }
  pool.praise(carrier, report.head.edition.number);
  return 'good';
}

/** Notes that a carrier lacks the newest edition: set aside, unless it is just being brought up to it. */
export function noteOld({ pool, knowledge, ports, strategy }: Visit, carrier: Carrier, edition: number): void {
  const newest = knowledge.newest?.head.edition;
  const isBeingUpdated =
    newest !== undefined &&
    newest.number === edition + 1 &&
    ports.now().getTime() - Date.parse(newest.time) < strategy.lagMs;
  pool.praise(carrier, edition);
  if (!isBeingUpdated) pool.accuse(carrier, 'old', 'rollback');
}

/** Of a head that was verified, up to its being older than what was seen. */
const editionOf = (head: Uint8Array): number => parseEdition(parseNote(parseHead(head).note).text).number;

/** A block page of a network, or a host's own: whoever put it there does not claim that it is the newsroom's. */
function isForeign({ checks }: Report): boolean {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ failure }) => failure);
  return failed.includes('head-format') && failed.every((each) => each === 'head-format' || each === 'markers');
}
