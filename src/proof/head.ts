/** The file `head`: the newest edition record and the proof that it is the log's last leaf (docs/spec/head.md). */
import { textOf } from './bytes.ts';
import { formatProvenNote, type ProvenNote, parseProvenNote } from './log-proof.ts';

/** The text of `head`. */
export function formatHead(head: ProvenNote): string {
  return formatProvenNote(head);
}

/** Parses `head`; nothing in it is verified. Fails with `head-format`, `proof-format`. */
export function parseHead(bytes: Uint8Array, what = 'head'): ProvenNote {
  return parseProvenNote(textOf(bytes, what, 'head-format'), what, 'head-format');
}
