/** Two signed trees of one log that cannot both be true. */
import { equalBytes } from './bytes.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { ForkError } from './errors.ts';
import { parseNote } from './note.ts';
import type { SeenHead } from './verify-head.ts';

/** A tree of a log, and the note that signs it. */
export interface SignedTree extends Checkpoint {
  /** The signed checkpoint, verbatim. */
  readonly note: string;
}

/** The tree of a head seen earlier: from the caller's own storage, so believed. Fails with `checkpoint-format`. */
export function seenTree(seen: SeenHead): SignedTree {
  const what = 'remembered checkpoint';
  return { ...parseCheckpoint(parseNote(seen.checkpoint, what).text, what), note: seen.checkpoint };
}

/** The failure that two trees of one log are which contradict each other; `earlier` is the one met first. */
export function forkOf(earlier: SignedTree, later: SignedTree): ForkError {
  return new ForkError([earlier.note, later.note], `${later.origin}: ${contradiction(earlier.size, later.size)}`);
}

function contradiction(earlier: number, later: number): string {
  if (earlier === later) return `two different trees of size ${earlier}`;
  return `the tree of size ${Math.max(earlier, later)} does not hold the one of size ${Math.min(earlier, later)}`;
}

/** Refuses two trees of one log and size with different roots. Fails with `fork`; `earlier` is the one met first. */
export function refuseFork(earlier: SignedTree, later: SignedTree): void {
  const isSameTree = earlier.origin === later.origin && earlier.size === later.size;
  if (isSameTree && !equalBytes(earlier.root, later.root)) throw forkOf(earlier, later);
}
