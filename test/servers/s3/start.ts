import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { S3Target } from '../../../src/carry/index.ts';

/** A real service of object storage, on this machine, until it is closed. */
export interface S3Server {
  readonly address: string;
  /** Where it keeps all it has; gone when it is closed. */
  readonly folder: string;
  /** Ends it and waits until nothing is left of it. */
  close(): Promise<void>;
}

/** The key that each script makes. */
export const KEYS = {
  ceph: { keyId: 'KEYID', key: 'secret/key+of=tests', region: 'us-east-1' },
  swift: { keyId: 'test:tester', key: 'testing', region: 'us-east-1' },
} as const;

/** Starts the server of a script beside this file. Fails when it does not start; the script says why on the screen. */
export async function startS3(name: keyof typeof KEYS): Promise<S3Server> {
  const port = await freePort();
  const child = spawn(join(import.meta.dirname, `${name}.sh`), [String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  let folder = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /^ready (\S+)$/.exec(line) ?? [];
    if (address !== undefined) return { address, folder, close: () => end(child, folder) };
    folder = line;
  }
  throw new Error(`${name} did not start; its reason stands above`);
}

/** The target of a bucket of such a server, below a prefix that only this call has. */
export function targetOf(name: keyof typeof KEYS, service: string, more: Partial<S3Target> = {}): S3Target {
  count += 1;
  return { kind: 's3', service, bucket: 'courier', prefix: `${count}/`, ...KEYS[name], ...more };
}

let count = 0;

async function end(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
  }
  if (existsSync(folder)) throw new Error(`${folder} was left behind`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
