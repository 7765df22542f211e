import { fsyncSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
  #deferring = false;
  readonly #folder: string;

  constructor(folder: string) {
    super(folder);
    this.#folder = folder;
  }

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
        if (!this.#deferring) {
          // A failure has to reach the engine: it must not acknowledge what the disk refused.
          NODEFS.tryFSOperation(() => fsyncSync(nfd));
          this.#fsyncs += 1;
        }
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [addFsync, ...(emscriptenOpts.preRun ?? [])] } };
  }

  /**
   * Runs a piece of work without syncing and syncs the whole folder at its end, several files at a time. For the first
   * start only, where the engine writes a thousand files and nothing has been promised to anyone yet.
   */
  async deferring<T>(work: () => Promise<T>): Promise<T> {
    this.#deferring = true;
    try {
      const result = await work();
      await syncTree(this.#folder);
      return result;
    } finally {
      this.#deferring = false;
    }
  }
}

async function syncTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))].values();
  const worker = async (): Promise<void> => {
    for (const path of paths) {
      const handle = await open(path, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
