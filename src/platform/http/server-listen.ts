import type { AddressInfo, Server } from 'node:net';
import { TamizdatError } from '../../errors/index.ts';

/** Why an address cannot be listened on: taken, not allowed for this user, or not one of this machine. */
export type ServeErrorCode = 'address-in-use' | 'address-forbidden' | 'address-unusable';

/** A server could not be started. */
export class ServeError extends TamizdatError<ServeErrorCode> {}

/** Where a server listens. */
export interface Bound {
  /** `http://127.0.0.1:8080/`, with the port that was taken. */
  readonly address: string;
  readonly port: number;
}

/** Makes a server listen, of whatever kind; port 0 takes a free one. Fails with `ServeError`. */
export async function listen(server: Server, host: string, port: number): Promise<Bound> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    throw refusal(cause as NodeJS.ErrnoException, `${host}:${port}`);
  }
  server.removeAllListeners('error');
  // Too many open files, say: the next connection may be accepted again, and there is nobody to tell.
  server.on('error', () => {});
  const taken = (server.address() as AddressInfo).port;
  return { address: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/`, port: taken };
}

function refusal(cause: NodeJS.ErrnoException, where: string): ServeError {
  if (cause.code === 'EADDRINUSE') {
    const hint = 'stop the program that uses it, or set another port';
    return new ServeError('address-in-use', `${where} is in use`, { hint, cause });
  }
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    const hint = 'ports below 1024 need a privileged user; set a port from 1024 on';
    return new ServeError('address-forbidden', `not allowed to listen on ${where}`, { hint, cause });
  }
  const hint = 'set the host to an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for all';
  return new ServeError('address-unusable', `cannot listen on ${where}`, { hint, cause });
}
