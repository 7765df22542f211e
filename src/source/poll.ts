import type { Arrival, Warning, Withdrawal } from './arrival.ts';
import { momentOf } from './dates.ts';
import { type KeyedItem, keyItems, showItem } from './identity.ts';
import { openPageReader } from './item-page.ts';
import { type FeedReading, readFeed } from './read-feed.ts';
import { DEFAULT_MAX_ITEMS, type PollPorts, type SourceSettings } from './settings.ts';
import { SourceError } from './source-error.ts';
import type { ItemState, SourceState } from './source-state.ts';
import { asSourceError, nameOf, type Progress, settingsKey, takeItem, withdraw } from './take-item.ts';
import { deletedItems, missingItems, nextCheck } from './withdrawn.ts';

/** What a poll found. */
export interface Poll {
  /** `unchanged`: the source says so; `read`: it was read, though nothing in it need be new; `failed`: see `failure`. */
  readonly outcome: 'unchanged' | 'read' | 'failed';
  /** Title the source gives itself, when it was read and has one. */
  readonly title?: string;
  /** Why the source as a whole could not be read. Nothing is lost; the next poll tries again. */
  readonly failure?: SourceError;
  /** To be kept in one transaction with what follows, and given to the next poll. */
  readonly state: SourceState;
  readonly arrivals: readonly Arrival[];
  readonly withdrawals: readonly Withdrawal[];
  readonly warnings: readonly Warning[];
}

const DAY_MS = 86_400_000;
/**
 * How long "nothing changed" is believed. WordPress and others make their validators from the newest item, so they stay
 * the same when another is withdrawn. After that the body is asked for, and its hash decides.
 */
const BELIEVED_MS = 15 * 60_000;
/** Items read at once, whatever their hosts. */
const AT_ONCE = 6;
/** States kept of items that are in the feed no longer: enough to know one again that returns. */
const MAX_REMEMBERED = 5_000;

/** The newest items, in the order of the feed; those without a date count as new. */
function newest(items: readonly KeyedItem[], most: number): readonly KeyedItem[] {
  const sorted = items.toSorted((a, b) => {
    const [first, second] = [a.item.publishedAt ?? '9', b.item.publishedAt ?? '9'];
    return first < second ? 1 : first > second ? -1 : 0;
  });
  const kept = new Set(sorted.slice(0, most));
  return items.filter((each) => kept.has(each));
}

async function inParallel<T>(work: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const rest = work[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const each of rest) await run(each);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Items dated more than a day ahead, which are left out until their day comes. */
function splitFuture(progress: Progress, items: readonly KeyedItem[]): { current: KeyedItem[]; dueAt: string[] } {
  const limit = momentOf(new Date(progress.now.getTime() + DAY_MS));
  const current: KeyedItem[] = [];
  const dueAt: string[] = [];
  for (const each of items) {
    const date = each.item.publishedAt;
    if (date === undefined || date <= limit) {
      current.push(each);
      continue;
    }
    dueAt.push(momentOf(new Date(Date.parse(date) - DAY_MS)));
    progress.warnings.push({
      code: 'future-date',
      source: progress.settings.name,
      item: showItem(each.item),
      message: `${nameOf(progress, each.item)}: dated ${date}, more than a day ahead; left out until then`,
    });
  }
  return { current, dueAt };
}

function listed(state: ItemState): ItemState {
  const { unlisted: _, ...rest } = state;
  return rest;
}

/** @param isWhole whether the feed was read to its end: else what is absent may be listed all the same */
function remembered(
  items: ReadonlyMap<string, ItemState>,
  present: ReadonlySet<string>,
  isWhole: boolean,
): Record<string, ItemState> {
  const gone = [...items].filter(([key]) => !present.has(key));
  const kept = new Set(
    gone
      .sort(([, a], [, b]) => (a.publishedAt < b.publishedAt ? 1 : -1))
      .slice(0, MAX_REMEMBERED)
      .map(([key]) => key),
  );
  return Object.fromEntries(
    [...items].flatMap(([key, state]) => {
      if (present.has(key)) return [[key, listed(state)]];
      if (!kept.has(key)) return [];
      return [[key, isWhole && state.withdrawn !== true ? { ...state, unlisted: true as const } : state]];
    }),
  );
}

async function takeFeed(
  progress: Progress,
  reading: Extract<FeedReading, { kind: 'read' }>,
  listed: number,
): Promise<SourceState> {
  const { settings, now } = progress;
  const { feed } = reading;
  const known = new Map(progress.items);
  const { items, doubles, nameless } = keyItems(feed.items, known);
  for (const double of doubles) {
    progress.warnings.push({
      code: 'second-item',
      source: settings.name,
      item: showItem(double),
      message: `${nameOf(progress, double)}: has the id of an item before it (${double.id ?? 'none'}); the first one is taken`,
    });
  }
  for (const item of nameless) {
    const message = `${nameOf(progress, item)}: has no id, address, title or date to know it by; left out`;
    progress.warnings.push({ code: 'no-text', source: settings.name, item: showItem(item), message });
  }
  const deleted = deletedItems(settings.name, feed, items, known);
  for (const withdrawal of deleted.withdrawals) withdraw(progress, withdrawal);
  const { current, dueAt } = splitFuture(progress, items);
  const taken = newest(current, settings.maxItems ?? DEFAULT_MAX_ITEMS);
  await inParallel(
    taken.filter(({ key }) => !deleted.keys.has(key)),
    (each) => takeItem(progress, each),
  );
  // A text that breaks off says nothing about what is missing from it.
  if (feed.repaired === undefined) {
    // What the feed says is deleted is neither asked for nor remembered as still there.
    const others = new Map([...known].filter(([key]) => !deleted.keys.has(key)));
    const before = listed - deleted.withdrawals.length;
    const missing = await missingItems(settings.name, items, others, before, progress.pages, now);
    for (const [key, state] of missing.states) progress.items.set(key, state);
    for (const withdrawal of missing.withdrawals) withdraw(progress, withdrawal);
  }
  const present = new Set(items.map(({ key }) => key));
  const failures = [...progress.failures].filter(([key]) => present.has(key));
  const read = new Set(taken.map(({ key }) => key));
  const due = [...dueAt, ...failures.flatMap(([, each]) => each.retryAt ?? [])];
  const check = nextCheck(progress.items.values());
  const rereadAt = [...due, ...(check === undefined ? [] : [check])].sort()[0];
  return {
    version: 1,
    feed: reading.validators,
    ...(reading.followed !== undefined && { followed: reading.followed }),
    settings: settingsKey(settings),
    readAt: momentOf(now),
    listed: feed.repaired === undefined ? items.length : listed,
    ...(rereadAt !== undefined && { rereadAt }),
    items: remembered(progress.items, present, feed.repaired === undefined),
    failures: Object.fromEntries(failures),
    leftOut: Object.fromEntries([...progress.leftOut].filter(([key]) => read.has(key))),
  };
}

/**
 * Reads a source once and says what is new, changed or withdrawn since `state`.
 *
 * What did not change is not fetched: the source is asked with its validators, and the page of an item only when the
 * feed says something new about the item. Whatever fails in one item is named in `warnings` and keeps what was known
 * of it; the others go on. A source that fails as a whole is an outcome, not an exception. At most two requests run
 * at once for one host.
 *
 * @throws SourceError `aborted` when the caller's signal says so; nothing else
 * @example
 * const poll = await pollSource({ name: 'courier', kind: 'feed', address }, state, { fetch: client.fetch, now });
 * for (const arrival of joinVersions(known, poll.arrivals).arrivals) …
 */
export async function pollSource(settings: SourceSettings, state: SourceState, ports: PollPorts): Promise<Poll> {
  const now = ports.now();
  const isDue = state.rereadAt !== undefined && state.rereadAt <= momentOf(now);
  const isKeepingMore = Object.values(state.leftOut).some(({ under }) => under !== settings.keeping);
  const unconditional = isDue || isKeepingMore || state.settings !== settingsKey(settings);
  const isBelieved = state.readAt !== undefined && Date.parse(state.readAt) + BELIEVED_MS > now.getTime();
  const { bodyHash } = state.feed;
  const asked = isBelieved || bodyHash === undefined ? state : { ...state, feed: { bodyHash } };
  let reading: FeedReading;
  try {
    reading = await readFeed(settings, asked, ports, unconditional);
  } catch (error) {
    const failure = asSourceError(error, `${settings.name}: ${settings.address}`);
    if (failure.code === 'aborted') throw failure;
    // What a page once named as its feed may be wrong by now; the next poll looks at the page again.
    const { followed: _, ...rest } = state;
    return {
      outcome: 'failed',
      failure: named(failure, settings),
      state: rest,
      arrivals: [],
      withdrawals: [],
      warnings: [],
    };
  }
  if (reading.kind === 'unchanged') {
    const next = { ...state, feed: reading.validators, ...(!isBelieved && { readAt: momentOf(now) }) };
    return { outcome: 'unchanged', state: next, arrivals: [], withdrawals: [], warnings: [] };
  }
  const progress: Progress = {
    settings,
    feedAddress: reading.followed ?? settings.address,
    pages: openPageReader(ports),
    now,
    items: new Map(Object.entries(state.items)),
    failures: new Map(Object.entries(state.failures)),
    leftOut: new Map(Object.entries(state.leftOut)),
    arrivals: new Map(),
    withdrawals: [],
    warnings: reading.warnings.map((warning) => ({ ...warning, source: settings.name })),
  };
  const next = await takeFeed(progress, reading, state.listed ?? 0);
  // Items are read at once and end in any order; what is told keeps the order of the feed.
  const order = new Map(
    keyItems(reading.feed.items, new Map(Object.entries(state.items))).items.map(({ key }, at) => [key, at]),
  );
  const arrivals = [...progress.arrivals.values()].sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0));
  return {
    outcome: 'read',
    ...(reading.feed.title !== undefined && { title: reading.feed.title }),
    state: next,
    arrivals,
    withdrawals: progress.withdrawals,
    warnings: progress.warnings,
  };
}

/** The failure of a source, with the source's name in its message. */
function named(error: SourceError, settings: SourceSettings): SourceError {
  if (error.message.startsWith(`${settings.name}: `)) return error;
  const { hint, retryable } = error;
  return new SourceError(error.code, `${settings.name}: ${error.message}`, { hint, retryable, cause: error });
}
