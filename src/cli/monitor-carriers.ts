import { resolve } from 'node:path';
import type { MonitoredCarrier } from '../monitor/index.ts';
import { openClient } from '../platform/http/index.ts';
import { CliError } from './error.ts';
import { folderReader, hasHead } from './target.ts';
import { addressReader } from './target-address.ts';

/** Most carriers that one monitor follows. */
const MAX_CARRIERS = 100;
/** One file of a carrier: whoever trickles is left before the others have waited long. */
const LIMITS = { firstByteMs: 10_000, idleMs: 5_000, totalMs: 30_000 };

/** Carriers to follow, open until `close`. */
export interface OpenCarriers {
  readonly carriers: readonly MonitoredCarrier[];
  close(): Promise<void>;
}

/**
 * Opens the carriers that were named: addresses and folders, each once. Nothing is asked of an address yet, since one that
 * does not answer now may answer later. Fails with `misuse`.
 */
export async function openCarriers(names: readonly string[]): Promise<OpenCarriers> {
  const unique = [...new Set(names)];
  if (unique.length > MAX_CARRIERS) {
    throw new CliError('misuse', `${unique.length} carriers are too many`, { hint: `name at most ${MAX_CARRIERS}` });
  }
  const hosts = new Set(unique.filter(isAddress).map((name) => parseAddress(name).host));
  // A person who types an address of their own network means it; only these hosts are opened.
  const client = openClient({ allowPrivate: (host) => hosts.has(host), limits: LIMITS, connectMs: 5_000 });
  const carriers = await Promise.all(
    unique.map(async (name): Promise<MonitoredCarrier> => {
      if (!isAddress(name)) {
        const read = folderReader((await hasHead(resolve(name, 'public'))) ? resolve(name, 'public') : resolve(name));
        return { name, read };
      }
      const { origin, pathname } = parseAddress(name);
      const root = pathname.replace(/\/$/, '');
      return { name, read: (path, maxBytes, signal) => addressReader(client, origin, root, signal)(path, maxBytes) };
    }),
  );
  return { carriers, close: () => client.close() };
}

const isAddress = (name: string): boolean => /^https?:\/\//i.test(name);

function parseAddress(name: string): URL {
  if (URL.canParse(name)) return new URL(name);
  throw new CliError('misuse', `${name} is not an address`, { hint: 'write for example: https://courier.example/' });
}
