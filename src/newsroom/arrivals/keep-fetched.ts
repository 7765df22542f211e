import { type Kysely, sql, type Transaction } from 'kysely';
import { checkBody, type NewBlock, normaliseBody, splitLongBlocks } from '../../article/index.ts';
import { DESK, type Enqueue } from '../../editing/index.ts';
import type { Settings } from '../../platform/config/index.ts';
import {
  type Arrival,
  type CarryMedia,
  type Concerns,
  concernsOf,
  emptySourceState,
  type ItemIdentity,
  joinVersions,
  joinWithdrawals,
  type KnownVersion,
  resolveMedia,
  type SourceState,
  type Unkept,
  withoutUnkept,
} from '../../source/index.ts';
import type { Tables } from '../../tables/index.ts';
import { knownLanguage } from './came-in.ts';
import { type FetchedSource, keepingOf } from './fetch.ts';
import { type Kept, keepArrivals, type ReadyArrival } from './keep.ts';
import { loadPushSources } from './pushes.ts';
import { loadSourceStates, saveSourceState } from './source-states.ts';

export type { Kept } from './keep.ts';

/** Articles whose media are fetched at once: a video that is being made small must not hold up the pictures. */
const AT_ONCE = 4;

interface KeepContext {
  readonly db: Kysely<Tables>;
  readonly media: CarryMedia;
  readonly settings: Pick<Settings, 'languages' | 'sources' | 'translations' | 'review'>;
  readonly now: Date;
  readonly random: (count: number) => Uint8Array;
  readonly enqueue: Enqueue;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

/** What keeping came to besides the states of the sources. */
interface KeptItems extends Kept {
  /** Arrivals that were not kept, by source. */
  readonly unkept: ReadonlyMap<string, readonly Unkept[]>;
}

/**
 * Keeps what polls brought. Media are fetched first, outside any transaction; then arrivals, withdrawals and the states
 * of the sources are kept in one, so that what is remembered as seen was kept, whatever happens in between. What is not
 * kept is not remembered as seen either: it comes again when the source changes it or the settings change.
 */
export async function keepFetched(fetched: readonly FetchedSource[], context: KeepContext): Promise<Kept> {
  const outcomes = await readyAll(
    fetched.flatMap(({ poll }) => poll.arrivals),
    context,
  );
  const kept = await context.db.transaction().execute(async (trx) => {
    const states = await loadSourceStates(trx);
    const hasNews = fetched.some(({ poll }) => poll.arrivals.length > 0 || poll.withdrawals.length > 0);
    const result = hasNews ? await keepItems(trx, fetched, outcomes, states, context) : NOTHING;
    for (const { settings, poll } of fetched) {
      const { address, name } = settings;
      const before = states.get(address) ?? emptySourceState();
      const state = withoutUnkept(before, poll, result.unkept.get(name) ?? [], keepingOf(context.settings));
      await saveSourceState(trx, address, { state, failure: poll.failure?.message ?? null });
    }
    return result;
  });
  const { unkept: _, ...counts } = kept;
  const told = fetched.flatMap(({ poll }) => poll.warnings.map((warning) => warning.message));
  const warnings = [...told, ...outcomes.flatMap((outcome) => outcome.warnings), ...kept.warnings];
  return { ...counts, warnings };
}

const NOTHING: KeptItems = { added: 0, corrected: 0, withdrawn: 0, warnings: [], unkept: new Map() };

/** Fetches the media of arrivals, a few at a time. */
async function readyAll(arrivals: readonly Arrival[], context: KeepContext): Promise<Outcome[]> {
  const kept = await loadLanguages(context.db, arrivals);
  const outcomes: Outcome[] = [];
  const queue = arrivals.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [at, arrival] of queue) {
      context.signal?.throwIfAborted();
      outcomes[at] = await readyArrival(arrival, kept.get(identity(arrival)), context);
      done += 1;
      context.onProgress?.(`article ${done} of ${arrivals.length}: ${arrival.body.headline}`);
    }
  };
  // One that fails must not leave the others at work behind its back.
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return outcomes;
}

async function keepItems(
  trx: Transaction<Tables>,
  fetched: readonly FetchedSource[],
  outcomes: readonly Outcome[],
  states: ReadonlyMap<string, SourceState>,
  { settings, now, random, enqueue }: KeepContext,
): Promise<KeptItems> {
  const ready = outcomes.flatMap((outcome) => outcome.ready ?? []);
  const withdrawals = fetched.flatMap(({ poll }) => poll.withdrawals);
  const newest = new Map([
    ...states,
    ...fetched.map(({ settings: { address }, poll }) => [address, poll.state] as const),
  ]);
  const pushing = await loadPushSources(trx, now);
  const sources = new Set([...settings.sources.map(({ address }) => address), ...pushing]);
  const arrived = ready.map(({ arrival }) => arrival);
  const known = await loadKnown(trx, concernsOf(arrived, withdrawals), {
    states: newest,
    sources,
    withdrawn: new Set(withdrawals.map(identity)),
  });
  const joined = joinVersions(known, arrived);
  const taken = joinWithdrawals(known, withdrawals);
  const blocks = new Map(ready.map((each) => [identity(each.arrival), each.blocks]));
  const arrivals = joined.arrivals.map((arrival) => ({ arrival, blocks: blocks.get(identity(arrival)) ?? [] }));
  const { refused, ...kept } = await keepArrivals(trx, arrivals, taken.withdrawals, { settings, now, random, enqueue });
  const unkept = new Map<string, Unkept[]>();
  const leave = (why: Unkept['why'], each: Arrival): void => {
    unkept.set(each.source, [...(unkept.get(each.source) ?? []), { key: each.key, why }]);
  };
  for (const outcome of outcomes) if (outcome.ready === null) leave('refused', outcome.arrival);
  for (const arrival of refused) leave('refused', arrival);
  for (const arrival of joined.doubles) leave('elsewhere', arrival);
  const warnings = [...joined.warnings, ...taken.warnings].map((warning) => warning.message);
  return { ...kept, warnings: [...warnings, ...kept.warnings], unkept };
}

const identity = ({ source, key }: ItemIdentity): string => `${source} ${key}`;

interface Outcome {
  readonly arrival: Arrival;
  /** Null when it cannot be carried. */
  readonly ready: ReadyArrival | null;
  readonly warnings: readonly string[];
}

/** Languages of the versions that are kept already, by the items that now come again. */
async function loadLanguages(db: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<Map<string, string>> {
  const languages = new Map<string, string>();
  for (const [source, items] of Map.groupBy(arrivals, (arrival) => arrival.source)) {
    // The database knows no NUL, and refuses the question too; such an item is not kept anyway.
    const keys = items.map(({ key }) => key.replaceAll('\0', ''));
    const rows = await db
      .selectFrom('versions')
      .select(['item', 'language'])
      .where('source', '=', source)
      .where('item', 'in', keys)
      .execute();
    for (const { item, language } of rows) languages.set(identity({ source, key: item }), language);
  }
  return languages;
}

/** An arrival with its media, cut to the limits of the model; without `ready`, and named, when it cannot be carried. */
async function readyArrival(
  arrival: Arrival,
  kept: string | undefined,
  { media, settings: { languages } }: KeepContext,
): Promise<Outcome> {
  const { source, body } = arrival;
  const item = `"${body.headline}"`;
  // What is published goes on being corrected, also in a language that the settings do not have any more.
  const own = kept === undefined ? null : knownLanguage(body.language, [kept]);
  const language = own ?? knownLanguage(body.language, languages);
  if (language === null) {
    const warning = `${source}: ${item} is in ${body.language}, which is not a language of this newsroom; left out (add it under "languages")`;
    return { arrival, ready: null, warnings: [warning] };
  }
  const resolved = await resolveMedia(body.blocks, media, { source, item });
  const blocks: NewBlock[] = splitLongBlocks(resolved.blocks, language);
  const warnings = resolved.warnings.map((warning) => warning.message);
  const numbered = blocks.map((block, at) => ({ ...block, id: `b${at + 1}` }));
  const [problem] = checkBody(normaliseBody({ ...body, language, state: 'current', blocks: numbered }));
  if (problem !== undefined) {
    warnings.push(`${source}: ${item} cannot be carried: ${problem.path} ${problem.message}`);
    return { arrival, ready: null, warnings };
  }
  return { arrival, ready: { arrival: { ...arrival, body: { ...body, language } }, blocks }, warnings };
}

interface Known {
  /** What each source remembers, by its address. */
  readonly states: ReadonlyMap<string, SourceState>;
  /** Addresses of the settings, and programs that may push. */
  readonly sources: ReadonlySet<string>;
  /** Items that are withdrawn now: nobody else has a say in that. */
  readonly withdrawn: ReadonlySet<string>;
}

/** The versions kept so far that items concern, with the links their sources remember. A group is named by its article. */
async function loadKnown(
  db: Transaction<Tables>,
  { keys, pages, isNamedBy }: Concerns,
  { states, sources, withdrawn }: Known,
): Promise<KnownVersion[]> {
  const naming = [...states.values()].flatMap(({ items }) =>
    Object.entries(items).flatMap(([key, { alternates }]) => (isNamedBy(alternates) ? key : [])),
  );
  const concerned = await db
    .selectFrom('versions')
    .select('article')
    .distinct()
    .where((where) =>
      where.or([
        sql<boolean>`item = any(${[...keys, ...naming]}::text[])`,
        sql<boolean>`page = any(${[...pages]}::text[])`,
      ]),
    )
    .execute();
  const articles = concerned.map(({ article }) => article);
  const rows = await db
    .selectFrom('versions')
    .select(['article', 'language', 'source', 'item', 'address', 'published_at'])
    .where(sql<boolean>`article = any(${articles}::text[])`)
    // What is translated here stands in nobody's way: its source's own version takes its place.
    .where('source', '<>', DESK)
    .execute();
  return rows.map(({ article, language, source, item, address, published_at }): KnownVersion => {
    const state = states.get(source)?.items[item];
    const isUnlisted = state?.unlisted === true && !withdrawn.has(identity({ source, key: item }));
    return {
      source,
      key: item,
      group: article,
      language,
      alternates: state?.alternates ?? [],
      publishedAt: published_at,
      ...(address !== null && { address }),
      ...(!sources.has(source) ? { released: 'source-gone' } : isUnlisted && { released: 'unlisted' }),
    };
  });
}
