import assert from 'node:assert/strict';
import { CarryError, type CarryErrorCode } from '../../carrier.ts';
import type { MemoryCarrier } from '../../memory.ts';
import { type Ledger, MemoryLedger } from '../ledger.ts';
import type { EditionFiles, SyncProgress, SyncReport } from '../report.ts';
import { syncCarrier } from '../sync.ts';
import { decode, editionOf, type TextEdition, WatchedCarrier } from './editions.ts';

/** An edition with something of every stage. */
export const first = editionOf({
  'm/aa/1.webp': 'picture one',
  'm/bb/2.webp': 'picture two',
  'o/cc/3': 'calendar one',
  'trust/timestamp.json': 'timestamp one',
  'ru/2026/11/22/a.html': 'article a',
  'ru/2026/11/22/a.2.html': 'article a, part two',
  'ru/2026/11/22/index.html': 'day',
  'ru/index.html': 'front one',
  'index.html': 'languages',
  'ru/feed.xml': 'feed one',
  'log/checkpoint': 'checkpoint one',
  head: 'head one',
});
/** The article corrected and one part shorter, one picture withdrawn, one new. */
export const second = editionOf({
  'm/aa/1.webp': 'picture one',
  'm/dd/4.webp': 'picture four',
  'o/ee/5': 'calendar two',
  'trust/timestamp.json': 'timestamp two',
  'ru/2026/11/22/a.html': 'article a, corrected',
  'ru/2026/11/22/index.html': 'day',
  'ru/index.html': 'front two',
  'index.html': 'languages',
  'ru/feed.xml': 'feed two',
  'log/checkpoint': 'checkpoint two',
  head: 'head two',
});

interface Run {
  readonly carrier: MemoryCarrier;
  readonly edition?: EditionFiles;
  readonly changed?: ReadonlySet<string>;
  readonly ledger?: Ledger;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** Without pauses between tries. */
export const sync = ({ edition = first, ledger = new MemoryLedger(), ...rest }: Run): Promise<SyncReport> =>
  syncCarrier({ edition, ledger, retryPausesMs: [0, 0], ...rest });

/** Fails unless the carrier holds this edition, and nothing else. */
export function assertHolds(carrier: MemoryCarrier, edition: { readonly texts: Map<string, string> }): void {
  const held = [...carrier.files].map(([path, bytes]) => [path, decode(bytes)] as const);
  assert.deepEqual(new Map(held.toSorted()), new Map([...edition.texts].toSorted()));
}

/** A carrier and ledger that hold `first`, with nothing recorded yet. */
export async function afterFirst(): Promise<{ carrier: WatchedCarrier; ledger: MemoryLedger }> {
  const carrier = new WatchedCarrier('watched');
  const ledger = new MemoryLedger();
  assert.equal((await sync({ carrier, ledger })).outcome, 'complete');
  carrier.changes.length = 0;
  carrier.reads = 0;
  return { carrier, ledger };
}

export const failing = (code: CarryErrorCode, retryable = false): CarryError =>
  new CarryError(code, `watched: ${code}`, { retryable });

/** Paths that differ between two editions. */
export const changesOf = (a: TextEdition, b: TextEdition): Set<string> =>
  new Set([...a.texts.keys(), ...b.texts.keys()].filter((path) => a.texts.get(path) !== b.texts.get(path)));
