import type { AddressInfo, Server } from 'node:net';
import { CensorError, type CensorErrorCode } from './error.ts';

const FAILURES: Readonly<Record<string, readonly [CensorErrorCode, string, string]>> = {
  EADDRINUSE: ['address-in-use', 'is in use', 'stop the program that uses it, or choose another port'],
  EACCES: ['address-forbidden', 'may not be listened on by this user', 'choose a port from 1024 on'],
  EPERM: ['address-forbidden', 'may not be listened on by this user', 'choose a port from 1024 on'],
};
const UNUSABLE = [
  'address-unusable',
  'cannot be listened on',
  'choose a port up to 65535 and an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for all',
] as const;

/** Makes a server listen and returns the port taken; port 0 takes a free one. Fails with `CensorError`. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const [code, what, hint] = FAILURES[(cause as NodeJS.ErrnoException).code ?? ''] ?? UNUSABLE;
    throw new CensorError(code, `relay: ${host}:${port} ${what}`, { hint, cause });
  }
  // Too many open files, say: the next connection may be taken again, and there is nobody to tell.
  server.on('error', () => {});
  return (server.address() as AddressInfo).port;
}
