import { memoryKey } from './memory-key.ts';
import { withoutPlaceholders } from './placeholders.ts';

/** Words; in scripts written without spaces, characters. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}\p{M}\u200c]+/gu;
/** Of a longer word only its beginning counts: endings change with the case, and the rest of the sentence does not. */
const STEM_CHARACTERS = 7;
const LEAST = 4;
const MOST = 24;

/** FNV-1a, 32 bits, as the signed number a database column holds. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}

/**
 * By what a text is found that is alike: its pairs of neighbouring words (their beginnings, lower case), of which the half
 * that is likely to be rare is kept, at least four and at most 24. Long words are rare words, so no counts have to be kept
 * that change with every text; and because all texts choose in the same order, two of which at least half the pairs are the
 * same have at least one chosen pair in common (prefix filtering: Chaudhuri, Ganti, Kaushik 2006). A trigram index holds ten
 * times as many and reads millions of them for one look: `docs/design/translation.md` has the figures.
 */
export function gramsOf(from: string, to: string, text: string): number[] {
  const words = (withoutPlaceholders(memoryKey(text)).toLowerCase().match(WORD) ?? []).map((word) =>
    [...word].slice(0, STEM_CHARACTERS).join(''),
  );
  if (words.length === 0) return [];
  const pairs = ['', ...words].map((word, at) => `${word} ${words[at] ?? ''}`);
  const weighed = [...new Set(pairs)].map((pair) => ({ weight: pair.length, gram: hash(`${from} ${to} ${pair}`) }));
  weighed.sort((a, b) => b.weight - a.weight || a.gram - b.gram);
  const kept = Math.min(MOST, Math.max(LEAST, Math.ceil(weighed.length / 2) + 1));
  return [...new Set(weighed.slice(0, kept).map((each) => each.gram))];
}
