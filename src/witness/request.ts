/** The body of `add-checkpoint` (C2SP tlog-witness). */
import { base64Of, bytesOf, type Hash, parseBase64Hash, parseNumber } from '../proof/index.ts';

/** Largest body that is read: 63 proof lines and a note are far below. */
export const MAX_REQUEST_BYTES = 16 * 1024;
const MAX_PROOF_LINES = 63;

/** A checkpoint to cosign, and how it follows from the one cosigned before. */
export interface CheckpointRequest {
  /** Size of the tree that the witness cosigned last; 0 when it has cosigned none. */
  readonly oldSize: number;
  /** Consistency proof from `oldSize` to the checkpoint's size. */
  readonly proof: readonly Hash[];
  /** The signed checkpoint, verbatim; nothing in it is verified. */
  readonly checkpoint: string;
}

/** The bytes of a request. */
export function formatRequest({ oldSize, proof, checkpoint }: CheckpointRequest): Uint8Array {
  return bytesOf(`old ${oldSize}\n${proof.map((hash) => `${base64Of(hash)}\n`).join('')}\n${checkpoint}`);
}

/** Parses a request; null when it has not the form. The checkpoint in it is any text that is not empty. */
export function parseRequest(bytes: Uint8Array): CheckpointRequest | null {
  if (bytes.length > MAX_REQUEST_BYTES) return null;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const split = text.indexOf('\n\n');
  const checkpoint = text.slice(split + 2);
  const [first = '', ...lines] = text.slice(0, split).split('\n');
  const oldSize = first.startsWith('old ') ? parseNumber(first.slice(4)) : null;
  const proof = lines.map(parseBase64Hash).filter((hash) => hash !== null);
  const isWhole = split > 0 && checkpoint !== '' && proof.length === lines.length && lines.length <= MAX_PROOF_LINES;
  return isWhole && oldSize !== null ? { oldSize, proof, checkpoint } : null;
}
