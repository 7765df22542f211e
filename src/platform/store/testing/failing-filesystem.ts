import { DurableFS } from '../durable-filesystem.ts';

interface Mounted {
  readonly NODEFS: {
    stream_ops: { fsync: (stream: { nfd: number }) => number };
    tryFSOperation(call: () => void): void;
  };
}

/** A filesystem whose disk can be made to refuse every sync: the engine does not survive that, as it must not. */
export class FailingFS extends DurableFS {
  isFailing = false;

  override async init(...given: Parameters<DurableFS['init']>): ReturnType<DurableFS['init']> {
    const started = await super.init(...given);
    const spoil = (module: unknown): void => {
      const { NODEFS } = module as Mounted;
      const sync = NODEFS.stream_ops.fsync;
      NODEFS.stream_ops.fsync = (stream) => {
        if (!this.isFailing) return sync(stream);
        NODEFS.tryFSOperation(() => {
          throw Object.assign(new Error('i/o error'), { code: 'EIO' });
        });
        return 0;
      };
    };
    return { emscriptenOpts: { ...started.emscriptenOpts, preRun: [...(started.emscriptenOpts.preRun ?? []), spoil] } };
  }
}
