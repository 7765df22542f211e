/**
 * How fast the memory of translations answers beside a million segments.
 *
 *   node bench/memory.ts --segments 50000                        # in an embedded database in a folder of its own
 *   node bench/memory.ts --segments 1000000 --database postgresql://…   # in an empty database that may be filled
 *   node bench/memory.ts --segments 0 --database postgresql://…         # again, in the one that was filled
 *
 * The segments are made up, seeded: sentences of 3 to 40 words of a vocabulary of 60,000 in which few words are frequent
 * (Zipf), one in five a variant of another one, as reporting repeats itself. Asked for are segments that are there, variants
 * with one to four words changed, and new ones, in turn. Every lookup is the whole call: two queries and the comparison.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { openStore } from '../src/platform/store/index.ts';
import { migrations, type Tables } from '../src/tables/index.ts';
import { fillFromMemory, lookUp, remember } from '../src/translate/index.ts';

const { values } = parseArgs({
  options: {
    segments: { type: 'string', default: '50000' },
    lookups: { type: 'string', default: '1000' },
    database: { type: 'string' },
    trigrams: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1' },
  },
});
const wanted = Number(values.segments);

let state = 7;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

const SYLLABLES = 'an be der en fu ge ha in ka le mo nu or pa ri sch ta um ver wo zu ein ung keit lich'.split(' ');
const vocabulary = Array.from({ length: 60_000 }, (_, rank) => {
  const syllables = 1 + Math.min(4, Math.floor(Math.log10(rank + 1) * (0.5 + random())));
  return Array.from({ length: syllables }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
});
/** Rank by Zipf: the hundred most frequent words are half of all. */
const word = (): string => vocabulary[Math.floor(60_000 ** random()) - 1] ?? 'der';
const sentence = (): string[] => Array.from({ length: 3 + Math.floor(37 * random() ** 1.5) }, word);
const varied = (words: readonly string[], changes: number): string[] => {
  const out = [...words];
  for (let left = changes; left > 0; left -= 1) out[Math.floor(random() * out.length)] = word();
  return out;
};

interface Open {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

async function openDatabase(): Promise<Open> {
  if (values.database === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'tamizdat-bench-memory-'));
    const store = await openStore<Tables>(folder, { migrations });
    return {
      db: store.db,
      async close() {
        await store.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: values.database }) }),
  });
  const [{ tables } = { tables: 0 }] = (
    await sql<{
      tables: number;
    }>`select count(*)::integer as tables from pg_tables where schemaname = 'public'`.execute(db)
  ).rows;
  if (tables === 0) for (const name of Object.keys(migrations).sort()) await migrations[name]?.(db as Kysely<unknown>);
  return { db, close: () => db.destroy() };
}

const RUNS = Number(values.runs);

/**
 * Milliseconds of each call, sorted. Of `--runs` of the same call the fastest: on a busy machine the others measure who else
 * was running.
 */
async function times(count: number, prepare: (at: number) => () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const call = prepare(at);
    let fastest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run += 1) {
      const start = performance.now();
      await call();
      fastest = Math.min(fastest, performance.now() - start);
    }
    taken.push(fastest);
  }
  return taken.sort((a, b) => a - b);
}

function tell(what: string, taken: readonly number[]): void {
  const at = (share: number): string => (taken[Math.floor(taken.length * share)] ?? 0).toFixed(2).padStart(8);
  console.log(`${what.padEnd(34)} p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   p99 ${at(0.99)} ms`);
}

const { db, close } = await openDatabase();
try {
  const languages = { from: 'de', to: 'ru' };
  const sample: string[][] = [];
  const start = performance.now();
  const BATCH = 2_000;
  for (let done = 0; done < wanted; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, wanted - done) }, () => {
      const known = sample[Math.floor(random() * sample.length)];
      const words = known !== undefined && random() < 0.2 ? varied(known, 1 + Math.floor(random() * 4)) : sentence();
      if (sample.length < 20_000) sample.push(words);
      else sample[Math.floor(random() * sample.length)] = words;
      const source = words.join(' ');
      return { ...languages, source, target: `${source} (ru)`, by: 'Marta', at: new Date(), article: null };
    });
    await db.transaction().execute((trx) => remember(trx, batch));
    if (done % 100_000 === 0)
      console.log(`${done} remembered after ${Math.round((performance.now() - start) / 1000)} s`);
  }
  if (wanted === 0) {
    const { rows } = await sql<{
      source: string;
    }>`select source from memory tablesample system (1) limit 20000`.execute(db);
    sample.push(...rows.map(({ source }) => source.split(' ')));
  }
  await sql`vacuum analyze`.execute(db);
  console.log(`${wanted} segments remembered in ${Math.round((performance.now() - start) / 1000)} s`);
  const size = await sql<{ relation: string; size: string }>`
    select relname as relation, pg_size_pretty(pg_total_relation_size(oid)) as size
    from pg_class where relname in ('memory', 'memory_grams')
  `.execute(db);
  for (const { relation, size: bytes } of size.rows) console.log(`${relation}: ${bytes}`);

  const count = Number(values.lookups);
  const asked = Array.from({ length: count }, () => sample[Math.floor(random() * sample.length)] ?? sentence());
  const text = (words: readonly string[]): string => words.join(' ');
  const look = (words: readonly string[]) => lookUp(db, { ...languages, text: text(words) }, 5);
  await times(200, (at) => () => look(asked[at] ?? []));
  tell('the same text', await times(count, (at) => () => look(asked[at] ?? [])));
  for (const changes of [1, 2, 4]) {
    let found = 0;
    const taken = await times(count, (at) => {
      const original = asked[at] ?? [];
      const words = varied(original, changes);
      return async () => {
        const matches = await look(words);
        if (matches.some((match) => match.source === text(original))) found += 1;
      };
    });
    tell(`${changes} of its words changed`, taken);
    console.log(`    the text it was made of found for ${found / RUNS} of ${count}`);
  }
  const made = (words: readonly string[]) => () => look(words);
  tell('a new text', await times(count, () => made(sentence())));
  tell('300 words', await times(100, () => made(Array.from({ length: 300 }, word))));
  const article = Array.from({ length: 60 }, (_, at) => ({ key: `b${at}`, text: text(asked[at % count] ?? []) }));
  tell(
    '60 segments filled at once',
    await times(50, () => () => fillFromMemory(db, { ...languages, segments: article })),
  );

  if (values.trigrams) {
    // What was not chosen: the same question to a trigram index of the database.
    await sql`create extension if not exists pg_trgm`.execute(db);
    await sql`create index if not exists bench_trigrams on memory using gin (source gin_trgm_ops)`.execute(db);
    await sql`analyze memory`.execute(db);
    for (const threshold of [0.5, 0.7]) {
      await sql`select set_config('pg_trgm.similarity_threshold', ${String(threshold)}, false)`.execute(db);
      const taken = await times(10, (at) => {
        const words = text(varied(asked[at] ?? [], 2));
        return () =>
          sql`select source, similarity(source, ${words}) as alike from memory
              where source % ${words} order by alike desc limit 5`.execute(db);
      });
      tell(`pg_trgm, similarity ${threshold}`, taken);
    }
  }
} finally {
  await close();
}
