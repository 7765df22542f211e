/** Edition records: the state of everything at one moment (docs/spec/edition.md). */
import { fieldReader, parseCount, when } from './fields.ts';
import {
  compareWords,
  formatPlace,
  formatRef,
  isLanguage,
  isName,
  isTime,
  type LogPlace,
  logNumber,
  type ObjectRef,
  parseHashWord,
  parseNumber,
  parsePlace,
  parseRef,
} from './grammar.ts';

/** First line of an edition record. */
export const EDITION_HEADER = 'tamizdat.edition/v1';
const MAX_FRONTS = 200;

/** Where the record of a language's newest front page is. */
export interface FrontRef {
  readonly language: string;
  readonly place: LogPlace;
  /** Leaf hash of that record, 64 hex digits. */
  readonly leaf: string;
}

/** The fields of an edition record, in the order they are written. */
export interface EditionRecord {
  readonly newsroom: string;
  /** Origin of the log it is written to. */
  readonly log: string;
  /** 1, 2, …: raised by each publication, never by a heartbeat. */
  readonly number: number;
  /** UTC, whole seconds. */
  readonly time: string;
  /** Versions of the trust data this edition was published under. */
  readonly trust: { readonly root: number; readonly targets: number };
  /** Sorted by language, one each. */
  readonly fronts: readonly FrontRef[];
  readonly calendar: ObjectRef;
  readonly notices: ObjectRef;
  readonly carriers: ObjectRef;
}

/** The text of an edition record, to be signed by the log key. Fails with `edition-format`. */
export function formatEdition(edition: EditionRecord): string {
  const text = writeEdition(edition);
  parseEdition(text);
  return text;
}

function writeEdition({ newsroom, log, number, time, trust, fronts, ...objects }: EditionRecord): string {
  return [
    EDITION_HEADER,
    `newsroom ${newsroom}`,
    `log ${log}`,
    `number ${number}`,
    `time ${time}`,
    `trust root ${trust.root} targets ${trust.targets}`,
    ...fronts.map(({ language, place, leaf }) => `front ${language} ${formatPlace(place)} sha256:${leaf}`),
    `calendar ${formatRef(objects.calendar)}`,
    `notices ${formatRef(objects.notices)}`,
    `carriers ${formatRef(objects.carriers)}`,
    '',
  ].join('\n');
}

function parseTrust(value: string): EditionRecord['trust'] | null {
  const [, root, , targets] = value.split(' ').map(parseNumber);
  return root && targets ? { root, targets } : null;
}

function parseFront(value: string): FrontRef | null {
  const [language = '', placeWord, hash] = value.split(' ');
  const place = parsePlace(placeWord);
  const leaf = parseHashWord(hash);
  return !isLanguage(language) || place === null || leaf === null ? null : { language, place, leaf };
}

const parseObject = (value: string): ObjectRef | null => {
  const [length, hash] = value.split(' ');
  return parseRef(length, hash);
};

/** Parses the text of an edition record, as strictly as a record. Fails with `edition-format`. */
export function parseEdition(text: string, what = 'edition record'): EditionRecord {
  const { take, has, bad } = fieldReader(text, EDITION_HEADER, what, 'edition-format');
  const newsroom = take('newsroom', when(isName));
  const log = take(
    'log',
    when((word) => logNumber(word) !== null),
  );
  const number = take('number', parseCount);
  const time = take('time', when(isTime));
  const trust = take('trust', parseTrust);
  const fronts: FrontRef[] = [];
  while (has('front')) {
    if (fronts.length === MAX_FRONTS) throw bad(`more than ${MAX_FRONTS} fronts`);
    const front = take('front', parseFront);
    const last = fronts.at(-1);
    if (last !== undefined && compareWords(last.language, front.language) >= 0) throw bad('fronts are not in order');
    fronts.push(front);
  }
  const calendar = take('calendar', parseObject);
  const notices = take('notices', parseObject);
  const carriers = take('carriers', parseObject);
  const edition: EditionRecord = { newsroom, log, number, time, trust, fronts, calendar, notices, carriers };
  if (writeEdition(edition) !== text) throw bad('not in the one form an edition record has');
  return edition;
}
