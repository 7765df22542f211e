import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeDurably } from '../platform/home/index.ts';
import { SampleError } from './fault.ts';
import type { DeskEntry } from './newsdesk.ts';

/**
 * What the sample newsroom did, kept in a file: a line of JSON each, `{"dayStart"}` first, then `{"action","slug","at"}`.
 * One process at a time; whoever keeps the file in a folder holds that folder.
 */
export interface Journal {
  /** The day the paper began on. */
  readonly dayStart: Date;
  /** Everything that was done, in order, as it was found at opening. */
  readonly entries: readonly DeskEntry[];
  /**
   * Adds an entry; it is on the disk when this returns, and when it throws it is not in the journal. Blocks for the time
   * of an fsync, so that what was done and what is remembered never part.
   * @throws SampleError `memory-unwritable`
   */
  add(entry: DeskEntry): void;
  close(): void;
}

/** A moment in its one form: the sample keeps whole seconds. */
const moment = z
  .string()
  .refine((text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/.test(text) && !Number.isNaN(Date.parse(text)));
const opening = z.strictObject({ dayStart: moment });
const line = z.strictObject({
  action: z.enum(['publish', 'correct', 'withdraw']),
  slug: z.string().min(1),
  at: moment,
});

/**
 * Opens the journal at a path; one that is not there, or has not got beyond its first line, begins at `dayStart`. A last
 * line without its end was being written when the process died: nothing of it was shown to anybody, and it is dropped.
 * @throws SampleError `memory-broken` for a file that is no journal, `memory-unwritable`
 */
export async function openJournal(path: string, dayStart: Date): Promise<Journal> {
  try {
    const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    const whole = bytes?.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    if (whole !== undefined && whole.length > 0) return openFile(path, whole);
    const first = `${JSON.stringify({ dayStart: wholeSeconds(dayStart) })}\n`;
    await writeDurably(path, first);
    return openFile(path, Buffer.from(first));
  } catch (cause) {
    throw cause instanceof SampleError ? cause : unwritable(path, cause);
  }
}

function openFile(path: string, whole: Uint8Array): Journal {
  const [first = '', ...rest] = new TextDecoder().decode(whole).split('\n').slice(0, -1);
  const start = parsed(opening, first, path, 1);
  const entries = rest.map((text, at): DeskEntry => {
    const entry = parsed(line, text, path, at + 2);
    return { ...entry, at: new Date(entry.at) };
  });
  const file = openSync(path, 'r+');
  let sizeBytes = whole.length;
  /** Whether something that does not belong may stand behind the last line. */
  let isTorn = true;
  return {
    dayStart: new Date(start.dayStart),
    entries,
    add({ action, slug, at }) {
      const bytes = Buffer.from(`${JSON.stringify({ action, slug, at: wholeSeconds(at) })}\n`);
      try {
        if (isTorn) ftruncateSync(file, sizeBytes);
        isTorn = true;
        let written = 0;
        while (written < bytes.length) written += writeSync(file, bytes, written, undefined, sizeBytes + written);
        fsyncSync(file);
      } catch (cause) {
        throw unwritable(path, cause);
      }
      isTorn = false;
      sizeBytes += bytes.length;
    },
    close: () => closeSync(file),
  };
}

const wholeSeconds = (time: Date): string => new Date(Math.floor(time.getTime() / 1000) * 1000).toISOString();

function parsed<Value>(schema: z.ZodType<Value>, text: string, path: string, lineNumber: number): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw brokenMemory(path, `line ${lineNumber} is none of a journal`, cause);
  }
}

/** The error of a journal that cannot be followed. */
export function brokenMemory(path: string, why: string, cause?: unknown): SampleError {
  return new SampleError('memory-broken', `${path}: the memory of the sample newsroom cannot be followed: ${why}`, {
    hint: `move the file away to begin anew; a newsroom that carried the sample is then best made anew too`,
    cause,
  });
}

function unwritable(path: string, cause: unknown): SampleError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
  return new SampleError(
    'memory-unwritable',
    `${path}: the memory of the sample newsroom cannot be written (${code})`,
    {
      hint: 'free space on that disk, or make the file writable, and try again',
      retryable: true,
      cause,
    },
  );
}
