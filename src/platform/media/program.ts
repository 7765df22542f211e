import { spawn } from 'node:child_process';
import { MediaError } from './error.ts';

/** How a program is run. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a program that ran to its end left: its status and the ends of what it wrote. */
export interface ProgramEnd {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** So much of a program's output is kept. */
const MAX_OUTPUT_BYTES = 1_000_000;

/**
 * Runs a program to its end; null when there is none of that name. It gets nothing to read and no environment but PATH
 * and is killed when its time is up or the signal says so, and then awaited, so that nobody writes any more.
 * @throws MediaError `media-timeout`; the signal's reason.
 */
export async function runProgram(
  name: string,
  parameters: readonly string[],
  options: ProgramOptions,
): Promise<ProgramEnd | null> {
  const { cwd, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  const end = await new Promise<ProgramEnd | null>((resolve, reject) => {
    const child = spawn(name, parameters, {
      cwd,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kill = (): void => void child.kill('SIGKILL');
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.once('error', (error: NodeJS.ErrnoException) => {
      stop.removeEventListener('abort', kill);
      if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    child.once('close', (status) => {
      stop.removeEventListener('abort', kill);
      resolve({ status: status ?? -1, stdout: stdout(), stderr: stderr() });
    });
    stop.addEventListener('abort', kill, { once: true });
  });
  signal?.throwIfAborted();
  if (timeout.aborted && end?.status !== 0) {
    throw new MediaError(
      'media-timeout',
      `${name} did not end within ${Math.round(timeoutMs / 1_000)} s and was stopped`,
      {
        hint: 'the article is carried without the video; a shorter one may pass',
      },
    );
  }
  return end;
}

/** Collects a stream's first bytes and reads the rest to nowhere, so that the program never waits for us. */
function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (sizeBytes < MAX_OUTPUT_BYTES) chunks.push(chunk);
    sizeBytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
