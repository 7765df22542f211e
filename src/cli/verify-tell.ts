import {
  formatFingerprint,
  formatPlace,
  formatTime,
  pagePath,
  placeOf,
  type Report,
  type VerifiedPage,
} from '../proof/index.ts';
import { printLines, type Terminal } from './terminal.ts';
import { describeIdentity } from './trust-store.ts';
import type { Findings, Verdict } from './verdict.ts';
import type { FolderReport } from './verify-folder.ts';

const MARKS = { passed: '✓', failed: '✗', unknown: '?' } as const;
const FILES_SHOWN = 20;

/**
 * Tells a verdict and what it rests on, for people.
 * @param kept the folder where evidence was kept, if any
 */
export function tellFindings(terminal: Terminal, findings: Findings, verdict: Verdict, kept: string | null): void {
  const { target, report, checks, body, files, evidence } = findings;
  terminal.print(verdict.text);
  if (report.trusted !== null) {
    terminal.print(`  ${describeIdentity(report.trusted.identity)}`);
    terminal.print(`  fingerprint ${formatFingerprint(report.trusted.fingerprint)}`);
  }
  if (report.page !== null) tellPage(terminal, report.page, body?.headline ?? null);
  // Its time stands at the check, which knows whether that can be believed.
  if (report.head !== null) terminal.print(`  compared with edition ${report.head.edition.number}`);
  terminal.print();
  for (const { check, outcome, failure, detail } of checks) {
    terminal.print(`  ${MARKS[outcome]} ${check.padEnd(8)} ${failure === null ? '' : `${failure}: `}${detail}`);
  }
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

/** Everything that tells one genuine page from another: a link may have promised a different one. */
function tellPage(terminal: Terminal, { record, part, desk, place }: VerifiedPage, headline: string | null): void {
  const { kind, language, revision, time, article, day } = record;
  if (headline !== null) terminal.print(`  “${headline}”`);
  const parts = record.pages.length > 1 ? `, part ${part} of ${record.pages.length}` : '';
  terminal.print(`  ${kind} in ${language}, revision ${revision}${parts}, signed ${time} by ${desk}`);
  const what = [article === null ? '' : `article ${article}`, day === null ? '' : `of ${day}`].filter(
    (word) => word !== '',
  );
  terminal.print(`  ${[...what, ''].join(', ')}belongs at ${pagePath(placeOf(record, part))}`);
  terminal.print(`  log entry ${formatPlace(place)}`);
}

function tellFiles(terminal: Terminal, files: FolderReport): void {
  const { pages, media, objects, twins, entries, missing, untold, unsigned, others, faults } = files;
  const list = <Item>(items: readonly Item[], show: (item: Item) => string): void => {
    for (const item of items.slice(0, FILES_SHOWN)) terminal.print(`    ${show(item)}`);
    if (items.length > FILES_SHOWN) terminal.print(`    … and ${items.length - FILES_SHOWN} more`);
  };
  const counts = `${pages} pages, ${media} media, ${objects} objects, ${twins} twins, ${entries} log entries`;
  terminal.print(`  ${faults.length === 0 ? MARKS.passed : MARKS.failed} files    ${counts}`);
  list(faults, ({ path, failure, detail }) => `${MARKS.failed} ${path}: ${failure}: ${detail}`);
  if (unsigned.length > 0) {
    terminal.print(`  ${MARKS.unknown} unsigned ${unsigned.length} files that a browser shows and nobody signed`);
    list(unsigned, (path) => `${MARKS.unknown} ${path}`);
  }
  if (untold.length > 0) {
    terminal.print(
      `  ${MARKS.unknown} current  of ${untold.length} pages the calendar here does not tell whether they are`,
    );
    list(untold, (path) => `${MARKS.unknown} ${path}`);
  }
  if (missing > 0)
    terminal.print(`  ${MARKS.unknown} missing  ${missing} pages that the edition names are not on this carrier`);
  if (others > 0) terminal.print(`  ${MARKS.unknown} others   ${others} files that are no part of the edition`);
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
  const { target, report, checks, body, files, evidence } = findings;
  const { label, trusted, page } = report;
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
    newsroom:
      trusted === null ? null : { ...trusted.identity, fingerprint: trusted.fingerprint, expired: trusted.expired },
    page: page === null ? null : { ...pageOf(page), headline: body?.headline ?? null },
    head: headOf(report),
    checks,
    files,
    evidence,
    evidenceFolder: kept,
  };
}

function pageOf(page: VerifiedPage): object {
  const { record, part, desk, place, leaf } = page;
  return { ...record, part, path: pagePath(placeOf(record, part)), desk, place: formatPlace(place), leaf };
}

function headOf({ head }: Report): object | null {
  if (head === null) return null;
  const { edition, checkpoint } = head;
  return { number: edition.number, time: formatTime(checkpoint.time), size: checkpoint.size };
}
