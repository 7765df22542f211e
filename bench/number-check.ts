/**
 * How often the number check cries wolf on translations made by people, and how many injected errors it finds.
 *
 *   node bench/number-check.ts <from> <to> <source file> <target file> [--seed 1] [--show 20] [--lines odd|even|all]
 *
 * Two aligned UTF-8 files, one segment a line: the test sets of the machine translation conferences have that form. False
 * alarms are counted on all segments and on those with a figure on either side. Errors are injected, seeded, into each
 * translation that has figures and about which the check said nothing: recall is the share it then says something about.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findings } from '../src/translate/index.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '0' },
    lines: { type: 'string', default: 'all' },
  },
});
const [from, to, sourcePath, targetPath] = positionals;
if (from === undefined || to === undefined || sourcePath === undefined || targetPath === undefined) {
  console.error('usage: node bench/number-check.ts <from> <to> <source file> <target file>');
  process.exit(2);
}

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');
const targets = linesOf(targetPath);
const pairs = linesOf(sourcePath)
  .map((source, at) => ({ source, target: targets[at] ?? '', at }))
  .filter(({ at }) => values.lines === 'all' || (at % 2 === 1) === (values.lines === 'odd'))
  .filter(({ source, target }) => source.trim() !== '' && target.trim() !== '');

let state = Number(values.seed);
/** mulberry32: small, seeded, good enough to choose a digit by. */
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
}

function alarms(source: string, target: string): string[] {
  return findings({ text: source, role: 'paragraph', marks: [] }, target, { from: from ?? '', to: to ?? '', terms: [] })
    .filter((finding) => finding.check === 'numbers')
    .map((finding) => finding.message);
}

const DIGITS = /[\d\u06f0-\u06f9\u0660-\u0669]/;
const FIGURE = /[\d\u06f0-\u06f9\u0660-\u0669]+(?:[., {2}][\d\u06f0-\u06f9\u0660-\u0669]{3}(?![\d\u06f0-\u06f9]))*/g;
const SCALES = [
  [
    /(million|миллион|мільйон|млн|Mio\b|میلیون|milyon|millón|mill)/iu,
    /(billion|milliard|миллиард|мільярд|млрд|Mrd\b|میلیارد|milyar|mil millones)/iu,
  ],
] as const;
const OTHER_SCALE: Readonly<Record<string, readonly [string, string]>> = {
  en: ['million', 'billion'],
  de: ['Millionen', 'Milliarden'],
  ru: ['млн', 'млрд'],
  uk: ['млн', 'млрд'],
  be: ['млн', 'млрд'],
  fa: ['میلیون', 'میلیارد'],
  es: ['millones', 'mil millones'],
  fr: ['millions', 'milliards'],
  tr: ['milyon', 'milyar'],
};

/** One error of each kind that the text has room for. */
function spoilt(text: string): { kind: string; text: string }[] {
  const figures = [...text.matchAll(FIGURE)];
  const figure = figures[random(figures.length)];
  if (figure === undefined) return [];
  const before = text.slice(0, figure.index);
  const after = text.slice(figure.index + figure[0].length);
  const digits = [...figure[0]].flatMap((character, at) => (DIGITS.test(character) ? [at] : []));
  const at = digits[random(digits.length)] ?? 0;
  const old = figure[0].charAt(at);
  const zero = /[0-9]/.test(old) ? 0x30 : /[\u06f0-\u06f9]/.test(old) ? 0x06f0 : 0x0660;
  const was = old.charCodeAt(0) - zero;
  const becomes = String.fromCharCode(zero + ((was + 1 + random(9)) % 10));
  const out = [
    { kind: 'digit changed', text: `${before}${figure[0].slice(0, at)}${becomes}${figure[0].slice(at + 1)}${after}` },
    { kind: 'number left out', text: `${before}${after}` },
    {
      kind: 'number put in',
      text: `${before}${figure[0]}${after} ${String.fromCharCode(zero + 1 + random(9))}${String.fromCharCode(zero + random(10))}${String.fromCharCode(zero + random(10))}`,
    },
  ];
  // Behind a decimal a zero changes nothing.
  if (!/[.,٫/]$/.test(before) && !/^[.,٫/]\d/.test(after))
    out.push({ kind: 'zero added', text: `${before}${figure[0]}${String.fromCharCode(zero)}${after}` });
  if (digits.length > 1) {
    const last = digits.at(-1) ?? 0;
    out.push({ kind: 'digit left out', text: `${before}${figure[0].slice(0, last)}${after}` });
    const [first = 0, second = 1] = digits;
    const swapped = [...figure[0]];
    [swapped[first], swapped[second]] = [swapped[second] ?? '', swapped[first] ?? ''];
    if (swapped.join('') !== figure[0] && swapped[first] !== String.fromCharCode(zero))
      out.push({ kind: 'digits swapped', text: `${before}${swapped.join('')}${after}` });
  }
  const scale = OTHER_SCALE[to?.split('-')[0] ?? ''];
  const [small, large] = SCALES[0];
  const following = after.slice(0, 20);
  const match = large.exec(following) ?? small.exec(following);
  if (scale !== undefined && match !== null && match.index <= 2) {
    const other = large.test(match[0]) ? scale[0] : scale[1];
    const rest = after.slice(match.index + match[0].length).replace(/^\p{L}+\.?/u, '');
    out.push({ kind: 'scale changed', text: `${before}${figure[0]}${after.slice(0, match.index)}${other}${rest}` });
    out.push({ kind: 'scale left out', text: `${before}${figure[0]}${after.slice(0, match.index)}${rest}` });
  }
  return out;
}

let withFigures = 0;
let wolves = 0;
const shown: string[] = [];
const recall = new Map<string, { injected: number; caught: number }>();
for (const { source, target, at } of pairs) {
  const has = DIGITS.test(source) || DIGITS.test(target);
  if (has) withFigures += 1;
  const said = alarms(source, target);
  if (said.length > 0) {
    wolves += 1;
    shown.push(`${at + 1}: ${said.join(' ')}\n    ${source}\n    ${target}`);
    continue;
  }
  if (!DIGITS.test(target)) continue;
  for (const { kind, text } of spoilt(target)) {
    const counts = recall.get(kind) ?? { injected: 0, caught: 0 };
    const isCaught = alarms(source, text).length > 0;
    recall.set(kind, { injected: counts.injected + 1, caught: counts.caught + (isCaught ? 1 : 0) });
    if (!isCaught) shown.push(`not caught, ${kind}, ${at + 1}:\n    ${source}\n    ${text}`);
  }
}

const percent = (part: number, all: number): string => `${((100 * part) / Math.max(1, all)).toFixed(2)} %`;
for (const each of shown.slice(0, Number(values.show))) console.log(each);
let injected = 0;
let caught = 0;
for (const [kind, counts] of [...recall].sort()) {
  injected += counts.injected;
  caught += counts.caught;
  console.log(`${kind.padEnd(16)} ${counts.caught} of ${counts.injected}, ${percent(counts.caught, counts.injected)}`);
}
console.log(
  `${from}-${to}: ${pairs.length} segments, ${withFigures} with figures; false alarms ${wolves}: ${percent(wolves, pairs.length)} of all, ` +
    `${percent(wolves, withFigures)} of those with figures; injected errors caught ${caught} of ${injected}: ${percent(caught, injected)}`,
);
