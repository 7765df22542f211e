import type { Alternate } from './arrival.ts';
import { composeDraft, dateCorrections, inOtherScript } from './compose-draft.ts';
import { contentHashOf } from './content-hash.ts';
import type { Draft } from './draft.ts';
import type { FeedItem } from './feed-item.ts';
import { type FeedText, feedTextOf } from './feed-text.ts';
import type { PageReader } from './item-page.ts';
import { fitDraft } from './limits.ts';
import type { Page } from './page.ts';
import type { SourceSettings } from './settings.ts';
import { SourceError } from './source-error.ts';
import type { ItemState, Validators } from './source-state.ts';

/** What reading one item gave. */
export type ItemReading =
  /** Its page says that nothing changed. */
  | { readonly kind: 'unchanged' }
  /** Its page answers 410. */
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'read';
      readonly draft: Draft;
      readonly contentHash: string;
      readonly alternates: readonly Alternate[];
      readonly page?: Validators;
      readonly warnings: readonly {
        readonly code: 'charset' | 'language-guessed' | 'no-date' | 'page-failed';
        readonly message: string;
      }[];
    };

/** What is needed to read an item. */
export interface ItemContext {
  readonly settings: SourceSettings;
  readonly feedAddress: string;
  readonly pages: PageReader;
  readonly known: ItemState | undefined;
  /** How often it failed before. */
  readonly attempts: number;
  /** UTC, seconds. */
  readonly now: string;
  /** Names the item in errors: source, title, address. */
  readonly name: string;
}

/** A text that is there is not kept back for its language links any longer than this many polls. */
const MAX_ATTEMPTS = 3;

function needsPage(item: FeedItem, text: FeedText, settings: SourceSettings): boolean {
  if (item.address === undefined) return false;
  if (settings.text === 'page') return true;
  return settings.text !== 'feed' && text.isTeaser;
}

interface PageText {
  readonly page?: Page;
  readonly validators?: Validators;
  readonly charsetWarning?: string;
  readonly failure?: SourceError;
}

async function readPage(
  item: FeedItem,
  text: FeedText,
  context: ItemContext,
): Promise<PageText | 'unchanged' | 'gone'> {
  const { settings, known, pages } = context;
  const needed = needsPage(item, text, settings);
  const wantsLinks = settings.joinLanguages === true && item.alternates.length === 0;
  if (item.address === undefined || (!needed && !wantsLinks)) return {};
  const language = settings.language ?? item.language;
  // Only where the page decides everything does its "unchanged" mean that the article is.
  const isDecisive = needed && known?.withdrawn !== true && known?.headline === item.title;
  try {
    const hints = { ...(language !== undefined && { language }), ...(item.title !== '' && { headline: item.title }) };
    const reading = await pages.read(item.address, hints, isDecisive ? known?.page : undefined);
    if (reading.kind !== 'read') return reading.kind;
    const { page, validators, charsetWarning } = reading;
    return { page, validators, ...(charsetWarning !== undefined && { charsetWarning }) };
  } catch (error) {
    if (!(error instanceof SourceError) || error.code === 'aborted') throw error;
    const canWait = error.retryable && context.attempts + 1 < MAX_ATTEMPTS;
    if (needed || canWait) throw error;
    return { failure: error };
  }
}

/**
 * Reads one item of a feed or sitemap, and its page where that is needed.
 *
 * @throws SourceError about this item alone
 */
export async function readItem(item: FeedItem, context: ItemContext): Promise<ItemReading> {
  const { settings, known, name, now } = context;
  const language = settings.language ?? item.language ?? 'und';
  const feedText = feedTextOf(item, language, context.feedAddress, name);
  const found = await readPage(item, feedText, context);
  if (found === 'unchanged' || found === 'gone') return { kind: found };
  const { page } = found;
  const composed = composeDraft({
    item,
    feedText,
    page,
    settings,
    seenAt: known?.publishedAt ?? now,
    knownDate: known?.publishedAt,
    now,
  });
  const { declared, guessed } = composed.language;
  if (composed.draft === null) {
    const why = declared === null && guessed === null ? 'no text in a language that is declared or known' : 'no text';
    throw new SourceError('no-text', `${name}: ${why}`, {
      hint: declared === null ? 'set the language of the source in the settings' : 'look at the feed and the page',
    });
  }
  const draft = fitDraft(composed.draft, name);
  const warnings: { code: 'charset' | 'language-guessed' | 'no-date' | 'page-failed'; message: string }[] = [];
  if (found.charsetWarning !== undefined) {
    warnings.push({ code: 'charset', message: `${name}: the page is ${found.charsetWarning}` });
  }
  if (found.failure !== undefined) {
    warnings.push({
      code: 'page-failed',
      message: `${name}: carried without language links: ${found.failure.message}`,
    });
  }
  if (declared === null) {
    warnings.push({ code: 'language-guessed', message: `${name}: declares no language; looks like ${guessed}` });
  } else if (guessed !== null && inOtherScript(declared, guessed)) {
    const message = `${name}: declared as ${declared}, but looks like ${guessed}; carried as ${draft.language}`;
    warnings.push({ code: 'language-guessed', message });
  }
  if (!composed.isDated) warnings.push({ code: 'no-date', message: `${name}: has no date; taken as published now` });
  return {
    kind: 'read',
    draft: dateCorrections(draft, known === undefined ? draft.publishedAt : now),
    contentHash: contentHashOf(draft),
    alternates: item.alternates.length > 0 ? item.alternates : (page?.alternates ?? []),
    ...(found.validators !== undefined && { page: found.validators }),
    warnings,
  };
}
