import { getCookie, setCookie } from 'hono/cookie';
import type { PageContext } from '../parts.ts';
import { type ListQuery, listAddress, parseListQuery } from './query.ts';

/** A table that somebody looks at often, under a name of their own. */
export interface SavedView {
  readonly name: string;
  readonly address: string;
}

const COOKIE = 'tamizdat-views';
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const MAX_VIEWS = 10;
const MAX_NAME_CHARACTERS = 40;

/** What browsers keep of one cookie is 4096 bytes. */
const MAX_COOKIE_CHARACTERS = 3_600;

/**
 * The saved views of this browser. They are kept there and not in the database: a view is an address, it belongs to a
 * place of work more than to a person, and whoever wants to share one sends the link.
 */
export function readViews(c: PageContext): readonly SavedView[] {
  const text = Buffer.from(getCookie(c, COOKIE) ?? '', 'base64url').toString();
  return [...new URLSearchParams(text)].slice(0, MAX_VIEWS).map(([name, query]) => ({
    name: name.slice(0, MAX_NAME_CHARACTERS),
    address: listAddress(parseListQuery(query)),
  }));
}

/** False when that is more than a browser would keep. */
function write(c: PageContext, views: readonly SavedView[]): boolean {
  const fields = new URLSearchParams(views.map(({ name, address }) => [name, address.split('?')[1] ?? '']));
  const value = Buffer.from(String(fields)).toString('base64url');
  if (value.length > MAX_COOKIE_CHARACTERS) return false;
  setCookie(c, COOKIE, value, { path: '/articles', httpOnly: true, sameSite: 'Strict', maxAge: YEAR_SECONDS });
  return true;
}

/** Keeps a view, in place of one of the same name; false when there is no name or no room. */
export function saveView(c: PageContext, name: string, query: ListQuery): boolean {
  const given = name.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_NAME_CHARACTERS);
  const others = readViews(c).filter((view) => view.name !== given);
  if (given === '' || others.length >= MAX_VIEWS) return false;
  return write(c, [...others, { name: given, address: listAddress({ ...query, after: null }) }]);
}

/** Forgets a view. */
export function removeView(c: PageContext, name: string): void {
  write(
    c,
    readViews(c).filter((view) => view.name !== name),
  );
}
