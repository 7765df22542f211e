/** All of verification on given inputs, as a report for people and programs (formats.md §6). */
import { type BodyClaims, checkBody, checkWrapper } from './body.ts';
import {
  type Check,
  type CheckName,
  checkOfCurrency,
  checkOfHistory,
  detailOfHead,
  detailOfTrust,
  fail,
  PAGE_STEPS,
  PASSED,
  pass,
  STEP_OF,
  unknown,
} from './check.ts';
import { type Currency, checkCurrent } from './current.ts';
import { ForkError, ProofError } from './errors.ts';
import { refuseFork, type SignedTree, seenTree } from './fork.ts';
import { checkHistory, type History } from './history.ts';
import { exitCodeOf, type Label } from './label.ts';
import { HEAD_PATH, MAX_MUTABLE_BYTES, type ReadFile } from './layout.ts';
import { TrustError, type Trusted, verifyTrust } from './trust.ts';
import { labelOf } from './verdict.ts';
import { type SeenHead, seenOf, type VerifiedHead, verifyHead } from './verify-head.ts';
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
  /** Trust data to store, whatever the label: never lower than `known`. Null when there is nothing to. */
  readonly keep: Uint8Array | null;
  /** The newest head to remember, whatever the label; the one seen before where a fork came to light. */
  readonly seen: SeenHead | null;
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
  /** True where nobody is to be asked for `log/`: then trees of two sizes are not compared. */
  readonly isLogless?: boolean;
  /**
   * Parses the body of a page and tells what it says; throws a ProofError of `body-format` where it is none. Absent when
   * nobody reads bodies: this room knows where one stands, not what may stand in it.
   */
  readonly readBody?: (page: VerifiedPage) => BodyClaims;
  /** True where nothing of a page is used but its body: what stands around it is then not looked at. */
  readonly isBodyOnly?: boolean;
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
  readonly readLog: ReadFile | null;
  readonly found: FoundPage | null;
  trusted: Trusted | null;
  head: VerifiedHead | null;
  history: History | null;
  evidence: readonly [string, string] | null;
  keep: Uint8Array | null;
  page: VerifiedPage | null = null;
  currency: Currency | null = null;

  /** `carrier` is a reporter that has checked trust and head already. */
  constructor(input: CarrierInput, carrier: Reporter | null = null, found: FoundPage | null = null) {
    this.input = input;
    this.read = input.read ? quiet(input.read) : null;
    this.readLog = input.isLogless ? null : this.read;
    this.found = found;
    this.checks = [...(carrier?.checks ?? [])];
    this.trusted = carrier?.trusted ?? null;
    this.head = carrier?.head ?? null;
    this.history = carrier?.history ?? null;
    this.evidence = carrier?.evidence ?? null;
    this.keep = carrier?.keep ?? null;
  }

  fail(check: CheckName, error: ProofError): void {
    if (error instanceof ForkError) this.evidence = error.evidence;
    this.checks.push(fail(check, error));
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
      this.fail('trust', result);
      if (result instanceof TrustError) this.keep = result.keep;
      // The carrier's trust data is no good, but what is already known still tells a genuine page from another.
      if (known === null || read === null) return;
      const { keep } = this;
      result = await attempt(() => verifyTrust({ fingerprint, known: keep, now }));
      if (result instanceof ProofError) return;
      this.trusted = result;
      this.keep = result.keep;
      return;
    }
    this.trusted = result;
    this.keep = result.keep;
    this.checks.push(pass('trust', detailOfTrust(result)));
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
      this.fail('head', result);
      return;
    }
    this.head = result;
    this.checks.push(pass('head', detailOfHead(result, this.input.now)));
  }

  async checkHistory(): Promise<void> {
    const { trusted, head, read } = this;
    if (trusted === null || head === null || read === null) return;
    const result = await attempt(() => checkHistory(trusted, this.readLog, head, this.input.seen ?? null));
    if (result instanceof ProofError) {
      this.fail('history', result);
      // A head that contradicts what was signed before is nobody's measure of what is current.
      if (result instanceof ForkError) this.head = null;
      return;
    }
    this.history = result;
    this.checks.push(checkOfHistory(result));
  }

  /** Every other signed tree of this log that this run has met, the one seen earlier first. */
  private otherTrees(): SignedTree[] {
    const { seen = null } = this.input;
    const trees = [seen === null ? null : seenTree(seen), this.head?.checkpoint, this.history?.checkpoint];
    return trees.filter((tree) => tree !== null && tree !== undefined);
  }

  async checkPage(): Promise<void> {
    const { trusted, found } = this;
    if (trusted === null || found === null) return;
    const result = await attempt(async () => {
      const page = await verifyPage(trusted, found.bytes, found.path);
      if (!page.checkpoint.isRetired) for (const tree of this.otherTrees()) refuseFork(tree, page.checkpoint);
      return page;
    });
    const failedAt = result instanceof ProofError ? (STEP_OF[result.code] ?? 'form') : null;
    for (const step of PAGE_STEPS) {
      if (result instanceof ProofError && step === failedAt) {
        this.fail(step, result);
        return;
      }
      this.checks.push(pass(step, PASSED[step]));
    }
    if (result instanceof ProofError) return;
    const { path } = found;
    if (path !== undefined && !(await this.step('place', () => checkPlace(result, path)))) return;
    const { readBody, isBodyOnly = false } = this.input;
    const around = isBodyOnly ? null : await attempt(() => checkWrapper(result));
    if (around instanceof ProofError) {
      this.fail('body', around);
      return;
    }
    const read = readBody && (() => checkBody(result, readBody(result)));
    if (read && !(await this.step('body', read))) return;
    this.page = result;
  }

  /** Makes one check that fails by throwing; false when it did. */
  private async step(check: 'place' | 'body', run: () => void): Promise<boolean> {
    const result = await attempt(async () => run());
    if (result instanceof ProofError) this.fail(check, result);
    else this.checks.push(pass(check, PASSED[check]));
    return !(result instanceof ProofError);
  }

  async checkCurrency(): Promise<void> {
    const { page, head, read } = this;
    if (page === null) return;
    if (head === null || read === null) {
      this.checks.push(unknown('current', 'no newer edition to compare with'));
      return;
    }
    const result = await attempt(() => checkCurrent(head, page, read, this.readLog));
    if (result instanceof ProofError) {
      this.fail('current', result);
      return;
    }
    this.currency = result;
    this.checks.push(checkOfCurrency(result, head.edition.number));
  }

  report(): Report {
    const { checks, trusted, head, page, currency, evidence, keep, found } = this;
    const { now, seen = null } = this.input;
    const label = labelOf({ checks, now, isAboutPage: found !== null, trusted, head, page, currency });
    // Of two trees that contradict each other, the one met first stays: the next run must find the fork again.
    const newest = head === null || label.kind === 'conflict' ? seen : seenOf(head);
    const exitCode = exitCodeOf(label);
    return { checks, label, exitCode, trusted, head, page, currency, evidence, keep, seen: newest };
  }
}

/**
 * Verifies a carrier, and then as many of its pages as are wanted. Never throws for what is wrong with the material:
 * that is the report.
 */
export async function verifyCarrier(input: CarrierInput): Promise<CarrierReport> {
  const carrier = new Reporter(input);
  await carrier.checkTrust();
  await carrier.checkHead();
  await carrier.checkHistory();
  return {
    report: carrier.report(),
    async verifyPage(page) {
      const reporter = new Reporter(input, carrier, page);
      await reporter.checkPage();
      await reporter.checkCurrency();
      return reporter.report();
    },
  };
}

/** Runs every check in order on one page, or on a carrier as a whole, and says what a person is to be told. */
export async function verifyReport({ page, ...input }: ReportInput): Promise<Report> {
  const carrier = await verifyCarrier(input);
  return page === undefined ? carrier.report : carrier.verifyPage(page);
}
