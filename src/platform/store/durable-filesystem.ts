import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** What of the engine's mounted filesystem (Emscripten's NODEFS) is touched here. */
interface Mounted {
  readonly NODEFS: {
    readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number };
    /** Runs a call of Node's file system and turns its error into one that the engine understands. */
    tryFSOperation(call: () => void): void;
  };
}

type Init = NodeFS['init'];
type Started = Awaited<ReturnType<Init>>;

/**
 * The engine's folder on disk, with an fsync that reaches the disk.
 *
 * PGlite's own NodeFS has none: the C library's fsync(2) ends in `stream_ops.fsync?.()` of the mounted filesystem,
 * which is absent, and so reports success without a system call (fdatasync(2) does nothing at all, hence
 * `wal_sync_method = fsync` in `engine.ts`). The place to add it is internal to PGlite 0.5.16 and has moved between
 * versions. Therefore the exact pin, and therefore `fsyncs`, which `engine.ts` checks at every start.
 */
export class DurableFS extends NodeFS {
  #fsyncs = 0;

  /** How many fsync calls of the engine have been carried out. */
  get fsyncs(): number {
    return this.#fsyncs;
  }

  /** Mounts the folder, with fsync. Called by the engine. */
  override async init(...[engine, options]: Parameters<Init>): Promise<Started> {
    const { emscriptenOpts } = await super.init(engine, options);
    const addFsync = (module: unknown): void => {
      const { NODEFS } = module as Mounted;
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        // A failure has to reach the engine: it must not acknowledge what the disk refused.
        NODEFS.tryFSOperation(() => fsyncSync(nfd));
        this.#fsyncs += 1;
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [addFsync, ...(emscriptenOpts.preRun ?? [])] } };
  }
}
