import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { openStore } from '../platform/store/index.ts';
import { migrations, type Tables } from './tables.ts';

const states = ['current', 'corrected', 'withdrawn'] as const;

test('a database of before gets the columns of lists, whatever its bodies hold', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-tables-'));
  // Text that looks like the very members that are looked for, escapes, what JSON functions of the database refuse.
  const traps = ['"headline":"x"', '"state":"gone"', '\\', '\\"', '\u0000', '\ud800', '\n', '"', 'Мост', 'پل'];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'binary' })))
    .map((parts) => parts.join(''));
  const bodies = fc.sample(
    fc.record({ kicker: text, headline: text, state: fc.constantFrom(...states), end: text }),
    200,
  );
  const { '001-journey': first = assert.fail('there is no first migration') } = migrations;
  try {
    const old = await openStore<Tables>(folder, { migrations: { '001-journey': first } });
    await old.db
      .insertInto('articles')
      .values(bodies.map((_, at) => ({ id: `a${at}`, day: '2026-11-20' })))
      .execute();
    await old.db.insertInto('articles').values({ id: 'bare', day: '2026-11-19' }).execute();
    const rows = bodies.map((body, at) => ({
      article: `a${at}`,
      language: 'de',
      source: 'courier',
      item: `${at}`,
      address: null,
      page: null,
      revision: 1,
      body: JSON.stringify(body),
      content_hash: '',
      salt: '',
      highest_block: 0,
      wanted: 1,
      published: 1,
      published_revision: 1,
      published_at: '2026-11-20T08:00:00Z',
    }));
    await old.db.insertInto('versions').values(rows).execute();
    await old.close();

    const store = await openStore<Tables>(folder, { migrations });
    const found = await store.db.selectFrom('versions').select(['article', 'headline', 'state']).execute();
    assert.equal(found.length, bodies.length);
    for (const { article, headline, state } of found) {
      const body = bodies[Number(article.slice(1))];
      assert.deepEqual([JSON.parse(headline), state], [body?.headline, body?.state], JSON.stringify(body));
    }
    const times = await store.db.selectFrom('articles').select('changed_at').distinct().orderBy('changed_at').execute();
    assert.deepEqual(
      times.map((row) => row.changed_at),
      ['2026-11-19T00:00:00Z', '2026-11-20T08:00:00Z'],
    );
    await store.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
