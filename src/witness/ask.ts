/** The other side of tlog-witness: a newsroom asks for a cosignature. */
import { fetch } from 'undici';
import {
  bytesOf,
  type Hash,
  type NoteSignature,
  ProofError,
  parseCheckpoint,
  parseNote,
  parseNumber,
  type Verifier,
} from '../proof/index.ts';
import { formatRequest } from './request.ts';

/** Signature lines of one witness: more is no answer. */
const MAX_ANSWER_BYTES = 16 * 1024;
/** The first guess of the size it knows, and the size it then names; once more where another process was faster. */
const MAX_ATTEMPTS = 3;
/** A cosignature further from our clock would date every page into the future, or pass a fresh edition off as an old one. */
const MAX_APART_SECONDS = 300;

/** What came of asking. */
export type WitnessReply =
  | { readonly kind: 'cosigned'; readonly signature: NoteSignature; readonly timeSeconds: number }
  /** It has cosigned a larger tree of this log than ours: the log went on elsewhere. */
  | { readonly kind: 'ahead'; readonly size: number }
  /** It did not cosign in time, or gave something that is no cosignature of this tree; `why` completes a sentence. */
  | { readonly kind: 'failed'; readonly why: string };

/** A cosignature to ask for. */
export interface WitnessRequest {
  /** Submission prefix of the witness. */
  readonly address: string;
  readonly verifier: Verifier;
  /** The signed checkpoint. */
  readonly checkpoint: string;
  /** Size that the witness is thought to know; 0 when nothing is known. */
  readonly oldSize: number;
  /** The consistency proof from a smaller size (above 0) to the checkpoint's. */
  readonly prove: (oldSize: number) => Promise<readonly Hash[]>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

const failed = (why: string): WitnessReply => ({ kind: 'failed', why });

/**
 * Asks a witness to cosign a checkpoint. Whatever it answers is an outcome, never an exception; redirects are not
 * followed, answers are cut off, and `signal` ends a silence.
 */
export async function askWitness(request: WitnessRequest): Promise<WitnessReply> {
  const { text } = parseNote(request.checkpoint);
  const { size } = parseCheckpoint(text);
  let oldSize = Math.min(request.oldSize, size);
  try {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const proof = await proofFrom(oldSize, size, request);
      if (typeof proof === 'string') return failed(proof);
      const { status, body } = await post(request, formatRequest({ oldSize, proof, checkpoint: request.checkpoint }));
      if (status === 200) return await readCosignature(request, text, body);
      if (status !== 409) return failed(`it answered ${status}`);
      const named = parseNumber(body.replace(/\n$/, ''));
      if (named === null) return failed('it answered 409 without a size');
      if (named > size) return { kind: 'ahead', size: named };
      oldSize = named;
    }
    return failed('it names another size each time');
  } catch (error) {
    if (error instanceof ProofError) return failed(`its answer is wrong: ${error.message}`);
    if (request.signal.aborted) return failed('it did not answer in time');
    return failed(reasonOf(error));
  }
}

/** The proof, or why our own log does not give it. */
async function proofFrom(oldSize: number, size: number, { prove }: WitnessRequest): Promise<readonly Hash[] | string> {
  if (oldSize === 0 || oldSize === size) return [];
  return prove(oldSize).catch((error: unknown) => {
    if (error instanceof ProofError) return `the proof it asks for cannot be made: ${error.message}`;
    throw error;
  });
}

async function post(
  { address, signal }: WitnessRequest,
  body: Uint8Array,
): Promise<{ readonly status: number; readonly body: string }> {
  const answer = await fetch(`${address.replace(/\/$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'user-agent': 'tamizdat', 'accept-encoding': 'identity' },
    redirect: 'manual',
    signal,
  });
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of answer.body ?? []) {
    sizeBytes += part.length;
    // Leaving the loop ends the connection.
    if (sizeBytes > MAX_ANSWER_BYTES) throw new RangeError(`it answers more than ${MAX_ANSWER_BYTES} bytes`);
    parts.push(part);
  }
  return { status: answer.status, body: Buffer.concat(parts).toString('utf8') };
}

/** The one signature that counts: by the key of the policy, over the checkpoint that was sent. */
async function readCosignature({ verifier, now }: WitnessRequest, text: string, body: string): Promise<WitnessReply> {
  const { signatures } = parseNote(bytesOf(`${text}\n${body}`), 'its answer');
  const signature = signatures.find(({ name, keyId }) => name === verifier.name && keyId === verifier.keyId);
  if (signature === undefined) return failed(`its answer is not signed by ${verifier.name}`);
  const timeSeconds = (await verifier.verify(text, signature.bytes))?.timeSeconds ?? null;
  if (timeSeconds === null) return failed('its signature is not one of this checkpoint');
  const aheadSeconds = timeSeconds - now().getTime() / 1000;
  if (Math.abs(aheadSeconds) > MAX_APART_SECONDS)
    return failed(`its clock is ${aheadSeconds > 0 ? 'ahead of' : 'behind'} ours`);
  return { kind: 'cosigned', signature, timeSeconds };
}

/** What the network says, without the address: it stands in the policy. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code === undefined ? 'it cannot be reached' : `it cannot be reached (${cause.code})`;
}
