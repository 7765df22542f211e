import type { Kysely } from 'kysely';
import { settleCells } from '../../editing/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { ReadFile } from '../../proof/index.ts';
import type { Tables } from '../../tables/index.ts';
import { catchUpEditions } from './edition-history.ts';
import { readBackPublished } from './read-back.ts';

/**
 * Brings the database in line with what is published, and logs what it came to when something was amiss; see
 * `readBackPublished` and `catchUpEditions`.
 */
export async function catchUp(
  db: Kysely<Tables>,
  read: ReadFile,
  ports: { readonly now: () => Date; readonly log: Log; readonly random: (count: number) => Uint8Array },
): Promise<void> {
  const { now, log, random } = ports;
  const back = await readBackPublished(db, { read, now: now(), random });
  if (back !== null && back.missing + back.older + back.unpublished > 0) {
    log.warn('the database was not that of the newest edition; what is published was read back', { ...back });
  }
  const fault = await catchUpEditions(db, read);
  await settleCells(db, { now: now(), random });
  if (fault !== null) {
    log.warn(`${fault.message}; the list of editions begins after what this file holds`, {
      hint: 'put the file back from a carrier or a backup, then start again',
      error: fault,
    });
  }
}
