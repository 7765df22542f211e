import { formatLabel, isMarked, type Label, type Notice, type Report } from '../proof/index.ts';
import { isLanguageChoice } from './language-choice.ts';
import { type PageBody, readPageBody } from './page-body.ts';
import type { Target } from './target.ts';
import type { FolderReport } from './verify-folder.ts';
import { type Newer, newerOf, type TellingNotices } from './verify-notices.ts';

/** A check as it is told, with those that only this program makes. */
export interface Finding {
  readonly check: string;
  readonly outcome: 'passed' | 'failed' | 'unknown';
  readonly failure: string | null;
  readonly detail: string;
}

/** What a person is told in the first line, and the exit code that says the same. */
export interface Verdict {
  readonly kind: Label['kind'];
  /** Names its subject: the page, or the edition of a carrier, which says nothing about what else is shown there. */
  readonly text: string;
  readonly exitCode: 0 | 1 | 3;
  readonly failure: string | null;
}

/** Everything that was found out about a target. */
export interface Findings {
  readonly target: Target;
  readonly report: Report;
  readonly checks: readonly Finding[];
  readonly body: PageBody | null;
  readonly files: FolderReport | null;
  readonly evidence: readonly string[] | null;
  /** Corrections and withdrawals that concern it, newest first. */
  readonly notices: readonly Notice[];
  /** What is newer than the page. */
  readonly newer: Newer | null;
}

/** Adds to a report what only this program finds out: what the page says, and how its host serves it. */
export function findingsOf(
  target: Target,
  report: Report,
  files: FolderReport | null,
  notices: TellingNotices | null,
): Findings {
  const { page, checks } = report;
  const more = [notices?.check ?? null, target.host].filter((check) => check !== null);
  return {
    target,
    report,
    checks: [...checks, ...more],
    notices: notices?.notices ?? [],
    newer: newerOf(report),
    body: page === null ? null : readPageBody(page),
    files,
    evidence: report.evidence ?? files?.evidence ?? null,
  };
}

const notGenuine = (failure: string, where = ''): Verdict => ({
  kind: 'not-genuine',
  text: `Not genuine: ${failure}${where}`,
  exitCode: 1,
  failure,
});

const cannotTell = (text: string, failure: string | null): Verdict => ({
  kind: 'cannot-tell',
  text: `Cannot tell: ${text}`,
  exitCode: 3,
  failure,
});

/** The one place where labels and exit codes are decided, for pages, addresses, carriers and folders (formats.md §6). */
export function decide(findings: Findings): Verdict {
  const { target, report, evidence } = findings;
  const { label, exitCode } = report;
  const plain: Verdict = { kind: label.kind, text: formatLabel(label), exitCode, failure: label.failure };
  if (evidence !== null || label.kind === 'conflict') {
    return { kind: 'conflict', text: formatLabel({ ...label, kind: 'conflict' }), exitCode: 1, failure: 'fork' };
  }
  if (target.kind === 'page' && target.page !== null && !isMarked(target.page.bytes)) {
    // In the place of a page of an edition that is known to be genuine, an unsigned document is a forgery of it.
    const isInPlace = report.head !== null && target.page.path !== undefined;
    return isInPlace ? plain : cannotTell('this document is not signed', 'not-signed');
  }
  if (exitCode !== 0) return plain;
  const { host } = target;
  // Genuine bytes, but not what this host makes browsers show.
  if (host !== null && host.failure !== null) return notGenuine(host.failure);
  return target.kind === 'page' ? plain : decideEdition(findings, plain);
}

/** About a carrier as a whole: its edition is genuine; what of the rest can be vouched for? */
function decideEdition({ target, report, files, checks }: Findings, plain: Verdict): Verdict {
  const number = report.head?.edition.number ?? 0;
  const text = plain.text.replace(/^Genuine/, `Edition ${number} is genuine`);
  const [fault] = files?.faults ?? [];
  if (fault !== undefined) return notGenuine(fault.failure, ` (${fault.path})`);
  const notices = checks.find(({ check, outcome }) => check === 'notices' && outcome === 'failed');
  if (notices?.failure) return notGenuine(notices.failure, ' (notices)');
  const [unsigned, ...further] = files?.unsigned ?? [];
  if (unsigned !== undefined) {
    const more = further.length === 0 ? '' : `, and ${further.length} more`;
    return cannotTell(
      `files that a browser shows are not signed (${unsigned}${more}); edition ${number} is genuine`,
      'not-signed',
    );
  }
  const [untold] = files?.untold ?? [];
  if (untold !== undefined) {
    return cannotTell(`whether every page is current (${untold}); edition ${number} is genuine`, 'object-missing');
  }
  if (target.folder !== null) return { ...plain, text };
  if (target.shown === null) return { ...plain, text: `${text}; this address shows no page` };
  if (isLanguageChoice(target.shown)) {
    return {
      ...plain,
      text: `${text}; the page shown at this address is a plain choice of languages, which nobody signs`,
    };
  }
  return cannotTell(
    `the page shown at this address is not signed; edition ${number} below it is genuine`,
    'not-signed',
  );
}
