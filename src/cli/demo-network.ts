import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openRelay, type Relay } from '../censor/index.ts';
import type { CensorControls } from '../console/index.ts';
import { exists } from '../platform/home/index.ts';
import { type EditionServer, openEditionServer } from '../platform/http/index.ts';
import { onPort } from './demo-port.ts';

const HOST = '127.0.0.1';

/** The demo's carriers: six providers, one each. */
const CARRIERS = ['albatross', 'buoy', 'cutter', 'dinghy', 'ebb', 'ferry'].map((name, at) => ({
  name,
  group: `provider-${'abcdef'[at]}`,
}));

/** Readers inside the country reach the newsroom's own site under this name of a place; it starts out blocked. */
const SITE = 'site';

/** A carrier of the demo as its settings name it. */
export interface DemoCarrier {
  readonly name: string;
  readonly group: string;
  /** Relative to the demo's folder. */
  readonly directory: string;
  /** Its relay: what readers are told. */
  readonly address: string;
}

/** The censored network of the demo: every place that readers can go to, each behind a relay of the censor. */
export interface DemoNetwork {
  readonly carriers: readonly DemoCarrier[];
  /** The newsroom's own site, as readers inside the country would reach it. */
  readonly siteAddress: string;
  readonly censor: CensorControls;
  /** Puts a copy of the present edition aside, once: what the places give that are to serve an old one. */
  keepOldCopy(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens it: a server and a relay for each carrier, on seven ports from `port` on, or any free ones where those are taken.
 * @param sitePort of the newsroom's own site
 */
export async function openDemoNetwork(folder: string, sitePort: number, port: number): Promise<DemoNetwork> {
  const oldCopy = join(folder, 'old-copy');
  const servers: EditionServer[] = [];
  const relays = new Map<string, Relay>();
  const listeners = new Set<() => void>();
  const close = async () => {
    listeners.clear();
    await Promise.all([...relays.values()].map((relay) => relay.close()));
    await Promise.all(servers.map((server) => server.close()));
  };
  const serve = async (directory: string): Promise<{ host: string; port: number }> => {
    const server = await openEditionServer({ folder: directory, host: HOST });
    servers.push(server);
    return { host: HOST, port: server.port };
  };
  try {
    const carriers: DemoCarrier[] = [];
    const old = await serve(oldCopy);
    for (const [at, { name, group }] of CARRIERS.entries()) {
      const directory = join('carriers', name);
      const upstream = await serve(join(folder, directory));
      const relay = await onPort(port + at, (each) => openRelay({ host: HOST, port: each, upstream, old }));
      relays.set(name, relay);
      carriers.push({ name, group, directory, address: relay.address });
    }
    const upstream = { host: HOST, port: sitePort };
    const site = await onPort(port + CARRIERS.length, (each) =>
      openRelay({ host: HOST, port: each, upstream, action: { kind: 'reset' } }),
    );
    relays.set(SITE, site);
    const censor: CensorControls = {
      places: () =>
        [...relays].map(([name, { address, action }]) => ({
          name,
          kind: name === SITE ? 'site' : 'carrier',
          address,
          action,
        })),
      set(name, action) {
        const relay = relays.get(name);
        if (relay === undefined) return false;
        relay.set(action);
        for (const listener of listeners) listener();
        return true;
      },
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    return {
      carriers,
      siteAddress: site.address,
      censor,
      async keepOldCopy() {
        const [carrier] = carriers;
        if (carrier === undefined || (await exists(oldCopy))) return;
        // Aside first: half a copy is not an old one.
        const aside = `${oldCopy}-new`;
        await rm(aside, { recursive: true, force: true });
        await cp(join(folder, carrier.directory), aside, { recursive: true });
        await rename(aside, oldCopy);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
