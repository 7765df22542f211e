import type { SyncProgress, SyncReport } from '../carry/index.ts';
import { counted } from '../errors/index.ts';
import type { CarrierCheck, CarrierStanding } from '../newsroom/index.ts';
import { failureOf } from './carry-result.ts';
import { printJson, type Terminal, tellError } from './terminal.ts';

/** A number of bytes as people read it: `3.4 MB`. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}

/** A time as people read it: `2 min 5 s`. */
export function timeInWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** How far carrying is, in a line: `pages: 40 of 120 files, 2.1 MB/s, 12 s left`. */
export function progressInWords(progress: SyncProgress): string {
  const { carrier, doneFiles, totalFiles, bytesPerSecond, remainingMs } = progress;
  const rate = bytesPerSecond === null ? '' : `, ${bytesInWords(bytesPerSecond)}/s`;
  const left = remainingMs === null || doneFiles === totalFiles ? '' : `, ${timeInWords(remainingMs)} left`;
  return `${carrier}: ${doneFiles} of ${counted(totalFiles, 'file')}${rate}${left}`;
}

/** Tells what was tried with a carrier; the exit code: 1 when something failed. */
export function tellChecks(terminal: Terminal, name: string, checks: readonly CarrierCheck[], json: boolean): number {
  const passed = checks.every(({ result }) => result !== 'failed');
  if (json) {
    printJson(terminal, { carrier: name, passed, checks });
    return passed ? 0 : 1;
  }
  for (const { check, result, says, hint } of checks) {
    terminal.print(`${result.padEnd(7)}  ${check}: ${says}`);
    if (hint !== null && result !== 'passed') terminal.print(`           ${hint}`);
  }
  terminal.print(passed ? `${name} can be carried to` : `${name} cannot be used like this`);
  return passed ? 0 : 1;
}

/** Tells what carrying came to; the exit code: 1 when a carrier failed. */
export function tellSynced(terminal: Terminal, reports: readonly SyncReport[], json: boolean): number {
  const failures = reports.flatMap((report) => failureOf(report) ?? []);
  if (json) {
    printJson(terminal, {
      carriers: reports.map((report) => {
        const { carrier, outcome, written, writtenBytes, removed, unchanged, adopted, publicly } = report;
        const failure = failureOf(report)?.message ?? null;
        const proof =
          publicly === undefined
            ? null
            : {
                address: publicly.address,
                checkedAt: publicly.checkedAt,
                confirmed: publicly.confirmed,
                pending: publicly.pending.length,
                faults: publicly.faults.map(({ kind, path }) => ({ kind, path })),
              };
        return { carrier, outcome, failure, written, writtenBytes, removed, unchanged, adopted, public: proof };
      }),
    });
  } else for (const report of reports) tellReport(terminal, report);
  for (const failure of failures) tellError(terminal, failure);
  return failures.length === 0 ? 0 : 1;
}

function tellReport(
  terminal: Terminal,
  { carrier, outcome, written, writtenBytes, removed, publicly }: SyncReport,
): void {
  if (outcome !== 'complete') {
    terminal.print(`${carrier}: ${outcome}`);
    return;
  }
  const wrote =
    written === 0 ? 'nothing was missing' : `${counted(written, 'file')} put (${bytesInWords(writtenBytes)})`;
  terminal.print(`${carrier}: up to date, ${wrote}${removed === 0 ? '' : `, ${removed} removed`}`);
  if (publicly === undefined) return;
  const { confirmed, pending, faults, address } = publicly;
  const late = pending.length === 0 ? '' : `, ${pending.length} not shown yet`;
  const wrong = faults.length === 0 ? '' : `, ${faults.length} wrong`;
  terminal.print(`  ${address}  ${confirmed} as they should be${late}${wrong}`);
}

/** Tells how carriers stand. */
export function tellStandings(terminal: Terminal, standings: readonly CarrierStanding[], now: Date): void {
  if (standings.length === 0) terminal.print('There are no carriers: nobody can read what is published.');
  for (const each of standings) {
    const { name, kind, place, holds, behind, completeAt, publicly, failure, hint, failures, nextTryAt } = each;
    const ago = (date: Date) => `${timeInWords(now.getTime() - date.getTime())} ago`;
    terminal.print(
      `${name} (${kind}) ${place}${each.isStopped ? ', held back: nothing is corrected or withdrawn there' : ''}`,
    );
    if (holds === null) terminal.print('  holds no whole edition, as far as is known');
    else {
      const isRight = failure === null && (publicly?.faults.length ?? 0) === 0;
      const newest = isRight ? 'up to date' : 'the newest, but not all is right';
      const lag = behind === 0 ? newest : `${counted(behind ?? 0, 'edition')} behind`;
      terminal.print(`  holds edition ${holds.number} of ${holds.time.toISOString()}, ${lag}`);
    }
    if (completeAt !== null) terminal.print(`  read back ${ago(completeAt)}`);
    if (publicly !== null) {
      const { address, confirmed, pending, faults, checkedAt } = publicly;
      terminal.print(
        `  readers at ${address}: ${confirmed} as they should be, ${pending} not shown yet, ${faults.length} wrong, ${ago(checkedAt)}`,
      );
      for (const fault of faults) terminal.print(`    ${fault}`);
    }
    if (failure !== null) {
      terminal.print(`  failed ${counted(failures, 'time')}: ${failure}`);
      if (hint !== null) terminal.print(`    ${hint}`);
    }
    if (nextTryAt !== null && nextTryAt > now)
      terminal.print(`  tried again in ${timeInWords(nextTryAt.getTime() - now.getTime())}`);
  }
}
