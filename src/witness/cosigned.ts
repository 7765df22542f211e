/** What a witness remembers: of each log the last checkpoint it cosigned, one file each. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../platform/home/index.ts';
import {
  bytesOf,
  type Checkpoint,
  formatSignature,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
  sha256Hex,
  type Verifier,
  verifyNote,
} from '../proof/index.ts';
import { WitnessError } from './error.ts';

/** The last checkpoint of a log that the witness cosigned. */
export interface Cosigned extends Checkpoint {
  /** The text that was signed. */
  readonly text: string;
  /** Text, the log's signature, the witness's own. */
  readonly note: string;
  /** The witness's own signature line, newline included. */
  readonly line: string;
  /** What it says of the time, POSIX seconds. */
  readonly timeSeconds: number;
}

/** Where a log's files lie in the folder of a witness: named as the monitoring interface of tlog-witness names it. */
export async function logFolder(folder: string, origin: string): Promise<string> {
  return join(folder, 'logs', await sha256Hex(bytesOf(origin)));
}

const pathIn = (logFolder: string): string => join(logFolder, 'checkpoint');

/** Puts together what is remembered. */
export function cosignedOf(
  checkpoint: Checkpoint,
  text: string,
  log: NoteSignature,
  own: NoteSignature & { readonly timeSeconds: number },
): Cosigned {
  const line = formatSignature(own);
  return { ...checkpoint, text, line, note: `${text}\n${formatSignature(log)}${line}`, timeSeconds: own.timeSeconds };
}

/** Remembers it, durably. */
export async function writeCosigned(folder: string, cosigned: Cosigned): Promise<void> {
  await writeDurably(pathIn(await logFolder(folder, cosigned.origin)), cosigned.note, { mode: 0o644 });
}

/**
 * Reads what is remembered of a log; null when nothing was cosigned. Everything in it is verified: a witness that took a
 * damaged file for nothing would cosign a second history.
 * @throws WitnessError `state-damaged`
 */
export async function readCosigned(folder: string, log: Verifier, own: Verifier): Promise<Cosigned | null> {
  const path = pathIn(await logFolder(folder, log.name));
  const note = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (note === null) return null;
  try {
    const parsed = parseNote(note, path);
    const checkpoint = parseCheckpoint(parsed.text, path);
    const { signatures } = await verifyNote(parsed, [own], { what: path });
    const signature = parsed.signatures.find(({ name, keyId }) => name === own.name && keyId === own.keyId);
    const timeSeconds = signatures[0]?.timeSeconds ?? null;
    if (checkpoint.origin === log.name && signature !== undefined && timeSeconds !== null) {
      return { ...checkpoint, text: parsed.text, note, line: formatSignature(signature), timeSeconds };
    }
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path, undefined);
}

function damaged(path: string, cause: unknown): WitnessError {
  return new WitnessError('state-damaged', `${path} is not a checkpoint that this witness cosigned`, {
    hint: 'restore the newest file; a witness that forgets what it cosigned is worth nothing, and must start with a new key',
    cause,
  });
}
