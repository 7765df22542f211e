/**
 * How keys and their generations are called. A role has one key file after the other: `root-1`, `root-2`, `log-1` …
 * where the number is part of the key's name, `clock`, `clock.2`, `desk-de`, `desk-de.2` where it is not: readers tell
 * keys of one name apart by their hash (C2SP signed-note). Which generation is in use is what the published trust data
 * says, never a note beside the files.
 */

/** A key that signs a few times a year, by the name of its file without `.key`; sealed where there is a passphrase. */
export type OfflineKey = `root-${number}` | `targets-${number}`;
/** A key the running newsroom needs all the time, by the name of its file without `.key`. */
export type OnlineKey =
  | `log-${number}`
  | 'clock'
  | `clock.${number}`
  | 'online'
  | `online.${number}`
  | `desk-${string}`;
/** What a key is for. */
export type KeyRole = 'root' | 'targets' | 'log' | 'clock' | 'online' | `desk-${string}`;

const NUMBERED = /^(root|targets|log)-([1-9][0-9]{0,5})$/;
const PLAIN = /^(clock|online|desk-[A-Za-z0-9-]+)(?:\.([1-9][0-9]{0,5}))?$/;

/** The file of a role's generation (1, 2, …), without `.key`. */
export function keyFile(role: 'root' | 'targets', generation: number): OfflineKey;
export function keyFile(role: Exclude<KeyRole, 'root' | 'targets'>, generation: number): OnlineKey;
export function keyFile(role: KeyRole, generation: number): OfflineKey | OnlineKey;
export function keyFile(role: KeyRole, generation: number): OfflineKey | OnlineKey {
  if (role === 'root' || role === 'targets' || role === 'log') return `${role}-${generation}`;
  return generation === 1 ? role : `${role}.${generation}`;
}

/** Role and generation of a key file's name (without `.key`); null for a file that is no key of ours. */
export function parseKeyFile(file: string): { readonly role: KeyRole; readonly generation: number } | null {
  const [, role, digits] = NUMBERED.exec(file) ?? PLAIN.exec(file) ?? [];
  if (role === undefined) return null;
  const generation = Number(digits ?? 1);
  // One generation has one name: `clock.1` would be a second one for `clock`.
  return keyFile(role as KeyRole, generation) === file ? { role: role as KeyRole, generation } : null;
}

/** The name a key signs with: the same for every generation of a clock, an online key, a desk. */
export function keyName(newsroom: string, file: OfflineKey | OnlineKey): string {
  return `${newsroom}/${file
    .replace(/\.[0-9]+$/, '')
    .replace('-', '/')
    .toLowerCase()}`;
}
