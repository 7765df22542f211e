import { TamizdatError } from '../errors/index.ts';
import { HttpError } from '../platform/http/index.ts';
import {
  formatFingerprint,
  formatLabel,
  formatPlace,
  formatTime,
  type Label,
  parseNote,
  parseRecord,
  type Report,
  seenOf,
  splitPage,
  verifyReport,
} from '../proof/index.ts';
import { CliError } from './error.ts';
import { openTarget, type Target } from './target.ts';
import { printJson, printLines, type Terminal, tellError } from './terminal.ts';
import { describeIdentity, type TrustedNewsroom, type TrustStore } from './trust-store.ts';
import { checkFolder, type FolderReport } from './verify-folder.ts';

/** Verifies what was named and tells the label and each check. Returns the exit code of formats.md §6. */
export async function verify(
  name: string,
  options: { readonly json?: boolean },
  context: { readonly store: TrustStore; readonly terminal: Terminal; readonly now: () => Date },
): Promise<number> {
  const { store, terminal } = context;
  const target = await openTarget(name).catch((error: unknown) => {
    if (isSilence(error)) return error;
    throw error;
  });
  if (target instanceof TamizdatError) return tellSilence(name, target, options, terminal);
  try {
    const { report, trusted } = await reportOf(target, await store.list(), context.now());
    if (trusted !== null) await remember(store, trusted, report);
    const files =
      target.kind === 'carrier' && target.folder !== null && report.trusted !== null
        ? await checkFolder(target.folder, report, (done) => terminal.progress(`checking: ${done} files`))
        : null;
    const exitCode = files !== null && files.faults.length > 0 ? 1 : report.exitCode;
    if (options.json === true) printJson(terminal, jsonOf(target, report, files, exitCode));
    else tell(terminal, target, report, files);
    return exitCode;
  } finally {
    await target.close();
  }
}

/** Whether opening a target failed because nothing was there: an outcome of its own, since 1 would say "forged". */
function isSilence(error: unknown): error is TamizdatError {
  return error instanceof HttpError || (error instanceof CliError && error.code === 'not-found');
}

function tellSilence(name: string, error: TamizdatError, options: { readonly json?: boolean }, terminal: Terminal): 3 {
  const label: Label = { kind: 'cannot-tell', time: null, failure: null, witnessed: null };
  const text = formatLabel(label);
  if (options.json === true) {
    const { code, message } = error;
    printJson(terminal, { target: name, exitCode: 3, label: { ...label, text }, error: { code, message } });
  } else {
    terminal.print(text);
    tellError(terminal, error);
  }
  return 3;
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
  let best: { report: Report; trusted: TrustedNewsroom | null } | null = null;
  for (const trusted of candidates) {
    const report = await verifyReport({
      fingerprint: trusted.fingerprint,
      known: trusted.known,
      seen: trusted.seen,
      read: target.read,
      ...(target.page === null ? {} : { page: target.page }),
      now,
    });
    if (report.exitCode === 0 || report.label.kind === 'conflict') return { report, trusted };
    if (best === null || rank(report) > rank(best.report)) best = { report, trusted };
  }
  if (best !== null && !isForeign(best.report)) return best;
  const page = target.page === null ? {} : { page: target.page };
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

async function remember(store: TrustStore, trusted: TrustedNewsroom, report: Report): Promise<void> {
  const seen = report.head === null ? trusted.seen : seenOf(report.head);
  const known = report.trusted?.keep ?? trusted.known;
  const identity = report.trusted?.identity ?? trusted.identity;
  const isNews = report.head !== null || (report.trusted !== null && trusted.known === null);
  if (isNews) await store.save({ ...trusted, identity, known, seen });
}

const MARKS = { passed: '✓', failed: '✗', unknown: '?' } as const;

function tell(terminal: Terminal, target: Target, report: Report, files: FolderReport | null): void {
  const faults = files?.faults ?? [];
  const [first] = faults;
  terminal.print(first === undefined ? formatLabel(report.label) : `Not genuine: ${first.failure} (${first.path})`);
  if (report.trusted !== null) {
    terminal.print(`  ${describeIdentity(report.trusted.identity)}`);
    terminal.print(`  fingerprint ${formatFingerprint(report.trusted.fingerprint)}`);
  }
  const { page, head } = report;
  if (page !== null) {
    const { kind, language, revision, time } = page.record;
    const part = page.record.pages.length > 1 ? `, part ${page.part} of ${page.record.pages.length}` : '';
    terminal.print(`  ${kind} in ${language}, revision ${revision}${part}, signed ${time} by ${page.desk}`);
    terminal.print(`  log entry ${formatPlace(page.place)}`);
  }
  if (head !== null)
    terminal.print(`  compared with edition ${head.edition.number} of ${formatTime(head.checkpoint.time)}`);
  terminal.print();
  for (const { check, outcome, failure, detail } of report.checks) {
    terminal.print(`  ${MARKS[outcome]} ${check.padEnd(8)} ${failure === null ? '' : `${failure}: `}${detail}`);
  }
  if (files !== null) tellFolder(terminal, files);
  if (report.evidence !== null) {
    terminal.print();
    terminal.print(
      'Two signed checkpoints of one size with different roots. Keep them; they prove the fork to anyone:',
    );
    terminal.print();
    for (const checkpoint of report.evidence) printLines(terminal.print, checkpoint);
  }
  if (report.label.kind === 'cannot-tell' && report.trusted === null) {
    terminal.note(
      `hint: trust the newsroom first: tamizdat trust add <its root, folder or address>, then compare the fingerprint`,
    );
    if (target.read === null && target.page !== null)
      terminal.note('hint: its fingerprint stands in print, or at an address you trust');
  }
}

const FAULTS_SHOWN = 20;

function tellFolder(terminal: Terminal, files: FolderReport): void {
  const { pages, media, objects, twins, entries, missing, faults } = files;
  terminal.print(
    `  ${faults.length === 0 ? MARKS.passed : MARKS.failed} files    ${pages} pages, ${media} media, ${objects} objects, ${twins} twins, ${entries} log entries`,
  );
  for (const { path, failure, detail } of faults.slice(0, FAULTS_SHOWN))
    terminal.print(`    ${MARKS.failed} ${path}: ${failure}: ${detail}`);
  if (faults.length > FAULTS_SHOWN) terminal.print(`    … and ${faults.length - FAULTS_SHOWN} more`);
  if (missing > 0)
    terminal.print(`  ${MARKS.unknown} missing  ${missing} pages that the calendar names are not on this carrier`);
}

function jsonOf(target: Target, report: Report, files: FolderReport | null, exitCode: number): object {
  const { label, checks, trusted, head, page, evidence } = report;
  return {
    target: target.name,
    exitCode,
    label: { ...label, time: label.time === null ? null : formatTime(label.time), text: formatLabel(label) },
    newsroom:
      trusted === null ? null : { ...trusted.identity, fingerprint: trusted.fingerprint, expired: trusted.expired },
    page:
      page === null
        ? null
        : { ...page.record, part: page.part, desk: page.desk, place: formatPlace(page.place), leaf: page.leaf },
    head:
      head === null
        ? null
        : { number: head.edition.number, time: formatTime(head.checkpoint.time), size: head.checkpoint.size },
    checks,
    files,
    evidence,
  };
}
