/** The public carriers an edition names (docs/spec/calendar.md). */
import { bytesOf, textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { compareWords } from './grammar.ts';

const HEADER = 'tamizdat.carriers/v1';
const MAX_CARRIERS = 200;
const MAX_ADDRESS = 200;

/** What a carrier's host can do beyond holding files: `cors` other origins may fetch from it, `compression` it compresses. */
export type CarrierAbility = 'cors' | 'compression';
const ABILITIES: readonly CarrierAbility[] = ['compression', 'cors'];

/** One public carrier (ring 0). */
export interface CarrierEntry {
  /** Where the edition lies: `https://…/`, ending in a slash, without query, fragment or credentials. */
  readonly address: string;
  /** Provider group: carriers of one group are likely to be blocked together. */
  readonly group: string;
  readonly abilities: readonly CarrierAbility[];
  /** ISO 3166 codes, lower case, of countries where it was seen to work. */
  readonly hints: readonly string[];
}

const isGroup = (word: string): boolean => /^[a-z0-9][a-z0-9-]{0,39}$/.test(word);
const isCountry = (word: string): boolean => /^[a-z]{2}$/.test(word);

/** True for an address written as every program would write it again. */
function isAddress(word: string): boolean {
  if (word.length > MAX_ADDRESS || /[\s"<>\\^`{|}]/.test(word)) return false;
  const url = URL.canParse(word) ? new URL(word) : null;
  return (
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username + url.password + url.search + url.hash === '' &&
    url.pathname.endsWith('/') &&
    url.href === word
  );
}

const listOf = (words: readonly string[]): string => (words.length === 0 ? '-' : [...words].sort().join(','));
const wordsOf = (list: string | undefined): readonly string[] => (list === '-' ? [] : (list ?? '').split(','));

function write(carriers: readonly CarrierEntry[]): string {
  const lines = carriers
    .toSorted((a, b) => compareWords(a.address, b.address))
    .map(({ address, group, abilities, hints }) => `${address} ${group} ${listOf(abilities)} ${listOf(hints)}`);
  return [HEADER, ...lines, ''].join('\n');
}

/** The bytes of the carrier list, sorted by address. Fails with `carriers-format` when an entry cannot be written. */
export function formatCarriers(carriers: readonly CarrierEntry[]): Uint8Array {
  const bytes = bytesOf(write(carriers));
  parseCarriers(bytes);
  return bytes;
}

function parseCarrier(line: string): CarrierEntry | null {
  const [address = '', group = '', abilityList, hintList] = line.split(' ');
  const words = wordsOf(abilityList);
  const abilities = ABILITIES.filter((ability) => words.includes(ability));
  const hints = wordsOf(hintList);
  if (!isAddress(address) || !isGroup(group) || abilities.length !== words.length) return null;
  return hints.every(isCountry) ? { address, group, abilities, hints } : null;
}

/** Parses a carrier list: sorted, each address once, at most 200. Fails with `carriers-format`. */
export function parseCarriers(bytes: Uint8Array): readonly CarrierEntry[] {
  const bad = (why: string) => new ProofError('carriers-format', `carrier list: ${why}`);
  const text = textOf(bytes, 'carrier list', 'carriers-format');
  const [header, ...rest] = text.split('\n');
  if (header !== HEADER) throw bad(`does not start with "${HEADER}"`);
  const carriers = rest.slice(0, -1).map((line) => {
    const carrier = parseCarrier(line);
    if (carrier === null) throw bad('a line is malformed');
    return carrier;
  });
  if (carriers.length > MAX_CARRIERS) throw bad(`more than ${MAX_CARRIERS} carriers`);
  if (new Set(carriers.map(({ address }) => address)).size !== carriers.length) throw bad('an address is repeated');
  if (carriers.some(({ hints }) => new Set(hints).size !== hints.length)) throw bad('a country is repeated');
  if (write(carriers) !== text) throw bad('out of order or not in its one form');
  return carriers;
}
