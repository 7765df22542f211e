import { counted } from '../errors/index.ts';
import {
  articlePath,
  formatFingerprint,
  formatPlace,
  formatTime,
  type Notice,
  pagePath,
  placeOf,
  type Report,
  type VerifiedPage,
} from '../proof/index.ts';
import { printLines, type Terminal } from './terminal.ts';
import { describeIdentity } from './trust-store.ts';
import type { Finding, Findings, Verdict } from './verdict.ts';
import type { FolderReport } from './verify-folder.ts';
import type { Newer } from './verify-notices.ts';

const MARKS = { passed: '✓', failed: '✗', unknown: '?' } as const;
const FILES_SHOWN = 20;
const NOTICES_SHOWN = 10;

/**
 * Tells a verdict and what it rests on, for people.
 * @param kept the folder where evidence was kept, if any
 */
export function tellFindings(terminal: Terminal, findings: Findings, verdict: Verdict, kept: string | null): void {
  const { target, report, checks, body, files, evidence, notices, newer } = findings;
  terminal.print(verdict.text);
  if (report.trusted !== null) {
    terminal.print(`  ${describeIdentity(report.trusted.identity)}`);
    terminal.print(`  fingerprint ${formatFingerprint(report.trusted.fingerprint)}`);
  }
  if (report.page !== null) {
    tellPage(terminal, report.page, { headline: body?.headline ?? null, languages: languagesOf(report) });
  }
  if (newer !== null) tellNewer(terminal, newer);
  // Its time stands at the check, which knows whether that can be believed.
  if (report.head !== null) terminal.print(`  compared with edition ${report.head.edition.number}`);
  tellNotices(terminal, notices, report.page !== null);
  terminal.print();
  tellChecks(terminal, checks);
  if (files !== null) tellFiles(terminal, files);
  if (evidence !== null) tellEvidence(terminal, evidence, kept);
  if (verdict.kind !== 'cannot-tell') return;
  if (report.trusted === null) {
    terminal.note(
      'hint: trust the newsroom first: tamizdat trust add <its root, folder or address>, then compare the fingerprint',
    );
    if (target.read === null && target.page !== null)
      terminal.note('hint: its fingerprint stands in print, or at an address you trust');
  } else if (verdict.failure === 'not-signed' && target.page !== null) {
    terminal.note('hint: for the edition itself give the address of its folder, with "/" at the end');
  }
}

/** Tells each check by name, passed, failed or unknown. */
export function tellChecks(terminal: Terminal, checks: readonly Finding[]): void {
  for (const { check, outcome, failure, detail } of checks) {
    terminal.print(`  ${MARKS[outcome]} ${check.padEnd(8)} ${failure === null ? '' : `${failure}: `}${detail}`);
  }
}

/** The languages in which the desk that signed the page may speak. */
function languagesOf({ trusted, page }: Report): readonly string[] {
  const lines = trusted?.desks.filter(({ verifier, log }) => verifier.name === page?.desk && log === page.record.log);
  return [...new Set(lines?.flatMap(({ languages }) => languages))].sort();
}

function tellNewer(terminal: Terminal, { kind, revision, place, path }: Newer): void {
  if (kind === 'withdrawal') terminal.print(`  withdrawn, log entry ${place}; the reason stands at ${path}`);
  else terminal.print(`  newer: revision ${revision ?? 'of this front'}, log entry ${place}, at ${path}`);
}

function tellNotices(terminal: Terminal, notices: readonly Notice[], isAboutPage: boolean): void {
  const shown = isAboutPage ? notices : notices.slice(0, NOTICES_SHOWN);
  for (const { time, kind, day, article, language, revision } of shown) {
    const path = articlePath(language, day, article);
    terminal.print(`  notice: ${kind} of ${time}, revision ${revision} in ${language}, at ${path}`);
  }
  if (shown.length < notices.length) terminal.print(`  … and ${notices.length - shown.length} more notices`);
}

/** Everything that tells one genuine page from another: a link may have promised a different one. */
function tellPage(
  terminal: Terminal,
  { record, part, desk, place, checkpoint }: VerifiedPage,
  { headline, languages }: { readonly headline: string | null; readonly languages: readonly string[] },
): void {
  const { kind, language, revision, time, article, day } = record;
  if (headline !== null) terminal.print(`  “${headline}”`);
  const parts = record.pages.length > 1 ? `, part ${part} of ${record.pages.length}` : '';
  terminal.print(
    `  ${kind} in ${language}, revision ${revision}${parts}, signed ${time} by ${desk} (${languages.join(', ')})`,
  );
  const what = [article === null ? '' : `article ${article}`, day === null ? '' : `of ${day}`].filter(
    (word) => word !== '',
  );
  terminal.print(`  ${[...what, ''].join(', ')}belongs at ${pagePath(placeOf(record, part))}`);
  terminal.print(`  log entry ${formatPlace(place)}, proven in the log of ${formatTime(checkpoint.time)}`);
}

function tellFiles(terminal: Terminal, files: FolderReport): void {
  const { pages, media, objects, twins, entries, missing, untold, unsigned, others, faults } = files;
  const list = <Item>(items: readonly Item[], show: (item: Item) => string): void => {
    for (const item of items.slice(0, FILES_SHOWN)) terminal.print(`    ${show(item)}`);
    if (items.length > FILES_SHOWN) terminal.print(`    … and ${items.length - FILES_SHOWN} more`);
  };
  const counts = [
    counted(pages, 'page'),
    counted(media, 'medium', 'media'),
    counted(objects, 'object'),
    counted(twins, 'twin'),
    counted(entries, 'log entry', 'log entries'),
  ].join(', ');
  terminal.print(`  ${faults.length === 0 ? MARKS.passed : MARKS.failed} files    ${counts}`);
  list(faults, ({ path, failure, detail }) => `${MARKS.failed} ${path}: ${failure}: ${detail}`);
  if (unsigned.length > 0) {
    terminal.print(
      `  ${MARKS.unknown} unsigned ${counted(unsigned.length, 'file')} that a browser shows and nobody signed`,
    );
    list(unsigned, (path) => `${MARKS.unknown} ${path}`);
  }
  if (untold.length > 0) {
    terminal.print(
      `  ${MARKS.unknown} current  ${counted(untold.length, 'page')} of which the calendar here says nothing`,
    );
    list(untold, (path) => `${MARKS.unknown} ${path}`);
  }
  if (missing > 0)
    terminal.print(`  ${MARKS.unknown} missing  ${counted(missing, 'page')} of the edition, not on this carrier`);
  if (others > 0) terminal.print(`  ${MARKS.unknown} others   ${counted(others, 'file')}, no part of the edition`);
}

function tellEvidence(terminal: Terminal, evidence: readonly string[], kept: string | null): void {
  terminal.print();
  terminal.print('Two signed checkpoints of one log that contradict each other. They prove the fork to anyone:');
  if (kept !== null) terminal.print(`kept in ${kept}`);
  for (const checkpoint of evidence) {
    terminal.print();
    printLines(terminal.print, checkpoint.trimEnd());
  }
}

/** The same for programs. */
export function jsonOf(findings: Findings, verdict: Verdict, kept: string | null): object {
  const { target, report, checks, body, files, evidence, notices, newer } = findings;
  const { label, page } = report;
  const isReport = verdict.kind === label.kind;
  return {
    target: target.name,
    exitCode: verdict.exitCode,
    label: {
      kind: verdict.kind,
      time: isReport && label.time !== null ? formatTime(label.time) : null,
      failure: verdict.failure,
      witnessed: isReport ? label.witnessed : null,
      text: verdict.text,
    },
    newsroom: newsroomOf(report),
    page: page === null ? null : { ...pageOf(page), languages: languagesOf(report), headline: body?.headline ?? null },
    head: headOf(report),
    newer,
    notices: notices.map(({ place, ...notice }) => ({ ...notice, place: formatPlace(place) })),
    checks,
    files,
    evidence,
    evidenceFolder: kept,
  };
}

/** The newsroom of a report, for programs. */
export function newsroomOf({ trusted }: Report): object | null {
  if (trusted === null) return null;
  const { identity, fingerprint, expired } = trusted;
  return { ...identity, fingerprint, expired };
}

function pageOf(page: VerifiedPage): object {
  const { record, part, desk, place, leaf, checkpoint } = page;
  const path = pagePath(placeOf(record, part));
  return { ...record, part, path, desk, place: formatPlace(place), leaf, logged: formatTime(checkpoint.time) };
}

/** The edition of a report, for programs. */
export function headOf({ head }: Report): object | null {
  if (head === null) return null;
  const { edition, checkpoint } = head;
  return { number: edition.number, time: formatTime(checkpoint.time), size: checkpoint.size };
}
