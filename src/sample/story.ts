import { setTimeout as pause } from 'node:timers/promises';
import type { SampleAction } from './newsdesk.ts';
import type { Sample } from './site.ts';

/** How a story is told; everything has a default. */
export interface StoryOptions {
  /** Milliseconds between two articles; a minute by default. */
  readonly everyMs?: number;
  /** Ends the story as `close` does. */
  readonly signal?: AbortSignal;
  /** Called with each thing that was done. */
  readonly onAction?: (action: SampleAction) => void;
  /** Called with what a turn failed with; the story goes on with the next. */
  readonly onFailure?: (error: unknown) => void;
  /** How it waits: rejects when the signal aborts. The clock of the machine by default; tests have their own. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A story that is being told. */
export interface Story {
  /** Ends it; nothing is done any more when this resolves. */
  close(): Promise<void>;
}

/**
 * Lets the sample newsroom work by itself: an article each turn, at the third of five turns a correction, at the fifth a
 * withdrawal, of what came out in the turns before. Which turn it is follows from how many articles came out since the
 * paper was first opened, so a story that is told on after a restart (with a sample that remembers) goes on where it was.
 */
export function openStory(sample: Sample, options: StoryOptions = {}): Story {
  const { everyMs = 60_000, onAction = () => {}, onFailure = () => {}, wait = waitFor } = options;
  const closing = new AbortController();
  const signal = options.signal === undefined ? closing.signal : AbortSignal.any([options.signal, closing.signal]);
  const tell = async (): Promise<void> => {
    while (!signal.aborted) {
      await wait(everyMs, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (signal.aborted) return;
      try {
        turn(sample, onAction);
      } catch (error) {
        onFailure(error);
      }
    }
  };
  const told = tell();
  // A way to wait that breaks is for whoever gave it, when they close.
  told.catch(() => {});
  return {
    close: () => {
      closing.abort();
      return told;
    },
  };
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal });
}

/** One turn: publishes, and corrects or withdraws when it is time. */
function turn(sample: Sample, onAction: (action: SampleAction) => void): void {
  onAction(sample.publish());
  const fresh = sample.state().articles.filter(({ isFresh }) => isFresh);
  const step = fresh.length % 5;
  // Not what came out just now: readers are to see an article before they see it change.
  const lately = fresh.slice(1, 5).map(({ slug }) => slug);
  if (step === 3) onAction(firstDone([...lately.slice(1), ...lately.slice(0, 1)], sample.correct));
  if (step === 0) onAction(firstDone([...lately.slice(2), ...lately.slice(0, 2).reverse()], sample.withdraw));
}

/** Tries these one after the other until one can be done, then leaves the choice to the desk. */
function firstDone(slugs: readonly string[], act: (slug?: string) => SampleAction): SampleAction {
  for (const slug of slugs) {
    const action = act(slug);
    if (action.done) return action;
  }
  return act();
}
