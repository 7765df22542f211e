/** The calendar: which revision of what is current, by day (docs/spec/calendar.md). */
import { bytesOf } from './bytes.ts';
import {
  articleWord,
  type CalendarLine,
  type CalendarNode,
  compareLines,
  dayName,
  formatCalendarNode,
  isDivisible,
  lineKey,
  MAX_DAY_LINES,
  parseCalendarNode,
} from './calendar-node.ts';
import { compareWords, type ObjectRef } from './grammar.ts';
import { makeObject, type ObjectFile, type ReadObject, readChecked } from './objects.ts';

/** A calendar line with its day. */
export interface CalendarEntry extends CalendarLine {
  /** `YYYY-MM-DD`. */
  readonly day: string;
}

async function readNode(readObject: ReadObject, ref: ObjectRef, name: string): Promise<CalendarNode> {
  return parseCalendarNode(await readChecked(readObject, ref, `calendar node "${name}"`), name);
}

/** Names and keys of the nodes that lead to a day: root → year → month → day. */
function stepsTo(day: string): readonly { readonly name: string; readonly key: string }[] {
  return [
    { name: 'root', key: day.slice(0, 4) },
    { name: `year ${day.slice(0, 4)}`, key: day.slice(0, 7) },
    { name: `month ${day.slice(0, 7)}`, key: day },
  ];
}

/**
 * The lines of one article, or (null) of the pages of the day, in all languages; none when that day never had it.
 * Reads four small files, each checked against the hash its parent declares, whatever the archive's size.
 * Fails with `object-missing`, `hash-mismatch`, `calendar-format`.
 */
export async function lookupCalendar(
  readObject: ReadObject,
  root: ObjectRef,
  day: string,
  article: string | null,
): Promise<readonly CalendarLine[]> {
  const word = articleWord({ article });
  let ref: ObjectRef | undefined = root;
  for (const { name, key } of stepsTo(day)) {
    const node = await readNode(readObject, ref, name);
    ref = node.kind === 'inner' ? node.children.get(key) : undefined;
    if (ref === undefined) return [];
  }
  for (let depth = 0; ref !== undefined; depth += 1) {
    const node = await readNode(readObject, ref, dayName(day, word.slice(0, depth)));
    if (node.kind === 'day') return node.lines.filter((line) => line.article === article);
    ref = node.children.get(word.slice(depth, depth + 1));
  }
  return [];
}

/** All lines of one day: its own pages, then its articles, sorted by id and language. */
export async function readCalendarDay(
  readObject: ReadObject,
  root: ObjectRef,
  day: string,
): Promise<readonly CalendarLine[]> {
  let ref: ObjectRef | undefined = root;
  for (const { name, key } of stepsTo(day)) {
    const node = await readNode(readObject, ref, name);
    ref = node.kind === 'inner' ? node.children.get(key) : undefined;
    if (ref === undefined) return [];
  }
  return Array.fromAsync(linesBelow(readObject, ref, day, ''));
}

async function* linesBelow(
  readObject: ReadObject,
  ref: ObjectRef,
  day: string,
  prefix: string,
): AsyncGenerator<CalendarLine> {
  const node = await readNode(readObject, ref, dayName(day, prefix));
  if (node.kind === 'day') yield* node.lines;
  else for (const [key, child] of node.children) yield* linesBelow(readObject, child, day, prefix + key);
}

/** Every line of the calendar, oldest day first: what a carrier copies by, and what a publisher compares with. */
export async function* readCalendar(readObject: ReadObject, root: ObjectRef): AsyncGenerator<CalendarEntry> {
  for (const day of await readCalendarDays(readObject, root)) {
    for (const line of await readCalendarDay(readObject, root, day)) yield { ...line, day };
  }
}

/** Every day that has lines, oldest first. */
export async function readCalendarDays(readObject: ReadObject, root: ObjectRef): Promise<readonly string[]> {
  const days: string[] = [];
  const childrenOf = async (ref: ObjectRef, name: string): Promise<ReadonlyMap<string, ObjectRef>> => {
    const node = await readNode(readObject, ref, name);
    return node.kind === 'inner' ? node.children : new Map();
  };
  for (const [year, yearRef] of await childrenOf(root, 'root')) {
    for (const [month, monthRef] of await childrenOf(yearRef, `year ${year}`)) {
      days.push(...(await childrenOf(monthRef, `month ${month}`)).keys());
    }
  }
  return days;
}

/** A new calendar: its root, and the nodes that are not in the old one. */
export interface CalendarUpdate {
  readonly root: ObjectRef;
  readonly nodes: readonly ObjectFile[];
  /** Hashes of the nodes of the old calendar that the new one has others for. */
  readonly replaced: readonly string[];
}

/**
 * Puts lines into a calendar: each replaces the line of the same article (or day page) and language, or is added.
 * Pure: reads the old nodes that change, returns the new ones, writes nothing. The result depends only on which
 * lines the calendar holds, not on the order in which they came. `root` is null for the first calendar.
 */
export async function updateCalendar(
  readObject: ReadObject,
  root: ObjectRef | null,
  changes: readonly CalendarEntry[],
): Promise<CalendarUpdate> {
  const nodes = new Map<string, ObjectFile>();
  const old = new Set<string>();
  const readOld: ReadObject = (ref) => {
    old.add(ref.sha256);
    return readObject(ref);
  };
  const keep = async (node: CalendarNode): Promise<ObjectRef> => {
    const file = await makeObject(bytesOf(formatCalendarNode(node)));
    nodes.set(file.sha256, file);
    return { sizeBytes: file.sizeBytes, sha256: file.sha256 };
  };
  const days = Map.groupBy(changes, (change) => change.day);
  const updateDay = async (ref: ObjectRef | undefined, day: string): Promise<ObjectRef> => {
    const before = ref === undefined ? [] : await Array.fromAsync(linesBelow(readOld, ref, day, ''));
    const lines = new Map([...before, ...(days.get(day) ?? [])].map((line) => [lineKey(line), line]));
    return writeDay(keep, day, '', [...lines.values()].sort(compareLines));
  };

  /** Rebuilds the inner node of that name over the keys of the changed days; `width` is the length of a key. */
  const updateInner = async (
    ref: ObjectRef | undefined,
    width: number,
    changed: readonly string[],
  ): Promise<ObjectRef> => {
    const sample = changed[0] ?? '';
    const name = width === 4 ? 'root' : width === 7 ? `year ${sample.slice(0, 4)}` : `month ${sample.slice(0, 7)}`;
    const before = ref === undefined ? null : await readNode(readOld, ref, name);
    const children = new Map(before?.kind === 'inner' ? before.children : []);
    for (const [key, below] of Map.groupBy(changed, (day) => day.slice(0, width))) {
      const child = children.get(key);
      children.set(key, await (width === 10 ? updateDay(child, key) : updateInner(child, width + 3, below)));
    }
    return keep({ kind: 'inner', name, children });
  };
  const newRoot = await updateInner(root ?? undefined, 4, [...days.keys()].sort(compareWords));
  return { root: newRoot, nodes: [...nodes.values()], replaced: [...old].filter((sha256) => !nodes.has(sha256)) };
}

async function writeDay(
  keep: (node: CalendarNode) => Promise<ObjectRef>,
  day: string,
  prefix: string,
  lines: readonly CalendarLine[],
): Promise<ObjectRef> {
  const name = dayName(day, prefix);
  if (lines.length <= MAX_DAY_LINES || !isDivisible(prefix)) return keep({ kind: 'day', name, lines });
  const children = new Map<string, ObjectRef>();
  for (const [key, below] of Map.groupBy(lines, (line) => articleWord(line).charAt(prefix.length))) {
    children.set(key, await writeDay(keep, day, prefix + key, below));
  }
  return keep({ kind: 'inner', name, children });
}
