import type { Finding } from '../finding.ts';
import type { Looking } from './checked.ts';

const SCRIPTS = {
  Latn: /\p{Script=Latin}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Arab: /\p{Script=Arabic}/u,
  Grek: /\p{Script=Greek}/u,
  Hebr: /\p{Script=Hebrew}/u,
  Armn: /\p{Script=Armenian}/u,
  Geor: /\p{Script=Georgian}/u,
  Hans: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  Hang: /[\p{Script=Hangul}\p{Script=Han}]/u,
  Deva: /\p{Script=Devanagari}/u,
  Thai: /\p{Script=Thai}/u,
} as const;

type Script = keyof typeof SCRIPTS;

const BY_LANGUAGE: readonly (readonly [Script, string])[] = [
  ['Cyrl', 'ab ba be bg ce cv kk ky mk mn os ru sah tg tt uk'],
  ['Arab', 'ar arz azb ckb fa ks prs ps sd ug ur'],
  ['Grek', 'el'],
  ['Hebr', 'he yi'],
  ['Armn', 'hy'],
  ['Geor', 'ka'],
  ['Hans', 'ja zh'],
  ['Hang', 'ko'],
  ['Deva', 'hi mr ne'],
  ['Thai', 'th'],
  [
    'Latn',
    'af az ca cs cy da de en eo es et eu fi fr ga gl hr hu id is it lt lv ms mt nb nl nn no pl pt ro sk sl sq sv sw tk tr uz vi',
  ],
];

/** Letters that a language does not have and its neighbours do: keyboards, and engines, mix them up. */
const STRANGE: Readonly<Record<string, RegExp>> = {
  ru: /[іїєґў]/iu,
  uk: /[ыэёъў]/iu,
  be: /[иїєщъ]/iu,
  fa: /[يك]/u,
};

function scriptOf(language: string): Script | null {
  const [primary = '', ...rest] = language.split('-');
  const named = rest.find((part) => /^[A-Z][a-z]{3}$/.test(part));
  if (named !== undefined) return named in SCRIPTS ? (named as Script) : named.startsWith('Han') ? 'Hans' : null;
  return BY_LANGUAGE.find(([, languages]) => languages.split(' ').includes(primary))?.[0] ?? null;
}

/** So few letters in another script are a name or an abbreviation. */
const FEW_LETTERS = 12;

const WORD = /[\p{L}\p{M}]+/gu;

/** A word of one script with a letter of another that looks the same is not found by any search, and may be a trap. */
function mixedWords(text: string): string[] {
  return (text.match(WORD) ?? []).filter(
    (word) => SCRIPTS.Latn.test(word) && (SCRIPTS.Cyrl.test(word) || SCRIPTS.Grek.test(word)),
  );
}

/** The translation is written in the letters of its language. */
export const checkScript: Looking = ({ plainSource, plainTarget, options }) => {
  const found: Finding[] = [];
  const script = scriptOf(options.to);
  // Names, abbreviations and addresses are taken over as they are.
  const taken = new Set(plainSource.match(WORD));
  const words = (plainTarget.match(WORD) ?? []).filter((word) => !taken.has(word));
  const letters = words.join('').match(/\p{L}/gu) ?? [];
  const own = script === null ? letters : letters.filter((letter) => SCRIPTS[script].test(letter));
  if (letters.length >= FEW_LETTERS && own.length < letters.length / 2)
    found.push({
      check: 'script',
      weight: 'error',
      message: 'Most of the translation is in the letters of another language.',
    });
  const known = new Set(mixedWords(plainSource));
  const mixed = mixedWords(plainTarget).filter((word) => !known.has(word));
  if (mixed.length > 0)
    found.push({
      check: 'script',
      weight: 'error',
      message: `Letters of two alphabets stand in one word: ${[...new Set(mixed)].slice(0, 3).join(', ')}.`,
    });
  const strange = STRANGE[options.to.split('-')[0] ?? '']?.exec(plainTarget)?.[0];
  if (strange !== undefined && !plainSource.includes(strange))
    found.push({ check: 'script', weight: 'warning', message: `The letter ${strange} is not of this language.` });
  return found;
};
