/** `pt` of `pt-BR`. */
export function primaryOf(language: string): string {
  return (language.split('-')[0] ?? language).toLowerCase();
}

/** The one of an engine's own codes that means a language of ours: the same, else its primary part; null when it has neither. */
export function codeFor(language: string, codes: readonly string[]): string | null {
  const exact = codes.find((code) => code.toLowerCase().replace('_', '-') === language.toLowerCase());
  return exact ?? codes.find((code) => code.toLowerCase() === primaryOf(language)) ?? null;
}

/** `German (de)`: what a model of language understands best. */
export function spelledOut(language: string): string {
  const name = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(language);
  return name === undefined ? language : `${name} (${language})`;
}
