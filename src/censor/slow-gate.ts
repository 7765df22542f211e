import { Transform, type TransformCallback } from 'node:stream';

/** How often bytes are let through: often enough that a page grows rather than jumps. */
const STEP_MS = 50;
/** What may have been saved up while nothing came: two steps' worth, so that a burst after a pause is no way around. */
const SAVED_MS = 2 * STEP_MS;

/** Lets bytes pass at so many a second, evenly: a bucket that fills all the time and is emptied each step. */
export class SlowGate extends Transform {
  readonly #bytesPerSecond: number;
  /** Bytes that may pass now; a fraction is kept for the next step. */
  #allowance = 0;
  #filledAtMs = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(bytesPerSecond: number) {
    super();
    this.#bytesPerSecond = bytesPerSecond;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#fill();
    const passing = Math.floor(this.#allowance);
    this.#allowance -= Math.min(passing, chunk.length);
    if (passing > 0) this.push(chunk.subarray(0, passing));
    if (passing >= chunk.length) {
      done();
      return;
    }
    const rest = chunk.subarray(passing);
    this.#timer = setTimeout(() => this._transform(rest, _encoding, done), STEP_MS).unref();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  #fill(): void {
    const nowMs = performance.now();
    const added = ((nowMs - this.#filledAtMs) * this.#bytesPerSecond) / 1000;
    // Never less than one byte, or a rate of a few bytes a second would pass none at all.
    const most = Math.max(1, (SAVED_MS * this.#bytesPerSecond) / 1000);
    this.#allowance = Math.min(this.#allowance + added, most);
    this.#filledAtMs = nowMs;
  }
}
