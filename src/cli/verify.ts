import { TamizdatError } from '../errors/index.ts';
import { parseNote, parseRecord, type Report, splitPage, verifyReport } from '../proof/index.ts';
import { CliError } from './error.ts';
import { keepEvidence } from './evidence.ts';
import { readPageBody } from './page-body.ts';
import { openTarget, type Target } from './target.ts';
import { diskTrouble, isExpected, printJson, type Terminal, tellError } from './terminal.ts';
import { namesakesOf, type TrustedNewsroom, type TrustStore } from './trust-store.ts';
import { decide, type Findings, findingsOf } from './verdict.ts';
import { type AbsenceQuestion, absenceQuestion, findAbsence, tellAbsence } from './verify-absent.ts';
import { checkFolder, type FolderReport } from './verify-folder.ts';
import { readNotices } from './verify-notices.ts';
import { jsonOf, tellFindings } from './verify-tell.ts';

/** What `verify` runs with. */
interface VerifyContext {
  readonly home: string;
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** All requests of a run together: a carrier that trickles must not hold a person for an hour. */
const TOTAL_MS = 120_000;
/** How often a run begins anew because another one learnt something meanwhile. */
const ATTEMPTS = 3;

/** Verifies what was named and tells the label and each check. Returns the exit code of formats.md §6. */
export async function verify(
  name: string,
  options: { readonly json?: boolean; readonly absent?: string; readonly day?: string },
  context: VerifyContext,
): Promise<number> {
  const { terminal, signal } = context;
  const isJson = options.json === true;
  const question = absenceQuestion(options);
  try {
    return await verifyTarget(name, isJson, question, context);
  } catch (error) {
    signal.throwIfAborted();
    if (!isOutcome(error)) throw error;
    tellSilence(name, error, isJson, terminal);
    return 3;
  }
}

/** Whether an error only says that nothing could be made out: never a reason to exit with 1, which says "forged". */
function isOutcome(error: unknown): boolean {
  if (error instanceof CliError) return error.code !== 'misuse';
  return isExpected(error);
}

function tellSilence(target: string, error: unknown, isJson: boolean, terminal: Terminal): void {
  if (isJson) {
    const label = { kind: 'cannot-tell', time: null, failure: null, witnessed: null, text: 'Cannot tell' };
    const code = error instanceof TamizdatError ? error.code : 'disk';
    const message = error instanceof TamizdatError ? error.message : diskTrouble(error);
    printJson(terminal, { target, exitCode: 3, label, error: { code, message } });
  } else {
    terminal.print('Cannot tell');
    tellError(terminal, error);
  }
}

async function verifyTarget(
  name: string,
  isJson: boolean,
  question: AbsenceQuestion | null,
  context: VerifyContext,
): Promise<number> {
  const { store, terminal, home } = context;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(TOTAL_MS)]);
  const opened = await openTarget(name, signal);
  // About what is not there no page is asked: the edition answers.
  const target = question === null ? opened : { ...opened, kind: 'carrier' as const, page: null, folder: null };
  try {
    const { findings, trusted } = await findOut(target, context);
    const verdict = decide(findings);
    const { evidence, report } = findings;
    const kept = evidence === null ? null : await keepEvidence(home, evidence, target.page?.bytes ?? null);
    if (question !== null && evidence === null) {
      const absence = await findAbsence(question, target, report);
      tellAbsence(terminal, isJson, question, target, { report, absence });
      return absence.exitCode;
    }
    if (isJson) printJson(terminal, jsonOf(findings, verdict, kept));
    else tellFindings(terminal, findings, verdict, kept);
    if (trusted !== null) await warnOfNamesakes(store, trusted, findings, terminal);
    return verdict.exitCode;
  } finally {
    await target.close();
  }
}

/** Verifies, and remembers what was verified; again when another run learnt something before this one could say so. */
async function findOut(
  target: Target,
  context: VerifyContext,
): Promise<{ findings: Findings; trusted: TrustedNewsroom | null }> {
  const { store, terminal } = context;
  for (let attempt = 1; ; attempt += 1) {
    const { report, trusted } = await reportOf(target, await store.list(), context.now());
    const files = await lookAtFiles(target, report, terminal, context.signal);
    // What the reader swallowed as silence of the carrier was the person who wants to stop.
    context.signal.throwIfAborted();
    const findings = findingsOf(target, report, files, await readNotices(target.read, report));
    if (trusted === null || (await remember(store, trusted, findings, terminal)) || attempt === ATTEMPTS) {
      return { findings, trusted };
    }
  }
}

async function lookAtFiles(
  target: Target,
  { trusted, head }: Report,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<FolderReport | null> {
  if (target.kind === 'page' || target.folder === null || trusted === null || head === null) return null;
  const onProgress = (done: number) => terminal.progress(`checking: ${done} files`);
  return checkFolder(target.folder, { trusted, head }, { signal, onProgress });
}

/**
 * Trust is keyed by fingerprint, not by the name a file claims: every trusted newsroom is tried, those of the claimed
 * name first, and the first that vouches for it wins.
 */
async function reportOf(
  target: Target,
  all: readonly TrustedNewsroom[],
  now: Date,
): Promise<{ report: Report; trusted: TrustedNewsroom | null }> {
  const claimed = target.page === null ? null : claimedNewsroom(target.page.bytes);
  const candidates = all.filter(
    ({ identity }) => identity === null || claimed === null || identity.newsroom === claimed,
  );
  const page = target.page === null ? {} : { page: target.page };
  let best: { report: Report; trusted: TrustedNewsroom } | null = null;
  for (const trusted of candidates) {
    const { fingerprint, known, seen } = trusted;
    const report = await verifyReport({
      fingerprint,
      known,
      seen,
      read: target.read,
      ...page,
      readBody: readPageBody,
      now,
    });
    if (report.exitCode === 0 || report.label.kind === 'conflict') return { report, trusted };
    if (best === null || rank(report) > rank(best.report)) best = { report, trusted };
  }
  if (best !== null && !isForeign(best.report)) return best;
  return { report: await verifyReport({ fingerprint: null, read: target.read, ...page, now }), trusted: null };
}

/** How much a failed attempt says: one under the right newsroom says more than one that did not get so far. */
const rank = (report: Report): number => report.checks.filter((check) => check.outcome === 'passed').length;

/** A carrier of another newsroom than the one tried is no forgery; it is simply not known here. */
function isForeign(report: Report): boolean {
  return report.checks.some((check) => check.check === 'trust' && check.failure === 'root-mismatch');
}

/** Whom the page says it is from: only good for choosing whose keys to try. */
function claimedNewsroom(bytes: Uint8Array): string | null {
  try {
    return parseRecord(parseNote(splitPage(bytes).note).text).newsroom;
  } catch {
    return null;
  }
}

/**
 * Stores what was verified, whatever the label: a newer root must not be forgotten because the carrier that brought it
 * has no head. Of a fork nothing is taken as seen. False when another run stored something meanwhile.
 */
async function remember(
  store: TrustStore,
  before: TrustedNewsroom,
  { report, evidence }: Findings,
  terminal: Terminal,
): Promise<boolean> {
  const { keep, trusted } = report;
  if (keep === null) return true;
  const seen = evidence === null ? report.seen : before.seen;
  const next = { ...before, identity: trusted?.identity ?? before.identity, known: keep, seen };
  try {
    return await store.replace(before, next);
  } catch (error) {
    const trouble = error instanceof TamizdatError ? error.message : diskTrouble(error);
    if (trouble === null) throw error;
    terminal.note(`warning: what was seen could not be kept, so an older copy may pass for new later: ${trouble}`);
    return true;
  }
}

async function warnOfNamesakes(
  store: TrustStore,
  trusted: TrustedNewsroom,
  { report }: Findings,
  terminal: Terminal,
): Promise<void> {
  const identity = report.trusted?.identity ?? trusted.identity;
  const others = namesakesOf(await store.list(), { fingerprint: trusted.fingerprint, identity });
  if (others.length === 0) return;
  terminal.note(
    `warning: ${others.length + 1} newsrooms that you trust use this name; compare the fingerprint, and remove the wrong one`,
  );
}
