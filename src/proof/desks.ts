/** Who may author: the desks and where in the log their keys are valid (`desks.txt`, docs/spec/trust.md). */
import { textOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { isLanguage, isName, logNumber, parseNumber } from './grammar.ts';
import { parseVerifierKey, type Verifier } from './note-key.ts';

const HEADER = 'tamizdat.desks/v1';
const MAX_DESKS = 500;

/** One line of `desks.txt`: a key, its languages, and its range of one log. */
export interface Desk {
  /** `name+hash+base64`; the name in it is the desk's name. */
  readonly verifierKey: string;
  /** Sorted, at least one. */
  readonly languages: readonly string[];
  /** Origin of the log the range is of. */
  readonly log: string;
  readonly firstIndex: number;
  /** Last valid index; null while the key is in use. */
  readonly lastIndex: number | null;
}

/** A desk whose key was parsed. */
export interface KnownDesk extends Desk {
  readonly verifier: Verifier;
}

const nameOf = (verifierKey: string): string => verifierKey.split('+')[0] ?? '';

function write(desks: readonly Desk[]): string {
  const lines = desks.map(({ verifierKey, languages, log, firstIndex, lastIndex }) =>
    [nameOf(verifierKey), verifierKey, [...languages].sort().join(','), log, firstIndex, lastIndex ?? '-'].join(' '),
  );
  return [HEADER, ...lines, ''].join('\n');
}

/** The text of `desks.txt`, in the given order. Fails with `desks-format`, `key-format`. */
export async function formatDesks(desks: readonly Desk[]): Promise<string> {
  const text = write(desks);
  await parseDesks(new TextEncoder().encode(text));
  return text;
}

/** Parses `desks.txt`. Fails with `desks-format`, `key-format`. */
export async function parseDesks(bytes: Uint8Array): Promise<readonly KnownDesk[]> {
  const bad = (why: string) => new ProofError('desks-format', `desks.txt: ${why}`);
  const text = textOf(bytes, 'desks.txt', 'desks-format');
  const [header, ...rest] = text.split('\n');
  if (header !== HEADER) throw bad(`does not start with "${HEADER}"`);
  const lines = rest.slice(0, -1);
  if (lines.length > MAX_DESKS) throw bad(`more than ${MAX_DESKS} lines`);
  const desks: KnownDesk[] = [];
  for (const line of lines) {
    const [name = '', verifierKey = '', languageList = '', log = '', first, last] = line.split(' ');
    const languages = languageList.split(',');
    const firstIndex = parseNumber(first);
    const lastIndex = last === '-' ? null : parseNumber(last);
    if (!isName(name) || !languages.every(isLanguage) || logNumber(log) === null || firstIndex === null) {
      throw bad('a line is malformed');
    }
    if (new Set(languages).size !== languages.length) throw bad(`${name} has a language twice`);
    const verifier = await parseVerifierKey(verifierKey);
    if (verifier.name !== name || verifier.type !== 'note')
      throw bad(`the key of ${name} is not a note key of its name`);
    desks.push({ verifierKey, languages, log, firstIndex, lastIndex, verifier });
  }
  if (write(desks) !== text) throw bad('not in its one form');
  return desks;
}
