/** What this reader knows of the newsroom: trust data, the newest edition, and what contradicts it. */
import {
  type FailureName,
  HEAD_PATH,
  newestKnown,
  newestSeen,
  type ReadFile,
  type Report,
  type SeenHead,
  type VerifiedHead,
  verifyReport,
} from '../proof/index.ts';
import { claimsOf, readContent } from './content.ts';
import type { Remembered } from './keeping.ts';
import type { Content } from './session.ts';

/** What is to be judged, and with what. */
export interface Material {
  /** The newest head this reader has when absent; null for none: offline. */
  readonly head?: Uint8Array | null;
  readonly page?: Uint8Array | null;
  /** Where the page was found, where that is known. */
  readonly path?: string;
  /** Whether the page is a file that a browser may open: then what stands around its text counts as well. */
  readonly isFile?: boolean;
  /** Gives what else is needed; nothing when absent. */
  readonly read?: ReadFile;
}

/** A verdict, and the page's text when that is genuine. */
export interface Judged {
  readonly report: Report;
  readonly content: Content | null;
}

/** A genuine page. */
export interface Genuine {
  readonly report: Report & { readonly page: NonNullable<Report['page']> };
  readonly content: Content;
}

/** Whether it is a page that may be shown. */
export function isGenuine(judged: Judged): judged is Genuine {
  const { content, report } = judged;
  return content !== null && report.page !== null && report.label.kind !== 'not-genuine';
}

/** Whether one of these failures came up, whatever is told in the end. */
export function hasFailed({ checks }: Report, ...names: readonly FailureName[]): boolean {
  return checks.some(({ failure }) => failure !== null && names.includes(failure));
}

/** What newer trust data may undo: a key may have been added, or replaced. */
const OF_TRUST: readonly (FailureName | null)[] = [
  'checkpoint-signature',
  'checkpoint-time',
  'desk-language',
  'desk-range',
  'desk-signature',
  'desk-unknown',
  'edition-signature',
  'log-retired',
  'wrong-log',
];

/** Whether it may only be for want of newer trust data that this is not genuine. */
export function isOfTrust({ head, trusted, label }: Report): boolean {
  return trusted === null || head?.isTrustBehind === true || OF_TRUST.includes(label.failure);
}

/** Whether a verdict may be another once newer trust data is known. */
export function needsTrust(report: Report): boolean {
  return isOfTrust(report) || report.trusted?.expired.length !== 0;
}

const isNewer = (a: VerifiedHead, b: VerifiedHead): boolean =>
  (a.checkpoint.log - b.checkpoint.log ||
    a.edition.number - b.edition.number ||
    a.checkpoint.time.getTime() - b.checkpoint.time.getTime()) > 0;

/** See the head of this file. Nothing here asks anybody; what was learnt is kept for as long as the visit lasts. */
export class Knowledge {
  known: Uint8Array;
  seen: SeenHead | null;
  /** The newest head of this visit, verified, and its bytes. */
  newest: { readonly bytes: Uint8Array; readonly head: VerifiedHead } | null = null;
  /** The two checkpoints of a fork, once one was met. */
  evidence: Report['evidence'];
  readonly #fingerprint: string;
  readonly #now: () => Date;
  readonly #onLearn: () => void;
  #learning: Promise<void> = Promise.resolve();

  constructor(
    start: Pick<Remembered, 'fingerprint' | 'known' | 'seen' | 'evidence'>,
    now: () => Date,
    onLearn: () => void,
  ) {
    this.known = start.known;
    this.seen = start.seen;
    this.evidence = start.evidence;
    this.#fingerprint = start.fingerprint;
    this.#now = now;
    this.#onLearn = onLearn;
  }

  /** Verifies, and remembers what was learnt from it. Rejects only where the platform lacks what verification needs. */
  async judge({
    head = this.newest?.bytes ?? null,
    page = null,
    path,
    isFile = false,
    read,
  }: Material): Promise<Judged> {
    const contents: Content[] = [];
    const report = await verifyReport({
      fingerprint: this.#fingerprint,
      known: this.known,
      seen: this.seen,
      read: head === null ? null : async (name, max) => (name === HEAD_PATH ? head : (read?.(name, max) ?? null)),
      ...(page !== null && { page: { bytes: page, ...(path !== undefined && { path }) } }),
      readBody: (verified) => {
        const content = readContent(verified);
        contents.push(content);
        return claimsOf(content);
      },
      isBodyOnly: !isFile,
      isLogless: true,
      now: this.#now(),
    });
    await this.#learn(report, head);
    return { report: this.told(report), content: contents[0] ?? null };
  }

  /**
   * The report as it is told: once two trees of one size were met, what is current under either is nobody's to say, on
   * whatever page it came to light.
   */
  told(report: Report): Report {
    const { evidence } = this;
    const { kind } = report.label;
    if (evidence === null || kind === 'not-genuine' || kind === 'cannot-tell' || kind === 'conflict') return report;
    return {
      ...report,
      label: { kind: 'conflict', time: null, failure: 'fork', witnessed: null },
      exitCode: 1,
      evidence,
    };
  }

  async #learn(report: Report, bytes: Uint8Array | null): Promise<void> {
    const { head, keep } = report;
    this.evidence ??= report.evidence;
    if (report.label.kind !== 'conflict' && head !== null && bytes !== null) {
      this.seen = newestSeen(this.seen, report.seen);
      if (this.newest === null || isNewer(head, this.newest.head)) this.newest = { bytes, head };
    }
    if (keep !== null) {
      // One after the other: what two at once have learnt is both to be known.
      this.#learning = this.#learning.then(async () => {
        this.known = await newestKnown(this.known, keep);
      });
      await this.#learning;
    }
    this.#onLearn();
  }
}
