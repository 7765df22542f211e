/** All of verification on given inputs, as a report for people and programs (formats.md §6). */
import { type Check, fail, PAGE_STEPS, PASSED, pass, STEP_OF, unknown } from './check.ts';
import { type Currency, checkCurrent } from './current.ts';
import { type FailureName, ForkError, ProofError } from './errors.ts';
import { formatTime } from './grammar.ts';
import { exitCodeOf, type Label } from './label.ts';
import { HEAD_PATH, MAX_MUTABLE_BYTES, type ReadFile } from './layout.ts';
import { objectReader } from './objects.ts';
import { type Trusted, verifyTrust } from './trust.ts';
import { type SeenHead, type VerifiedHead, verifyHead } from './verify-head.ts';
import { checkPlace, type VerifiedPage, verifyPage } from './verify-page.ts';

/** The result of {@link verifyReport}. */
export interface Report {
  readonly checks: readonly Check[];
  readonly label: Label;
  /** 0 genuine, 1 not genuine or a conflict, 3 cannot tell. */
  readonly exitCode: 0 | 1 | 3;
  readonly trusted: Trusted | null;
  readonly head: VerifiedHead | null;
  readonly page: VerifiedPage | null;
  readonly currency: Currency | null;
  /** The two checkpoints of a fork. */
  readonly evidence: readonly [string, string] | null;
}

/** A page to verify; `path` where it was found, when that is known. */
export interface FoundPage {
  readonly bytes: Uint8Array;
  /** Relative to the edition. */
  readonly path?: string;
}

/** With what to verify. */
export interface CarrierInput {
  /** The pinned root; null when this newsroom is not known here. */
  readonly fingerprint: string | null;
  /** What an earlier verification said to keep ({@link Trusted.keep}). */
  readonly known?: Uint8Array | null;
  /** The newest head this reader has verified. */
  readonly seen?: SeenHead | null;
  /** The carrier; absent for a file on its own. What it throws counts as silence. */
  readonly read?: ReadFile | null;
  readonly now: Date;
}

/** What to verify, and with what. */
export interface ReportInput extends CarrierInput {
  /** The page; absent to verify a carrier as a whole. */
  readonly page?: FoundPage;
}

/** A carrier whose trust data and head were verified once, for any number of its pages. */
export interface CarrierReport {
  /** About the carrier as a whole. */
  readonly report: Report;
  /** About one page; calls may run at once. */
  verifyPage(page: FoundPage): Promise<Report>;
}

/** A time within this of now is fresh; also ahead of it, because readers' clocks are wrong more often than ours. */
const FRESH_MS = 24 * 60 * 60 * 1000;

/** The value, or the failure as a value; any other error is ours and passes through. */
async function attempt<T>(run: () => Promise<T>): Promise<T | ProofError> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProofError) return error;
    throw error;
  }
}

/** A reader whose trouble is silence: an unreachable carrier is an expected outcome. */
function quiet(read: ReadFile): ReadFile {
  return async (path, maxBytes) => {
    try {
      return await read(path, maxBytes);
    } catch {
      return null;
    }
  };
}

class Reporter {
  readonly checks: Check[];
  readonly input: CarrierInput;
  readonly read: ReadFile | null;
  readonly found: FoundPage | null;
  trusted: Trusted | null;
  head: VerifiedHead | null;
  evidence: readonly [string, string] | null;
  page: VerifiedPage | null = null;
  currency: Currency | null = null;

  /** `carrier` is a reporter that has checked trust and head already. */
  constructor(input: CarrierInput, carrier: Reporter | null = null, found: FoundPage | null = null) {
    this.input = input;
    this.read = input.read ? quiet(input.read) : null;
    this.found = found;
    this.checks = [...(carrier?.checks ?? [])];
    this.trusted = carrier?.trusted ?? null;
    this.head = carrier?.head ?? null;
    this.evidence = carrier?.evidence ?? null;
  }

  async checkTrust(): Promise<void> {
    const { fingerprint, known = null, now } = this.input;
    if (fingerprint === null) {
      this.checks.push(unknown('trust', 'this newsroom is not trusted here'));
      return;
    }
    const { read } = this;
    let result = await attempt(() => verifyTrust({ fingerprint, known, read, now }));
    if (result instanceof ProofError) {
      this.checks.push(fail('trust', result));
      // The carrier's trust data is no good, but what is already known still tells a genuine page from another.
      if (known === null || read === null) return;
      result = await attempt(() => verifyTrust({ fingerprint, known, now }));
      if (!(result instanceof ProofError)) this.trusted = result;
      return;
    }
    this.trusted = result;
    const { versions, expired, identity } = result;
    const age = expired.length > 0 ? `, expired: ${expired.join(', ')}` : '';
    this.checks.push(pass('trust', `${identity.title}, root ${versions.root}, targets ${versions.targets}${age}`));
  }

  async checkHead(): Promise<void> {
    const { trusted, read } = this;
    if (trusted === null) return;
    const bytes = read === null ? null : await read(HEAD_PATH, MAX_MUTABLE_BYTES);
    if (bytes === null) {
      this.checks.push(unknown('head', read === null ? 'no carrier was asked' : 'the carrier gives no head'));
      return;
    }
    const result = await attempt(() => verifyHead(trusted, bytes, this.input.seen ?? null));
    if (result instanceof ProofError) {
      if (result instanceof ForkError) this.evidence = result.evidence;
      this.checks.push(fail('head', result));
      return;
    }
    this.head = result;
    const { edition, checkpoint } = result;
    this.checks.push(pass('head', `edition ${edition.number} of ${formatTime(checkpoint.time)}`));
  }

  async checkPage(): Promise<void> {
    const { trusted, found } = this;
    if (trusted === null || found === null) return;
    const result = await attempt(() => verifyPage(trusted, found.bytes, found.path));
    const failedAt = result instanceof ProofError ? (STEP_OF[result.code] ?? 'form') : null;
    for (const step of PAGE_STEPS) {
      if (result instanceof ProofError && step === failedAt) {
        this.checks.push(fail(step, result));
        return;
      }
      this.checks.push(pass(step, PASSED[step]));
    }
    if (result instanceof ProofError) return;
    const { path } = found;
    if (path !== undefined) {
      const misplaced = await attempt(async () => checkPlace(result, path));
      if (misplaced instanceof ProofError) {
        this.checks.push(fail('place', misplaced));
        return;
      }
      this.checks.push(pass('place', path));
    }
    this.page = result;
  }

  async checkCurrency(): Promise<void> {
    const { page, head, read } = this;
    if (page === null) return;
    if (head === null || read === null) {
      this.checks.push(unknown('current', 'no newer edition to compare with'));
      return;
    }
    const result = await attempt(() => checkCurrent(head, page, objectReader(read)));
    if (result instanceof ProofError) {
      this.checks.push(fail('current', result));
      return;
    }
    this.currency = result;
    if (result.value === 'absent') {
      const detail = `edition ${head.edition.number} is newer and does not have it`;
      this.checks.push({ check: 'current', outcome: 'failed', failure: 'absent', detail });
    } else if (result.value === 'unknown') {
      this.checks.push(unknown('current', 'the carrier does not tell'));
    } else {
      this.checks.push(pass('current', CURRENT[result.value]));
    }
  }

  label(): Label {
    const failed = this.checks.filter(({ outcome }) => outcome === 'failed');
    const forked = failed.find(({ failure }) => failure === 'fork');
    if (forked !== undefined) return { kind: 'conflict', time: null, failure: 'fork', witnessed: null };
    // A carrier that is merely behind does not make a page false: the page is then told to be from its own time.
    const isBehind = (name: FailureName | null) => name === 'rollback' || name === 'trust-rollback';
    const grave = failed.find(({ failure }) => this.page === null || !isBehind(failure));
    if (grave !== undefined) return { kind: 'not-genuine', time: null, failure: grave.failure, witnessed: null };
    const subject = this.found === null ? this.head : this.page;
    if (subject === null) {
      const failure = this.checks.find((check) => check.failure !== null)?.failure ?? null;
      return { kind: 'cannot-tell', time: null, failure, witnessed: null };
    }
    return this.genuine(subject.checkpoint.time, failed.length > 0);
  }

  /** `ownTime` is that of the subject's own checkpoint. */
  private genuine(ownTime: Date, isCarrierBehind: boolean): Label {
    const { head, page, currency, trusted } = this;
    const isComparable = page === null || (currency !== null && currency.value !== 'unknown');
    const isAhead = currency?.value === 'newer-than-head';
    const isOfHead = isComparable && !isAhead && head !== null;
    const checkpoint = isOfHead ? head.checkpoint : (page?.checkpoint ?? head?.checkpoint);
    const time = checkpoint?.time ?? ownTime;
    const witnessed = checkpoint?.witnessed ?? false;
    const value = currency?.value;
    if (value === 'newer-revision' || value === 'withdrawn') return { kind: value, time, failure: null, witnessed };
    const isFresh =
      isComparable &&
      head !== null &&
      !isCarrierBehind &&
      !head.isTrustBehind &&
      trusted?.expired.length === 0 &&
      Math.abs(this.input.now.getTime() - time.getTime()) <= FRESH_MS;
    return { kind: isFresh ? 'current' : 'older', time, failure: null, witnessed };
  }
}

const CURRENT: Readonly<Record<Exclude<Currency['value'], 'absent' | 'unknown'>, string>> = {
  current: 'the newest edition has this revision',
  'newer-revision': 'a newer revision exists',
  withdrawn: 'withdrawn by the newsroom',
  'newer-than-head': "newer than this carrier's index",
};

function reportOf(reporter: Reporter): Report {
  const { checks, trusted, head, page, currency, evidence } = reporter;
  const label = reporter.label();
  return { checks, label, exitCode: exitCodeOf(label), trusted, head, page, currency, evidence };
}

/**
 * Verifies a carrier, and then as many of its pages as are wanted. Never throws for what is wrong with the material:
 * that is the report.
 */
export async function verifyCarrier(input: CarrierInput): Promise<CarrierReport> {
  const carrier = new Reporter(input);
  await carrier.checkTrust();
  await carrier.checkHead();
  return {
    report: reportOf(carrier),
    async verifyPage(page) {
      const reporter = new Reporter(input, carrier, page);
      await reporter.checkPage();
      await reporter.checkCurrency();
      return reportOf(reporter);
    },
  };
}

/** Runs every check in order on one page, or on a carrier as a whole, and says what a person is to be told. */
export async function verifyReport({ page, ...input }: ReportInput): Promise<Report> {
  const carrier = await verifyCarrier(input);
  return page === undefined ? carrier.report : carrier.verifyPage(page);
}
