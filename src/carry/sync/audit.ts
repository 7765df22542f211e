import { type Carrier, CarryError } from '../carrier.ts';
import { type Calling, callCarrier, RETRY_PAUSES_MS, readBack, workInParallel } from './calls.ts';
import { listInOrder } from './edition-list.ts';
import { Listing } from './listing.ts';
import { Pace } from './pace.ts';
import type { AuditReport, EditionFile, EditionFiles, Found, SyncProgress } from './report.ts';

/**
 * Reads every file of an edition back from a carrier and compares; changes nothing, on the carrier or in the ledger.
 *
 * Unlike `syncCarrier` it believes neither the ledger nor the carrier's list. Foreign files are found only where the
 * carrier can list. Rejects with the `CarryError` when the listing fails, with the signal's reason when aborted.
 */
export async function auditCarrier(options: {
  readonly carrier: Carrier;
  readonly edition: EditionFiles;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** As for `syncCarrier`. */
  readonly retryPausesMs?: readonly number[] | undefined;
}): Promise<AuditReport> {
  const { carrier, edition, onProgress } = options;
  const calling: Calling = { signal: options.signal, pausesMs: options.retryPausesMs ?? RETRY_PAUSES_MS };
  const total = { files: 0, bytes: 0 };
  /** Not what the carrier lists but what the edition has: the same compact table does for both. */
  const ours = new Listing();
  for await (const { path, sizeBytes } of listInOrder(edition)) {
    ours.add(path, sizeBytes);
    total.files += 1;
    total.bytes += sizeBytes;
  }
  const foreign: string[] = [];
  if (carrier.capabilities.canList) {
    await callCarrier(carrier, calling, async () => {
      foreign.length = 0;
      for await (const { path } of carrier.list(calling.signal)) if (ours.see(path) === null) foreign.push(path);
    });
  }

  const missing: string[] = [];
  const altered: { path: string; expected: EditionFile; found: Exclude<Found, 'absent'> }[] = [];
  const unread: { path: string; error: CarryError }[] = [];
  const pace = new Pace();
  const done = { files: 0, bytes: 0 };
  await workInParallel(listInOrder(edition), carrier.capabilities.callsAtOnce, async (file) => {
    const { path } = file;
    try {
      const found = await readBack(carrier, file, calling);
      if (found === 'absent') missing.push(path);
      else if (found !== null) altered.push({ path, expected: file, found });
    } catch (error) {
      if (!(error instanceof CarryError)) throw error;
      unread.push({ path, error });
    }
    done.files += 1;
    done.bytes += file.sizeBytes;
    onProgress?.({
      carrier: carrier.name,
      doneFiles: done.files,
      totalFiles: total.files,
      doneBytes: done.bytes,
      totalBytes: total.bytes,
      ...pace.tell(performance.now(), done, total),
    });
  });

  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
  return {
    carrier: carrier.name,
    intact: done.files - missing.length - altered.length - unread.length,
    missing: missing.sort(),
    altered: altered.sort(byPath),
    foreign: foreign.sort(),
    unread: unread.sort(byPath),
  };
}
