import type { SyncProgress } from '../carry/index.ts';
import type { CarrierProgress } from './carrier-states.ts';

/** The pace of a turn: how fast it goes, and how long that will take. */
export interface Pace {
  note(progress: SyncProgress): void;
  /** What was noted since this was asked last; null when nothing was. */
  news(): CarrierProgress | null;
}

/** Begins to measure. What is left is taken to go as what is done went, by files and bytes, whichever is slower. */
export function openPace(now: () => Date): Pace {
  const begunAt = performance.now();
  let news: CarrierProgress | null = null;
  return {
    note({ doneFiles, totalFiles, doneBytes, totalBytes }) {
      const elapsedMs = performance.now() - begunAt;
      const left = Math.max(shareLeft(doneFiles, totalFiles), shareLeft(doneBytes, totalBytes));
      news = {
        doneFiles,
        totalFiles,
        doneBytes,
        totalBytes,
        bytesPerSecond: elapsedMs > 0 ? Math.round((doneBytes * 1_000) / elapsedMs) : 0,
        remainingMs: Number.isFinite(left) ? Math.round(elapsedMs * left) : null,
        at: now(),
      };
    },
    news() {
      const last = news;
      news = null;
      return last;
    },
  };
}

/** What is left of something, in parts of what is done. */
function shareLeft(done: number, total: number): number {
  return total <= done ? 0 : (total - done) / done;
}
