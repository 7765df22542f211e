import { connect, createServer, type Socket } from 'node:net';

/** A TCP port before a server, where connections break in the middle of what they carry. */
export interface CuttingRelay {
  readonly port: number;
  /** After so many more bytes from clients, all connections are reset; null: never. */
  cutAfter(bytes: number | null): void;
  close(): Promise<void>;
}

/** Opens a relay before a port of this machine. */
export async function openCuttingRelay(upstream: number): Promise<CuttingRelay> {
  let left: number | null = null;
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const server = createServer({ noDelay: true }, (client) => {
    const host = connect({ host: '127.0.0.1', port: upstream, noDelay: true });
    for (const socket of [client, host]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      if (left !== null) {
        left -= bytes.length;
        if (left < 0) {
          left = null;
          // What came before the break has arrived.
          host.write(bytes.subarray(0, bytes.length >> 1), cut);
          return;
        }
      }
      host.write(bytes);
    });
    host.on('data', (bytes) => client.write(bytes));
    client.on('close', () => host.destroy());
    host.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cutAfter(bytes) {
      left = bytes;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
