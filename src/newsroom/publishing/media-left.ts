import { sql } from 'kysely';
import type { Blobs } from '../../platform/blobs/index.ts';
import { formatTime } from '../../proof/index.ts';
import { FRESH_MS } from '../arrivals/media.ts';
import type { Db } from './versions.ts';

/** Hashes looked up in one query. */
const HASHES = 500;

/** Those of `hashes` that a kept version shows, published, waiting or held back. */
export async function shownOf(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  const shown = new Set<string>();
  for (let at = 0; at < hashes.length; at += HASHES) {
    const { rows } = await sql<{ hash: string }>`
      select hash from unnest(${hashes.slice(at, at + HASHES)}::text[]) as hash
      where exists (select from versions where media_hashes(body) @> array[hash])
        or exists (select from held where media_hashes(text) @> array[hash])`.execute(db);
    for (const { hash } of rows) shown.add(hash);
  }
  return shown;
}

/**
 * Forgets media that no version shows: their bytes in the blobs, and what was remembered of their addresses. A withdrawn
 * picture must not lie on in the newsroom's folder. Not while media are being fetched: what is not kept yet goes too.
 *
 * Rows first: a crash in between leaves bytes that the next call takes away, never a row that promises bytes that are gone.
 */
export async function removeUnshownMedia(db: Db, blobs: Blobs): Promise<void> {
  await sql`
    delete from media where media_hashes(outcome) <> '{}' and not exists (
      select from versions where media_hashes(body) @> media_hashes(outcome)
    ) and not exists (
      select from held where media_hashes(text) @> media_hashes(outcome)
    )`.execute(db);
  const kept: string[] = [];
  for await (const { sha256 } of blobs.list()) kept.push(sha256);
  const shown = await shownOf(db, kept);
  for (const sha256 of kept) if (!shown.has(sha256)) await blobs.remove(sha256);
}

/** Forgets what addresses gave that is believed no longer, failures too. */
export async function forgetStaleMedia(db: Db, now: Date): Promise<void> {
  const before = formatTime(new Date(now.getTime() - FRESH_MS));
  await db.deleteFrom('media').where('fetched_at', '<', before).execute();
}
