import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { openAccounts } from './accounts.ts';
import { openScratchAccounts, PASSWORD, type ScratchAccounts } from './testing/scratch-accounts.ts';

let scratch: ScratchAccounts;
before(async () => {
  scratch = await openScratchAccounts();
});
after(() => scratch.close());
beforeEach(() => scratch.clear());

test('who signs in while the account is closed, or gets another password, is not in', async () => {
  const { accounts } = scratch;
  await scratch.join('Otto', 'operator');
  const anna = await scratch.join('Anna', 'editor');
  const signedIn = await accounts.passwords.signIn('Anna', PASSWORD);
  const session =
    signedIn.outcome === 'signed-in' ? (await accounts.sessions.find(signedIn.secret))?.session : undefined;
  assert.ok(session !== undefined);
  // Closing overtakes the check of the password, which takes its time on another thread.
  const slow = openAccounts({ ...scratch.ports, cost: { N: 2 ** 15, r: 8, p: 1 } });
  const set = await slow.passwords.set(anna.id, { password: 'a slow long password', current: PASSWORD, session });
  assert.ok(set.outcome === 'done');
  const signingIn = slow.passwords.signIn('Anna', 'a slow long password');
  const setting = slow.passwords.set(anna.id, {
    password: 'another password',
    current: 'a slow long password',
    session,
  });
  await accounts.people.close(anna.id, 'Otto');
  await Promise.all([signingIn, setting]);
  await accounts.people.reopen(anna.id, 'Otto');
  assert.deepEqual(await accounts.sessions.list(anna.id), []);
  assert.equal((await accounts.people.find(anna.id))?.hasPassword, false);
});

test('with whoever may look after people no longer go the links that they gave out', async () => {
  const { accounts } = scratch;
  await scratch.join('Otto', 'operator');
  const mallory = await scratch.join('Mallory', 'operator');
  const chief = await scratch.join('Carla', 'chief');
  const given = async (who: string) => {
    const invited = await accounts.links.invite({ role: 'operator', name: 'Back Door' }, who);
    const link = await accounts.links.forPerson(chief.id, who);
    return invited === 'name-unusable' || link === null ? assert.fail() : [invited.secret, link.secret];
  };
  const found = (secrets: readonly string[]) => Promise.all(secrets.map((secret) => accounts.links.find(secret)));
  const first = await given('Mallory');
  await accounts.people.rename(mallory.id, 'Innocent', 'Mallory');
  await accounts.people.close(mallory.id, 'Otto');
  assert.deepEqual(await found(first), [null, null]);
  await accounts.people.reopen(mallory.id, 'Otto');
  const second = await given('Innocent');
  assert.equal(await accounts.people.changeRole(mallory.id, 'viewer', 'Otto'), 'done');
  assert.deepEqual(await found(second), [null, null]);
  const kept = await given('Otto');
  await accounts.people.changeRole(mallory.id, 'chief', 'Otto');
  assert.ok((await found(kept)).every((link) => link !== null));
});
