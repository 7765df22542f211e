import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that sees what a program's own HTTP would hide: every byte, the end, the reset. */
export class RawClient {
  readonly socket: Socket;
  /** Whether the other side ended in order. */
  isEnded = false;
  /** `ECONNRESET` after a reset; null while nothing failed. */
  failure: string | null = null;
  readonly #parts: Buffer[] = [];

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (part) => this.#parts.push(part));
    this.socket.on('end', () => {
      this.isEnded = true;
    });
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.failure = error.code ?? error.message;
    });
  }

  /** Everything that came so far. */
  get received(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** The same, a byte a character, without the time of day: two answers of one server may fall into two seconds. */
  get timeless(): string {
    return this.received.toString('latin1').replace(/^Date: [^\r]*/gm, (date) => '-'.repeat(date.length));
  }

  /** Asks for a path as a browser would that keeps its connection. */
  ask(path: string, ...headers: string[]): void {
    this.socket.write(`${[`GET ${path} HTTP/1.1`, 'Host: carrier.example', ...headers].join('\r\n')}\r\n\r\n`);
  }

  /** Resolves when so many bytes have come. */
  async holds(sizeBytes: number): Promise<void> {
    while (this.received.length < sizeBytes) await once(this.socket, 'data');
  }

  /** Resolves when the connection is gone on both sides, whatever the reason. */
  async closed(): Promise<void> {
    if (!this.socket.closed) await new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** Resolves when the other side has ended in order, or the connection is gone. */
  async ended(): Promise<void> {
    if (this.isEnded || this.socket.closed) return;
    await new Promise((resolve) => this.socket.once('end', resolve).once('close', resolve));
  }
}
