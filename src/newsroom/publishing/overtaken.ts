import type { Transaction } from 'kysely';
import { bodyOf, changeVersion, loadVersion, rememberBody } from '../../editing/index.ts';
import { formatTime } from '../../proof/index.ts';
import type { Tables } from '../../tables/index.ts';
import type { KeptVersion } from './versions.ts';

/**
 * Makes the text that a version was given while an edition with another one was being made a further revision: it was
 * numbered when nobody could know that the other would come out, and no number is given twice. What is only to be drawn
 * again stays as it is. To be called when the version is noted as published, with its article's row locked.
 *
 * @param time of that edition, as its record has it; null where nobody knows
 */
export async function goOn(trx: Transaction<Tables>, out: KeptVersion, time: string | null, now: Date): Promise<void> {
  const { article, revision, releasedBy } = out;
  const row = await loadVersion(trx, { article, language: out.body.language });
  if (row === null || row.revision > revision || row.body === JSON.stringify(out.body)) return;
  const body = bodyOf(row);
  const isWithdrawn = body.state === 'withdrawn';
  if (!isWithdrawn)
    await rememberBody(trx, { ...row, revision, body: JSON.stringify(out.body), released_by: releasedBy }, time);
  const corrected = { ...body, state: 'corrected', modifiedAt: body.modifiedAt ?? formatTime(now) } as const;
  await changeVersion(trx, row, {
    revision: revision + 1,
    body: JSON.stringify(isWithdrawn ? body : corrected),
    // Of what is out nothing is held back in its own row.
    hold_until: null,
  });
}
