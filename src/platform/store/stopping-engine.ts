import { PGlite } from '@electric-sql/pglite';
import { StoreError } from './error.ts';

/** What of the engine's module is touched here: its main loop, and what PGlite calls around it. */
interface MainLoop {
  _PostgresMainLoopOnce(): void;
  _PostgresSendReadyForQueryIfNecessary(): void;
  _pgl_pq_flush(): number;
  stackRestore(pointer: number): void;
}

/** How the engine leaves its main loop after an ordinary error of a statement: `POSTGRES_MAIN_LONGJMP` in PGlite. */
const ORDINARY_ERROR = 100;

/**
 * The engine, which stops for good when it fails, so that whoever uses it can start another one in its folder.
 *
 * A full disk under the log of writes, or a sync that fails, is a PANIC of PostgreSQL: the server process is meant to die,
 * and the next one recovers from the log. Here the dying process is a WASM module. It throws, PGlite 0.5.16 takes every
 * such exception for the error of one statement and calls the module again, and that call never returns: it waits for a
 * lock that its own dead past holds. This process would hang with it. So after an exception that is no ordinary error the
 * module is not called any more: what failed and everything later rejects with `engine-stopped`.
 */
export class StoppingEngine extends PGlite {
  #isWatched = false;
  #hasStopped = false;
  /** What the engine said when it stopped; undefined when it said nothing. */
  #said: unknown;
  /** With what its module failed: mostly that it did. */
  #failure: unknown;

  /** Whether it has failed and can only be closed. */
  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  /** Every message to the engine passes here, whichever method of PGlite sends it. */
  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    if (this.#hasStopped) throw this.stopped();
    this.#watch();
    try {
      return super.execProtocolRawSync(message);
    } catch (error) {
      this.#stop(error);
      // Whoever sent the message still finds what the engine said of it.
      return new Uint8Array();
    }
  }

  /** Rejects when the engine stopped, also when it said nothing: such a statement has not succeeded. */
  override async execProtocolStream(
    ...given: Parameters<PGlite['execProtocolStream']>
  ): ReturnType<PGlite['execProtocolStream']> {
    try {
      const messages = await super.execProtocolStream(...given);
      if (!this.#hasStopped) return messages;
    } catch (error) {
      if (!this.#hasStopped) throw error;
      if (!(error instanceof StoreError)) this.#said ??= error;
    }
    throw this.stopped();
  }

  /** Closes the files of the folder; of an engine that has stopped, nothing else can be closed. */
  override async close(): Promise<void> {
    if (this.#hasStopped) this.abandon();
    else await super.close();
  }

  /** Closes the files without a word to the engine: for one that has stopped or never started. */
  abandon(): void {
    this.#hasStopped = true;
    // Absent when starting did not come so far.
    (this.Module as PGlite['Module'] | undefined)?.FS.quit();
  }

  /** The error that tells of its end, and why no other engine could be started after it where that was tried. */
  stopped(restart?: unknown): StoreError {
    const reason = this.#said ?? this.#failure;
    const said = reason instanceof Error ? `: ${reason.message}` : '';
    const again = restart instanceof Error ? `; starting it again: ${restart.message}` : '';
    return new StoreError('engine-stopped', `the database has stopped${said}${again}`, {
      hint: 'see that the disk has space and can be written to; it is started again by itself, with all it has acknowledged',
      retryable: true,
      cause: reason ?? restart,
    });
  }

  #stop(failure: unknown): void {
    this.#hasStopped = true;
    this.#failure ??= failure;
  }

  /** Makes the main loop throw where PGlite does not catch, once it has failed. */
  #watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    const loop = this.Module as unknown as MainLoop;
    const { _PostgresMainLoopOnce: run, stackRestore } = loop;
    loop._PostgresMainLoopOnce = () => {
      try {
        run();
      } catch (error) {
        if ((error as { status?: unknown }).status !== ORDINARY_ERROR) this.#stop(error);
        throw error;
      }
    };
    // The first thing PGlite does with an exception of the loop, outside its `try`.
    loop.stackRestore = (pointer) => {
      if (!this.#hasStopped) return stackRestore(pointer);
      // Called on the way out.
      loop._PostgresSendReadyForQueryIfNecessary = () => {};
      loop._pgl_pq_flush = () => 0;
      throw this.stopped();
    };
  }
}
