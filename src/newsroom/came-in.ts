import type { FetchedSource } from './fetch.ts';

/**
 * The tag without what goes without saying: systems that only know regional tags call everything `en-US` or `de-DE`,
 * and readers would find it in every address. A region or script that tells languages apart stays (`de-AT`, `zh-TW`).
 */
function plainTag(language: string): string {
  return new Intl.Locale(language).minimize().toString();
}

/**
 * Languages of the articles that polls brought, the one of most articles first: what a newsroom made from them speaks.
 *
 * @param isKnown true for languages, as declared, that need no further one
 */
export function languagesThatCame(
  fetched: readonly FetchedSource[],
  isKnown: (language: string) => boolean = () => false,
): string[] {
  const counts = new Map<string, number>();
  for (const { settings, poll } of fetched) {
    for (const { body } of poll.arrivals) {
      if (isKnown(body.language)) continue;
      // What a person wrote in the settings is taken as it is.
      const language = body.language === settings.language ? body.language : plainTag(body.language);
      counts.set(language, (counts.get(language) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([language]) => language);
}
