/** Checkpoints of a log (C2SP tlog-checkpoint). */
import { base64Of } from './bytes.ts';
import { ProofError } from './errors.ts';
import { logNumber, parseNumber } from './grammar.ts';
import { type Hash, parseBase64Hash } from './hash.ts';
import { signNote } from './note.ts';
import type { Signer } from './note-key.ts';

/** The state of a log at one size. */
export interface Checkpoint {
  /** Identity of the log, `courier.example/log/1`; also the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** The text of a checkpoint: origin, size, root hash in base64. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64Of(root)}\n`;
}

/**
 * Parses the text of a checkpoint. Extension lines are refused: our logs have none, and nobody could audit them.
 * Fails with `checkpoint-format`.
 */
export function parseCheckpoint(text: string, what = 'checkpoint'): Checkpoint {
  const [origin = '', sizeLine, rootLine = ''] = text.split('\n');
  const size = parseNumber(sizeLine);
  const root = parseBase64Hash(rootLine);
  if (logNumber(origin) === null || size === null || root === null) {
    throw new ProofError('checkpoint-format', `${what}: not origin, size and root hash of a log`);
  }
  const checkpoint: Checkpoint = { origin, size, root };
  if (formatCheckpoint(checkpoint) !== text) {
    throw new ProofError('checkpoint-format', `${what}: more than origin, size and root hash`);
  }
  return checkpoint;
}

/** Signs a checkpoint: the log first, then whoever cosigns it (the clock, witnesses). Returns the note. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  log: Signer,
  cosigners: readonly Signer[] = [],
): Promise<string> {
  if (log.name !== checkpoint.origin || log.type !== 'note') {
    throw new TypeError(`the key of ${checkpoint.origin} signs its checkpoints, not ${log.name}`);
  }
  for (const { name, type } of cosigners) {
    if (type !== 'cosignature') throw new TypeError(`${name} is not a cosignature key`);
  }
  return signNote(formatCheckpoint(checkpoint), [log, ...cosigners]);
}
