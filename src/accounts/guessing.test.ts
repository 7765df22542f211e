import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openScratchAccounts, PASSWORD, type ScratchAccounts } from './testing/scratch-accounts.ts';

const place = { origin: 'http://localhost:4470', host: 'localhost', newsroom: 'The Courier' };

let scratch: ScratchAccounts;
before(async () => {
  scratch = await openScratchAccounts();
});
after(() => scratch.close());
beforeEach(() => scratch.clear());

test('nobody guesses faster by writing one name in many ways', async () => {
  const { accounts } = scratch;
  await scratch.join('Anna', 'editor');
  const ways = ['Anna', 'anna ', 'An\0na', '\0Anna', 'Anna\0\0', 'A\u200cnna', 'Ａnna'];
  const outcomes: string[] = [];
  for (const name of ways) outcomes.push((await accounts.passwords.signIn(name, 'not the password')).outcome);
  assert.deepEqual(outcomes, [...Array(5).fill('refused'), 'wait', 'wait']);
});

test('nobody can work out a name of their own that shares its failures with another', async () => {
  const heapsOf = async (one: ScratchAccounts) => {
    await one.accounts.passwords.signIn('Anna', 'not the password');
    const rows = await one.store.db.selectFrom('attempts').select('heap').execute();
    return rows.map(({ heap }) => heap).filter((heap) => /^[0-9a-f]{4}$/.test(heap));
  };
  const heaps = await heapsOf(scratch);
  assert.deepEqual(await heapsOf(scratch), heaps, 'one name, one heap');
  const other = await openScratchAccounts();
  try {
    // Three names at once: that all three fall into the same heaps by chance happens once in 2^48 runs.
    for (const name of ['Berta', 'Carla']) {
      await scratch.accounts.passwords.signIn(name, '');
      await other.accounts.passwords.signIn(name, '');
    }
    assert.notDeepEqual((await heapsOf(other)).sort(), (await heapsOf(scratch)).sort());
  } finally {
    await other.close();
  }
});

test('guessing passwords keeps nobody with a passkey out', async () => {
  const { accounts } = scratch;
  for (let at = 0; at < 61; at += 1) await accounts.passwords.signIn(`Name ${at}a`, '');
  assert.equal((await accounts.passwords.signIn('Anna', PASSWORD)).outcome, 'wait');
  assert.ok(typeof (await accounts.passkeys.ask(place)) === 'object');
  assert.equal((await accounts.passkeys.signIn({}, place)).outcome, 'refused');
});

test('challenges of passkeys are so many a minute, so that asking for them fills no table', async () => {
  const { accounts, store } = scratch;
  const asked = await Promise.all(Array.from({ length: 250 }, () => accounts.passkeys.ask(place)));
  assert.equal(asked.filter((each) => typeof each === 'number').length, 10);
  assert.equal((await store.db.selectFrom('challenges').select('hash').execute()).length, 240);
});
