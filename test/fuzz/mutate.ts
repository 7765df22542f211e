/** What an attacker, a careless host or a broken disk does to bytes. Everything follows from the dice. */
import type { Dice } from '../chaos/dice.ts';

const text = new TextDecoder('latin1');
/** Bytes as a text of one character each and back: nothing is lost on bytes that are no UTF-8. */
const textOf = (bytes: Uint8Array): string => text.decode(bytes);
const latin = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0));

/** Numbers that programs trip over. */
const NUMBERS = [
  '0',
  '-1',
  '00',
  '01',
  '1e3',
  '0x10',
  '2147483648',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  `${'9'.repeat(400)}`,
  'NaN',
  '1.5',
  '',
];
/** Words with a meaning to some parser. */
const WORDS = [
  '<!--tamizdat:proof\n',
  '<!--tamizdat:body-->\n',
  '\n<!--/tamizdat:body-->\n',
  '-->',
  '--!>',
  '-->\n',
  '\n\n',
  '\r\n',
  '\0',
  '\xef\xbb\xbf',
  '\xe2\x80\xa8',
  '\xed\xa0\x80',
  '\xff',
  '"__proto__":{},',
  '"constructor":1,',
  '<script>',
  '<p onclick="x">',
  '&#0;',
  '\xe2\x80\x94 courier.example/log/1 AAAAAAAA\n',
  'page 1/1 1 sha256:',
  ' ',
  '\n',
];
/** What opens and, were it not cut, would close. */
const NESTS = ['[', '{"a":', '<em>', '<ul><li>', '<blockquote>', '<section>', '((', '<!--'];

/** One way to spoil bytes; `others` are files to take parts from. */
type Mutator = (bytes: Uint8Array, dice: Dice, others: readonly Uint8Array[]) => Uint8Array;

function cut(bytes: Uint8Array, from: number, to: number, put: Uint8Array = new Uint8Array()): Uint8Array {
  const result = new Uint8Array(from + put.length + bytes.length - to);
  result.set(bytes.subarray(0, from));
  result.set(put, from);
  result.set(bytes.subarray(to), from + put.length);
  return result;
}

function range(bytes: Uint8Array, dice: Dice): [number, number] {
  const from = dice.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + dice.below(dice.pick([2, 16, 200, 4000])))];
}

/** Splits in lines, lets them be changed, and joins them again. */
function lines(bytes: Uint8Array, change: (lines: string[]) => void): Uint8Array {
  const all = textOf(bytes).split('\n');
  change(all);
  return latin(all.join('\n'));
}

/** Replaces one match of a pattern, chosen by the dice; the bytes as they are without one. */
function replaceOne(bytes: Uint8Array, dice: Dice, pattern: RegExp, by: (match: string) => string): Uint8Array {
  const whole = textOf(bytes);
  const matches = [...whole.matchAll(pattern)];
  if (matches.length === 0) return bytes;
  const match = dice.pick(matches);
  return latin(whole.slice(0, match.index) + by(match[0]) + whole.slice(match.index + match[0].length));
}

/** Longer lines are not repeated many times: the memory that takes would be this program's, not that of what is tried. */
const MAX_REPEATED_LENGTH = 20_000;

/** By name, so that a failure tells what was done. */
export const MUTATORS: Readonly<Record<string, Mutator>> = {
  'bits flipped': (bytes, dice) => {
    const result = bytes.slice();
    for (let count = 1 + dice.below(4); count > 0 && result.length > 0; count -= 1) {
      const at = dice.below(result.length);
      result[at] = (result[at] ?? 0) ^ (1 << dice.below(8));
    }
    return result;
  },
  truncated: (bytes, dice) => bytes.slice(0, dice.below(bytes.length + 1)),
  'beginning lost': (bytes, dice) => bytes.slice(dice.below(bytes.length + 1)),
  'part lost': (bytes, dice) => cut(bytes, ...range(bytes, dice)),
  'part twice': (bytes, dice) => {
    const [from, to] = range(bytes, dice);
    return cut(bytes, to, to, bytes.slice(from, to));
  },
  grown: (bytes, dice) =>
    cut(
      bytes,
      bytes.length,
      bytes.length,
      new Uint8Array(dice.pick([1, 70_000, 300_000])).fill(dice.pick([0, 10, 32, 65])),
    ),
  'lines swapped': (bytes, dice) =>
    lines(bytes, (all) => {
      const [a, b] = [dice.below(all.length), dice.below(all.length)];
      [all[a], all[b]] = [all[b] ?? '', all[a] ?? ''];
    }),
  'neighbouring lines swapped': (bytes, dice) =>
    lines(bytes, (all) => {
      const at = dice.below(Math.max(1, all.length - 1));
      all.splice(at, 2, ...all.slice(at, at + 2).reverse());
    }),
  'line twice': (bytes, dice) =>
    lines(bytes, (all) => {
      const at = dice.below(all.length);
      const line = all[at] ?? '';
      const times = dice.pick([1, 1, 70]);
      all.splice(at, 0, ...Array(line.length > MAX_REPEATED_LENGTH ? 1 : times).fill(line));
    }),
  'line lost': (bytes, dice) => lines(bytes, (all) => void all.splice(dice.below(all.length), 1)),
  'line of another file': (bytes, dice, others) =>
    lines(bytes, (all) => {
      all[dice.below(all.length)] = dice.pick(textOf(dice.pick(others)).split('\n'));
    }),
  'line like it of another file': (bytes, dice, others) =>
    lines(bytes, (all) => {
      const at = dice.below(all.length);
      const start = (all[at] ?? '').split(' ')[0] ?? '';
      const alike = textOf(dice.pick(others))
        .split('\n')
        .filter((line) => line.startsWith(start));
      if (alike.length > 0) all[at] = dice.pick(alike);
    }),
  'number changed': (bytes, dice) => replaceOne(bytes, dice, /\d+/g, () => dice.pick(NUMBERS)),
  'number raised': (bytes, dice) => replaceOne(bytes, dice, /\b\d{1,12}\b/g, (each) => String(Number(each) + 1)),
  'hash changed': (bytes, dice) =>
    replaceOne(bytes, dice, /[0-9a-f]{64}/g, (each) => (each[0] === '0' ? '1' : '0') + each.slice(1)),
  'case changed': (bytes, dice) =>
    replaceOne(bytes, dice, /[A-Za-z]{3,}/g, (each) =>
      each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase(),
    ),
  'state changed': (bytes, dice) =>
    replaceOne(bytes, dice, /\b(?:current|corrected|withdrawn|article|withdrawal|front|day|ru|de)\b/g, () =>
      dice.pick(['current', 'corrected', 'withdrawn', 'article', 'withdrawal', 'front', 'day', 'ru', 'de']),
    ),
  'word put in': (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return cut(bytes, at, at, latin(dice.pick(WORDS)));
  },
  nested: (bytes, dice) => {
    const at = dice.below(bytes.length + 1);
    return cut(bytes, at, at, latin(dice.pick(NESTS).repeat(dice.pick([40, 3000, 12_000]))));
  },
  'members twice': (bytes, dice) => replaceOne(bytes, dice, /"[\w.]+":(?:"[^"]*"|\d+)/g, (each) => `${each},${each}`),
  'member with another value as well': (bytes, dice) =>
    replaceOne(bytes, dice, /"[\w.]+":\d+/g, (each) => `${each},${each.replace(/\d+$/, '7')}`),
  'spaces in JSON': (bytes, dice) =>
    replaceOne(bytes, dice, /[,:{}[\]]/g, (each) => `${each}${dice.pick([' ', '\n', '\t'])}`),
  'beginning of another file': (bytes, dice, others) => {
    const other = dice.pick(others);
    const at = dice.below(Math.min(bytes.length, other.length) + 1);
    return cut(bytes, 0, at, other.slice(0, at));
  },
  'end of another file': (bytes, dice, others) => {
    const [mine, theirs] = [textOf(bytes), textOf(dice.pick(others))];
    const seam = dice.pick([
      '<!--tamizdat:proof\n',
      '<!--tamizdat:body-->\n',
      '\nc2sp.org/tlog-proof@v1\n',
      '\n\n',
      '— ',
      '\nindex ',
    ]);
    const [a, b] = [mine.indexOf(seam), theirs.indexOf(seam)];
    return a < 0 || b < 0 ? bytes : latin(mine.slice(0, a) + theirs.slice(b));
  },
  'another file': (_bytes, dice, others) => dice.pick(others),
};

/** Those that leave the form as it is and change what is said. */
const SLY = [
  'line lost',
  'line of another file',
  'line like it of another file',
  'number raised',
  'hash changed',
  'state changed',
];

/** Bytes spoilt in one to three ways, and which. */
export function mutate(
  bytes: Uint8Array,
  dice: Dice,
  others: readonly Uint8Array[],
): { readonly bytes: Uint8Array; readonly how: string } {
  const names = dice.next() < 0.4 ? SLY : Object.keys(MUTATORS);
  const how: string[] = [];
  let result = bytes;
  for (let count = dice.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) {
    const name = dice.pick(names);
    result = MUTATORS[name]?.(result, dice, others) ?? result;
    how.push(name);
  }
  return { bytes: result, how: how.join(', ') };
}
