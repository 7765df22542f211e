/** Rates are those of the last half minute: long enough to be calm, short enough to follow the line. */
const WINDOW_MS = 30_000;
const MARK_MS = 1_000;
/** Before so long nothing is said. */
const MIN_MS = 2_000;

/** How fast something goes, and how long it will still take; null as long as that cannot be said. */
export interface Rates {
  readonly bytesPerSecond: number | null;
  readonly filesPerSecond: number | null;
  readonly remainingMs: number | null;
}

/** What is done or to be done. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

interface Mark extends Amount {
  readonly atMs: number;
}

/** Works out rates and remaining time from how much was done when. Times are those of any steady clock. */
export class Pace {
  #marks: Mark[] = [];

  /** To be told each time something was done, with all that was done so far and all there is to do. */
  tell(atMs: number, done: Amount, total: Amount): Rates {
    const newest = this.#marks.at(-1);
    if (newest === undefined || atMs - newest.atMs >= MARK_MS) {
      this.#marks.push({ atMs, ...done });
      this.#marks = this.#marks.filter((mark) => atMs - mark.atMs <= WINDOW_MS);
    }
    const [oldest] = this.#marks;
    const spanMs = oldest === undefined ? 0 : atMs - oldest.atMs;
    if (oldest === undefined || spanMs < MIN_MS) {
      return { bytesPerSecond: null, filesPerSecond: null, remainingMs: null };
    }
    const files = ((done.files - oldest.files) * 1000) / spanMs;
    const bytes = ((done.bytes - oldest.bytes) * 1000) / spanMs;
    // Small files are held up by their number, large ones by their bytes: whichever takes longer.
    const left = [
      [total.files - done.files, files],
      [total.bytes - done.bytes, bytes],
    ].map(([rest = 0, rate = 0]) => (rest <= 0 ? 0 : rate === 0 ? Number.POSITIVE_INFINITY : (rest * 1000) / rate));
    const remainingMs = Math.max(...left);
    return {
      bytesPerSecond: Math.round(bytes),
      filesPerSecond: Math.round(files * 10) / 10,
      remainingMs: Number.isFinite(remainingMs) ? Math.round(remainingMs) : null,
    };
  }
}
