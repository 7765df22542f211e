import type { Carrier } from '../carrier.ts';
import type { PublicProof } from '../public/public-report.ts';
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
   * sync without this. A function is asked after the edition's `head` was looked at, and answers null when that is not known
   * just now (something is being published): where publications go on beside, only a function sees what ended in between.
   */
  readonly changed?: ReadonlySet<string> | (() => ReadonlySet<string> | null) | undefined;
  /**
   * Asked when the edition turns out to have moved on since this sync began: the paths that changed since then, or since this was
   * asked last; null when nobody knows. The sync then goes on with the newer edition, without doing again what is
   * done. Without it the outcome is `failed` with `edition-changed`; carrying again goes on from there, too.
   */
  readonly changedSince?: (() => ReadonlySet<string> | null) | undefined;
  /** What readers get is read back there at the end; see `PublicReport`. */
  readonly publicly?: PublicProof | undefined;
  /** Called once everything is on the carrier and settled: what follows only looks at what readers get, and may be cut short. */
  readonly onCarried?: (() => void) | undefined;
  /** Calls at once, where it is to be fewer than the carrier can do. */
  readonly callsAtOnce?: number | undefined;
  /** What goes over the line in both directions together, read-backs included, is kept below that. */
  readonly bytesPerSecond?: number | undefined;
  /** Aborted: the calls under way end, nothing new is begun, the outcome is `stopped`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
  /** Pauses in milliseconds before the second, third … try of a call; `[250, 1000, 4000]` by default. */
  readonly retryPausesMs?: readonly number[] | undefined;
}
