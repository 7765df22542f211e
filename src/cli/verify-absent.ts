import {
  type CalendarLine,
  formatLabel,
  formatPlace,
  formatTime,
  isArticle,
  isDay,
  type Label,
  lookupCalendar,
  objectReader,
  ProofError,
  type Report,
} from '../proof/index.ts';
import { CliError } from './error.ts';
import type { Target } from './target.ts';
import { printJson, type Terminal } from './terminal.ts';
import { describeIdentity } from './trust-store.ts';
import type { Finding } from './verdict.ts';
import { headOf, newsroomOf, tellChecks } from './verify-tell.ts';

/** What is asked: whether an article of this id was first published on that day. */
export interface AbsenceQuestion {
  readonly article: string;
  readonly day: string;
}

/** What the calendar answers. */
export interface Absence {
  /** True: nothing with this id was published on that day. Null when that cannot be told. */
  readonly absent: boolean | null;
  readonly text: string;
  readonly exitCode: 0 | 1 | 3;
  readonly kind: Label['kind'];
  readonly failure: string | null;
  readonly lines: readonly CalendarLine[];
  readonly checks: readonly Finding[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The question of the command line; null when it is not asked. Fails with `misuse`. */
export function absenceQuestion({
  absent,
  day,
}: {
  readonly absent?: string;
  readonly day?: string;
}): AbsenceQuestion | null {
  if (absent === undefined && day === undefined) return null;
  if (absent === undefined || day === undefined) {
    throw new CliError('misuse', '--absent and --day belong together', {
      hint: 'write for example: tamizdat verify --absent 3fk9m2tq7x --day 2026-11-22 https://courier.example/',
    });
  }
  if (!isArticle(absent)) {
    throw new CliError('misuse', `${absent} is not the id of an article`, {
      hint: 'it is the ten characters before ".html" in the address of a page',
    });
  }
  if (isDay(day)) return { article: absent, day };
  throw new CliError('misuse', `${day} is not a day`, { hint: 'write it as in the address of a page: 2026-11-22' });
}

/**
 * Answers from the calendar under the verified head of a carrier. What is not in it was not published there, as of that
 * edition; an edition from before the end of that day tells nothing, unless it is fresh.
 */
export async function findAbsence({ article, day }: AbsenceQuestion, target: Target, report: Report): Promise<Absence> {
  const { head, label, checks } = report;
  const base = { absent: null, kind: label.kind, failure: label.failure, lines: [] as const, checks };
  if (head === null || target.read === null || report.exitCode !== 0) {
    return { ...base, text: formatLabel(label), exitCode: report.exitCode === 1 ? 1 : 3 };
  }
  const { read } = target;
  const { number } = head.edition;
  const about = { check: 'absence', failure: null } as const;
  let lines: readonly CalendarLine[];
  try {
    const quiet = objectReader((path, maxBytes) => read(path, maxBytes).catch(() => null));
    lines = await lookupCalendar(quiet, head.edition.calendar, day, article);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const isSilent = error.code === 'object-missing';
    const check: Finding = {
      ...about,
      outcome: isSilent ? 'unknown' : 'failed',
      failure: error.code,
      detail: error.message,
    };
    const text = `${isSilent ? 'Cannot tell' : 'Not genuine'}: ${error.code}`;
    const kind = isSilent ? 'cannot-tell' : 'not-genuine';
    return { ...base, kind, failure: error.code, text, exitCode: isSilent ? 3 : 1, checks: [...checks, check] };
  }
  const time = formatTime(head.checkpoint.time);
  const told = (outcome: Finding['outcome'], detail: string): Finding[] => [...checks, { ...about, outcome, detail }];
  if (lines.length > 0) {
    const text = `Published: edition ${number} has ${article} of ${day}`;
    const detail = `the calendar of that day has it, in ${lines.map(({ language }) => language).join(', ')}`;
    return { ...base, absent: false, text, exitCode: 1, lines, checks: told('failed', detail) };
  }
  const end = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  const isTold =
    label.kind === 'current' ? head.checkpoint.time.getTime() >= end - DAY_MS : head.checkpoint.time.getTime() >= end;
  if (!isTold || label.kind === 'ahead') {
    const text = `Cannot tell: edition ${number} is of ${time}, and does not tell about ${day}`;
    return { ...base, kind: 'cannot-tell', text, exitCode: 3, checks: told('unknown', 'that day was not over then') };
  }
  const suffix = label.witnessed === false ? ' (not yet independently witnessed)' : '';
  const text = `Absent: nothing with the id ${article} was published on ${day}, as of ${time}${suffix}`;
  return {
    ...base,
    absent: true,
    text,
    exitCode: 0,
    checks: told('passed', 'the calendar of that day does not have it'),
  };
}

/** Tells the answer, to people or to programs. */
export function tellAbsence(
  terminal: Terminal,
  isJson: boolean,
  { article, day }: AbsenceQuestion,
  { name }: Target,
  { report, absence }: { readonly report: Report; readonly absence: Absence },
): void {
  const { absent, text, exitCode, kind, failure, lines, checks } = absence;
  const shown = lines.map(({ place, ...line }) => ({ ...line, place: formatPlace(place) }));
  if (isJson) {
    const { time, witnessed } = report.label;
    const label = { kind, time: time === null ? null : formatTime(time), failure, witnessed, text };
    const newsroom = newsroomOf(report);
    printJson(terminal, {
      target: name,
      exitCode,
      label,
      article,
      day,
      absent,
      lines: shown,
      newsroom,
      head: headOf(report),
      checks,
    });
    return;
  }
  terminal.print(text);
  if (report.trusted !== null) terminal.print(`  ${describeIdentity(report.trusted.identity)}`);
  for (const { language, revision, state, place } of shown) {
    terminal.print(`  in ${language}: revision ${revision}, ${state}, log entry ${place}`);
  }
  terminal.print();
  tellChecks(terminal, checks);
}
