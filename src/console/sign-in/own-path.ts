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
  return url.origin !== base || isLoop ? HOME : `${url.pathname}${url.search}`;
}
