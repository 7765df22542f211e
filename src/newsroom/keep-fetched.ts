import type { Kysely } from 'kysely';
import { checkBody, type NewBlock, normaliseBody, splitLongBlocks } from '../article/index.ts';
import { formatTime } from '../proof/index.ts';
import {
  type Arrival,
  type CarryMedia,
  joinVersions,
  type KnownVersion,
  resolveMedia,
  type SourceState,
} from '../source/index.ts';
import type { FetchedSource } from './fetch.ts';
import { type Kept, keepArrivals, type ReadyArrival } from './keep.ts';
import type { Tables } from './tables.ts';

export type { Kept } from './keep.ts';

/** The newsroom's language that a declared one is: itself, or the same without its region. Null when there is none. */
export function knownLanguage(language: string, languages: readonly string[]): string | null {
  if (languages.includes(language)) return language;
  const [primary = ''] = language.split('-');
  return languages.includes(primary) ? primary : null;
}

/** Articles whose media are fetched at once: a video that is being made small must not hold up the pictures. */
const AT_ONCE = 4;

interface KeepContext {
  readonly db: Kysely<Tables>;
  readonly media: CarryMedia;
  readonly languages: readonly string[];
  readonly now: Date;
  readonly random: (count: number) => Uint8Array;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

/**
 * Keeps what polls brought. Media are fetched first, outside any transaction; then arrivals, withdrawals and the states
 * of the sources are kept in one, so that what is remembered as seen was kept, whatever happens in between.
 */
export async function keepFetched(fetched: readonly FetchedSource[], context: KeepContext): Promise<Kept> {
  const { db, now, random } = context;
  const warnings: string[] = [];
  const ready: ReadyArrival[] = [];
  const all = fetched.flatMap(({ poll }) => poll.arrivals);
  let done = 0;
  const queue = all.entries();
  const outcomes: Awaited<ReturnType<typeof readyArrival>>[] = [];
  const work = async (): Promise<void> => {
    for (const [at, arrival] of queue) {
      context.signal?.throwIfAborted();
      outcomes[at] = await readyArrival(arrival, context);
      done += 1;
      context.onProgress?.(`article ${done} of ${all.length}: ${arrival.body.headline}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const outcome of outcomes) {
    warnings.push(...outcome.warnings);
    if (outcome.ready !== null) ready.push(outcome.ready);
  }
  const kept = await db.transaction().execute(async (trx) => {
    const known = await loadKnown(trx as Kysely<Tables>);
    const joined = joinVersions(
      known,
      ready.map((each) => each.arrival),
    );
    warnings.push(...joined.warnings.map((warning) => warning.message));
    const blocks = new Map(ready.map((each) => [identity(each.arrival), each.blocks]));
    const arrivals = joined.arrivals.map((arrival) => ({ arrival, blocks: blocks.get(identity(arrival)) ?? [] }));
    const result = await keepArrivals(
      trx,
      arrivals,
      fetched.flatMap(({ poll }) => poll.withdrawals),
      { now, random },
    );
    for (const { settings, poll } of fetched) {
      const values = {
        state: JSON.stringify(poll.state),
        polled_at: formatTime(now),
        failure: poll.failure?.message ?? null,
      };
      await trx
        .insertInto('sources')
        .values({ address: settings.address, ...values })
        .onConflict((conflict) => conflict.column('address').doUpdateSet(values))
        .execute();
    }
    return result;
  });
  const told = fetched.flatMap(({ poll }) => poll.warnings.map((warning) => warning.message));
  return { ...kept, warnings: [...told, ...warnings, ...kept.warnings] };
}

const identity = ({ source, key }: Arrival): string => `${source} ${key}`;

/** An arrival with its media, cut to the limits of the model; null, and named, when it cannot be carried. */
async function readyArrival(
  arrival: Arrival,
  { media, languages }: KeepContext,
): Promise<{ ready: ReadyArrival | null; warnings: string[] }> {
  const { source, body } = arrival;
  const item = `"${body.headline}"`;
  const language = knownLanguage(body.language, languages);
  if (language === null) {
    return {
      ready: null,
      warnings: [
        `${source}: ${item} is in ${body.language}, which is not a language of this newsroom; left out (add it under "languages")`,
      ],
    };
  }
  const resolved = await resolveMedia(body.blocks, media, { source, item });
  const blocks: NewBlock[] = splitLongBlocks(resolved.blocks, language);
  const warnings = resolved.warnings.map((warning) => warning.message);
  const numbered = blocks.map((block, at) => ({ ...block, id: `b${at + 1}` }));
  const problems = checkBody(normaliseBody({ ...body, language, state: 'current', blocks: numbered }));
  const [problem] = problems;
  if (problem !== undefined) {
    return {
      ready: null,
      warnings: [...warnings, `${source}: ${item} cannot be carried: ${problem.path} ${problem.message}`],
    };
  }
  return { ready: { arrival: { ...arrival, body: { ...body, language } }, blocks }, warnings };
}

/** Every version kept so far, with the links its source remembers of it. A group is named by its article's id. */
async function loadKnown(db: Kysely<Tables>): Promise<KnownVersion[]> {
  const states = new Map<string, SourceState>();
  for (const row of await db.selectFrom('sources').select(['address', 'state']).execute()) {
    states.set(row.address, JSON.parse(row.state) as SourceState);
  }
  const rows = await db.selectFrom('versions').select(['article', 'language', 'source', 'item', 'address']).execute();
  return rows.map(({ article, language, source, item, address }) => ({
    source,
    key: item,
    group: article,
    language,
    alternates: states.get(source)?.items[item]?.alternates ?? [],
    ...(address === null ? {} : { address }),
  }));
}
