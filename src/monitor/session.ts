import { TamizdatError } from '../errors/index.ts';
import {
  BUNDLE_PATH,
  CHECKPOINT_PATH,
  HEAD_PATH,
  ProofError,
  type VerifiedCheckpoint,
  type VerifiedHead,
} from '../proof/index.ts';
import { MonitorError } from './error.ts';
import { type EvidenceFiles, type Raised, raise } from './finding.ts';

/** A carrier to follow. Nothing it gives is trusted. */
export interface MonitoredCarrier {
  /** As it was named: an address or a folder. */
  readonly name: string;
  /**
   * The bytes of a file, or null when there is none. Throws when the carrier does not answer, with the code `too-large`
   * when it gives more than `maxBytes`; the signal ends it. Calls may run at once.
   */
  read(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | null>;
}

/** What one carrier may cost in one round. */
export interface RoundLimits {
  readonly maxRequests: number;
  readonly maxBytes: number;
  /** Everything together: what a carrier that trickles can hold up the others. */
  readonly totalMs: number;
}

/** What a round costs at most: a log of 100,000 entries is read in one. */
export const ROUND_LIMITS: RoundLimits = { maxRequests: 4_000, maxBytes: 256 * 1024 * 1024, totalMs: 120_000 };

/** Small files kept for the round and for evidence, a carrier. */
const MAX_KEPT_BYTES = 1024 * 1024;
/** Files that are there once for the whole round: they say who speaks and what is current. */
const isStanding = (path: string): boolean =>
  path === HEAD_PATH || path === CHECKPOINT_PATH || path === BUNDLE_PATH || path.startsWith('trust/');
/** Files that many findings rest on: tiles and objects; pages and log entries are read once and forgotten. */
const isShared = (path: string): boolean => isStanding(path) || /^(?:o|log\/tile\/[0-9])\//.test(path);

/** One carrier in one round: counts what it costs, keeps what it said, and is left alone once it fails. */
export class Session {
  readonly name: string;
  readonly raised: Raised[] = [];
  head: VerifiedHead | null = null;
  /** The same, verbatim. */
  headText: string | null = null;
  /** Verified `log/checkpoint`; null where it has none. */
  checkpoint: VerifiedCheckpoint | null = null;
  isLost = false;
  readonly #carrier: MonitoredCarrier;
  readonly #limits: RoundLimits;
  readonly #signal: AbortSignal;
  readonly #kept = new Map<string, Uint8Array | null>();
  /** Paths read since {@link Session.begin}: what a finding rests on. */
  readonly #touched = new Set<string>();
  #keptBytes = 0;
  #requests = 0;
  #bytes = 0;

  constructor(carrier: MonitoredCarrier, limits: RoundLimits, signal: AbortSignal) {
    this.name = carrier.name;
    this.#carrier = carrier;
    this.#limits = limits;
    this.#signal = AbortSignal.any([signal, AbortSignal.timeout(limits.totalMs)]);
  }

  /** Reads a file, small ones once a round. Fails as the carrier does, or with `carrier-spent`, `too-large`. */
  readonly read = async (path: string, maxBytes: number): Promise<Uint8Array | null> => {
    this.#touched.add(path);
    const kept = this.#kept.get(path);
    if (kept !== undefined) return kept;
    const { maxRequests, maxBytes: maxRound } = this.#limits;
    this.#requests += 1;
    if (this.#requests > maxRequests || this.#bytes >= maxRound) {
      throw new MonitorError('carrier-spent', `${this.name}: cost more than a round may`);
    }
    const bytes = await this.#fetch(path, Math.min(maxBytes, maxRound - this.#bytes));
    this.#bytes += bytes?.length ?? 0;
    if (isShared(path)) this.#keep(path, bytes);
    return bytes;
  };

  #keep(path: string, bytes: Uint8Array | null): void {
    this.#kept.set(path, bytes);
    this.#keptBytes += bytes?.length ?? 0;
    for (const [oldest, old] of this.#kept) {
      if (this.#keptBytes <= MAX_KEPT_BYTES) return;
      if (oldest === path || isStanding(oldest)) continue;
      this.#kept.delete(oldest);
      this.#keptBytes -= old?.length ?? 0;
    }
  }

  async #fetch(path: string, maxBytes: number): Promise<Uint8Array | null> {
    let bytes: Uint8Array | null;
    try {
      bytes = await this.#carrier.read(path, maxBytes, this.#signal);
    } catch (error) {
      if (error instanceof TamizdatError && error.code === 'too-large') {
        throw new ProofError('too-large', `${path}: more than ${maxBytes} bytes`, { cause: error });
      }
      if (!this.#signal.aborted) throw error;
      throw new MonitorError('carrier-spent', `${this.name}: not finished in the time of a round`, { cause: error });
    }
    if (bytes !== null && bytes.length > maxBytes) throw new ProofError('too-large', `${path}: ${bytes.length} bytes`);
    return bytes;
  }

  /**
   * Does a step with this carrier, and leaves it alone for the rest of the round when it does not answer. Failures of
   * signed material are the step's own business.
   */
  async attempt(step: () => Promise<void>): Promise<void> {
    if (this.isLost) return;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof TamizdatError)) throw error;
      this.isLost = true;
      const subject = 'carrier';
      this.raised.push(raise('unreachable', { carrier: this.name, subject, detail: error.message }));
    }
  }

  /** Begins something new: what was read until now is no evidence of what is found from here on. */
  begin(): void {
    this.#touched.clear();
  }

  /** What this carrier gave, as a carrier of its own below `folder/`: trust data, head, and what was read since `begin`. */
  files(folder: string, more: EvidenceFiles = new Map()): EvidenceFiles {
    const isShown = (path: string) => isStanding(path) || this.#touched.has(path);
    const given = [...this.#kept].flatMap(([path, bytes]) =>
      bytes !== null && isShown(path) ? [[`${folder}/${path}`, bytes] as const] : [],
    );
    return new Map([...given, ...[...more].map(([path, bytes]) => [`${folder}/${path}`, bytes] as const)]);
  }
}
