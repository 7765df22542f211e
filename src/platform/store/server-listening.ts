import pg from 'pg';
import type { ServerAddress } from './server-address.ts';
import { serverError } from './server-error.ts';
import type { Listening } from './store.ts';

/** How soon a lost connection is made again. */
const AGAIN_MS = 2_000;

/**
 * Listens to a channel on a connection of its own, made again whenever it is lost: a connection of the pool goes from hand
 * to hand. Behind a pooler that shares connections between transactions nothing is ever told.
 * @throws StoreError when the first connection cannot be made
 */
export async function openServerListening(
  address: ServerAddress,
  channel: string,
  { onTold, onAgain }: { readonly onTold: (payload: string) => void; readonly onAgain: () => void },
): Promise<Listening> {
  let isClosed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: address.secret,
      application_name: 'tamizdat listening',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    let isLost = false;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
      void next.end().catch(() => {});
      if (client === next) reconnectSoon();
    };
    next.on('error', lose);
    next.on('end', lose);
    next.on('notification', ({ payload }) => onTold(payload ?? ''));
    try {
      await next.connect();
      await next.query(`listen "${channel}"`);
    } catch (error) {
      lose();
      throw serverError(error, address.where);
    }
    client = next;
    // It may have ended before it was ours.
    if (isLost) reconnectSoon();
  }

  function reconnectSoon(): void {
    client = undefined;
    if (isClosed) return;
    timer = setTimeout(() => {
      connect().then(async () => {
        if (isClosed) await client?.end().catch(() => {});
        else onAgain();
      }, reconnectSoon);
    }, AGAIN_MS);
    timer.unref();
  }

  await connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
