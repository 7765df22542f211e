import { Audience, encodeFrame } from './audience.ts';
import { openPulse } from './pulse.ts';

/** Pages that may listen at once, beside those of the live journey. */
const MAX_LISTENERS = 200;
const HEARTBEAT_MS = 15_000;
/** Time between two frames: each makes every open page ask for itself again. */
const GAP_MS = 500;

const CHANGED = encodeFrame([{ event: 'change', data: '' }]);

/** The stream that tells open pages that something changed. What changed, each page asks for itself. */
export interface Changes {
  /** Says that something changed. */
  tell(): void;
  /** A stream of `change` events for one page, the first at once; null when there are too many. */
  join(): ReadableStream<Uint8Array> | null;
  /** Ends all streams. */
  close(): Promise<void>;
}

/**
 * Opens the stream of changes. The first event comes at once: between the drawing of a page and its listening something
 * may have changed, and after a lost connection something will have.
 */
export function openChanges(): Changes {
  const audience = new Audience({ limit: MAX_LISTENERS, heartbeatMs: HEARTBEAT_MS });
  const pulse = openPulse(async () => audience.send(CHANGED), GAP_MS);
  return {
    tell: pulse.touch,
    join: () => audience.join(CHANGED),
    close: async () => {
      audience.close();
      await pulse.close();
    },
  };
}
