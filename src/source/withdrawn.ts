import type { Withdrawal } from './arrival.ts';
import { momentOf } from './dates.ts';
import type { Feed } from './feed-item.ts';
import type { KeyedItem } from './identity.ts';
import type { PageReader } from './item-page.ts';
import { SourceError } from './source-error.ts';
import type { ItemState } from './source-state.ts';

const HOUR_MS = 3_600_000;
/** Asked after 0, 1, 2, 4, 8 and 16 hours; a page that is still there then only left the feed. */
const MAX_CHECKS = 6;
/** Pages asked in one poll; more wait for the next. */
const MAX_ASKED = 20;

/** What the tombstones of a feed say. */
export interface DeletedItems {
  /** Of items that were carried until now. */
  readonly withdrawals: readonly Withdrawal[];
  /** Keys of everything deleted, known or not: the feed may list some of it still. */
  readonly keys: ReadonlySet<string>;
}

/** Items their feed says are deleted (RFC 6721), unless it holds a version of them that is newer than that. */
export function deletedItems(
  source: string,
  feed: Feed,
  items: readonly KeyedItem[],
  known: ReadonlyMap<string, ItemState>,
): DeletedItems {
  const present = new Map(items.map(({ key, item }) => [key, item]));
  const keys = new Set<string>();
  const withdrawals: Withdrawal[] = [];
  for (const { id, when, reason } of feed.deleted) {
    const item = present.get(id);
    const updated = item?.modifiedAt ?? item?.publishedAt;
    const isNewer = when === undefined || (updated !== undefined && updated > when);
    if (keys.has(id) || (item !== undefined && isNewer)) continue;
    keys.add(id);
    const state = known.get(id);
    if (state === undefined || state.withdrawn === true) continue;
    withdrawals.push({
      source,
      key: id,
      ...(state.address !== undefined && { address: state.address }),
      language: state.language,
      ...(reason !== undefined && { reason }),
      ...(when !== undefined && { withdrawnAt: when }),
      evidence: 'tombstone',
    });
  }
  return { withdrawals, keys };
}

/** What was found out about items that are missing from their feed. */
export interface MissingItems {
  readonly withdrawals: readonly Withdrawal[];
  /** States of items that are still there or could not be asked. */
  readonly states: ReadonlyMap<string, ItemState>;
}

/**
 * Looks after items that left the feed although older ones are still in it, or although nothing came in their place:
 * those that merely grew old leave in order, and make room. The pages of the others are asked: 404 or 410 means
 * withdrawn; anything else, and they are asked again later, less and less often.
 *
 * @param listed how many items the feed had before
 */
export async function missingItems(
  source: string,
  items: readonly KeyedItem[],
  known: ReadonlyMap<string, ItemState>,
  listed: number,
  pages: PageReader,
  now: Date,
): Promise<MissingItems> {
  const present = new Set(items.map(({ key }) => key));
  const dates = items.flatMap(({ key, item }) => known.get(key)?.publishedAt ?? item.publishedAt ?? []);
  const oldest = dates.toSorted()[0];
  const moment = momentOf(now);
  if (oldest === undefined) return { withdrawals: [], states: new Map() };
  const absent = [...known].filter(([key, state]) => !present.has(key) && state.withdrawn !== true);
  const grewOld = absent
    .filter(([, state]) => state.publishedAt <= oldest && state.missing === undefined)
    .sort(([, a], [, b]) => (a.publishedAt < b.publishedAt ? 1 : -1))
    // A feed that became shorter lost that many without need: the newest of these, as far as anybody can tell.
    .slice(Math.max(0, listed - items.length));
  const inOrder = new Set(grewOld.map(([key]) => key));
  const due = absent.filter(([key, state]) => {
    if (state.address === undefined || inOrder.has(key)) return false;
    const checks = state.missing?.checks ?? 0;
    return checks < MAX_CHECKS && (state.missing === undefined || state.missing.checkAt <= moment);
  });
  const withdrawals: Withdrawal[] = [];
  const states = new Map<string, ItemState>();
  await Promise.all(
    due.slice(0, MAX_ASKED).map(async ([key, state]) => {
      const address = state.address as string;
      let status = 0;
      try {
        ({ status } = await pages.check(address));
      } catch (error) {
        if (!(error instanceof SourceError) || error.code === 'aborted') throw error;
      }
      if (status === 404 || status === 410) {
        const evidence = status === 410 ? 'page-gone' : 'vanished';
        withdrawals.push({ source, key, address, language: state.language, evidence });
        return;
      }
      const checks = (state.missing?.checks ?? 0) + 1;
      const checkAt = momentOf(new Date(now.getTime() + HOUR_MS * 2 ** (checks - 1)));
      states.set(key, { ...state, missing: { checks, checkAt } });
    }),
  );
  return { withdrawals: withdrawals.sort((a, b) => (a.key < b.key ? -1 : 1)), states };
}

/** When the next missing item is due, or undefined. */
export function nextCheck(states: Iterable<ItemState>): string | undefined {
  const due = [...states].flatMap((state) =>
    state.missing !== undefined && state.missing.checks < MAX_CHECKS && state.withdrawn !== true
      ? [state.missing.checkAt]
      : [],
  );
  return due.sort()[0];
}
