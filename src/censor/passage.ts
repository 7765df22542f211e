import { Socket } from 'node:net';
import type { Duplex, Transform } from 'node:stream';

/**
 * One client's connection and what becomes of it. It begins with one of `carry`, `silence` and `resetOnFirstBytes`;
 * `silence` and `reset` may follow at any time.
 */
export class Passage {
  /** Resolves when neither side of the connection is left. */
  readonly gone: Promise<void>;
  readonly #client: Socket;
  readonly #goodbyeMs: number;
  #far: Duplex | null = null;
  #gate: Transform | null = null;
  /** Whether what the far side does is no longer the client's business. */
  #isLetGo = false;
  #goodbye: NodeJS.Timeout | undefined;

  /** @param goodbyeMs how long a client that ended its side goes on being met with silence */
  constructor(client: Socket, goodbyeMs: number) {
    this.#client = client;
    this.#goodbyeMs = goodbyeMs;
    // What failed shows in how it closed.
    client.on('error', () => {});
    this.gone = new Promise((resolve) => {
      client.once('close', (isBroken) => {
        clearTimeout(this.#goodbye);
        this.#gate?.destroy();
        const far = this.#far;
        if (far === null || far.closed) {
          resolve();
          return;
        }
        far.once('close', () => resolve());
        // Where both have ended, the last of what the client said may still be on its way.
        if (isBroken || !client.readableEnded || !far.readableEnded) cut(far);
      });
    });
  }

  /**
   * Passes bytes both ways, no faster than either side takes them, with ends and resets as they come.
   * @param far where the client's bytes go and the answers come from; belongs to the passage from now on
   * @param gate what answers go through, if not straight on
   */
  carry(far: Duplex, gate: Transform | null = null): void {
    this.#far = far;
    this.#gate = gate;
    far.on('error', () => {});
    far.once('close', () => {
      // Refused, reset or broken off: any answer in its stead would be the censor's.
      if (!this.#isLetGo && !far.readableEnded) this.reset();
    });
    this.#client.pipe(far);
    (gate === null ? far : far.pipe(gate)).pipe(this.#client);
  }

  /** Resets as soon as the client says what it wants, as after its first flight. */
  resetOnFirstBytes(): void {
    const reset = () => {
      if (!this.#isLetGo) this.reset();
    };
    this.#client.once('data', reset).once('end', reset);
  }

  /** From now on nothing reaches the client: no byte, no end, no reset. What its system already holds is under way. */
  silence(): void {
    this.letGo();
    this.#gate?.unpipe(this.#client).destroy();
  }

  /** Drops the far side. What the gate let pass still arrives; nothing else does. */
  letGo(): void {
    if (this.#isLetGo) return;
    this.#isLetGo = true;
    const client = this.#client;
    if (this.#far !== null) {
      client.unpipe(this.#far);
      this.#far.unpipe();
      cut(this.#far);
    }
    // Stands for packets that are dropped: read and forgotten. Left unread, nobody would notice that the client went.
    client.resume();
    // Whether it left or only has nothing more to say cannot be told apart.
    const onEnd = () => {
      this.#goodbye = setTimeout(() => cut(client), this.#goodbyeMs).unref();
    };
    if (client.readableEnded) onEnd();
    else client.once('end', onEnd);
  }

  /** Ends it at once on both sides; each is told by a reset. */
  reset(): void {
    this.#isLetGo = true;
    if (this.#far !== null) cut(this.#far);
    cut(this.#client);
  }
}

/** Closes with a reset where there is a connection to reset. */
function cut(side: Duplex): void {
  if (side.destroyed) return;
  // Node refuses a reset while its own end is being sent, and would then leave the socket open for good.
  const isEnding = side.writableEnded && !side.writableFinished && side.writableLength === 0;
  if (side instanceof Socket && !side.connecting && !isEnding) side.resetAndDestroy();
  else side.destroy();
}
