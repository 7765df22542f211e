import { languagesOf, type SampleArticle, type SampleLanguage, type Section } from './content.ts';

/** Path of a language's front page: the original language lives at the root. */
export function frontPath(language: SampleLanguage): string {
  return language === 'de' ? '/' : `/${language}/`;
}

/** Path of a section page. */
export function sectionPath(language: SampleLanguage, section: Section): string {
  return `${frontPath(language)}${section}/`;
}

/** Path of an article page. */
export function articlePath(language: SampleLanguage, article: SampleArticle): string {
  return `${sectionPath(language, article.section)}${article.slug}.html`;
}

/** The permanent name of one language version (RFC 4151): the same wherever and on whatever port the site runs. */
export function articleTag(language: SampleLanguage, article: SampleArticle): string {
  return `tag:bote.example,2026:${article.slug}:${language}`;
}

/** The language versions of an article with their full addresses, the original first. */
export function alternatesOf(origin: string, article: SampleArticle): { language: SampleLanguage; address: string }[] {
  return languagesOf(article).map((language) => ({ language, address: origin + articlePath(language, article) }));
}
