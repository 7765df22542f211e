import { FINDINGS, type Finding, type Round } from '../monitor/index.ts';
import { formatTime } from '../proof/index.ts';
import { printJsonLine, type Terminal } from './terminal.ts';

const MARKS = { alarm: '✗', warning: '!', unknown: '?' } as const;

/** A finding as it is told: with the folder of its evidence, if there is any. */
export interface Told {
  readonly finding: Finding;
  readonly isNew: boolean;
  readonly evidence: string | null;
}

/** What a monitor's rounds come to: 1 when something is wrong, 3 when something could not be looked at, else 0. */
export function exitCodeOfFindings(findings: readonly { readonly finding: Finding }[]): 0 | 1 | 3 {
  if (findings.some(({ finding }) => finding.severity !== 'unknown')) return 1;
  return findings.length > 0 ? 3 : 0;
}

/** Tells a round for people: what is new, and one line for each carrier. */
export function tellRound(terminal: Terminal, round: Round, told: readonly Told[], now: Date): void {
  terminal.print(`${formatTime(now)} round ${round.state.round}`);
  for (const { name, edition, time } of round.carriers) {
    const stand = edition === null || time === null ? 'no edition' : `edition ${edition}, of ${formatTime(time)}`;
    terminal.print(`  ${name}: ${stand}`);
  }
  for (const { origin, size, read } of round.logs) terminal.print(`  log ${origin}: ${read} of ${size} entries read`);
  for (const { finding, isNew, evidence } of told) {
    const { name, severity, carrier, subject, detail } = finding;
    const again = isNew ? '' : ' (known)';
    const where = [carrier, subject].filter((word) => word !== null).join(' ');
    terminal.print(`  ${MARKS[severity]} ${name}${again}: ${FINDINGS[name][1]}`);
    terminal.print(`      ${where}: ${detail}`);
    if (evidence !== null) terminal.print(`      evidence in ${evidence}`);
  }
  if (told.length === 0) terminal.print('  ✓ nothing found');
}

/** The same for programs: one line of JSON a finding, then one for the round. */
export function printRound(terminal: Terminal, round: Round, told: readonly Told[], now: Date): void {
  const time = formatTime(now);
  for (const { finding, isNew, evidence } of told) {
    printJsonLine(terminal, { type: 'finding', time, round: round.state.round, ...finding, isNew, evidence });
  }
  const carriers = round.carriers.map((each) => ({ ...each, time: each.time === null ? null : formatTime(each.time) }));
  printJsonLine(terminal, {
    type: 'round',
    time,
    round: round.state.round,
    exitCode: exitCodeOfFindings(told),
    carriers,
    logs: round.logs,
  });
}
