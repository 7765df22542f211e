import { adviseOnKeys, type KeyListing, type ListedKey, listNewsroomKeys } from '../newsroom/index.ts';
import { formatFingerprint } from '../proof/index.ts';
import { type KeysContext, shownPath } from './keys-context.ts';
import { printJson } from './terminal.ts';

/** Lists the keys of a newsroom and says what to do next. Opens no sealed key. */
export async function listKeysOf(
  folder: string,
  options: { readonly json?: boolean },
  { terminal, now }: KeysContext,
): Promise<number> {
  const listing = await listNewsroomKeys(folder);
  const next = adviseOnKeys(listing, shownPath(listing.folder), now());
  if (options.json === true) {
    const { newsroom, fingerprint, thresholds, keys } = listing;
    printJson(terminal, { newsroom, fingerprint, thresholds, keys, next });
    return 0;
  }
  terminal.print(`Keys of ${listing.newsroom}, fingerprint ${formatFingerprint(listing.fingerprint)}`);
  for (const key of listing.keys) {
    terminal.print(`  ${titleOf(key, listing).padEnd(18)} ${placeOf(key)}; ${wordsOf(key).join(', ')}`);
    if (key.role === 'root' || key.role === 'targets') terminal.print(`  ${' '.repeat(18)} ${key.digits ?? ''}`);
  }
  terminal.print();
  terminal.print(next.length === 0 ? 'Nothing is to be done.' : 'What to do next:');
  for (const sentence of next) terminal.print(`  - ${sentence}`);
  return 0;
}

function titleOf({ role, languages, state }: ListedKey, { thresholds, keys }: KeyListing): string {
  if (role === 'desk') return `desk ${languages.join(', ')}`;
  if ((role !== 'root' && role !== 'targets') || state !== 'in use') return role;
  const count = keys.filter((key) => key.role === role && key.state === 'in use').length;
  return `${role} (${thresholds[role]} of ${count})`;
}

function placeOf({ file, isSealed, role }: ListedKey): string {
  if (file === null) return role === 'root' || role === 'targets' ? 'elsewhere' : 'not in this folder';
  const isOffline = role === 'root' || role === 'targets';
  return `keys/${file}${isOffline ? (isSealed ? ', sealed' : ', NOT sealed') : ''}`;
}

function wordsOf({ state, sinceRoot, firstIndex, lastIndex, expires }: ListedKey): string[] {
  const words: string[] = [state];
  if (sinceRoot !== null) words.push(`since root ${sinceRoot}`);
  if (firstIndex !== null) words.push(`from index ${firstIndex}${lastIndex === null ? '' : ` to ${lastIndex}`}`);
  if (expires !== null) words.push(`until ${expires.toISOString().slice(0, 10)}`);
  return words;
}
