import { base64Of, bytesOf, concatBytes, parseBase64, textOf } from './bytes.ts';
import { type FailureName, ProofError } from './errors.ts';
import { isKeyName } from './key-name.ts';
import type { Signer, Verifier } from './note-key.ts';

/** Largest note that is parsed. */
export const MAX_NOTE_BYTES = 64 * 1024;
/** The specification asks for at least 16; a flood of signature lines costs us parsing only, so be generous. */
const MAX_SIGNATURES = 64;

/** One signature line: whose it claims to be, and the bytes after the key id. */
export interface NoteSignature {
  readonly name: string;
  /** Unsigned 32 bits. */
  readonly keyId: number;
  readonly bytes: Uint8Array;
}

/** A note as parsed: nothing in it may be believed yet. */
export interface UnverifiedNote {
  /** The signed text, its final newline included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A signature that verified. */
export interface GoodSignature {
  readonly verifier: Verifier;
  /** Of a cosignature: the POSIX time in seconds that it states. */
  readonly timeSeconds: number | null;
}

declare const verified: unique symbol;

/** A note whose text a known key signed. Only {@link verifyNote} makes one. */
export interface VerifiedNote {
  readonly [verified]: 'note';
  readonly text: string;
  /** At least one; one a key. */
  readonly signatures: readonly GoodSignature[];
}

function parseSignature(line: string): NoteSignature | null {
  const [dash, name = '', encoded = '', more] = line.split(' ');
  const bytes = parseBase64(encoded);
  if (dash !== '—' || more !== undefined || !isKeyName(name) || bytes === null || bytes.length < 5) return null;
  return { name, keyId: new DataView(bytes.buffer).getUint32(0), bytes: bytes.slice(4) };
}

/**
 * Parses a signed note (C2SP signed-note): text, blank line, signature lines. Fails with `note-format`, `too-large`.
 * `what` names the object in the message.
 */
export function parseNote(note: string | Uint8Array, what = 'note'): UnverifiedNote {
  const bad = (why: string) => new ProofError('note-format', `${what}: not a signed note (${why})`);
  // A text of n UTF-16 units has at least n bytes: the cheap test comes before the exact one.
  if (note.length > MAX_NOTE_BYTES || (typeof note === 'string' && bytesOf(note).length > MAX_NOTE_BYTES)) {
    throw new ProofError('too-large', `${what}: a signed note has at most ${MAX_NOTE_BYTES} bytes`);
  }
  const whole = typeof note === 'string' ? note : textOf(note, what, 'note-format');
  if (!whole.isWellFormed()) throw bad('lone surrogates');
  if (/[\0-\x09\x0b-\x1f]/.test(whole)) throw bad('control characters');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) throw bad('no blank line before signatures');
  const text = whole.slice(0, split + 1);
  const rest = whole.slice(split + 2);
  if (!rest.endsWith('\n')) throw bad('no signature line, or no newline after the last');
  const lines = rest.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw bad(`more than ${MAX_SIGNATURES} signatures`);
  const signatures = lines.map((line) => {
    const signature = parseSignature(line);
    if (signature === null) throw bad('malformed signature line');
    return signature;
  });
  return { text, signatures };
}

/**
 * The signatures of a note by known keys, one a key: those of unknown keys are ignored, a wrong one of a known key refuses
 * the whole note, and at least one must verify. Fails with `code`.
 */
export async function goodSignatures(
  note: UnverifiedNote,
  verifiers: readonly Verifier[],
  code: FailureName,
  what: string,
): Promise<readonly GoodSignature[]> {
  const good = new Map<Verifier, GoodSignature>();
  for (const signature of note.signatures) {
    const verifier = verifiers.find((each) => each.name === signature.name && each.keyId === signature.keyId);
    if (verifier === undefined || good.has(verifier)) continue;
    const result = await verifier.verify(note.text, signature.bytes);
    if (result === null) throw new ProofError(code, `${what}: the signature of ${signature.name} is wrong`);
    good.set(verifier, { verifier, timeSeconds: result.timeSeconds });
  }
  if (good.size === 0) {
    throw new ProofError(
      code,
      `${what}: signed by ${note.signatures.map(({ name }) => name).join(', ')}, none of them a known key`,
    );
  }
  return [...good.values()];
}

/**
 * Verifies a note against known keys: signatures of unknown keys are ignored, a wrong signature of a known key
 * refuses the whole note, and at least one must verify. Fails with `note-signature`, or the `code` given.
 */
export async function verifyNote(
  note: UnverifiedNote,
  verifiers: readonly Verifier[],
  { what = 'note', code = 'note-signature' }: { what?: string; code?: FailureName } = {},
): Promise<VerifiedNote> {
  const signatures = await goodSignatures(note, verifiers, code, what);
  return { text: note.text, signatures } as unknown as VerifiedNote;
}

/** Writes a signature line, newline included. */
export function formatSignature({ name, keyId, bytes }: NoteSignature): string {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `— ${name} ${base64Of(concatBytes(id, bytes))}\n`;
}

/**
 * Signs a text with every signer, in their order. The text ends in a newline and holds no other control
 * character.
 */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  const lines: string[] = [];
  for (const signer of signers) {
    lines.push(formatSignature({ name: signer.name, keyId: signer.keyId, bytes: await signer.sign(text) }));
  }
  const note = `${text}\n${lines.join('')}`;
  if (!text.endsWith('\n') || parseNote(note).text !== text) {
    throw new ProofError('note-format', 'a text to sign must end in a newline');
  }
  return note;
}
