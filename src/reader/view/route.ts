import { parsePagePath } from '../../proof/index.ts';

/** What the address asks for. */
export type Route =
  /** Nothing yet: the first visit. */
  | { readonly kind: 'start' }
  /** A page of the edition; `path` as carriers have it: `ru/2026/11/22/index.html`. */
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'check' | 'kept' | 'about' }
  /** An address that no page can have. */
  | { readonly kind: 'nowhere' };

const INDEX = /(^|\/)index\.html$/;

/**
 * The route of a fragment: `#/ru/2026/11/22/` and so on. It stands in the fragment because that never leaves the
 * browser: whoever serves the app does not learn what is read.
 */
export function parseRoute(hash: string): Route {
  if (hash === '' || hash === '#' || hash === '#/') return { kind: 'start' };
  const place = hash.replace(/^#\//, '');
  if (place === 'check' || place === 'kept' || place === 'about') return { kind: place };
  const path = place.endsWith('/') ? `${place}index.html` : place;
  return place !== hash && parsePagePath(path) !== null ? { kind: 'page', path } : { kind: 'nowhere' };
}

/** The fragment of a page: `ru/index.html` → `#/ru/`. */
export function hashOf(path: string): string {
  return `#/${path.replace(INDEX, '$1')}`;
}

/** The same page in another language. */
export function pathIn(path: string, language: string): string {
  // Parts are cut by length, and a translation has another one: begin at the first.
  return path.replace(/^[^/]+/, language).replace(/\.\d+\.html$/, '.html');
}

/** The language of a path. */
export function languageOf(path: string): string {
  return path.split('/', 1)[0] ?? '';
}

/** The first of the wanted languages that the newsroom has: `ru-UA` finds `ru`. */
export function chooseLanguage(wanted: readonly string[], has: readonly string[]): string | null {
  for (const each of wanted) {
    const tag = each.toLowerCase();
    const found =
      has.find((own) => own.toLowerCase() === tag) ?? has.find((own) => own.split('-', 1)[0] === tag.split('-', 1)[0]);
    if (found !== undefined) return found;
  }
  return null;
}
