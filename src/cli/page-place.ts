import { parsePagePath } from '../proof/index.ts';

/** Where in an edition a page lies that was named by a longer path. */
export interface PagePlace {
  /** What precedes it, as it was written, without a slash at its end; null when the two cannot be told apart. */
  readonly root: string | null;
  /** Its path from the root of the edition, as the edition writes it. */
  readonly path: string;
}

/** The words between slashes, with empty ones and `.` left out: what most hosts make of a path. */
const wordsOf = (path: string): string[] => path.split('/').filter((word) => word !== '' && word !== '.');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The page that a path ends with; null when it does not end like one. Hosts take `%72u//2026/…` for `ru/2026/…`, so the
 * spelling of a path must not decide whether its place is checked: an address is read decoded (`isAddress`), and
 * empty words are left out.
 */
export function locatePage(written: string, { isAddress }: { readonly isAddress: boolean }): PagePlace | null {
  const read = (text: string): string => (isAddress ? decoded(text) : text);
  const words = wordsOf(read(written));
  for (const count of [5, 2]) {
    const path = words.slice(-count).join('/');
    if (words.length >= count && parsePagePath(path) !== null) return { root: rootBefore(written, count, read), path };
  }
  return null;
}

/** What is left when as many words as the page's path has are taken from the end of the path as it was written. */
function rootBefore(written: string, count: number, read: (text: string) => string): string | null {
  const parts = written.split('/');
  let taken = 0;
  while (taken < count) taken += wordsOf(read(parts.pop() ?? '')).length;
  // An encoded slash joins a word of the page to one of the root.
  return taken === count ? parts.join('/') : null;
}

/**
 * Whether a folder that is only called like a language tells that a front page lies in it. Two letters do; `tmp` and
 * `docs` are shaped like languages too, and a page that somebody put there is not out of its place.
 */
export function isSurelyPage(path: string): boolean {
  return path.split('/').length === 5 || /^[a-z]{2}(?:-[A-Za-z]{2,4})?\//.test(path);
}
