/** Something that is to be done again after each change, but not once for each. */
export interface Pulse {
  /** Says that something changed. */
  touch(): void;
  /** Starts nothing any more; resolves when what runs has ended. */
  close(): Promise<void>;
}

/**
 * Does `work` after each `touch`: at once when nothing was done for `gapMs`, else when that time has passed, once for all
 * touches until then, never twice at the same time. A touch while it runs makes it run again. `work` must not fail.
 */
export function openPulse(work: () => Promise<void>, gapMs: number): Pulse {
  let isDirty = false;
  let running: Promise<void> | null = null;
  const closing = Promise.withResolvers<void>();
  let isClosed = false;

  async function run(): Promise<void> {
    while (isDirty && !isClosed) {
      isDirty = false;
      await work();
      const timer = Promise.withResolvers<void>();
      const handle = setTimeout(timer.resolve, gapMs);
      await Promise.race([timer.promise, closing.promise]);
      clearTimeout(handle);
    }
    running = null;
  }

  return {
    touch: () => {
      isDirty = true;
      if (!isClosed) running ??= Promise.resolve().then(run);
    },
    close: async () => {
      isClosed = true;
      closing.resolve();
      await running;
    },
  };
}
