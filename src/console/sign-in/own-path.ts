/** Where somebody goes who was not on the way to anywhere. */
const HOME = '/';

/**
 * The path of a page of this console, or the first page for whatever is none: where a person goes on after signing in is
 * told by the address, which anybody may have made up.
 */
export function ownPath(text: unknown): string {
  if (typeof text !== 'string' || !/^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(text)) return HOME;
  const base = 'http://console.invalid';
  if (!URL.canParse(text, base)) return HOME;
  const url = new URL(text, base);
  const isLoop = url.pathname === '/sign-out' || url.pathname.startsWith('/sign-in');
  // `/..//x` is a path of this console, but what is left once its dots are worked out names another site.
  const isElsewhere = url.origin !== base || url.pathname.startsWith('//');
  return isElsewhere || isLoop ? HOME : `${url.pathname}${url.search}`;
}
