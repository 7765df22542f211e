/** Where things lie in an edition: the same on every carrier. */
import { isArticle, isDay, isLanguage, parseNumber } from './grammar.ts';

/**
 * How a carrier is read: the bytes of a file of an edition, or null when it has none there (or more than
 * `maxBytes`). Nothing it gives is trusted. Network trouble may throw; the error passes through unchanged.
 */
export type ReadFile = (path: string, maxBytes: number) => Promise<Uint8Array | null>;

/** The newest edition record with its proof. */
export const HEAD_PATH = 'head';
/** The newest checkpoint of the log. */
export const CHECKPOINT_PATH = 'log/checkpoint';
/** The newest six trust files in one. */
export const BUNDLE_PATH = 'trust/bundle';

/** Caps before parsing, of the inflated bytes (formats.md §6). Everything else has a declared length. */
export const MAX_MUTABLE_BYTES = 64 * 1024;
export const MAX_PAGE_BYTES = 256 * 1024;

/** What a path of a page says it is. */
export type PagePath =
  | { readonly kind: 'front'; readonly language: string; readonly part: 1 }
  | { readonly kind: 'day'; readonly language: string; readonly day: string; readonly part: number }
  | {
      readonly kind: 'article';
      readonly language: string;
      readonly day: string;
      readonly article: string;
      readonly part: number;
    };

/** Path of a page by what stands in it; `day` is null of a front, `name` is the article or `index`. */
export function pathOf(language: string, day: string | null, name: string, part: number): string {
  const folder = day === null ? '' : `${day.replaceAll('-', '/')}/`;
  return `${language}/${folder}${name}${part === 1 ? '' : `.${part}`}.html`;
}

/** `ru/index.html`. */
export function frontPath(language: string): string {
  return pathOf(language, null, 'index', 1);
}

/** `ru/2026/11/22/index.html`; part 2 is `index.2.html`. */
export function dayPath(language: string, day: string, part = 1): string {
  return pathOf(language, day, 'index', part);
}

/** `ru/2026/11/22/3fk9m2tq7x.html`; part 2 is `3fk9m2tq7x.2.html`. */
export function articlePath(language: string, day: string, article: string, part = 1): string {
  return pathOf(language, day, article, part);
}

/** Path of any page. */
export function pagePath(page: PagePath): string {
  if (page.kind === 'front') return frontPath(page.language);
  if (page.kind === 'day') return dayPath(page.language, page.day, page.part);
  return articlePath(page.language, page.day, page.article, page.part);
}

/** Path of what a calendar line is about: the first part of the article, or (null) of the day page. */
export function calendarPath(line: {
  readonly article: string | null;
  readonly language: string;
  readonly day: string;
}): string {
  const { article, language, day } = line;
  return article === null ? dayPath(language, day) : articlePath(language, day, article);
}

/** `m/<2 hex>/<sha256>.<extension>`. */
export function mediaPath({ sha256, extension }: { readonly sha256: string; readonly extension: string }): string {
  return `m/${sha256.slice(0, 2)}/${sha256}.${extension}`;
}

/** `o/<2 hex>/<sha256>`. */
export function objectPath(sha256: string): string {
  return `o/${sha256.slice(0, 2)}/${sha256}`;
}

/** What page lies at a path; null for anything that {@link pagePath} would not write. */
export function parsePagePath(path: string): PagePath | null {
  const match =
    /^([A-Za-z0-9-]+)\/(?:([0-9]{4})\/([0-9]{2})\/([0-9]{2})\/)?(index|[0-9a-z]{10})(?:\.([0-9]+))?\.html$/.exec(path);
  if (match === null) return null;
  const [, language = '', year, month, date, name = '', suffix] = match;
  const part = suffix === undefined ? 1 : parseNumber(suffix);
  if (!isLanguage(language) || part === null || part < 1 || (suffix !== undefined && part === 1)) return null;
  if (year === undefined) return name === 'index' && part === 1 ? { kind: 'front', language, part } : null;
  const day = `${year}-${month}-${date}`;
  if (!isDay(day)) return null;
  if (name === 'index') return { kind: 'day', language, day, part };
  return isArticle(name) ? { kind: 'article', language, day, article: name, part } : null;
}
