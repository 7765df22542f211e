import type { Finding } from '../finding.ts';
import { hasTerm, termsIn } from '../terms-in.ts';
import type { Looking } from './checked.ts';
import { soundOf, soundsAlike } from './sounds.ts';

/** Two or more capitalised words in a row, inside a sentence: in every language of Latin or Cyrillic letters mostly a name. */
const NAME = /(?<=[\p{Ll}\p{N},;:–—-]["«„“(]? )\p{Lu}[\p{Ll}'’]+(?:[ -]\p{Lu}[\p{Ll}'’]+)+/gu;
/** A name of which each word is shorter sounds like too many others. */
const LEAST_SOUNDS = 3;

/** Names of persons and places as they are heard; only where letters differ can nothing be compared as it is written. */
function heardNames(text: string): string[] {
  return text.match(NAME) ?? [];
}

/**
 * Names that the glossary knows are written as it says; others, of several words, are there by their sound. Never more than
 * a warning: titles and institutions are translated.
 */
export const checkNames: Looking = ({ plainSource, plainTarget, options }) => {
  const names = options.terms.filter((term) => term.kind === 'name');
  const known = termsIn(plainSource, names);
  const found: Finding[] = [];
  for (const [, alternatives] of Map.groupBy(known, (term) => term.source.toLowerCase())) {
    if (alternatives.some((term) => hasTerm(plainTarget, term.target))) continue;
    const wanted = alternatives.map((term) => `“${term.target}”`).join(' or ');
    found.push({
      check: 'names',
      weight: 'warning',
      message: `The glossary calls “${alternatives[0]?.source}” ${wanted}.`,
    });
  }
  const heard = (plainTarget.match(/\p{L}[\p{L}\p{M}\u200c]*/gu) ?? []).map(soundOf);
  for (const name of new Set(heardNames(plainSource))) {
    if (known.some((term) => hasTerm(name, term.source))) continue;
    if (plainTarget.includes(name)) continue;
    const sounds = name.split(/[ -]/).map(soundOf);
    if (sounds.every((sound) => sound.length < LEAST_SOUNDS)) continue;
    const isHeard = sounds.some((sound) => sound.length >= 2 && heard.some((other) => soundsAlike(sound, other)));
    if (!isHeard)
      found.push({ check: 'names', weight: 'warning', message: `Is the name “${name}” in the translation?` });
  }
  return found;
};
