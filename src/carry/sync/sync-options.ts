import type { Carrier } from '../carrier.ts';
import type { Ledger } from './ledger.ts';
import type { EditionFiles, SyncProgress } from './report.ts';

/** What `syncCarrier` takes. */
export interface SyncOptions {
  readonly carrier: Carrier;
  readonly edition: EditionFiles;
  /** What we know of this carrier; no other sync may use it at the same time. */
  readonly ledger: Ledger;
  /**
   * Paths of the edition that changed since a sync of this carrier was `complete`: only these are compared, and neither
   * ledger nor carrier is listed, so that it costs what changed and not what there is. Only the carrier's `head` is read;
   * when it is not the one last put there, everything is compared. What the carrier lost otherwise is found by the next
   * sync without this.
   */
  readonly changed?: ReadonlySet<string> | undefined;
  /** Aborted: the calls under way end, nothing new is begun, the outcome is `stopped`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Pauses in milliseconds before the second, third … try of a call; `[250, 1000, 4000]` by default. */
  readonly retryPausesMs?: readonly number[] | undefined;
}
