/** Edition records: the state of everything at one moment (docs/spec/edition.md). */
import { fieldReader, type ParsersOf, parseCount, parseOrigin, when } from './fields.ts';
import {
  compareWords,
  formatPlace,
  formatRef,
  isLanguage,
  isName,
  isTime,
  type LogPlace,
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

function parseTrust(value: string): EditionRecord['trust'] | undefined {
  const [, root, , targets] = value.split(' ').map(parseNumber);
  return root && targets ? { root, targets } : undefined;
}

function parseFront(value: string): FrontRef | undefined {
  const [language = '', placeWord, hash] = value.split(' ');
  const place = parsePlace(placeWord);
  const leaf = parseHashWord(hash);
  return !isLanguage(language) || place === null || leaf === null ? undefined : { language, place, leaf };
}

function parseObject(value: string): ObjectRef | undefined {
  const [length, hash] = value.split(' ');
  return parseRef(length, hash) ?? undefined;
}

/** The fields before the fronts and those after them, each in order. */
const WORDS: ParsersOf<Pick<EditionRecord, 'newsroom' | 'log' | 'number' | 'time' | 'trust'>> = {
  newsroom: when(isName),
  log: parseOrigin,
  number: parseCount,
  time: when(isTime),
  trust: parseTrust,
};
const OBJECTS: ParsersOf<Pick<EditionRecord, 'calendar' | 'notices' | 'carriers'>> = {
  calendar: parseObject,
  notices: parseObject,
  carriers: parseObject,
};

function writeEdition(edition: EditionRecord): string {
  const { newsroom, log, number, time, trust, fronts } = edition;
  return [
    EDITION_HEADER,
    `newsroom ${newsroom}`,
    `log ${log}`,
    `number ${number}`,
    `time ${time}`,
    `trust root ${trust.root} targets ${trust.targets}`,
    ...fronts.map(({ language, place, leaf }) => `front ${language} ${formatPlace(place)} sha256:${leaf}`),
    ...Object.keys(OBJECTS).map((name) => `${name} ${formatRef(edition[name as keyof typeof OBJECTS])}`),
    '',
  ].join('\n');
}

/** Parses the text of an edition record, as strictly as a record. Fails with `edition-format`. */
export function parseEdition(text: string, what = 'edition record'): EditionRecord {
  const { take, takeAll, has, bad } = fieldReader(text, EDITION_HEADER, what, 'edition-format');
  const words = takeAll(WORDS);
  const fronts: FrontRef[] = [];
  while (has('front')) {
    if (fronts.length === MAX_FRONTS) throw bad(`more than ${MAX_FRONTS} fronts`);
    const front = take('front', parseFront);
    const last = fronts.at(-1);
    if (last !== undefined && compareWords(last.language, front.language) >= 0) throw bad('fronts are not in order');
    fronts.push(front);
  }
  const edition: EditionRecord = { ...words, fronts, ...takeAll(OBJECTS) };
  if (writeEdition(edition) !== text) throw bad('not in the one form an edition record has');
  return edition;
}
