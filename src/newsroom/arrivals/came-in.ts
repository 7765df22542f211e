import { directionOf, isLanguageTag } from '../../article/index.ts';
import type { FetchedSource } from './fetch.ts';

/** What a tag means when all that goes without saying is said; null for tags that `Intl` refuses. */
function meaningOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}

/**
 * The tag without what goes without saying: systems that only know regional tags call everything `en-US` or `de-DE`,
 * and readers would find it in every address. A region or script that tells languages apart stays (`de-AT`, `zh-TW`).
 */
function plainTag(language: string): string {
  const plain = language.startsWith('und') ? undefined : meaningOf(language)?.minimize().toString();
  // A script that is left out must not be missed by whoever reads the direction from the tag.
  const isUsable = plain !== undefined && isLanguageTag(plain) && directionOf(plain) === directionOf(language);
  return isUsable ? plain : language;
}

/** Whether a tag names the other's language in the other's script, and says nothing of a region or variant. */
function isPlainOf(tag: string, other: string): boolean {
  const [plain, full] = [meaningOf(tag), meaningOf(other)];
  if (plain === null || full === null) return tag === other.split('-')[0];
  const { baseName, language, script } = plain;
  if (baseName !== (script === undefined ? language : `${language}-${script}`)) return false;
  const [a, b] = [plain.maximize(), full.maximize()];
  return a.language === b.language && a.script === b.script && directionOf(tag) === directionOf(other);
}

/**
 * The newsroom's language that a declared one is: itself, another way to write it (`zh-Hant` is `zh-TW`), or the same in
 * the same script without its region. Null when there is none.
 */
export function knownLanguage(language: string, languages: readonly string[]): string | null {
  if (languages.includes(language)) return language;
  const plain = plainTag(language);
  return (
    languages.find((each) => plainTag(each) === plain) ?? languages.find((each) => isPlainOf(each, language)) ?? null
  );
}

/**
 * Languages of the articles that polls brought or have brought before and that were left out, the one of most articles
 * first: what a newsroom made from them speaks.
 *
 * @param isKnown true for languages, as declared, that need no further one
 */
export function languagesThatCame(
  fetched: readonly FetchedSource[],
  isKnown: (language: string) => boolean = () => false,
): string[] {
  const counts = new Map<string, number>();
  for (const { settings, poll } of fetched) {
    const declared = poll.arrivals.map(({ body }) => body.language);
    declared.push(...Object.values(poll.state.leftOut).map(({ language }) => language));
    for (const each of declared) {
      if (isKnown(each)) continue;
      // What a person wrote in the settings is taken as it is.
      const language = each === settings.language ? each : plainTag(each);
      counts.set(language, (counts.get(language) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([language]) => language);
}
