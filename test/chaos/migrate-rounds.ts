/** A newsroom of the first versions is brought to the newest tables by a process that is killed at a step the dice choose. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import type { Store } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import type { Dice } from './dice.ts';

/** What the first versions of the program knew. */
const FIRST = Object.fromEntries(Object.entries(migrations).filter(([name]) => /^00[12]-/.test(name)));
const ARTICLES = 60;

/** A database that was made for one round. */
export interface OldDatabase {
  /** Opens it in this process. */
  open(known: typeof migrations): Promise<Store<Tables>>;
  /** As `openStore` or `openServerStore` takes it, in a process of its own. */
  readonly opener: 'openStore' | 'openServerStore';
  readonly place: string;
  /** The port of its server; 0 for the embedded one. */
  readonly port: number;
}

async function fill({ db }: Store<Tables>): Promise<void> {
  const ids = Array.from({ length: ARTICLES }, (_, at) => `a${at}`);
  await db
    .insertInto('articles')
    .values(ids.map((id) => ({ id, day: '2026-11-20' })))
    .execute();
  const rows = ids.map((id) => ({
    article: id,
    language: 'de',
    source: 'courier',
    item: id,
    address: null,
    page: null,
    revision: 1,
    body: JSON.stringify({ headline: `Bericht ${id}`, state: 'current' }),
    content_hash: id,
    salt: '',
    highest_block: 0,
    wanted: 1,
    published: 1,
    published_revision: 1,
    published_at: '2026-11-20T08:00:00Z',
  }));
  await db.insertInto('versions').values(rows).execute();
}

/** Migrates in a process of its own; returns its steps when it came to the end, else null. */
async function migrate(database: OldDatabase, report: string, step: number | null): Promise<number | null> {
  const preload = new URL('kill-at.ts', import.meta.url);
  preload.searchParams.set('report', report);
  preload.searchParams.set('server', String(database.port));
  if (step !== null) preload.searchParams.set('at', `database:${step}`);
  const room = (name: string): string => JSON.stringify(new URL(`../../src/${name}/index.ts`, import.meta.url).href);
  // It ends without closing: what it takes to close is no part of migrating.
  const script = `
    const { ${database.opener}: open } = await import(${room('platform/store')});
    const { migrations } = await import(${room('tables')});
    await open(process.argv[1], { migrations });
    process.exit(0);
  `;
  await rm(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      preload.href,
      '--input-type=module',
      '-e',
      script,
      database.place,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code, signal] = await once(child, 'close');
  const told = JSON.parse(await readFile(report, 'utf8'));
  if (signal === 'SIGKILL') return null;
  assert.equal(code, 0);
  return told.counts.database;
}

/**
 * Kills a migration once a round. It must have happened wholly or not at all, and the next start ends it with every article.
 * `make` gives a new database each time; `report` is a file of the caller's.
 */
export async function runMigrateRounds(
  rounds: number,
  dice: Dice,
  report: string,
  make: () => Promise<OldDatabase>,
): Promise<number> {
  const prepared = async (): Promise<OldDatabase> => {
    const database = await make();
    const store = await database.open(FIRST);
    await fill(store);
    await store.close();
    return database;
  };
  const steps = (await migrate(await prepared(), report, null)) ?? assert.fail('killed by nobody');
  let killed = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const database = await prepared();
    const step = 1 + dice.below(steps);
    const where = `round ${round}, killed at step ${step} of ${steps}`;
    if ((await migrate(database, report, step)) === null) killed += 1;
    await database.open(FIRST).then(
      (store) => store.close(),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'newer-database', where);
        for (const name of Object.keys(migrations))
          if (!Object.hasOwn(FIRST, name)) assert.ok(error.message.includes(name), `${where}: ${error.message}`);
      },
    );
    const store = await database.open(migrations);
    const found = await store.db.selectFrom('versions').select(['article', 'headline', 'hold_until']).execute();
    await store.close();
    const expected = Array.from({ length: ARTICLES }, (_, at) => `a${at}`).sort();
    assert.deepEqual(found.map(({ article }) => article).sort(), expected, where);
    for (const { article, headline, hold_until } of found)
      assert.deepEqual([JSON.parse(headline), hold_until], [`Bericht ${article}`, null], where);
  }
  return killed;
}
