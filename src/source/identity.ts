import { addressIdentity } from './addresses.ts';
import type { FeedItem } from './feed-item.ts';
import type { ItemState } from './source-state.ts';

/** An item and the key it is known by. */
export interface KeyedItem {
  readonly key: string;
  readonly item: FeedItem;
}

/** The items of a feed with their keys, and those that claim a key already taken. */
export interface KeyedItems {
  readonly items: readonly KeyedItem[];
  /** Items left out because another with the same id stands before them. */
  readonly doubles: readonly FeedItem[];
  /** Items without id, address, title and date: nothing to know them by. */
  readonly nameless: readonly FeedItem[];
}

/** A title and an address as a person would recognise the item by. */
export function showItem(item: Pick<FeedItem, 'title' | 'address' | 'id'>): string {
  const title = item.title.length > 80 ? `${item.title.slice(0, 79)}…` : item.title;
  const where = item.address ?? item.id ?? '';
  if (title === '') return where === '' ? 'an item without title and address' : where;
  return where === '' ? `"${title}"` : `"${title}" (${where})`;
}

function ownKey(item: FeedItem): string | null {
  if (item.id !== undefined) return item.id;
  if (item.address !== undefined) return addressIdentity(item.address);
  // Short messages without id and page: all there is to know them by.
  return item.title === '' && item.publishedAt === undefined ? null : `${item.publishedAt ?? ''} ${item.title}`.trim();
}

/**
 * Gives each item its key: the GUID, else the normalised address. An item with a new GUID at a known address is the
 * known one, when its old GUID is gone from the feed: some systems make GUIDs anew. Of two items with one key the
 * first wins.
 */
export function keyItems(items: readonly FeedItem[], known: ReadonlyMap<string, ItemState>): KeyedItems {
  const own = new Set(items.map(ownKey));
  const byAddress = new Map<string, string>();
  for (const [key, state] of known) {
    if (state.address !== undefined && !own.has(key)) byAddress.set(addressIdentity(state.address), key);
  }
  const keyed: KeyedItem[] = [];
  const doubles: FeedItem[] = [];
  const nameless: FeedItem[] = [];
  const taken = new Set<string>();
  for (const item of items) {
    const key = ownKey(item);
    if (key === null) {
      nameless.push(item);
      continue;
    }
    const older =
      known.has(key) || item.address === undefined ? undefined : byAddress.get(addressIdentity(item.address));
    const final = older ?? key;
    if (taken.has(final)) doubles.push(item);
    else {
      taken.add(final);
      keyed.push({ key: final, item });
    }
  }
  return { items: keyed, doubles, nameless };
}
