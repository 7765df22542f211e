import type { CarryError } from '../carrier.ts';
import type { EditionFile, Found } from '../sync/report.ts';
import type { PublicAddress } from './public-address.ts';

/** How long a host may take to show what it was given, unless told otherwise: git pages and CDNs publish late. */
export const SETTLES_MS = 10 * 60 * 1000;

/** Where and how it is looked at what readers get. */
export interface PublicProof {
  readonly address: PublicAddress;
  /** How long the host may go on giving out what it had before, in milliseconds; `SETTLES_MS` by default. */
  readonly settlesMs?: number | undefined;
  /** The clock; that of the machine by default. */
  readonly now?: (() => Date) | undefined;
}

/** What is wrong with one file at the public address (or, without a path, with the address as a whole). */
export type PublicFault =
  /** Something else is given out, and for longer than the host is granted. */
  | { readonly kind: 'altered'; readonly path: string; readonly expected: EditionFile; readonly found: Found }
  | { readonly kind: 'missing'; readonly path: string }
  /** It was removed, and is still given out. */
  | { readonly kind: 'still-there'; readonly path: string }
  /** No answer, or one that says neither what is there nor that nothing is. */
  | { readonly kind: 'unreachable'; readonly path: string | null; readonly error: CarryError };

/**
 * What readers were given at the public address of a carrier after it was carried to.
 *
 * Looked at is all that was put or removed when that is 500 files or fewer; else what leads to the rest (`head`, fronts,
 * `trust/timestamp.json`, `log/checkpoint`), every removal, and 400 of the others, drawn anew each time, so that no carrier
 * knows which. A whole sync also draws 100 of the files that it left as they were.
 */
export interface PublicReport {
  readonly address: string;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  /** Files that are given out as they should be, or no longer given out where they were removed. */
  readonly confirmed: number;
  /** Not yet as they should be, but the host is still granted time: to be looked at again (`readBackPublicly`). At most 10,000. */
  readonly pending: readonly string[];
  readonly faults: readonly PublicFault[];
}
