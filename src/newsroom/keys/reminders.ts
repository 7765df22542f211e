import { join } from 'node:path';
import { editionFolder, fileReader, listKeys, readTrust, trustReminders } from '../../edition/index.ts';
import type { Places } from '../places.ts';

/** What an operator has to be told again and again, a sentence each; empty when all is well. */
export interface Reminders {
  /** Signatures that run out: what readers notice when nobody acts. */
  readonly expiring: readonly string[];
  /** How the keys are kept. */
  readonly keys: readonly string[];
}

/** Reads what there is to remind of. */
export async function readReminders(places: Places, now: Date): Promise<Reminders> {
  const trust = await readTrust(fileReader(editionFolder(places.edition).files));
  const keys: string[] = [];
  for (const { file, role, isSealed } of await listKeys(places.keys)) {
    if ((role === 'root' || role === 'targets') && !isSealed) {
      keys.push(`${join('keys', `${file}.key`)} is not sealed with a passphrase: whoever copies it can speak for you`);
    }
  }
  if (trust === null || trust.root.roles.root.keyIds.length === 1) {
    keys.push('one root key holds everything: keep a copy of the keys folder off this machine');
  }
  return { expiring: trust === null ? [] : trustReminders(trust, now), keys };
}
