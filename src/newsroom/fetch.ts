import type { SourceSettings as ConfiguredSource } from '../platform/config/index.ts';
import { type Client, openClient } from '../platform/http/index.ts';
import { emptySourceState, type Poll, pollSource, type SourceSettings, type SourceState } from '../source/index.ts';

/** A source and what polling it gave. */
export interface FetchedSource {
  readonly settings: SourceSettings;
  readonly poll: Poll;
}

/** A configured source as the room `source` takes it; it is named by its address, which is what a person wrote. */
export function sourceOf(source: ConfiguredSource, joinLanguages: boolean): SourceSettings {
  const { kind, address, text, language, maxItems } = source;
  return {
    name: address,
    kind,
    address,
    text,
    joinLanguages,
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

/** Polls one source. */
export async function fetchSource(
  settings: SourceSettings,
  state: SourceState,
  client: Client,
  ports: { readonly now: () => Date; readonly signal?: AbortSignal },
): Promise<FetchedSource> {
  return { settings, poll: await pollSource(settings, state, { fetch: client.fetch, ...ports }) };
}

/** Polls a feed that belongs to no newsroom yet, for `carry`: its languages and title make the newsroom. */
export async function fetchFeed(
  settings: SourceSettings,
  ports: { readonly now: () => Date; readonly signal?: AbortSignal },
): Promise<FetchedSource> {
  const client = sourceClient([settings.address]);
  try {
    return await fetchSource(settings, emptySourceState(), client, ports);
  } finally {
    await client.close();
  }
}
