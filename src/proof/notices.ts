/** Notices: the newest corrections and withdrawals, for readers who keep copies (docs/spec/calendar.md). */
import { bytesOf, textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import {
  comparePlaces,
  compareWords,
  formatPlace,
  isArticle,
  isDay,
  isLanguage,
  isTime,
  type LogPlace,
  parseHashWord,
  parseNumber,
  parsePlace,
} from './grammar.ts';

const HEADER = 'tamizdat.notices/v1';
/** Older notices are dropped: the calendar still tells each article's state. */
export const MAX_NOTICES = 100;

/** One correction or withdrawal. */
export interface Notice {
  /** UTC, whole seconds: time of the record. */
  readonly time: string;
  readonly kind: 'correction' | 'withdrawal';
  readonly day: string;
  readonly article: string;
  readonly language: string;
  readonly revision: number;
  readonly place: LogPlace;
  /** Leaf hash of the record, 64 hex digits. */
  readonly leaf: string;
}

/** Newest first; what came in the same second, by its place in the log. */
function compareNotices(a: Notice, b: Notice): number {
  return compareWords(b.time, a.time) || comparePlaces(b.place, a.place);
}

/** The newest 100 of old and new notices, newest first. */
export function addNotices(old: readonly Notice[], added: readonly Notice[]): readonly Notice[] {
  const byPlace = new Map([...old, ...added].map((notice) => [formatPlace(notice.place), notice]));
  return [...byPlace.values()].sort(compareNotices).slice(0, MAX_NOTICES);
}

/** The bytes of the notices file. */
export function formatNotices(notices: readonly Notice[]): Uint8Array {
  const lines = notices.map(
    ({ time, kind, day, article, language, revision, place, leaf }) =>
      `${time} ${kind} ${day} ${article} ${language} ${revision} ${formatPlace(place)} sha256:${leaf}`,
  );
  return bytesOf([HEADER, ...lines, ''].join('\n'));
}

function parseNotice(line: string): Notice | null {
  const [time = '', kindWord, day = '', article = '', language = '', revisionWord, placeWord, hash] = line.split(' ');
  const kind = kindWord === 'correction' || kindWord === 'withdrawal' ? kindWord : null;
  const revision = parseNumber(revisionWord);
  const place = parsePlace(placeWord);
  const leaf = parseHashWord(hash);
  if (!isTime(time) || !isDay(day) || !isArticle(article) || !isLanguage(language)) return null;
  if (!kind || !revision || !place || !leaf) return null;
  return { time, kind, day, article, language, revision, place, leaf };
}

/** Parses a notices file: newest first, at most 100, each once. Fails with `notices-format`. */
export function parseNotices(bytes: Uint8Array): readonly Notice[] {
  const bad = (why: string) => new ProofError('notices-format', `notices: ${why}`);
  const text = textOf(bytes, 'notices', 'notices-format');
  const [header, ...rest] = text.split('\n');
  if (header !== HEADER) throw bad(`does not start with "${HEADER}"`);
  const notices = rest.slice(0, -1).map((line) => {
    const notice = parseNotice(line);
    if (notice === null) throw bad('a line is malformed');
    return notice;
  });
  const canonical = addNotices([], notices);
  if (notices.length > MAX_NOTICES || new TextDecoder().decode(formatNotices(canonical)) !== text) {
    throw bad('too many, repeated, out of order or not in their one form');
  }
  return notices;
}
