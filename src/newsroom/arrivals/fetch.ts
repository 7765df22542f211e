import type { SourceSettings as ConfiguredSource, Settings } from '../../platform/config/index.ts';
import { type Client, openClient } from '../../platform/http/index.ts';
import { emptySourceState, type Poll, pollSource, type SourceSettings, type SourceState } from '../../source/index.ts';
import type { Db } from '../publishing/versions.ts';
import { loadSourceState } from './source-states.ts';

/** A source and what polling it gave. */
export interface FetchedSource {
  readonly settings: SourceSettings;
  readonly poll: Poll;
}

/** What of the settings decides which arrivals are kept, as one text. */
export function keepingOf({ languages, sources }: Pick<Settings, 'languages' | 'sources'>): string {
  return JSON.stringify([languages.toSorted(), sources.map(({ address }) => address).sort()]);
}

/** A configured source as the room `source` takes it; it is named by its address, which is what a person wrote. */
function sourceOf(source: ConfiguredSource, settings: Settings): SourceSettings {
  const { kind, address, text, language, maxItems } = source;
  return {
    name: address,
    kind,
    address,
    text,
    joinLanguages: settings.languages.length > 1 && settings.sources.length > 1,
    keeping: keepingOf(settings),
    ...(language === undefined ? {} : { language }),
    ...(maxItems === undefined ? {} : { maxItems }),
  };
}

/**
 * A client for sources at these addresses. Only a host that a person configured may lie in a private network; what a feed
 * or a page names may not, or a feed could make us read what its author cannot reach.
 */
export function sourceClient(addresses: readonly string[]): Client {
  const hosts = new Set(addresses.map((address) => new URL(address).host));
  return openClient({ allowPrivate: (host) => hosts.has(host) });
}

interface FetchPorts {
  readonly now: () => Date;
  readonly signal?: AbortSignal;
}

async function fetchSource(
  settings: SourceSettings,
  state: SourceState,
  client: Client,
  ports: FetchPorts,
): Promise<FetchedSource> {
  return { settings, poll: await pollSource(settings, state, { fetch: client.fetch, ...ports }) };
}

/** Polls the newsroom's sources at these addresses, all of them by default. What one failed with is in its result. */
export async function fetchSources(
  settings: Settings,
  addresses: readonly string[] | undefined,
  { db, ...ports }: FetchPorts & { readonly db: Db },
): Promise<FetchedSource[]> {
  const { sources } = settings;
  const client = sourceClient(sources.map((source) => source.address));
  try {
    const due = sources.filter((source) => addresses?.includes(source.address) ?? true);
    return await Promise.all(
      due.map(async (source) =>
        fetchSource(sourceOf(source, settings), await loadSourceState(db, source.address), client, ports),
      ),
    );
  } finally {
    await client.close();
  }
}

/** Polls a feed that belongs to no newsroom yet, for `carry`: its languages and title make the newsroom. */
export async function fetchFeed(settings: SourceSettings, ports: FetchPorts): Promise<FetchedSource> {
  const client = sourceClient([settings.address]);
  try {
    return await fetchSource(settings, emptySourceState(), client, ports);
  } finally {
    await client.close();
  }
}
