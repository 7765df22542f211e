import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** A running WordPress of `wordpress.sh`. */
export interface WordPress {
  /** `http://127.0.0.1:8099/`. */
  readonly address: string;
  /** Its folder, the site below `site/`; gone when it has ended. */
  readonly folder: string;
  /** Runs a script of this folder by name (`posts`) on it; what it printed, without white space around it. */
  php(script: string, ...args: readonly string[]): Promise<string>;
  /** Stops it, and resolves when nothing is left of it. */
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a fresh WordPress; what it cannot do without root or apt it says itself, on standard error. */
export async function openWordPress(): Promise<WordPress> {
  const script = join(import.meta.dirname, '..', 'wordpress.sh');
  const child = spawn(script, [String(await freePort())], { stdio: ['pipe', 'pipe', 'inherit'] });
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = /^ready (\S+)$/.exec(line);
    const folder = lines.at(-1) ?? '';
    if (ready?.[1] !== undefined) return { address: ready[1], folder, php: phpOn(folder), close };
    lines.push(line);
  }
  throw new Error('WordPress did not start; its reason stands above');
}

function phpOn(folder: string): WordPress['php'] {
  return async (name, ...args) => {
    const script = join(import.meta.dirname, `${name}.php`);
    const { stdout } = await promisify(execFile)('php', [script, folder, ...args]);
    return stdout.trim();
  };
}
