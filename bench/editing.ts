/**
 * The table of articles of a large newsroom: how long its pages, filters and searches take, as calls of the desk and as
 * pages of the console over HTTP, up to the first byte.
 *
 *     node --import ./scripts/tsx.mjs bench/editing.ts [articles]                         on the embedded database
 *     DATABASE=postgres://… node --import ./scripts/tsx.mjs bench/editing.ts [articles]   on a server: an empty database
 *
 * Each article has three language versions; the third is translated at the desk, and in different states.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openConsole } from '../src/console/index.ts';
import { specimen } from '../src/console/testing/specimen.ts';
import { type ArticleQuery, openEditing, settleCells } from '../src/editing/index.ts';
import { parseSettings } from '../src/platform/config/index.ts';
import { openServerStore, openStore } from '../src/platform/store/index.ts';
import { migrations, type Tables } from '../src/tables/index.ts';

const ARTICLES = Number(process.argv[2] ?? 100_000);
const RUNS = 40;
const random = (count: number): Uint8Array => new Uint8Array(randomBytes(count));

/** Syllables of three scripts: words of which some are in every tenth headline and some in a few. */
const SYLLABLES = {
  de: ['ha', 'fen', 'brü', 'cke', 'stadt', 'rat', 'mö', 'we', 'see', 'hund', 'wind', 'kai'],
  ru: ['га', 'вань', 'мо', 'рской', 'вест', 'ник', 'ле', 'до', 'кол', 'при', 'чал', 'ветер'],
  fa: ['بن', 'در', 'شه', 'پل', 'تا', 'زه', 'باد', 'در', 'یا', 'کش', 'تی', 'راه'],
} as const;

const folder = await mkdtemp(join(tmpdir(), 'tamizdat-bench-'));
const address = process.env.DATABASE;
const store =
  address === undefined
    ? await openStore<Tables>(join(folder, 'database'), { migrations })
    : await openServerStore<Tables>(address, { migrations });
const { db } = store;
const editing = openEditing({
  db,
  settings: () => ({ languages: ['de', 'ru', 'fa'], translations: [], review: [] }),
  now: () => new Date(),
  random,
  enqueue: async () => {},
  onChange: () => {},
});

await fill();
for (const [what, query] of questions()) await measure(what, query);
await measureActs();
await measurePages();
await store.close();
await rm(folder, { recursive: true, force: true });

async function fill(): Promise<void> {
  const begun = performance.now();
  await sql`
    insert into articles (id, day, changed_at)
    select 'a' || lpad(n::text, 9, '0'), to_char(date '2020-01-01' + n / 50, 'YYYY-MM-DD'),
      to_char(timestamp '2020-01-01' + n * interval '29 minutes', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"')
    from generate_series(1, ${ARTICLES}::int) as n`.execute(db);
  for (const [language, syllables] of Object.entries(SYLLABLES)) {
    // A word is three syllables out of twelve; the product of two even numbers makes some words frequent.
    const word = (seed: number) =>
      sql`list[1 + (n * ${seed}::int) % 12] || list[1 + (n / ${seed}::int) % 12] || list[1 + (n % 7 * (n % 7) % 7) * (n % ${seed}::int % 2)]`;
    await sql`
      insert into versions (article, language, source, item, revision, body, content_hash, salt, highest_block, wanted,
        published, published_revision, published_at)
      select 'a' || lpad(n::text, 9, '0'), ${language}, ${language === 'fa' ? 'desk' : 'https://feed.example/'},
        ${language} || n, 1,
        '{"language":"' || ${language} || '","state":"current","headline":"' || (${word(3)}) || ' ' || (${word(5)}) || ' ' || n
          || '","blocks":[' || repeat('{"id":"b1","type":"paragraph","content":[{"type":"text","text":"…"}]}', 1) || ']}',
        '', '', 1, 1, 1, 1, '2020-01-01T00:00:00Z'
      from generate_series(1, ${ARTICLES}::int) as n, (select ${[...syllables]}::text[] as list) as words
      where ${language} <> 'fa' or n % 20 <> 0`.execute(db);
  }
  await sql`
    insert into drafts (article, language, from_language, from_revision, state, assignee, touched_at, state_since, changed_at)
    select 'a' || lpad(n::text, 9, '0'), 'fa', 'de', 1,
      case when n % 20 <> 0 then 'published' when n % 60 = 0 then 'review' when n % 100 = 0 then 'arrived' else 'ready' end,
      case when n % 300 = 0 then 'Anna Brandt' end, case when n % 500 = 0 then '2026-11-22T08:00:00.000Z' end,
      '2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z'
    from generate_series(1, ${ARTICLES}::int) as n`.execute(db);
  const filled = performance.now();
  await settleCells(db, { now: new Date(), random });
  await sql`analyze`.execute(db);
  const settled = performance.now();
  console.log(
    `${ARTICLES} articles × 3: rows ${seconds(filled - begun)}, cells of all of them ${seconds(settled - filled)}`,
  );
}

function questions(): [string, ArticleQuery][] {
  const middle = `2022-11-01T00:00:00.000Z a000050000`;
  return [
    ['first page', {}],
    ['a page of the middle', { after: middle }],
    ['200 rows', { limit: 200 }],
    ['published', { state: 'published' }],
    ['in review', { state: 'review' }],
    ['ready, Persian', { state: 'ready', language: 'fa' }],
    ['withdrawn (none)', { state: 'withdrawn' }],
    ['touched', { touched: true }],
    ['of one person', { assignee: 'Anna Brandt' }],
    ['search: frequent word', { search: 'hafen' }],
    ['search: frequent beginning', { search: 'h' }],
    ['search: Cyrillic', { search: 'гавань морской' }],
    ['search: Persian', { search: 'بندر' }],
    ['search: one article', { search: '77777' }],
    ['search: nothing', { search: 'zzz' }],
    ['search in review', { search: 'hafen', state: 'review' }],
  ];
}

async function measure(what: string, query: ArticleQuery): Promise<void> {
  const times: number[] = [];
  let rows = 0;
  for (let at = 0; at < RUNS; at += 1) {
    const begun = performance.now();
    rows = (await editing.articles(query)).rows.length;
    times.push(performance.now() - begun);
  }
  console.log(`${what.padEnd(28)} ${String(rows).padStart(4)} rows  ${spread(times)}`);
}

async function measureActs(): Promise<void> {
  const times: number[] = [];
  for (let at = 1; at <= RUNS; at += 1) {
    const article = `a${String(at * 60).padStart(9, '0')}`;
    const begun = performance.now();
    await editing.assign({ article, language: 'fa' }, 'Boris Lang', { name: 'Anna Brandt' });
    times.push(performance.now() - begun);
  }
  console.log(`${'an act, with its cell'.padEnd(28)}            ${spread(times)}`);
}

/** The same questions asked of the console by a browser: from the request to the first byte of the page. */
async function measurePages(): Promise<void> {
  const settings = parseSettings(
    'newsroom: courier.example\ntitle: Courier\nhome: https://courier.example/\nlanguages: [de, ru, fa]\n',
    join(folder, 'tamizdat.yaml'),
  );
  const running = await openConsole({
    newsroom: { overview: async () => specimen(), onChange: () => () => {} },
    desk: { editing, settings: () => settings, access: { kind: 'everyone', name: 'Anna Brandt' } },
    onFailure: (error) => console.error(error),
  });
  const pages: [string, string][] = [
    ['GET /articles', ''],
    ['GET a page of the middle', '?after=2022-11-01T00:00:00.000Z+a000050000'],
    ['GET in review', '?state=review'],
    ['GET search: frequent word', '?q=hafen'],
    ['GET search: one article', '?q=77777'],
    ['GET search in review', '?q=hafen&state=review'],
  ];
  for (const [what, query] of pages) {
    const times: number[] = [];
    let bytes = 0;
    for (let at = 0; at < RUNS; at += 1) {
      const asked = await firstByte(`${running.address}articles${query}`);
      times.push(asked.ms);
      bytes = asked.bytes;
    }
    console.log(`${what.padEnd(28)} ${String(bytes >> 10).padStart(4)} KB    ${spread(times)}`);
  }
  await running.close();
}

function firstByte(address: string): Promise<{ readonly ms: number; readonly bytes: number }> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const asked = request(address, (answer) => {
      let ms = 0;
      let bytes = 0;
      if (answer.statusCode !== 200) reject(new Error(`${address} answers ${answer.statusCode}`));
      answer.on('data', (part: Buffer) => {
        if (bytes === 0) ms = performance.now() - begun;
        bytes += part.length;
      });
      answer.on('end', () => resolve({ ms, bytes }));
    });
    asked.on('error', reject).end();
  });
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => `${(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)} ms`;
  return `fastest ${at(0).padStart(9)}   median ${at(0.5).padStart(9)}   p95 ${at(0.95).padStart(9)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
