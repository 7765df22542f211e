import { Transform, type TransformCallback } from 'node:stream';

/**
 * Lets exactly so many bytes pass and then nothing: no further byte and no end. An answer that ends before that ends as
 * it would have.
 *
 * @param onFull called once, when the last byte that may pass was handed on (with 0: when the first one came)
 */
export class FreezeGate extends Transform {
  #leftBytes: number;
  readonly #onFull: () => void;

  constructor(afterBytes: number, onFull: () => void) {
    super();
    this.#leftBytes = afterBytes;
    this.#onFull = onFull;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const passing = chunk.subarray(0, this.#leftBytes);
    this.#leftBytes -= passing.length;
    if (passing.length > 0) this.push(passing);
    // Without `done` nothing more is asked for, and no end can overtake.
    if (this.#leftBytes > 0) done();
    else this.#onFull();
  }

  override _flush(done: TransformCallback): void {
    if (this.#leftBytes > 0) done();
    else this.#onFull();
  }
}
