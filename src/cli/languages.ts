import { canonicalLanguage } from '../article/index.ts';
import { CliError } from './error.ts';

/** The languages of `--languages de,ru`, in canonical form. Fails with `misuse`. */
export function parseLanguages(list: string): string[] {
  const languages = list.split(/[\s,]+/).filter((word) => word !== '');
  const canonical = languages.map((word) => {
    const language = canonicalLanguage(word);
    if (language === null)
      throw new CliError('misuse', `"${word}" is not a language`, { hint: 'write tags such as de, ru, pt-BR' });
    return language;
  });
  if (canonical.length === 0)
    throw new CliError('misuse', 'no language was named', { hint: 'write for example: --languages de,ru' });
  return [...new Set(canonical)];
}
