/** What keeping promises, whatever database it is kept in. Called by a test for each of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { type KeptArrivals, keepArrivals, type ReadyArrival } from '../../src/newsroom/arrivals/keep.ts';
import {
  loadDay,
  loadNewest,
  loadVersionsOf,
  loadWaiting,
  markPublished,
} from '../../src/newsroom/publishing/versions.ts';
import { random } from '../../src/newsroom/random.ts';
import type { Tables } from '../../src/tables/index.ts';
import type { UseEmpty } from './empty-database.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const CONTEXT = {
  settings: { languages: ['de', 'en'], translations: [], review: [] },
  now: NOW,
  random,
  enqueue: async () => {},
} as const;

/** An arrival of item `key`; its text is its hash, so that two texts differ as two hashes do. */
function arrival(
  key: string,
  text: string,
  { language = 'en', publishedAt = '2026-11-20T08:00:00Z', group = `feed ${key}` } = {},
): ReadyArrival {
  const block = { type: 'paragraph', content: [{ type: 'text', text }] } as const;
  return {
    arrival: {
      status: 'new',
      source: 'feed',
      key,
      group,
      alternates: [],
      contentHash: text,
      body: {
        language,
        direction: 'ltr',
        headline: `Headline of ${key}`,
        sections: [],
        bylines: [],
        publishedAt,
        blocks: [block],
      },
    },
    blocks: [block],
  };
}

/** Runs the suite; `use` gives each test an empty database with all tables. */
export function keepSuite(name: string, use: UseEmpty): void {
  let db: Kysely<Tables>;
  const suite = (title: string, work: () => Promise<void>): void => {
    test(`${name}: ${title}`, () =>
      use((given) => {
        db = given;
        return work();
      }));
  };

  function keep(arrivals: readonly ReadyArrival[], withdrawn: readonly string[] = []): Promise<KeptArrivals> {
    const withdrawals = withdrawn.map((key) => ({
      source: 'feed',
      key,
      language: 'en',
      reason: 'A source was in danger.',
      evidence: 'tombstone' as const,
    }));
    return db.transaction().execute((trx) => keepArrivals(trx, arrivals, withdrawals, CONTEXT));
  }

  const publish = async () => markPublished(db, await loadWaiting(db), CONTEXT);

  async function only() {
    const rows = await loadNewest(db, 'en', 10);
    assert.equal(rows.length, 1);
    return rows[0] ?? assert.fail();
  }

  suite('a new version waits as revision 1 of an article of its own', async () => {
    assert.deepEqual(await keep([arrival('a', 'one')]), {
      added: 1,
      corrected: 0,
      withdrawn: 0,
      warnings: [],
      refused: [],
    });
    const version = await only();
    assert.deepEqual([version.revision, version.body.state, version.day], [1, 'current', '2026-11-20']);
    assert.deepEqual(
      version.body.blocks.map(({ id }) => id),
      ['b1'],
    );
    assert.equal((await loadWaiting(db)).length, 1);
    await publish();
    assert.equal((await loadWaiting(db)).length, 0);
  });

  suite('the same content again is no news', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    assert.deepEqual(await keep([arrival('a', 'one')]), {
      added: 0,
      corrected: 0,
      withdrawn: 0,
      warnings: [],
      refused: [],
    });
    assert.deepEqual(await loadWaiting(db), []);
  });

  suite('what was never public is no correction, however often it changed', async () => {
    await keep([arrival('a', 'one')]);
    await keep([arrival('a', 'two')]);
    const version = await only();
    assert.deepEqual([version.revision, version.body.state, version.body.modifiedAt], [1, 'current', undefined]);
  });

  suite('a change of what is public is the next revision, with a salt of its own and block ids never given before', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    const first = await only();
    await keep([arrival('a', 'quite another text')]);
    const second = await only();
    assert.deepEqual([second.revision, second.body.state], [2, 'corrected']);
    assert.notEqual(second.body.modifiedAt, undefined);
    assert.notEqual(second.salt, first.salt);
    assert.deepEqual(
      second.body.blocks.map(({ id }) => id),
      ['b2'],
    );
  });

  suite('versions of one group are one article; the earliest decides its day', async () => {
    await keep([
      arrival('de', 'eins', { language: 'de', group: 'same', publishedAt: '2026-11-21T08:00:00Z' }),
      arrival('en', 'one', { group: 'same', publishedAt: '2026-11-20T23:00:00Z' }),
    ]);
    const { article, day } = await only();
    assert.equal(day, '2026-11-20');
    assert.deepEqual(
      (await loadVersionsOf(db, article)).map(({ body }) => body.language),
      ['de', 'en'],
    );
    assert.equal((await loadDay(db, 'de', '2026-11-20')).length, 1);
  });

  suite('no article belongs to a day that has not come', async () => {
    await keep([arrival('a', 'one', { publishedAt: '2026-11-23T06:00:00Z' })]);
    assert.equal((await only()).day, '2026-11-22');
  });

  suite('a version that comes later has its siblings drawn again, in the same revision under another salt', async () => {
    await keep([arrival('en', 'one')]);
    await publish();
    const before = await only();
    await keep([arrival('de', 'eins', { language: 'de', group: before.article })]);
    const after = await only();
    assert.equal(after.article, before.article);
    assert.equal(after.revision, before.revision);
    assert.notEqual(after.salt, before.salt);
    assert.equal((await loadWaiting(db)).length, 2);
  });

  suite('an item that changes its language stays as it was, and is named', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    const { warnings } = await keep([arrival('a', 'eins', { language: 'de' })]);
    assert.deepEqual(warnings, ['feed: "Headline of a" was in en and now says it is in de; kept as it was']);
    assert.deepEqual(await loadWaiting(db), []);
  });

  suite('of a withdrawn version nothing but the reason stays in the memory', async () => {
    const told = arrival('a', 'the name of a source');
    await keep([{ ...told, arrival: { ...told.arrival, address: 'https://courier.example/name-of-a-source' } }]);
    await publish();
    assert.equal((await keep([], ['a'])).withdrawn, 1);
    const [row] = await db.selectFrom('versions').selectAll().execute();
    const kept = JSON.stringify(row);
    assert.doesNotMatch(kept, /name.of.a.source|Headline of a/);
    assert.match(kept, /A source was in danger\./);
    const version = await only();
    assert.deepEqual([version.revision, version.body.state], [2, 'withdrawn']);
    await publish();
    assert.equal((await keep([], ['a'])).withdrawn, 0, 'a second tombstone is no news');
  });

  suite('what is withdrawn before it was published leaves no trace', async () => {
    await keep([arrival('a', 'one')]);
    assert.equal((await keep([], ['a'])).withdrawn, 1);
    assert.deepEqual(await db.selectFrom('versions').selectAll().execute(), []);
  });

  suite('a withdrawn version that comes back is a further revision of the same article', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    const { article } = await only();
    await keep([], ['a']);
    await publish();
    await keep([arrival('a', 'one')]);
    const back = await only();
    assert.deepEqual([back.article, back.revision, back.body.state], [article, 3, 'corrected']);
  });

  suite('a change that comes while an edition is drawn goes on waiting', async () => {
    await keep([arrival('a', 'one')]);
    const drawn = await loadWaiting(db);
    await keep([arrival('a', 'two')]);
    await markPublished(db, drawn, CONTEXT);
    assert.equal((await loadWaiting(db)).length, 1);
  });

  suite('a change that was never published gives its revision to the next one', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    await keep([arrival('a', 'two')]);
    await keep([arrival('a', 'three')]);
    const waiting = await only();
    assert.deepEqual([waiting.revision, waiting.body.state], [2, 'corrected']);
    await publish();
    await keep([arrival('a', 'four')]);
    assert.equal((await only()).revision, 3);
  });

  suite('a withdrawal follows what was published, not what waits', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    await keep([arrival('a', 'two')]);
    await keep([], ['a']);
    assert.equal((await only()).revision, 2);
  });

  suite('what the database does not take is refused by itself and named; everything else is kept', async () => {
    const endless = Array.from({ length: 4_000 }, () =>
      String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000)),
    );
    for (const bad of ['a\u0000b', endless.join('')]) {
      await db.deleteFrom('versions').execute();
      const kept = await keep([arrival('one', 'one'), arrival(bad, 'two'), arrival('three', 'three')]);
      assert.deepEqual(
        kept.refused.map(({ key }) => key),
        [bad],
      );
      assert.equal(kept.added, 2);
      assert.match(kept.warnings[0] ?? '', /^feed: "Headline of .* cannot be kept: .*; left out$/s);
      assert.equal((await loadNewest(db, 'en', 10)).length, 2);
    }
  });

  suite('an article another source goes on with is the same article, and no news by itself', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    const { article } = await only();
    const takesOver = { source: 'feed', key: 'a' };
    const from = (text: string) => {
      const { arrival: each, blocks } = arrival('b', text, { group: article });
      return { arrival: { ...each, source: 'other', takesOver }, blocks };
    };
    const { added, corrected, refused } = await keep([from('one')]);
    assert.deepEqual([added, corrected, refused], [0, 0, []]);
    assert.deepEqual(await loadWaiting(db), []);
    const { takesOver: _, ...later } = from('two').arrival;
    assert.equal((await keep([{ arrival: later, blocks: from('two').blocks }])).corrected, 1);
    assert.deepEqual([(await only()).article, (await only()).revision], [article, 2]);
  });

  suite('a withdrawal by the source that goes on with an article takes its text', async () => {
    await keep([arrival('a', 'one')]);
    await publish();
    const takesOver = { source: 'feed', key: 'a' };
    const withdrawal = { source: 'other', key: 'b', language: 'en', evidence: 'page-gone', takesOver } as const;
    const withdraw = () => db.transaction().execute((trx) => keepArrivals(trx, [], [withdrawal], CONTEXT));
    assert.equal((await withdraw()).withdrawn, 1);
    assert.equal((await only()).body.state, 'withdrawn');
    assert.equal((await withdraw()).withdrawn, 0);
  });

  suite('a page whose site has moved links to where it is now, in the same revision', async () => {
    const first = arrival('a', 'one');
    await keep([{ ...first, arrival: { ...first.arrival, address: 'https://courier.example/one' } }]);
    await publish();
    const { salt } = await only();
    const takesOver = { source: 'feed', key: 'a' };
    const moved = { ...first.arrival, source: 'other', address: 'https://courier-abroad.example/one', takesOver };
    assert.equal((await keep([{ ...first, arrival: moved }])).corrected, 0);
    const [version] = await loadWaiting(db);
    assert.deepEqual([version?.address, version?.revision], ['https://courier-abroad.example/one', 1]);
    assert.notEqual(version?.salt, salt);
  });

  suite('a version read back from its published page is known again by its content', async () => {
    await keep([arrival('a', 'one'), arrival('b', 'two')]);
    await publish();
    await db.updateTable('versions').set({ content_hash: '' }).execute();
    const { corrected } = await keep([arrival('a', 'one'), arrival('b', 'quite another text')]);
    assert.equal(corrected, 1);
    assert.deepEqual(
      (await loadWaiting(db)).map(({ body, revision }) => [body.headline, revision]),
      [['Headline of b', 2]],
    );
    await publish();
    assert.deepEqual((await keep([arrival('a', 'one')])).corrected, 0);
  });
}
