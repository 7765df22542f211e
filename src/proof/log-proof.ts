/** Proofs that an entry is in a log, complete in themselves (C2SP tlog-proof). */
import { base64Of } from './bytes.ts';
import { type FailureName, ProofError } from './errors.ts';
import { parseNumber } from './grammar.ts';
import { type Hash, parseBase64Hash } from './hash.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves has 53 levels. */
const MAX_HASHES = 53;

/** An inclusion proof with the checkpoint it leads to. */
export interface LogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly hashes: readonly Hash[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

/** The text of a proof. */
export function formatLogProof({ index, hashes, checkpoint }: LogProof): string {
  return `${HEADER}\nindex ${index}\n${hashes.map((hash) => `${base64Of(hash)}\n`).join('')}\n${checkpoint}`;
}

/** Parses a proof. Extra data is refused: ours never has any. Fails with `proof-format`. */
export function parseLogProof(text: string, what = 'log proof'): LogProof {
  if (!text.startsWith(`${HEADER}\n`)) throw bad(what, `does not start with ${HEADER}`);
  return parseRest(text.slice(HEADER.length + 1), what);
}

const bad = (what: string, why: string) => new ProofError('proof-format', `${what}: ${why}`);

/** What follows the header. */
function parseRest(text: string, what: string): LogProof {
  const split = text.indexOf('\n\n');
  if (split < 0) throw bad(what, 'no blank line before the checkpoint');
  const [indexLine = '', ...hashLines] = text.slice(0, split).split('\n');
  const index = indexLine.startsWith('index ') ? parseNumber(indexLine.slice(6)) : null;
  if (index === null) throw bad(what, 'no index line');
  if (hashLines.length > MAX_HASHES) throw bad(what, `more than ${MAX_HASHES} hashes`);
  const hashes = hashLines.map((line) => {
    const hash = parseBase64Hash(line);
    if (hash === null) throw bad(what, 'a hash line is not 32 bytes in base64');
    return hash;
  });
  return { index, hashes, checkpoint: text.slice(split + 2) };
}

/** A signed note and the proof that it is in the log: what `head` and every page carry. */
export interface ProvenNote {
  readonly note: string;
  readonly proof: LogProof;
}

/** The note, a blank line, the proof. */
export function formatProvenNote({ note, proof }: ProvenNote): string {
  return `${note}\n${formatLogProof(proof)}`;
}

/** Parses what {@link formatProvenNote} writes; neither part is checked further. Fails with `code`. */
export function parseProvenNote(text: string, what: string, code: FailureName): ProvenNote {
  const parts = text.split(`\n\n${HEADER}\n`);
  const [note, rest] = parts;
  if (note === undefined || rest === undefined || parts.length !== 2) {
    throw new ProofError(code, `${what}: not one signed note, a blank line and one log proof`);
  }
  return { note: `${note}\n`, proof: parseRest(rest, what) };
}
