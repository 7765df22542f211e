/** Records: what a desk says about one revision of one language version (docs/spec/record.md). */
import { fieldReader, orDash, type ParsersOf, parseCount, parseOrigin, when } from './fields.ts';
import {
  formatPlace,
  formatRef,
  isArticle,
  isDay,
  isLanguage,
  isName,
  isTime,
  type LogPlace,
  type ObjectRef,
  parsePlace,
  parseRef,
} from './grammar.ts';

/** What a record is about. */
export type RecordKind = 'article' | 'withdrawal' | 'front' | 'day';

const KINDS: readonly RecordKind[] = ['article', 'withdrawal', 'front', 'day'];
/** Most parts of one page. */
export const MAX_PARTS = 99;

/** The fields of a record, in the order they are written. */
export interface RecordFields {
  /** Name of the newsroom, `courier.example`. */
  readonly newsroom: string;
  /** Origin of the log it is written to. */
  readonly log: string;
  readonly kind: RecordKind;
  /** Id of the article; null of front and day pages. */
  readonly article: string | null;
  /** UTC date of first publication in any language, or the day of a day page; null of a front. */
  readonly day: string | null;
  readonly language: string;
  /** 1, 2, …; of front and day pages it counts the page's editions. */
  readonly revision: number;
  /** UTC, whole seconds. */
  readonly time: string;
  /** One a file, in order: length and hash of all bytes before the proof. */
  readonly pages: readonly ObjectRef[];
  /** The previous record of the same thing. */
  readonly replaces: LogPlace | null;
}

/** First line of a record. */
export const RECORD_HEADER = 'tamizdat.record/v1';

/** The text of a record, to be signed by a desk. Fails with `record-format` when the fields make no record. */
export function formatRecord(fields: RecordFields): string {
  const text = writeRecord(fields);
  parseRecord(text);
  return text;
}

/** The fields of one word, in order; the pages and what is replaced follow them. */
const WORDS: ParsersOf<Omit<RecordFields, 'pages' | 'replaces'>> = {
  newsroom: when(isName),
  log: parseOrigin,
  kind: (word) => KINDS.find((kind) => kind === word),
  article: orDash(when(isArticle)),
  day: orDash(when(isDay)),
  language: when(isLanguage),
  revision: parseCount,
  time: when(isTime),
};

function writeRecord(fields: RecordFields): string {
  const { pages, replaces } = fields;
  return [
    RECORD_HEADER,
    ...Object.keys(WORDS).map((name) => `${name} ${fields[name as keyof typeof WORDS] ?? '-'}`),
    ...pages.map((page, at) => `page ${at + 1}/${pages.length} ${formatRef(page)}`),
    `replaces ${replaces === null ? '-' : formatPlace(replaces)}`,
    '',
  ].join('\n');
}

/**
 * Parses the text of a record: these fields, in this order, each once, each in its one spelling; anything else is
 * refused with `record-format`.
 */
export function parseRecord(text: string, what = 'record'): RecordFields {
  const { take, takeAll, has, bad } = fieldReader(text, RECORD_HEADER, what, 'record-format');
  const words = takeAll(WORDS);
  const pages: ObjectRef[] = [];
  while (has('page')) {
    if (pages.length === MAX_PARTS) throw bad(`more than ${MAX_PARTS} parts`);
    pages.push(
      take('page', (value) => {
        const [, length, hash] = value.split(' ');
        return parseRef(length, hash) ?? undefined;
      }),
    );
  }
  const replaces = take(
    'replaces',
    orDash((word) => parsePlace(word) ?? undefined),
  );
  const fields: RecordFields = { ...words, pages, replaces };
  const { kind, article, day } = fields;
  if (pages.length === 0) throw bad('no page');
  if ((article !== null) !== (kind === 'article' || kind === 'withdrawal')) throw bad(`article does not fit ${kind}`);
  if ((day !== null) !== (kind !== 'front')) throw bad(`day does not fit ${kind}`);
  if (kind === 'front' && pages.length !== 1) throw bad('a front has one page');
  // What was read loosely above (the numbers of the parts, the end of the text) is settled here.
  if (writeRecord(fields) !== text) throw bad('not in the one form a record has');
  return fields;
}
