import type { Overview } from '../newsroom/index.ts';
import { Audience, encodeFrame } from './audience.ts';
import { drawMain } from './page.tsx';
import { openPulse } from './pulse.ts';
import { type Seen, View, type ViewOptions } from './view.ts';

/** Pages that may listen at once: far more than a person opens, far fewer than would wear the process out. */
const MAX_LISTENERS = 50;
const HEARTBEAT_MS = 15_000;
/** Time between two frames: four a second are as many as an eye follows. */
const GAP_MS = 250;

/** What is looked at, and how to hear that it changed. */
export interface LiveViewOptions extends ViewOptions {
  readonly newsroom: { overview(): Promise<Overview>; onChange(listener: () => void): () => void };
  /** Told what a frame could not be made for. */
  readonly onFailure: (error: unknown) => void;
}

/** The newsroom as pages see it: once when they are drawn, and again after each change. */
export interface LiveView {
  /** The present moment. Fails as `overview()` does. */
  look(): Promise<Seen>;
  /** A stream of frames for one page, the first at once; null when there are too many. Fails as `overview()` does. */
  join(): Promise<ReadableStream<Uint8Array> | null>;
  /** Ends all streams and listens no longer. */
  close(): Promise<void>;
}

/** A frame: the new `<main>` and what there is to say about it. */
function frameOf({ snapshot, news }: Seen): Uint8Array {
  return encodeFrame([
    { event: 'main', data: drawMain(snapshot) },
    { event: 'news', data: news },
  ]);
}

const UNKNOWN = encodeFrame([{ event: 'news', data: 'How the newsroom stands could not be shown; the log says why' }]);

/** Starts to listen to the newsroom and the censor. The caller closes it. */
export function openLiveView(options: LiveViewOptions): LiveView {
  const view = new View(options);
  const audience = new Audience({ limit: MAX_LISTENERS, heartbeatMs: HEARTBEAT_MS });
  const pulse = openPulse(async () => {
    // Nobody looks: the next page to be drawn looks by itself.
    if (audience.size > 0)
      audience.send(
        await view
          .look()
          .then(frameOf)
          .catch((error: unknown) => {
            options.onFailure(error);
            return UNKNOWN;
          }),
      );
  }, GAP_MS);
  const stops = [options.newsroom.onChange(pulse.touch), options.censor?.onChange(pulse.touch)];
  return {
    look: () => view.look(),
    join: async () => audience.join(frameOf(await view.look())),
    close: async () => {
      for (const stop of stops) stop?.();
      audience.close();
      await pulse.close();
    },
  };
}
