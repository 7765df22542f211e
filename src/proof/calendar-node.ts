/** Nodes of the calendar: their text and back (docs/spec/calendar.md). */
import { textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import {
  compareWords,
  formatPlace,
  formatRef,
  isArticle,
  isDay,
  isLanguage,
  type LogPlace,
  type ObjectRef,
  parseHashWord,
  parseNumber,
  parsePlace,
  parseRef,
} from './grammar.ts';

/** First line of every node. */
export const CALENDAR_HEADER = 'tamizdat.calendar/v1';
/** A day of more lines is split by the first character of the ids, and so on. */
export const MAX_DAY_LINES = 100;

/** State of a language version as the calendar tells it. */
export type CalendarState = 'current' | 'corrected' | 'withdrawn';
const STATES: readonly CalendarState[] = ['current', 'corrected', 'withdrawn'];

/** What the calendar says of one language version of an article, or of a language's page of the day. */
export interface CalendarLine {
  /** Null of the day page. */
  readonly article: string | null;
  readonly language: string;
  readonly revision: number;
  /** Of a day page always `current`. */
  readonly state: CalendarState;
  /** Where the record of that revision is. */
  readonly place: LogPlace;
  /** Leaf hash of that record, 64 hex digits. */
  readonly leaf: string;
}

/** A node that leads to further nodes: keys are years, months, days, or the next character of an id. */
export interface InnerNode {
  readonly kind: 'inner';
  /** Which node this is: `root`, `year 2026`, `month 2026-11`, `day 2026-11-22`, `day 2026-11-22 3`. */
  readonly name: string;
  readonly children: ReadonlyMap<string, ObjectRef>;
}

/** A day, or those articles of a day whose ids share a beginning, or (key `-`) the day's own pages. */
export interface DayNode {
  readonly kind: 'day';
  readonly name: string;
  /** The day pages first; then sorted by article, then language. */
  readonly lines: readonly CalendarLine[];
}

export type CalendarNode = InnerNode | DayNode;

/** What stands for the article in the line of a day page. It sorts before every id. */
const DAY_PAGE = '-';

/** The first word of a line: the id of its article, `-` of a day page. */
export function articleWord({ article }: Pick<CalendarLine, 'article'>): string {
  return article ?? DAY_PAGE;
}

/** Whether the lines under this prefix can be split further: ids can, the pages of a day share one word. */
export function isDivisible(prefix: string): boolean {
  return prefix !== DAY_PAGE && prefix.length < 10;
}

/** Name of the node of a day's lines whose first words begin with `prefix`. */
export function dayName(day: string, prefix = ''): string {
  return prefix === '' ? `day ${day}` : `day ${day} ${prefix}`;
}

/** What keys an inner node of this name may have; null when there is no such node. */
function keyTest(name: string): ((key: string) => boolean) | null {
  if (name === 'root') return (key) => /^[0-9]{4}$/.test(key);
  const [kind, word = '', prefix = '', ...rest] = name.split(' ');
  if (rest.length > 0) return null;
  if (kind === 'year' && /^[0-9]{4}$/.test(word)) return (key) => key.startsWith(`${word}-`) && isDay(`${key}-01`);
  if (kind === 'month' && isDay(`${word}-01`)) return (key) => key.startsWith(`${word}-`) && isDay(key);
  if (kind === 'day' && isDay(word) && isDivisible(prefix)) return (key) => isPartKey(key, prefix);
  return null;
}

/** A character of an id; at the top of a day also the key of its own pages. */
function isPartKey(key: string, prefix: string): boolean {
  return key === DAY_PAGE ? prefix === '' : key.length === 1 && isArticle(key.padEnd(10, '0'));
}

/** The lines of the calendar in the order they stand in a day node. */
export function compareLines(a: CalendarLine, b: CalendarLine): number {
  return compareWords(articleWord(a), articleWord(b)) || compareWords(a.language, b.language);
}

/** The text of a node. */
export function formatCalendarNode(node: CalendarNode): string {
  const lines =
    node.kind === 'inner'
      ? [...node.children].sort(([a], [b]) => compareWords(a, b)).map(([key, ref]) => `${key} ${formatRef(ref)}`)
      : node.lines.toSorted(compareLines).map(formatLine);
  return [CALENDAR_HEADER, node.name, ...lines, ''].join('\n');
}

/** What a line is about: one a day. */
export function lineKey(line: Pick<CalendarLine, 'article' | 'language'>): string {
  return `${articleWord(line)} ${line.language}`;
}

function formatLine(line: CalendarLine): string {
  const { revision, state, place, leaf } = line;
  return `${lineKey(line)} ${revision} ${state} ${formatPlace(place)} sha256:${leaf}`;
}

function parseLine(line: string): CalendarLine | null {
  const [word = '', language = '', revisionWord, stateWord, placeWord, hash] = line.split(' ');
  const revision = parseNumber(revisionWord);
  const state = STATES.find((each) => each === stateWord);
  const place = parsePlace(placeWord);
  const leaf = parseHashWord(hash);
  const article = word === DAY_PAGE ? null : word;
  if (article === null ? state !== 'current' : !isArticle(article)) return null;
  if (!isLanguage(language) || !revision || !state || !place || !leaf) return null;
  return { article, language, revision, state, place, leaf };
}

/**
 * Parses a node and checks that it is the one of that name: sorted, each key once, every line in its one spelling.
 * Fails with `calendar-format`.
 */
export function parseCalendarNode(bytes: Uint8Array, name: string): CalendarNode {
  const what = `calendar node "${name}"`;
  const bad = (why: string) => new ProofError('calendar-format', `${what}: ${why}`);
  const text = textOf(bytes, what, 'calendar-format');
  const [header, ownName, ...rest] = text.split('\n');
  if (header !== CALENDAR_HEADER) throw bad(`does not start with "${CALENDAR_HEADER}"`);
  if (ownName !== name) throw bad('names itself otherwise');
  const lines = rest.slice(0, -1);
  const node = name.startsWith('day ') ? parseDay(name, lines) : parseInner(name, lines);
  if (node === null) throw bad('a line is malformed');
  if (formatCalendarNode(node) !== text) throw bad('lines are repeated, out of order or not in their one form');
  return node;
}

/** Of a day both forms exist; the first line tells which: of a split day it is a key and a reference. */
function parseDay(name: string, lines: readonly string[]): CalendarNode | null {
  if (lines[0]?.split(' ').length === 3) return parseInner(name, lines);
  const prefix = name.split(' ')[2] ?? '';
  const good = lines.map(parseLine).filter((line): line is CalendarLine => {
    return line !== null && articleWord(line).startsWith(prefix);
  });
  const names = new Set(good.map(lineKey));
  return good.length === lines.length && names.size === lines.length ? { kind: 'day', name, lines: good } : null;
}

function parseInner(name: string, lines: readonly string[]): InnerNode | null {
  const isKey = keyTest(name);
  if (isKey === null) return null;
  const children = new Map<string, ObjectRef>();
  for (const line of lines) {
    const [key = '', length, hash] = line.split(' ');
    const ref = parseRef(length, hash);
    if (!isKey(key) || ref === null) return null;
    children.set(key, ref);
  }
  return { kind: 'inner', name, children };
}
