import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where things live that belong to the person and not to a newsroom: trusted roots, identities made by `carry`.
 * `$TAMIZDAT_HOME`, else `tamizdat` in the XDG data folder (XDG Base Directory Specification 0.8: a relative
 * `$XDG_DATA_HOME` is ignored). The folder need not exist.
 */
export function tamizdatHome(env: Readonly<Record<string, string | undefined>>): string {
  if (env.TAMIZDAT_HOME) return resolve(env.TAMIZDAT_HOME);
  const data = env.XDG_DATA_HOME;
  if (data !== undefined && isAbsolute(data)) return join(data, 'tamizdat');
  return join(env.HOME || homedir(), '.local', 'share', 'tamizdat');
}
