import type { AuditAct, AuditEntry, Editing, State } from '../../editing/index.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const HOUR_MS = 60 * 60 * 1_000;
/** Days that are counted, today among them. */
const DAYS = 14;
/** Lines asked for at once, and how often at most for one act. */
const LINES = 500;
const ANSWERS = 6;
/** Articles whose waiting versions are looked at. */
const ARTICLES = 200;

/** How much was done on one day. */
export interface DayCount {
  /** UTC, `2026-11-22`. */
  readonly day: string;
  readonly confirmed: number;
  readonly published: number;
}

/** The days of the picture, the oldest first, with what their lines of the audit trail add up to. */
export function countDays(
  confirmed: readonly Pick<AuditEntry, 'at'>[],
  published: readonly Pick<AuditEntry, 'at'>[],
  now: Date,
): readonly DayCount[] {
  const days = Array.from({ length: DAYS }, (_, at) =>
    new Date(now.getTime() - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10),
  );
  const countIn = (entries: readonly Pick<AuditEntry, 'at'>[], day: string) =>
    entries.filter(({ at }) => at.startsWith(day)).length;
  return days.map((day) => ({ day, confirmed: countIn(confirmed, day), published: countIn(published, day) }));
}

/** Lines of one act since a time, as far back as a few answers reach. */
async function linesSince(editing: Editing, what: AuditAct, since: string): Promise<readonly AuditEntry[]> {
  const lines: AuditEntry[] = [];
  for (let answers = 0; answers < ANSWERS; answers += 1) {
    const after = lines.at(-1)?.id;
    const answer = await editing.audit({ what, limit: LINES, ...(after !== undefined && { after }) });
    lines.push(...answer.filter(({ at }) => at >= since));
    if (answer.length < LINES || (answer.at(-1)?.at ?? '') < since) break;
  }
  return lines;
}

/** What people confirmed and published, day by day. */
export async function loadThroughput(editing: Editing, now: Date): Promise<readonly DayCount[]> {
  const since = new Date(now.getTime() - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  const [confirmed, published, corrected] = await Promise.all([
    linesSince(editing, 'segment-confirmed', since),
    linesSince(editing, 'published', since),
    linesSince(editing, 'corrected', since),
  ]);
  return countDays(confirmed, [...published, ...corrected], now);
}

/** How many versions have waited for how long. */
export interface AgeCount {
  readonly label: string;
  readonly review: number;
  readonly translation: number;
}

const AGES: readonly (readonly [string, number])[] = [
  ['under an hour', HOUR_MS],
  ['under 8 hours', 8 * HOUR_MS],
  ['under a day', DAY_MS],
  ['under 3 days', 3 * DAY_MS],
  ['longer', Number.POSITIVE_INFINITY],
];

/** Sorts ages into the classes of the picture. */
export function countAges(review: readonly number[], translation: readonly number[]): readonly AgeCount[] {
  return AGES.map(([label, under], at) => {
    const least = AGES[at - 1]?.[1] ?? Number.NEGATIVE_INFINITY;
    const count = (ages: readonly number[]) => ages.filter((age) => age >= least && age < under).length;
    return { label, review: count(review), translation: count(translation) };
  });
}

/** How old what waits for people is, of the articles that changed last. */
export async function loadAges(editing: Editing, now: Date): Promise<readonly AgeCount[]> {
  const agesIn = async (state: State) => {
    const { rows } = await editing.articles({ state, limit: ARTICLES });
    return rows
      .flatMap(({ cells }) => cells.filter((cell) => cell.state === state))
      .map(({ since }) => now.getTime() - Date.parse(since));
  };
  const [review, translation] = await Promise.all([agesIn('review'), agesIn('in-translation')]);
  return countAges(review, translation);
}

/** What the pictures of translation are drawn from. */
export interface Pace {
  readonly days: readonly DayCount[];
  readonly ages: readonly AgeCount[];
}

/** Open pages ask at every change; a picture of fourteen days may be some seconds old. */
const FRESH_MS = 10_000;

/** Loads the pace of translation, once for all who ask within some seconds. What failed is asked again. */
export function openPace(editing: Editing, now: () => Date): () => Promise<Pace> {
  let last: { readonly at: number; readonly pace: Promise<Pace> } | null = null;
  return () => {
    const at = now().getTime();
    if (last !== null && Math.abs(at - last.at) < FRESH_MS) return last.pace;
    const pace = Promise.all([loadThroughput(editing, now()), loadAges(editing, now())]).then(([days, ages]) => ({
      days,
      ages,
    }));
    last = { at, pace };
    pace.catch(() => {
      last = null;
    });
    return pace;
  };
}
