import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Kysely } from 'kysely';
import { type Accounts, openAccounts } from '../../src/accounts/index.ts';
import { openPushes } from '../../src/newsroom/index.ts';
import type { Tables } from '../../src/tables/index.ts';
import type { UseEmpty } from './empty-database.ts';

const PASSWORD = 'correct horse battery';

/** What of accounts and pushes leans on the database: what happens at once, in two processes. */
export function accountsSuite(name: string, withEmpty: UseEmpty): void {
  /** Two processes on an empty database. */
  async function withTwo(work: (one: Accounts, two: Accounts, db: Kysely<Tables>) => Promise<void>): Promise<void> {
    const links = await mkdtemp(join(tmpdir(), 'tamizdat-suite-'));
    try {
      await withEmpty(async (db) => {
        const cost = { N: 2 ** 10, r: 8, p: 1 };
        const open = () =>
          openAccounts({ db, now: () => new Date(), random: randomBytes, links, cost, note: async () => {} });
        await work(open(), open(), db);
      });
    } finally {
      await rm(links, { recursive: true, force: true });
    }
  }
  async function enter(accounts: Accounts, person: string, role: 'editor' | 'operator') {
    const link = await accounts.links.invite({ role, name: person }, 'Suite');
    const used = link === 'name-unusable' ? assert.fail(person) : await accounts.links.use(link.secret, person);
    if (used.outcome !== 'signed-in') assert.fail(used.outcome);
    const { session } = (await accounts.sessions.find(used.secret)) ?? assert.fail(person);
    const set = await accounts.passwords.set(used.person.id, { password: PASSWORD, current: '', session });
    assert.equal(set.outcome, 'done');
    return used.person;
  }

  test(`${name}: a link that two use at once makes one person`, () =>
    withTwo(async (one, two) => {
      const link = await one.links.invite({ role: 'editor', name: '' }, 'Suite');
      if (link === 'name-unusable') assert.fail();
      const uses = await Promise.all([one.links.use(link.secret, 'Anna'), two.links.use(link.secret, 'Berta')]);
      assert.deepEqual(uses.map(({ outcome }) => outcome).sort(), ['gone', 'signed-in']);
      assert.equal((await one.people.list()).length, 1);
    }));

  test(`${name}: two who take one name at once are two answers`, () =>
    withTwo(async (one, two) => {
      const links = await Promise.all(
        [one, two].map((each) => each.links.invite({ role: 'editor', name: '' }, 'Suite')),
      );
      const uses = await Promise.all(
        links.map((link, at) =>
          link === 'name-unusable' ? assert.fail() : [one, two][at]?.links.use(link.secret, 'Anna'),
        ),
      );
      assert.deepEqual(uses.map((use) => use?.outcome).sort(), ['name-taken', 'signed-in']);
    }));

  test(`${name}: guesses in two processes count together`, () =>
    withTwo(async (one, two) => {
      await enter(one, 'Anna', 'editor');
      assert.equal((await two.passwords.signIn('Anna', PASSWORD)).outcome, 'signed-in');
      const guesses = await Promise.all(
        Array.from({ length: 14 }, (_, at) => [one, two][at % 2]?.passwords.signIn('Anna', `guess number ${at}`)),
      );
      assert.equal(guesses.filter((guess) => guess?.outcome === 'refused').length, 5);
    }));

  test(`${name}: of two operators who close each other at once, one stays`, () =>
    withTwo(async (one, two) => {
      const [anna, berta] = [await enter(one, 'Anna', 'operator'), await enter(one, 'Berta', 'operator')];
      const outcomes = await Promise.all([one.people.close(anna.id, 'Berta'), two.people.close(berta.id, 'Anna')]);
      assert.deepEqual(outcomes.sort(), ['done', 'last-operator']);
    }));

  test(`${name}: a closed person is out in every process, with sessions and tokens`, () =>
    withTwo(async (one, two) => {
      await enter(one, 'Otto', 'operator');
      const anna = await enter(one, 'Anna', 'editor');
      const signedIn = await two.passwords.signIn('Anna', PASSWORD);
      const token = await two.tokens.make(anna, { name: 'cms', scopes: ['read'], expiresAt: null });
      if (signedIn.outcome !== 'signed-in' || token.outcome !== 'done') assert.fail();
      assert.ok(await one.tokens.find(token.secret));
      await one.people.close(anna.id, 'Otto');
      assert.deepEqual([await two.sessions.find(signedIn.secret), await two.tokens.find(token.secret)], [null, null]);
    }));

  test(`${name}: what is pushed at once under one id waits as one`, () =>
    withTwo(async (_one, _two, db) => {
      const settings = () => ({ languages: ['de'] as [string] });
      const pushes = openPushes({ db, now: () => new Date(), settings, wake: async () => {} });
      const push = (html: string) => ({ language: 'de', headline: 'Flut', html, publishedAt: new Date() });
      const texts = ['<p>Eins.</p>', '<p>Zwei.</p>', '<p>Drei.</p>'];
      await Promise.all(texts.map((html) => pushes.save('push:cms', 'tide', 'tide', push(html))));
      const rows = await db.selectFrom('pushed').selectAll().execute();
      assert.deepEqual(
        rows.map(({ push: count, state }) => [count, state]),
        [[3, 'waiting']],
      );
    }));
}
