/** After a page was found: is it what the newsroom says today? */
import { parseCarriers, readChecked } from '../proof/index.ts';
import { askWitnesses, objectsOf } from './ask-carriers.ts';
import { noteOld } from './carrier-verdict.ts';
import type { FoundPage } from './find.ts';
import { type Genuine, isGenuine, type Judged } from './knowledge.ts';
import type { Visit } from './visit.ts';

/**
 * Compares the head of the page's carrier with those of others, and looks the page up in the newest edition. The calendar
 * comes from whoever has been asked for little: it is found by hash, so it need not be the carrier of the page.
 */
export async function settle(visit: Visit, found: FoundPage, path: string, signal: AbortSignal): Promise<Judged> {
  const { carrier } = found;
  await askWitnesses(visit, [carrier.entry.group], signal);
  const { edition, standing } = carrier.standing;
  const newest = visit.knowledge.newest?.head.edition.number ?? 0;
  if (standing === 'answers' && edition !== null && newest > edition) noteOld(visit, carrier, edition);
  return lookUp(visit, found.bytes, path, signal);
}

/** Looks a page up in the newest edition this reader knows. */
export async function lookUp(visit: Visit, page: Uint8Array, path: string, signal: AbortSignal): Promise<Judged> {
  return visit.knowledge.judge({ page, path, read: objectsOf(visit, signal) });
}

/** Whether the newest edition has something else in the place of this page. */
export function isSuperseded({ report }: Genuine): boolean {
  const value = report.currency?.value;
  if (value === 'withdrawn') return report.page.record.kind !== 'withdrawal';
  return value === 'newer-revision' || value === 'unproven';
}

/** Whether it could be told if the page is current. */
export function isSettled(judged: Judged): boolean {
  return !isGenuine(judged) || !['unknown', undefined].includes(judged.report.currency?.value);
}

/** Takes the carriers that the newest edition names; those known so far where it cannot be read. */
export async function takeCarriers(visit: Visit, signal: AbortSignal): Promise<void> {
  const ref = visit.knowledge.newest?.head.edition.carriers;
  if (ref === undefined || visit.objects.has(ref.sha256)) return;
  const read = objectsOf(visit, signal);
  const path = `o/${ref.sha256.slice(0, 2)}/${ref.sha256}`;
  try {
    visit.pool.replace(parseCarriers(await readChecked(() => read(path, ref.sizeBytes), ref, 'carrier list')));
  } catch {
    // Silence, or a newsroom that signs what is no list.
  }
}
