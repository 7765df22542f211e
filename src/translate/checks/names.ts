import type { Finding } from '../finding.ts';
import { hasTerm, termsIn } from '../terms-in.ts';
import type { Looking } from './checked.ts';
import { soundOf, soundsAlike } from './sounds.ts';

/** Two or more capitalised words in a row, inside a sentence: in every language of Latin or Cyrillic letters mostly a name. */
const NAME = /(?<=[\p{Ll}\p{N},;:–—-]["«„“(]? )\p{Lu}[\p{Ll}'’]+(?:[ -]\p{Lu}[\p{Ll}'’]+)+/gu;
/** A name of which each word is shorter sounds like too many others. */
const LEAST_SOUNDS = 3;

/** Every noun has a capital in German: what ends like one, or stands in the genitive, is none of the names looked for. */
const GERMAN_NOUN =
  /(?:ung|heit|keit|schaft|tion|tät|nis|tum|chen|ment|mus|en|ern?|es|e|s|t|ich|al|and|in|um|ag|el)$|[äöüß]/u;

/** Names of persons and places that are to be heard in the translation. */
function heardNames(text: string, language: string): string[] {
  const names = text.match(NAME) ?? [];
  if (!language.startsWith('de')) return names;
  return names.filter((name) => !name.split(/[ -]/).some((word) => GERMAN_NOUN.test(word)));
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
  for (const name of new Set(heardNames(plainSource, options.from))) {
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
