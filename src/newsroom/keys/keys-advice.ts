import { WARN_DAYS } from '../../edition/index.ts';
import { counted } from '../../errors/index.ts';
import { logNumber } from '../../proof/index.ts';
import type { KeyListing, ListedKey } from './keys-listing.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What to do next about the keys, the most pressing first: a sentence each with the command for it; empty when all is well.
 * @param shown the folder as the commands should name it
 */
export function adviseOnKeys({ keys, thresholds, newsroom }: KeyListing, shown: string, now: Date): readonly string[] {
  const inUse = (role: ListedKey['role']) => keys.filter((key) => key.role === role && key.state === 'in use');
  const missing = keys.flatMap((key) => missingAdvice(key, shown));
  const unreadable = keys
    .filter(({ state }) => state === 'unreadable')
    .map(({ file }) => `keys/${file} is damaged: restore it from your backup of the keys folder`);
  const expiring = (['root', 'targets'] as const).flatMap((role) => {
    const [key] = inUse(role);
    const days = Math.floor(((key?.expires?.getTime() ?? Number.POSITIVE_INFINITY) - now.getTime()) / DAY_MS);
    if (days >= WARN_DAYS) return [];
    const when = days < 0 ? 'has expired' : `expires in ${counted(days, 'day')}`;
    return [`the ${role} signature ${when}: tamizdat keys renew ${shown}`];
  });
  const unsealed = keys
    .filter((key) => (key.role === 'root' || key.role === 'targets') && key.file !== null && key.state === 'in use')
    .filter(({ isSealed }) => !isSealed)
    .map(({ file, role }) =>
      role === 'targets'
        ? `keys/${file} is not sealed: whoever copies it can speak for you; replace it by a sealed one: tamizdat keys rotate ${shown} targets --passphrase-file <file>`
        : `keys/${file} is not sealed: whoever copies it can speak for you; hand its role to sealed keys elsewhere: tamizdat keys propose ${shown} --root <public>…`,
    );
  const single =
    thresholds.root === 1
      ? [
          `one root key is enough to replace you: make three on machines of their own with "tamizdat keys create <file> --role root --newsroom ${newsroom}", then: tamizdat keys propose ${shown} --root <public>… --targets <public>…`,
        ]
      : [];
  // A desk whose log was retired goes on with its key: the same file is closed there, and in use.
  const needed = new Set(keys.filter(({ state }) => state === 'in use').map(({ file }) => file));
  const left = keys.filter(({ state, file, role }) => state === 'closed' && role !== 'log' && !needed.has(file));
  const unused = keys
    .filter(({ state }) => state === 'unused')
    .map(({ file, role, languages }) => {
      if (role === 'root') return `keys/${file} is named by no root: move it away`;
      if (role === 'log') {
        const number = numberOf(inUse('log')[0]);
        return `keys/${file} is not published yet: finish with tamizdat keys retire-log ${shown} --log ${number}`;
      }
      const again = role === 'desk' ? `desk ${languages.join(' ')}` : role;
      return `keys/${file} is not published yet: finish with tamizdat keys rotate ${shown} ${again}, or import the signatures it waits for`;
    });
  const old = [...new Set(left.flatMap(({ file }) => file ?? []))].map(
    (file) => `keys/${file} is no longer used: move it off this machine`,
  );
  return [...missing, ...unreadable, ...expiring, ...unsealed, ...single, ...unused, ...old];
}

/** Keys that the running newsroom needs and the folder lacks; root and targets keys may well be elsewhere. */
function missingAdvice(key: ListedKey, shown: string): string[] {
  const { role, file, state, languages } = key;
  if (file !== null || state !== 'in use' || role === 'root' || role === 'targets') return [];
  const restore = 'restore it from your backup of the keys folder';
  if (role === 'log')
    return [
      `the log key is missing: ${restore}, or retire the log: tamizdat keys retire-log ${shown} --log ${numberOf(key)}`,
    ];
  const what = role === 'desk' ? `desk ${languages.join(' ')}` : role;
  return [`the key of ${what} is missing: ${restore}, or make a new one: tamizdat keys rotate ${shown} ${what}`];
}

/** Number of the log that a key is of. */
function numberOf(key: ListedKey | undefined): number {
  return logNumber(key?.verifierKey?.split('+')[0] ?? '') ?? 1;
}
