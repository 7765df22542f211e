import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { loadVersion, lockArticle, withdrawVersion } from '../../src/editing/index.ts';
import { markPublished, takeWaiting } from '../../src/newsroom/publishing/versions.ts';
import { random } from '../../src/newsroom/random.ts';
import { openServerStore } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { EditingBench } from '../conformance/editing-bench.ts';
import { until } from '../journey/until.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
const store = await openServerStore<Tables>(await server.createDatabase(), { migrations });
after(async () => {
  await store.close();
  await server.close();
});

/** Waits until work is done, or held up by what another transaction has locked. */
async function doneOrHeldUp(db: Kysely<Tables>, work: Promise<unknown>): Promise<void> {
  let isDone = false;
  void work.finally(() => {
    isDone = true;
  });
  await until(async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_locks where not granted`.execute(db);
    return isDone || (rows[0]?.count ?? 0) > 0 ? true : null;
  });
}

test('a withdrawal that is under way while an edition is noted is a revision of its own', async () => {
  const { db } = store;
  const bench = new EditingBench(db);
  const article = await bench.arrive('a', ['Der Hafen', 'Die Kaimauer bleibt gesperrt.']);
  const name = { article, language: 'de' };
  const moment = { now: bench.now, random };
  const taken = await takeWaiting(db);
  const editor = await db.startTransaction().execute();
  await lockArticle(editor, article);
  const version = (await loadVersion(editor, name)) ?? assert.fail('it is there');
  const noted = markPublished(db, taken, moment);
  await doneOrHeldUp(db, noted);
  await withdrawVersion(editor, version, { language: 'de', text: 'Ein Irrtum.', by: 'Anna Brandt' }, moment);
  await editor.commit().execute();
  await noted;
  assert.deepEqual(await bench.published(), ['de 2 withdrawn']);
});

test('an embargo that is being set while an edition begins is kept to', async () => {
  const { db } = store;
  const bench = new EditingBench(db);
  const article = await bench.arrive('b', ['Der Hafen', 'Die Kaimauer bleibt gesperrt.']);
  const editor = await db.startTransaction().execute();
  await lockArticle(editor, article);
  const taken = takeWaiting(db);
  await doneOrHeldUp(db, taken);
  const end = new Date(bench.now.getTime() + 600_000).toISOString();
  await editor.updateTable('articles').set({ hold_until: end }).where('id', '=', article).execute();
  await editor.commit().execute();
  assert.deepEqual(await taken, [], 'an embargo that somebody was told of holds');
});
