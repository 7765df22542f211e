import type { Arrival, Warning, Withdrawal } from './arrival.ts';
import { hashOf } from './ask.ts';
import { momentOf } from './dates.ts';
import type { FeedItem } from './feed-item.ts';
import { type KeyedItem, showItem } from './identity.ts';
import type { PageReader } from './item-page.ts';
import { readItem } from './read-item.ts';
import type { SourceSettings } from './settings.ts';
import { SourceError } from './source-error.ts';
import type { ItemFailure, ItemState, LeftOut } from './source-state.ts';

const MINUTE_MS = 60_000;
/** A failed item is tried again after 5, 10, 20 … minutes, at most this. */
const MAX_WAIT_MS = 360 * MINUTE_MS;

/** Work in progress: everything that becomes the new state and the report. */
export interface Progress {
  readonly settings: SourceSettings;
  readonly feedAddress: string;
  readonly pages: PageReader;
  readonly now: Date;
  readonly items: Map<string, ItemState>;
  readonly failures: Map<string, ItemFailure>;
  readonly leftOut: Map<string, LeftOut>;
  readonly arrivals: Map<string, Arrival>;
  readonly withdrawals: Withdrawal[];
  readonly warnings: Warning[];
}

/**
 * Reports an item as withdrawn and remembers that it was, and nothing else of it: neither its words and address nor a
 * hash by which a text that somebody holds could be told to be the one.
 */
export function withdraw(progress: Progress, withdrawal: Withdrawal): void {
  const { key } = withdrawal;
  const state = progress.items.get(key);
  if (state === undefined) return;
  const { language, publishedAt, elsewhere } = state;
  progress.items.set(key, {
    language,
    alternates: [],
    fingerprint: '',
    contentHash: '',
    publishedAt,
    headline: '',
    withdrawn: true,
  });
  progress.failures.delete(key);
  progress.leftOut.delete(key);
  progress.withdrawals.push({ ...withdrawal, ...(elsewhere && { elsewhere }) });
}

/** What of the settings changes how items are read. */
export function settingsKey(settings: SourceSettings): string {
  const { kind, text = 'auto', language = null, joinLanguages = false } = settings;
  return JSON.stringify([kind, text, language, joinLanguages]);
}

function fail(progress: Progress, { key, item }: KeyedItem, fingerprint: string, error: SourceError): void {
  const source = progress.settings.name;
  const before = progress.failures.get(key);
  const attempts = before?.fingerprint === fingerprint ? before.attempts + 1 : 1;
  const waitMs = Math.min(5 * MINUTE_MS * 2 ** (attempts - 1), MAX_WAIT_MS);
  progress.failures.set(key, {
    fingerprint,
    attempts,
    ...(error.retryable && { retryAt: momentOf(new Date(progress.now.getTime() + waitMs)) }),
  });
  const code =
    error.code === 'no-text'
      ? 'no-text'
      : error.code === 'invalid' || error.code === 'too-deep'
        ? 'bad-text'
        : 'page-failed';
  progress.leftOut.delete(key);
  const kept = progress.items.has(key) ? 'kept as it was' : 'left out';
  progress.warnings.push({
    code,
    source,
    item: showItem(item),
    message: `${nameOf(progress, item)}: ${kept}: ${reasonOf(error, progress, item)}`,
  });
}

/** The message of an error without the name of the item, which the sentence around it already has. */
function reasonOf(error: SourceError, progress: Progress, item: FeedItem): string {
  const name = `${nameOf(progress, item)}: `;
  return error.message.startsWith(name) ? error.message.slice(name.length) : error.message;
}

/** Source and item, as messages name them. */
export function nameOf(progress: Progress, item: FeedItem): string {
  return `${progress.settings.name}: ${showItem(item)}`;
}

/** Any failure inside one item is that item's: whatever foreign HTML made a library throw must not stop the others. */
export function asSourceError(error: unknown, name: string): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError('invalid', `${name}: cannot be read`, { cause: error });
}

/** Takes one item of a feed in: unchanged, read, gone, or failed; whatever happens stays its own. */
export async function takeItem(progress: Progress, keyed: KeyedItem): Promise<void> {
  const { key, item } = keyed;
  const { settings, now } = progress;
  const known = progress.items.get(key);
  const fingerprint = hashOf(JSON.stringify([settingsKey(settings), item]));
  const failure = progress.failures.get(key);
  const left = progress.leftOut.get(key);
  if (failure?.fingerprint === fingerprint) {
    if (failure.retryAt === undefined || failure.retryAt > momentOf(now)) return;
  } else if (left?.fingerprint === fingerprint) {
    if (left.under === settings.keeping) {
      if (known?.missing !== undefined) progress.items.set(key, withoutMissing(known));
      return;
    }
  } else if (known?.fingerprint === fingerprint && known.withdrawn !== true) {
    if (known.missing !== undefined) progress.items.set(key, withoutMissing(known));
    return;
  }
  const name = nameOf(progress, item);
  try {
    const reading = await readItem(item, {
      settings,
      feedAddress: progress.feedAddress,
      pages: progress.pages,
      // What was not kept is read again whole, whatever its page says about changes.
      known: left === undefined || known === undefined ? known : withoutPage(known),
      attempts: failure?.fingerprint === fingerprint ? failure.attempts : 0,
      now: momentOf(now),
      name,
    });
    progress.failures.delete(key);
    progress.leftOut.delete(key);
    if (reading.kind === 'unchanged' && known !== undefined) {
      progress.items.set(key, { ...withoutMissing(known), fingerprint });
    } else if (reading.kind === 'gone') {
      takeGone(progress, keyed, fingerprint);
    } else if (reading.kind === 'read') {
      const { draft, contentHash, alternates } = reading;
      const address = item.address;
      progress.items.set(key, {
        language: draft.language,
        ...(address !== undefined && { address }),
        alternates,
        fingerprint,
        contentHash,
        publishedAt: draft.publishedAt,
        headline: item.title,
        ...(reading.page !== undefined && { page: reading.page }),
      });
      for (const warning of reading.warnings) {
        progress.warnings.push({ ...warning, source: settings.name, item: showItem(item) });
      }
      const isSame = known !== undefined && known.withdrawn !== true && known.contentHash === contentHash;
      if (isSame && left === undefined) return;
      progress.arrivals.set(key, {
        status: known === undefined ? 'new' : 'changed',
        source: settings.name,
        key,
        group: `${settings.name} ${key}`,
        ...(address !== undefined && { address }),
        alternates,
        body: draft,
        contentHash,
      });
    }
  } catch (error) {
    const reason = asSourceError(error, name);
    if (reason.code === 'aborted') throw reason;
    fail(progress, keyed, fingerprint, reason);
  }
}

function withoutMissing(state: ItemState): ItemState {
  const { missing: _, ...rest } = state;
  return rest;
}

function withoutPage(state: ItemState): ItemState {
  const { page: _, ...rest } = state;
  return rest;
}

/** An item whose page answers 410 while the feed still lists it. */
function takeGone(progress: Progress, { key, item }: KeyedItem, fingerprint: string): void {
  const source = progress.settings.name;
  const known = progress.items.get(key);
  if (known === undefined || known.withdrawn === true) {
    progress.failures.set(key, { fingerprint, attempts: 1 });
    return;
  }
  progress.items.set(key, { ...known, fingerprint });
  withdraw(progress, {
    source,
    key,
    ...(item.address !== undefined && { address: item.address }),
    language: known.language,
    evidence: 'page-gone',
  });
}
