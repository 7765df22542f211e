import { type Carrier, CarryError } from '../carrier.ts';
import { type Calling, RETRY_PAUSES_MS, readBack, readListing, workInParallel } from './calls.ts';
import { indexEdition } from './edition-list.ts';
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
  const { carrier, onProgress } = options;
  const calling: Calling = { signal: options.signal, pausesMs: options.retryPausesMs ?? RETRY_PAUSES_MS };
  const edition = await indexEdition(options.edition);
  const listing = carrier.capabilities.canList ? await readListing(carrier, calling) : null;
  const totalBytes = [...edition.values()].reduce((sum, file) => sum + file.sizeBytes, 0);

  const missing: string[] = [];
  const altered: { path: string; expected: EditionFile; found: Exclude<Found, 'absent'> }[] = [];
  const unread: { path: string; error: CarryError }[] = [];
  let doneFiles = 0;
  let doneBytes = 0;
  await workInParallel(edition.values(), carrier.capabilities.callsAtOnce, async (file) => {
    const { path } = file;
    try {
      const found = await readBack(carrier, file, calling);
      if (found === 'absent') missing.push(path);
      else if (found !== null) altered.push({ path, expected: file, found });
    } catch (error) {
      if (!(error instanceof CarryError)) throw error;
      unread.push({ path, error });
    }
    doneFiles += 1;
    doneBytes += file.sizeBytes;
    onProgress?.({ carrier: carrier.name, doneFiles, totalFiles: edition.size, doneBytes, totalBytes });
  });

  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
  return {
    carrier: carrier.name,
    intact: edition.size - missing.length - altered.length - unread.length,
    missing: missing.sort(),
    altered: altered.sort(byPath),
    foreign: [...(listing?.keys() ?? [])].filter((path) => !edition.has(path)).sort(),
    unread: unread.sort(byPath),
  };
}
