/** What a carrier gave, judged, and how it stands after that. */
import { parseEdition, parseHead, parseNote, type Report } from '../proof/index.ts';
import type { Carrier } from './carrier-pool.ts';
import { hasFailed, isGenuine, isOfTrust, type Judged, type Material, needsTrust } from './knowledge.ts';
import { race } from './race.ts';
import type { Visit } from './visit.ts';

/**
 * Judges what a carrier gave; its trust data is asked for only where it may change the verdict, and no more than once in a
 * quota's time when it came. What is genuine without it does not wait for it longer than for a stall.
 */
export async function judgeCarrier(
  { knowledge, pool, ports, strategy }: Visit,
  carrier: Carrier,
  material: Material,
  signal: AbortSignal,
): Promise<Judged> {
  const judged = await knowledge.judge(material);
  const now = ports.now().getTime();
  if (!needsTrust(judged.report) || now - carrier.trustedAt < strategy.quotaMs) return judged;
  const limitMs = isGenuine(judged) ? strategy.stallMs : strategy.limitMs;
  let isGiven = false;
  const attempt = (_: null, inner: AbortSignal): Promise<Judged> =>
    knowledge.judge({
      ...material,
      read: async (path, maxBytes) => {
        const answer = path.startsWith('trust/') ? await pool.ask(carrier, path, maxBytes, inner) : null;
        if (!(answer instanceof Uint8Array)) return null;
        isGiven ||= /bundle|timestamp/.test(path);
        return answer;
      },
    });
  const again = await race([null], attempt, { start: 1, stepMs: limitMs, limitMs }, signal);
  if (again !== null && hasFailed(again.report, 'trust-rollback')) return again;
  // Trust data that fails, or did not come, says nothing about the rest: what counts is what is known by now.
  if (!isGiven || again?.report.checks[0]?.outcome !== 'passed') return knowledge.judge(material);
  carrier.trustedAt = now;
  return again;
}

/**
 * `old`: behind what this reader has seen, or without a head that would tell; `bad`: false, or a fork; `none`: nothing of
 * ours, or nothing that can be told without trust data that did not come.
 */
export type Verdict = 'good' | 'old' | 'bad' | 'none';

/** Notes how a carrier stands after what it gave. */
export function noteVerdict(visit: Visit, carrier: Carrier, report: Report, head: Uint8Array | null): Verdict {
  const { pool, ports, strategy } = visit;
  const { failure, kind } = report.label;
  if (hasFailed(report, 'fork')) {
    pool.accuse(carrier, 'fork', 'fork');
    return 'bad';
  }
  // Of a log that was retired since: not brought up to date yet, which is no lie.
  if (hasFailed(report, 'log-retired')) {
    pool.accuse(carrier, 'old', 'log-retired');
    return 'old';
  }
  // A carrier that is only behind is told not to be genuine where no page of it was asked about.
  if (kind === 'not-genuine' && failure !== 'rollback' && failure !== 'trust-rollback') {
    const isTrusted = ports.now().getTime() - carrier.trustedAt < strategy.quotaMs && !report.head?.isTrustBehind;
    // Whoever swallows nothing but trust data must not make liars of honest carriers.
    if (isForeign(report) || (isOfTrust(report) && !isTrusted)) {
      pool.note(carrier, { standing: 'silent', failure });
      return 'none';
    }
    pool.accuse(carrier, 'false', failure);
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

/**
 * Notes that a carrier has `edition` and not all that the newest one names: set aside, unless it is just being brought up
 * to that. A head is written last, so whoever has the newest one should have everything.
 */
export function noteOld({ pool, knowledge, ports, strategy }: Visit, carrier: Carrier, edition: number): void {
  const newest = knowledge.newest?.head.edition;
  const isBeingUpdated =
    newest !== undefined &&
    newest.number === edition + 1 &&
    ports.now().getTime() - Date.parse(newest.time) < strategy.lagMs;
  if (isBeingUpdated) pool.praise(carrier, edition);
  else pool.note(carrier, { standing: 'aside', why: 'old', failure: 'rollback', edition });
}

/** Of a head that was verified, up to its being older than what was seen. */
const editionOf = (head: Uint8Array): number => parseEdition(parseNote(parseHead(head).note).text).number;

/** A block page of a network, or a host's own: whoever put it there does not claim that it is the newsroom's. */
function isForeign({ checks }: Report): boolean {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ failure }) => failure);
  return failed.includes('head-format') && failed.every((each) => each === 'head-format' || each === 'markers');
}
