import type { SyncReport } from '../carry/index.ts';
import type { FetchedSource, Kept, Newsroom, Published } from '../newsroom/index.ts';
import { placeOf } from '../platform/config/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { CliError } from './error.ts';
import { printJson, type Terminal, tellError } from './terminal.ts';

/** Everything `carry` came to. */
export interface CarryResult {
  readonly newsroom: Newsroom;
  readonly polled: readonly FetchedSource[];
  readonly kept: Kept;
  readonly published: Published;
  readonly reports: readonly SyncReport[];
  /** Further sentences: what could not be done, what has to be done soon. */
  readonly warnings: readonly string[];
}

/** Tells a result, and everything that failed; returns the exit code: 1 when something did. */
export function tellCarryResult(terminal: Terminal, result: CarryResult, options: { readonly json: boolean }): number {
  const failures = [
    ...result.polled.flatMap(({ poll }) => poll.failure ?? []),
    ...result.reports.flatMap((report) => failureOf(report) ?? []),
  ];
  if (options.json) printJson(terminal, jsonOf(result));
  else tellText(terminal, result);
  for (const failure of failures) tellError(terminal, failure);
  return failures.length === 0 ? 0 : 1;
}

/** Sentences about what is not as it should be, a line each. */
export function tellWarnings(terminal: Terminal, warnings: readonly string[]): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`);
}

function warningsOf({ kept, published, warnings }: CarryResult): string[] {
  return [...kept.warnings, ...published.refused.map(({ message }) => message), ...warnings];
}

/** What came out, without what was kept and then could not be published. */
function countsOf({ kept, published }: CarryResult): { added: number; corrected: number; withdrawn: number } {
  const isNew = published.refused.filter((each) => each.isNew).length;
  return {
    added: Math.max(0, kept.added - isNew),
    corrected: Math.max(0, kept.corrected - (published.refused.length - isNew)),
    withdrawn: kept.withdrawn,
  };
}

function jsonOf(result: CarryResult): object {
  const { newsroom, published, polled, reports } = result;
  return {
    newsroom: newsroom.settings.newsroom,
    carried: newsroom.settings.carried,
    fingerprint: newsroom.fingerprint,
    edition: published.edition,
    changed: published.changed,
    ...countsOf(result),
    refused: published.refused.map(({ message }) => message),
    warnings: warningsOf(result),
    sources: polled.map(({ settings, poll }) => ({
      address: settings.address,
      outcome: poll.outcome,
      failure: poll.failure?.message ?? null,
    })),
    carriers: reports.map((report) => {
      const { carrier, outcome, written, writtenBytes, removed, unchanged } = report;
      const failure = failureOf(report)?.message ?? null;
      return { carrier, outcome, failure, written, writtenBytes, removed, unchanged };
    }),
  };
}

function tellText(terminal: Terminal, result: CarryResult): void {
  tellWarnings(terminal, warningsOf(result));
  const { settings, fingerprint } = result.newsroom;
  const { edition, changed } = result.published;
  const { added, corrected, withdrawn } = countsOf(result);
  terminal.print(
    changed
      ? `Edition ${edition}: ${added} added, ${corrected} corrected, ${withdrawn} withdrawn`
      : `Edition ${edition} stands: nothing changed`,
  );
  terminal.print(`  as carried from ${settings.carried?.from} by ${settings.carried?.by}`);
  terminal.print(`  fingerprint ${formatFingerprint(fingerprint)}`);
  for (const carrier of settings.carriers) terminal.print(`  ${placeOf(carrier)}`);
  terminal.print(`  settings and keys: ${settings.folder}`);
}

/** Why a carrier failed, as one error; null when it did not. The others were served all the same. */
export function failureOf({ carrier, outcome, faults }: SyncReport): Error | null {
  if (outcome !== 'failed') return null;
  const [fault] = faults;
  if (fault?.kind === 'error') return fault.error;
  return new CliError('not-found', `carrier ${carrier}: ${fault?.path} is not what was written (${fault?.kind})`, {
    hint: 'check the disk or the host; run the same again to repair',
  });
}
