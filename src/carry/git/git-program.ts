import { spawn } from 'node:child_process';
import { CarryError } from '../carrier.ts';

/** How `git` is run. */
export interface GitSetting {
  /** Folder it is run in: our own bare repository. */
  readonly folder: string;
  /** The whole environment of the program; nothing of ours is handed down beside it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What ended a run: the program itself, its silence, or that it said more than it may. */
export type GitEnding = 'itself' | 'silence' | 'too-much';

/** What a run left. */
export interface GitEnd {
  readonly status: number;
  readonly ending: GitEnding;
  readonly stdout: Buffer;
  /** The end of what it told people, its own lines and those of the host (`remote: …`). */
  readonly stderr: string;
}

/** A host that says nothing for so long does not answer any more. */
export const SILENCE_MS = 90_000;
const MAX_STDERR_CHARACTERS = 32_000;
const MAX_STDOUT_BYTES = 64 * 1024;

/**
 * What is the same in every run: nothing of this machine's or this person's settings applies (they could send the files
 * elsewhere, sign commits with a person's key or run hooks), and no redirect is followed.
 */
const SETTINGS: readonly string[] = [
  'core.hooksPath=/dev/null',
  'http.followRedirects=false',
  'fetch.recurseSubmodules=false',
  'fetch.unpackLimit=1',
  'maintenance.auto=false',
  'gc.autoDetach=false',
  'gc.pruneExpire=now',
  'gc.auto=2000',
  'gc.autoPackLimit=20',
];

/** The parameters of `git` that come before the name of what it is to do. */
export const GIT_PARAMETERS: readonly string[] = ['--git-dir=.', ...SETTINGS.flatMap((setting) => ['-c', setting])];

/**
 * The environment of every run. Handed down is only what finds programs, keys, agents and proxies; `own` says how the host
 * is entered.
 */
export function gitEnvironment(own: Readonly<Record<string, string>>): Record<string, string> {
  const passed = [
    ...['PATH', 'HOME', 'TMPDIR', 'SSH_AUTH_SOCK', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO'],
    ...['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
  ].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(passed),
    // What git says is read by `gitFault`.
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    // Everything else is refused: `ext::` runs programs, `http:` and `git:` are open to everybody on the way.
    GIT_ALLOW_PROTOCOL: 'file:ssh:https',
    ...own,
  };
}

/** Starts `git` in a process group of its own: what it starts itself (ssh, pack-objects) ends with it. */
export function spawnGit(setting: GitSetting, parameters: readonly string[]) {
  return spawn('git', [...GIT_PARAMETERS, ...parameters], {
    cwd: setting.folder,
    env: setting.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Ends a program and all that it started. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs `git` to its end and gives back what it left, whatever its status. It is killed, with all that it started, when the
 * signal says so, when it says nothing for `silenceMs`, or when it says more than `maxBytes`.
 * @throws CarryError `program-missing`; the signal's reason
 */
export async function runGit(
  setting: GitSetting,
  parameters: readonly string[],
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly silenceMs?: number;
    readonly maxBytes?: number;
    /** Sees what git tells people, as it comes; true: enough of it, `too-much`. */
    readonly isTooMuch?: (told: string) => boolean;
  } = {},
): Promise<GitEnd> {
  const { signal, silenceMs = SILENCE_MS, maxBytes = MAX_STDOUT_BYTES, isTooMuch = () => false } = options;
  signal?.throwIfAborted();
  const child = spawnGit(setting, parameters);
  child.stdin.on('error', () => {}).end();
  let ending: GitEnding = 'itself';
  const end = (why: GitEnding): void => {
    if (ending === 'itself') ending = why;
    killGroup(child.pid);
  };
  const silence = setTimeout(() => end('silence'), silenceMs);
  const stdout: Buffer[] = [];
  let length = 0;
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    silence.refresh();
    length += chunk.length;
    if (length > maxBytes) end('too-much');
    else stdout.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (told: string) => {
    silence.refresh();
    stderr = (stderr + told).slice(-MAX_STDERR_CHARACTERS);
    if (isTooMuch(told)) end('too-much');
  });
  const stop = (): void => killGroup(child.pid);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const status = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? -1));
    });
    signal?.throwIfAborted();
    return { status, ending, stdout: Buffer.concat(stdout), stderr };
  } catch (error) {
    signal?.throwIfAborted();
    throw noProgram(error);
  } finally {
    clearTimeout(silence);
    signal?.removeEventListener('abort', stop);
  }
}

/** What it means that `git` cannot be started. */
export function noProgram(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error;
  return new CarryError('program-missing', 'git is not installed here', {
    hint: 'install the program git (Debian: apt-get install git), then carry again',
    cause: error,
  });
}
