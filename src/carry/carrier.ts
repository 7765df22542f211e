import { TamizdatError } from '../errors/index.ts';

/** A file as a carrier lists it. `path` is an edition path (formats.md §1), with forward slashes, without a leading one. */
export interface CarrierFile {
  readonly path: string;
  /** Null where the host keeps the file in another form (compressed): then all the list tells is that it is there. */
  readonly sizeBytes: number | null;
}

/** What a kind of carrier can do; the sync engine asks this instead of asking which kind it is. */
export interface CarrierCapabilities {
  /** False where files cannot be enumerated (a plain upload form): what is lost there is then found by `auditCarrier` only. */
  readonly canList: boolean;
  /** How many calls may run at once, at least 1. */
  readonly callsAtOnce: number;
  /**
   * `each`: a file is public as soon as `write` returns, so the order of formats.md §1 matters. `together`: nothing shows
   * before `settle`, then all of it at once (a push to a branch).
   */
  readonly appears: 'each' | 'together';
  /**
   * True where a `write` that was cut short may have left the former bytes readable beside the new ones (a bucket that keeps
   * versions): what is in doubt is then written again, even where it reads back as it should.
   */
  readonly keepsFormer?: boolean;
}

/**
 * A place that holds copies of an edition's files. It is never trusted: it may lie, truncate, lose files or come back
 * with older ones, so whoever writes reads back, and whoever reads verifies.
 *
 * - **Durable on return.** When `write` or `remove` resolves, the change survives a crash of this machine, as far as the
 *   carrier can know; where `appears` is `together`, when `settle` resolves, and what was not settled may be lost. When
 *   either rejects, the path may hold the old bytes, the new ones, part of them or nothing: the caller repeats or reports.
 * - **As they are served.** Where a host takes headers along with a file, they are those of `servedAs` (platform/http).
 * - **Seen.** `read` and `list` give what was written and removed, settled or not.
 * - **At once.** Up to `capabilities.callsAtOnce` calls may run together, for different paths. Calls for one path,
 *   and for a file and its `.gz` and `.br` twins, are made one after the other; the caller sees to that.
 * - **Retried.** A carrier retries nothing itself. Errors with `retryable` may go away by themselves; `syncCarrier`
 *   repeats those calls with growing pauses. `write` and `remove` are idempotent, so repeating is always safe.
 * - **Errors.** Everything thrown is a `CarryError` (or the reason of an aborted `signal`); its message names the carrier
 *   and the path, its `hint` says what a person can do. A file that is absent is a value, not an error.
 *
 * Every implementation passes `test/conformance/carrier.ts`.
 */
export interface Carrier {
  /** How people call this carrier; unique in a newsroom, in every message about it, without any secret. */
  readonly name: string;
  readonly capabilities: CarrierCapabilities;
  /**
   * Every file below an edition path, in no order; only what has such a path (other things that lie on the carrier are
   * neither listed nor touched). A file written or removed while the listing runs may be in it or not.
   * Never called where `canList` is false.
   */
  list(signal?: AbortSignal): AsyncIterable<CarrierFile>;
  /** The bytes of a file, or null when it is absent. A file longer than `maxBytes` is refused (`file-too-large`), unread. */
  read(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | null>;
  /** Creates or replaces a file. */
  write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Removes a file; one that is absent is fine. */
  remove(path: string, signal?: AbortSignal): Promise<void>;
  /** Makes all that was written and removed durable and public; nothing to do where `appears` is `each`. No call runs beside it. */
  settle(signal?: AbortSignal): Promise<void>;
  /** Lets go of connections and processes. Idempotent; nothing may be called after it. Never throws. */
  close(): Promise<void>;
}

/** Which failure a `CarryError` is. */
export type CarryErrorCode =
  /** No space left, or a quota is used up. */
  | 'carrier-full'
  /** The carrier cannot be written to at all. */
  | 'carrier-read-only'
  /** The host does not prove to be the one that was named: another host key, another certificate. Nothing was sent. */
  | 'carrier-not-proven'
  /** This user or key may not do that. */
  | 'carrier-forbidden'
  /** Not there at the moment: network down, drive taken out, busy. Retryable. */
  | 'carrier-unreachable'
  /** Anything else the carrier answered. */
  | 'carrier-failed'
  /** Not an edition path, or something on the carrier stands in its way (a folder, a symbolic link). */
  | 'path-refused'
  /** Longer than the caller accepts. */
  | 'file-too-large'
  /** The target holds things that are not this newsroom's edition. */
  | 'target-foreign'
  /** A program that this kind of carrier needs is not installed here. */
  | 'program-missing'
  /** The target is not a folder. */
  | 'target-not-a-folder'
  /** The edition's files changed while they were being carried: carry again. Retryable. */
  | 'edition-changed';

/** What a carrier or the carrying of an edition to it can fail with. */
export class CarryError extends TamizdatError<CarryErrorCode> {}

/** The error for a path that no carrier takes. The path is quoted as JSON: it may hold control characters. */
export function pathRefused(carrier: string, path: string, reason: string, cause?: unknown): CarryError {
  return new CarryError('path-refused', `${carrier}: ${JSON.stringify(path.slice(0, 200))} refused: ${reason}`, {
    hint: 'nothing was written; remove or rename what stands in the way, or report this as a fault of the program',
    cause,
  });
}

/** The error for a file that is longer than its reader accepts. */
export function fileTooLarge(carrier: string, path: string, sizeBytes: number, maxBytes: number): CarryError {
  return new CarryError(
    'file-too-large',
    `${carrier}: ${path} is ${sizeBytes} bytes long, at most ${maxBytes} are accepted`,
    {
      hint: 'the carrier holds something else under this name; carry the edition again to replace it',
    },
  );
}
