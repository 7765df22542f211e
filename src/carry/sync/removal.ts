import { CarryError } from '../carrier.ts';
import { callCarrier, readBack, workInParallel } from './calls.ts';
import type { Turn } from './carry-unit.ts';
import { UNCONFIRMED } from './ledger.ts';
import type { PackedList } from './packed-list.ts';
import { isMediaOf } from './surplus-media.ts';

/** So many paths are recorded as in doubt before the first of them is touched. */
const RECORDED_AT_ONCE = 500;

/** How removing goes about it. */
export interface Removal {
  readonly atOnce: number;
  /** Only pictures, videos, captions and the lists of their hashes; whatever keeps one from going is noted and the others go. */
  readonly isMediaOnly: boolean;
  /** What was removed is ours until readers no longer get it: then whoever looked there takes it out of the ledger. */
  readonly isProvenLater: boolean;
  readonly onRemoved: (path: string) => void;
  /** Runs one piece of work and notes the faults that concern it alone. */
  readonly guard: (path: string, work: () => Promise<void>) => Promise<void>;
}

/** Removes what the edition no longer has, and reads back that it is gone. */
export async function removeSurplus(turn: Turn, paths: PackedList, removal: Removal): Promise<void> {
  const { atOnce, isMediaOnly, guard } = removal;
  await workInParallel(recorded(turn, paths), atOnce, async (path) => {
    if (!isMediaOnly) return guard(path, () => removeOne(turn, path, removal));
    try {
      if (await isMediaOf(turn.carrier, turn.calling, path)) await removeOne(turn, path, removal);
    } catch (error) {
      if (!(error instanceof CarryError)) throw error;
      turn.tally.noteFault({ kind: 'error', path, error });
    }
  });
}

/** Nobody believes what the ledger says of a path any more from before it is removed until that is confirmed. */
async function* recorded({ ledger }: Turn, list: PackedList): AsyncGenerator<string, void> {
  let some: string[] = [];
  for (const { path } of list.drain()) {
    some.push(path);
    if (some.length < RECORDED_AT_ONCE) continue;
    await ledger.record(some.map((each) => [each, UNCONFIRMED]));
    yield* some;
    some = [];
  }
  await ledger.record(some.map((each) => [each, UNCONFIRMED]));
  yield* some;
}

async function removeOne(turn: Turn, path: string, { isProvenLater, onRemoved }: Removal): Promise<void> {
  const { carrier, calling, edition, ledger, tally } = turn;
  // It may have come back since it was planned: then the next sync carries it.
  for await (const _ of edition.list(new Set([path]))) return;
  await callCarrier(carrier, calling, () => carrier.remove(path, calling.signal));
  const remains = await readBack(carrier, { path, sizeBytes: 0, sha256: '' }, calling);
  if (remains !== 'absent') {
    tally.noteFault({ kind: 'not-removed', path });
    return;
  }
  if (!isProvenLater) ledger.note(path, null);
  tally.remove();
  onRemoved(path);
}
