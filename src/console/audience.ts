/** The open pages that are told of changes: server-sent events to at most so many, never more than one frame ahead. */

/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

const HEARTBEAT = new TextEncoder().encode(': still here\n\n');

/**
 * A frame of server-sent events. Every line of the data gets its own field, whichever of the three line ends divides
 * them: a headline must not be able to start an event of its own.
 */
export function encodeFrame(events: readonly StreamEvent[]): Uint8Array {
  const text = events.map(({ event, data }) => {
    const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
    return `event: ${event}\n${lines.join('')}\n`;
  });
  return new TextEncoder().encode(text.join(''));
}

/** One open page. Frames replace each other while it is not reading: only the newest matters. */
class Listener {
  readonly stream: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #next: Uint8Array | null;
  #isReading = false;

  constructor(first: Uint8Array, left: () => void) {
    this.#next = first;
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: (controller) => {
          if (this.#next === null) {
            this.#isReading = true;
            return;
          }
          const frame = this.#next;
          this.#next = null;
          controller.enqueue(frame);
        },
        cancel: () => {
          this.#controller = null;
          left();
        },
      },
      { highWaterMark: 0 },
    );
  }

  send(frame: Uint8Array): void {
    if (this.#isReading) this.#give(frame);
    else this.#next = frame;
  }

  /** Shows a proxy or a browser that the connection lives; one that has something to read needs no such sign. */
  beat(): void {
    if (this.#isReading) this.#give(HEARTBEAT);
  }

  end(): void {
    this.#controller?.close();
    this.#controller = null;
  }

  #give(bytes: Uint8Array): void {
    this.#isReading = false;
    this.#controller?.enqueue(bytes);
  }
}

/** All open pages. */
export class Audience {
  readonly #listeners = new Set<Listener>();
  readonly #limit: number;
  readonly #heartbeat: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: { readonly limit: number; readonly heartbeatMs: number }) {
    this.#limit = options.limit;
    this.#heartbeat = setInterval(() => {
      for (const each of this.#listeners) each.beat();
    }, options.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** How many are listening. */
  get size(): number {
    return this.#listeners.size;
  }

  /** A stream that begins with a frame; null when there are too many already, or none are taken any more. */
  join(first: Uint8Array): ReadableStream<Uint8Array> | null {
    if (this.#isClosed || this.#listeners.size >= this.#limit) return null;
    const listener = new Listener(first, () => this.#listeners.delete(listener));
    this.#listeners.add(listener);
    return listener.stream;
  }

  /** Gives everyone a frame; those who have not read the one before get this one in its place. */
  send(frame: Uint8Array): void {
    for (const each of this.#listeners) each.send(frame);
  }

  /** Ends all streams. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#heartbeat);
    for (const each of this.#listeners) each.end();
    this.#listeners.clear();
  }
}
