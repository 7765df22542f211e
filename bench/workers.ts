/**
 * What a second worker process brings: see README.md.
 *
 *     node --import ./scripts/tsx.mjs bench/workers.ts [--articles 80] [--rounds 3] [--think 300]
 *
 * A newsroom on a PostgreSQL of its own, and real `tamizdat run --role worker` processes, one or two in turn. Articles are
 * put into the database while the workers are idle; what is timed begins when they are told of them.
 */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import type { ArticleBody } from '../src/article/index.ts';
import { openEditing } from '../src/editing/index.ts';
import { Workplace } from '../src/newsroom/index.ts';
import { openLog } from '../src/platform/telemetry/index.ts';
import { command, openScratch, type Running, start } from '../test/journey/command.ts';
import { findPostgres, startPostgres } from '../test/servers/postgres.ts';

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '80' },
    rounds: { type: 'string', default: '3' },
    think: { type: 'string', default: '300' },
  },
});
const [ARTICLES, ROUNDS, THINK_MS] = [values.articles, values.rounds, values.think].map(Number) as [
  number,
  number,
  number,
];
const PARAGRAPHS = 11;

/** LibreTranslate's protocol; thinks for so long about each request, as a model does, and for nobody else the less. */
const machine = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', async () => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/languages') response.end('[{"code":"de","targets":["ru"]},{"code":"ru","targets":[]}]');
    else if (request.url === '/spec') response.end('{"info":{"version":"1"}}');
    else {
      const { q }: { q: string[] } = JSON.parse(body);
      await pause(THINK_MS);
      response.end(JSON.stringify({ translatedText: q.map((text) => text.replace(/\p{L}+/gu, 'слово')) }));
    }
  });
});
await new Promise<void>((resolve) => machine.listen(0, '127.0.0.1', resolve));
const bin = findPostgres();
if (bin === null) throw new Error('there is no PostgreSQL on this machine: apt-get install postgresql');
const server = await startPostgres(bin);
const scratch = await openScratch();
const person = { home: scratch.path('home') };
const folder = scratch.path('newsroom');
let running: Running[] = [];
let count = 0;

try {
  await makeNewsroom();
  const workplace = await Workplace.open(folder, { now: () => new Date(), log: openLog({ level: 'error' }) });
  try {
    const times: Record<'translated' | 'published', [number[], number[]]> = {
      translated: [[], []],
      published: [[], []],
    };
    // The first round makes what is made once; it counts for nothing.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const workers of round % 2 === 0 ? ([1, 2] as const) : ([2, 1] as const)) {
        await startWorkers(workers);
        const translated = await timeTranslating(workplace);
        const published = await timePublishing(workplace);
        await stopWorkers();
        console.log(
          `${round === 0 ? 'before' : `round ${round}`}, ${workers} workers, load ${(loadavg()[0] ?? 0).toFixed(1)}: ` +
            `${seconds(translated)} until all are translated, ${seconds(published)} until all are published`,
        );
        if (round === 0) continue;
        times.translated[workers - 1]?.push(translated);
        times.published[workers - 1]?.push(published);
      }
    }
    for (const what of ['translated', 'published'] as const) {
      const [one, two] = times[what];
      const ratios = one.map((time, round) => time / (two[round] ?? Number.NaN));
      console.log(
        `${ARTICLES} articles ${what}: ${seconds(median(one))} with one worker, ${seconds(median(two))} with two (medians); ` +
          `by round ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} times as fast`,
      );
    }
  } finally {
    await workplace.close();
  }
} finally {
  for (const { child } of running) child.kill('SIGKILL');
  machine.close();
  await server.close();
  await scratch.remove();
}

async function makeNewsroom(): Promise<void> {
  const made = await command(['init', folder, '--name', 'courier.example', '--languages', 'de,ru'], person);
  if (made.exitCode !== 0) throw new Error(made.err);
  const file = join(folder, 'tamizdat.yaml');
  const address = `http://127.0.0.1:${(machine.address() as AddressInfo).port}/`;
  const text = (await readFile(file, 'utf8'))
    .replace('port: 8080', 'port: 0')
    .replace(/^translations: \[\]$/m, 'translations: [{ from: de, to: ru, engine: libre }]')
    .replace(/^engines: \[\]$/m, `engines: [{ name: libre, kind: libretranslate, address: "${address}" }]`);
  await writeFile(file, `${text}\ndatabase: file:database\n`);
  await writeFile(join(folder, 'database'), await server.createDatabase(), { mode: 0o600 });
}

async function startWorkers(number: 1 | 2): Promise<void> {
  for (let at = 0; at < number; at += 1) {
    const worker = start(['run', folder, '--role', 'worker'], person);
    running.push(worker);
    await worker.seen(at === 0 ? /^courier\.example is running/m : /another process publishes/);
  }
}

async function stopWorkers(): Promise<void> {
  for (const { child } of running) child.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
}

/** From the moment the jobs are there until the last draft is filled in. Nothing of it is published. */
async function timeTranslating(workplace: Workplace): Promise<number> {
  const { db } = workplace.store;
  const names = (await addArticles(workplace, 1)).map((article) => ({ article, language: 'ru' }));
  const quiet = { random: (size: number) => new Uint8Array(randomBytes(size)), enqueue: async () => {}, onChange() {} };
  const editing = openEditing({ db, settings: () => workplace.settings, now: () => new Date(), ...quiet });
  for (const name of names) {
    const begun = await editing.begin(name, { name: 'Anna Brandt' });
    if (begun.outcome !== 'done') throw new Error(begun.reason);
  }
  const begun = performance.now();
  await db.transaction().execute(async (trx) => {
    for (const name of names) await workplace.jobs.enqueue(trx, 'translate', name);
  });
  await until(async () => {
    const row = await db
      .selectFrom('drafts')
      .select((of) => of.fn.countAll<string>().as('left'))
      .where('state', 'in', ['arrived', 'in-translation'])
      .executeTakeFirstOrThrow();
    return Number(row.left) === 0;
  });
  return performance.now() - begun;
}

/** From the moment the publishing process is told until all originals are out and carried. */
async function timePublishing(workplace: Workplace): Promise<number> {
  const { db } = workplace.store;
  await addArticles(workplace, 0);
  const begun = performance.now();
  await workplace.wake();
  await until(async () => {
    const row = await db
      .selectFrom('versions')
      .select((of) => of.fn.countAll<string>().as('left'))
      .where('waits', '=', true)
      .executeTakeFirstOrThrow();
    return Number(row.left) === 0;
  });
  return performance.now() - begun;
}

/** Originals of so many paragraphs; `published` 0 has them wait for the next edition. */
async function addArticles({ store: { db } }: Workplace, published: 0 | 1): Promise<string[]> {
  const ids = Array.from({ length: ARTICLES }, () => {
    count += 1;
    return `b${String(count).padStart(9, '0')}`;
  });
  const at = new Date().toISOString().replace(/\.\d+/, '');
  const day = at.slice(0, 10);
  await db
    .insertInto('articles')
    .values(ids.map((id) => ({ id, day, changed_at: at })))
    .execute();
  await db
    .insertInto('versions')
    .values(
      ids.map((article) => ({
        article,
        language: 'de',
        source: 'https://feed.example/',
        item: article,
        address: null,
        page: null,
        revision: 1,
        body: JSON.stringify(bodyOf(article, at)),
        content_hash: '',
        salt: randomBytes(16).toString('hex'),
        highest_block: PARAGRAPHS,
        wanted: 1,
        published,
        published_revision: published,
        published_at: at,
      })),
    )
    .execute();
  await sql`analyze`.execute(db);
  return ids;
}

/** No two articles say the same, or the memory would answer for the machine. */
function bodyOf(article: string, at: string): ArticleBody {
  const sentence = (paragraph: number): string =>
    `Zu Punkt ${paragraph} von ${article} sagt der Vorsitzende, die Kaimauer bleibe bis Freitag gesperrt und der Kran stehe still.`;
  return {
    language: 'de',
    direction: 'ltr',
    state: 'current',
    headline: `Das Protokoll ${article}`,
    sections: [],
    bylines: [],
    publishedAt: at,
    blocks: Array.from({ length: PARAGRAPHS }, (_, index) => ({
      id: `b${index + 1}`,
      type: 'paragraph',
      content: [{ type: 'text', text: sentence(index + 1) }],
    })),
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await pause(50);
    for (const { child, written } of running)
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`a worker ended: ${written().err}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
