import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { openAccounts } from './accounts.ts';
import { waitAfter } from './attempts.ts';
import { ABSOLUTE_MS, IDLE_MS } from './sessions.ts';
import { parseTerminalLink, TERMINAL_LINK_MS, writeTerminalLink } from './terminal-links.ts';
import { openScratchAccounts, PASSWORD, type ScratchAccounts } from './testing/scratch-accounts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let scratch: ScratchAccounts;
before(async () => {
  scratch = await openScratchAccounts();
});
after(() => scratch.close());
beforeEach(() => scratch.clear());

/** Signs in and gives the session's secret. */
async function signIn(name: string, password = PASSWORD): Promise<string> {
  const result = await scratch.accounts.passwords.signIn(name, password);
  assert.equal(result.outcome, 'signed-in', JSON.stringify(result));
  return result.outcome === 'signed-in' ? result.secret : '';
}

async function sessionOf(secret: string) {
  return (await scratch.accounts.sessions.find(secret)) ?? assert.fail('nobody is signed in');
}

test('the first link makes an operator, once, and there is none when somebody exists', async () => {
  const { accounts, notes } = scratch;
  const link = (await accounts.links.first()) ?? assert.fail('no first link');
  assert.deepEqual(await accounts.links.find(link.secret), { kind: 'new', role: 'operator', name: '' });
  assert.deepEqual(await accounts.links.use(link.secret, '<>'), { outcome: 'name-unusable' });
  const used = await accounts.links.use(link.secret, 'Anna Keller');
  assert.ok(used.outcome === 'signed-in' && used.person.role === 'operator');
  assert.equal((await sessionOf(used.secret)).person.name, 'Anna Keller');
  assert.deepEqual(await accounts.links.use(link.secret, 'Berta'), { outcome: 'gone' });
  assert.equal(await accounts.links.find(link.secret), null);
  assert.equal(await accounts.links.first(), null);
  assert.deepEqual(notes, [{ who: 'Anna Keller', what: 'signed-in', detail: { how: 'link' } }]);
});

test('a first link that nobody used makes nobody once somebody exists', async () => {
  const { accounts, links, ports } = scratch;
  const unused = await writeTerminalLink(links, { name: null, isFirst: true, now: ports.now(), random: randomBytes });
  await scratch.join('Anna', 'operator');
  assert.equal(await accounts.links.find(unused.secret), null);
  assert.deepEqual(await accounts.links.use(unused.secret, 'Mallory'), { outcome: 'gone' });
});

test('a link of the terminal signs in whoever it names, in a file that only the owner reads and that goes with its use', async () => {
  const { accounts, links, ports } = scratch;
  const anna = await scratch.join('Anna', 'editor');
  const link = await writeTerminalLink(links, { name: 'anna', now: ports.now(), random: randomBytes });
  const [file = ''] = (await readdir(links)).filter((name) => name.endsWith('.json'));
  assert.equal((await stat(join(links, file))).mode & 0o777, 0o600);
  assert.equal((await stat(links)).mode & 0o777, 0o700);
  assert.ok(!(file + (await readFile(join(links, file), 'utf8'))).includes(link.secret));
  assert.deepEqual(await accounts.links.find(link.secret), { kind: 'person', name: 'Anna' });
  const uses = await Promise.all([accounts.links.use(link.secret, ''), accounts.links.use(link.secret, '')]);
  assert.deepEqual(uses.map(({ outcome }) => outcome).sort(), ['gone', 'signed-in']);
  assert.ok(uses.some((use) => use.outcome === 'signed-in' && use.person.id === anna.id));
});

test('a link of the terminal runs out', async () => {
  const { accounts, links, ports } = scratch;
  const link = await writeTerminalLink(links, { name: null, now: ports.now(), random: randomBytes });
  scratch.pass(TERMINAL_LINK_MS);
  assert.equal(await accounts.links.find(link.secret), null);
  assert.deepEqual(await accounts.links.use(link.secret, 'Anna'), { outcome: 'gone' });
});

test('whatever lies among the links of the terminal, none is made of it', async () => {
  fc.assert(fc.property(fc.json(), (text) => assert.equal(parseTerminalLink(text), null)));
  const { links, ports } = scratch;
  await writeTerminalLink(links, { name: null, now: ports.now(), random: randomBytes });
  await writeFile(join(links, 'x.json'), '{');
  await writeTerminalLink(links, { name: null, now: ports.now(), random: randomBytes });
  assert.ok(!(await readdir(links)).includes('x.json'));
});

test('an invitation makes one person of its role within a week', async () => {
  const { accounts } = scratch;
  const invite = async () => {
    const link = await accounts.links.invite({ role: 'editor', name: ' Vera ' }, 'Anna');
    return link === 'name-unusable' ? assert.fail() : link;
  };
  const link = await invite();
  assert.deepEqual(await accounts.links.find(link.secret), { kind: 'new', role: 'editor', name: 'Vera' });
  const uses = await Promise.all(['Vera', 'Vera B'].map((name) => accounts.links.use(link.secret, name)));
  assert.deepEqual(uses.map(({ outcome }) => outcome).sort(), ['gone', 'signed-in']);
  assert.equal((await accounts.people.list()).length, 1);

  const late = await invite();
  scratch.pass(7 * DAY);
  assert.deepEqual(await accounts.links.use(late.secret, 'Late'), { outcome: 'gone' });

  const back = await invite();
  const [invitation] = await accounts.links.invitations();
  await accounts.links.takeBack(invitation?.id ?? '', 'Anna');
  assert.deepEqual(await accounts.links.use(back.secret, 'Back'), { outcome: 'gone' });
  assert.deepEqual(await accounts.links.invitations(), []);
});

test('names are unique, and a taken one does not use the link up', async () => {
  const { accounts } = scratch;
  await scratch.join('Anna', 'operator');
  const link = await accounts.links.invite({ role: 'viewer', name: '' }, 'Anna');
  assert.ok(link !== 'name-unusable');
  assert.deepEqual(await accounts.links.use(link.secret, 'ANNA'), { outcome: 'name-taken' });
  assert.equal((await accounts.links.use(link.secret, 'Anna B')).outcome, 'signed-in');
});

test('whoever has the password signs in, whatever the case of the name; nobody else does', async () => {
  const { accounts, notes } = scratch;
  await scratch.join('Anna', 'editor');
  notes.length = 0;
  const secret = await signIn('  ANNA ');
  assert.equal((await sessionOf(secret)).session.how, 'password');
  assert.deepEqual(notes, [{ who: 'Anna', what: 'signed-in', detail: { how: 'password' } }]);
  for (const [name, password] of [
    ['Anna', 'wrong password!'],
    ['Nobody', PASSWORD],
    ['Anna\0', ''],
    ['', ''],
  ] as const)
    assert.deepEqual(await accounts.passwords.signIn(name, password), { outcome: 'refused' });
});

test('a person without a password is refused like one who does not exist', async () => {
  const { accounts } = scratch;
  const link = await accounts.links.invite({ role: 'editor', name: 'Vera' }, 'Anna');
  assert.ok(link !== 'name-unusable');
  await accounts.links.use(link.secret, 'Vera');
  assert.deepEqual(await accounts.passwords.signIn('Vera', ''), { outcome: 'refused' });
});

test('guessing gets slower and slower, the same for names that do not exist, and the owner gets in after the wait', async () => {
  const { accounts } = scratch;
  await scratch.join('Anna', 'editor');
  for (const name of ['Anna', 'Nobody']) {
    for (let guess = 0; guess < 5; guess += 1)
      assert.deepEqual(await accounts.passwords.signIn(name, `guess number ${guess}`), { outcome: 'refused' });
    assert.deepEqual(await accounts.passwords.signIn(name, PASSWORD), { outcome: 'wait', seconds: 1 });
  }
  scratch.pass(1_000);
  assert.deepEqual(await accounts.passwords.signIn('Anna', 'wrong again, sorry'), { outcome: 'refused' });
  assert.deepEqual(await accounts.passwords.signIn('Anna', PASSWORD), { outcome: 'wait', seconds: 2 });
  scratch.pass(2_000);
  await signIn('Anna');
  for (let guess = 0; guess < 5; guess += 1)
    assert.deepEqual(await accounts.passwords.signIn('Anna', `guess number ${guess}`), { outcome: 'refused' });
});

test('many guesses at once are heard no more often than many in a row, by however many processes', async () => {
  await scratch.join('Anna', 'editor');
  const processes = [scratch.accounts, openAccounts(scratch.ports)];
  const guesses = Array.from({ length: 20 }, (_, at) => processes[at % 2]?.passwords.signIn('Anna', `guess nr. ${at}`));
  const outcomes = (await Promise.all(guesses)).map((each) => each?.outcome);
  assert.equal(outcomes.filter((outcome) => outcome === 'refused').length, 5);
});

test('so many attempts a minute are heard in all, whoever they name', async () => {
  const { accounts } = scratch;
  const outcomes: string[] = [];
  for (let at = 0; at < 62; at += 1) outcomes.push((await accounts.passwords.signIn(`Name ${at}a`, '')).outcome);
  assert.ok(outcomes.slice(0, 60).every((outcome) => outcome === 'refused'));
  assert.deepEqual(outcomes.slice(60), ['wait', 'wait']);
  scratch.pass(60_000);
  assert.equal((await accounts.passwords.signIn('Anybody', '')).outcome, 'refused');
});

test('waits double and end at a quarter of an hour', () => {
  assert.deepEqual(
    [0, 1, 4, 5, 6, 7, 14, 15, 40, 2_000].map(waitAfter),
    [0, 0, 0, 1_000, 2_000, 4_000, 512_000, 900_000, 900_000, 900_000],
  );
});

test('what was tried is told by no table', async () => {
  await scratch.accounts.passwords.signIn('my own password', 'typed where the name goes');
  const rows = await scratch.store.db.selectFrom('attempts').select('heap').execute();
  assert.deepEqual(
    rows.map(({ heap }) => /^([0-9a-f]{4}|all|key)$/.test(heap)),
    [true, true, true],
  );
});

test('a hash made at a lower cost is made anew at the next sign-in', async () => {
  await scratch.join('Anna', 'editor');
  const hash = async () =>
    (await scratch.store.db.selectFrom('people').select('password_hash').execute())[0]?.password_hash;
  const before = await hash();
  const dearer = openAccounts({ ...scratch.ports, cost: { N: 2 ** 11, r: 8, p: 1 } });
  assert.equal((await dearer.passwords.signIn('Anna', PASSWORD)).outcome, 'signed-in');
  assert.match((await hash()) ?? '', /ln=11/);
  assert.notEqual(await hash(), before);
  await signIn('Anna');
});

test('a new password ends every session, and takes the old one to set', async () => {
  const { accounts } = scratch;
  const anna = await scratch.join('Anna', 'editor');
  const [one, two] = [await signIn('Anna'), await signIn('Anna')];
  const { session } = await sessionOf(one);
  const set = (password: string, current: string) => accounts.passwords.set(anna.id, { password, current, session });
  assert.deepEqual(await set('short', PASSWORD), { outcome: 'too-short' });
  assert.deepEqual(await set('a new long password', 'not the old one'), { outcome: 'wrong-password' });
  const changed = await set('a new long password', PASSWORD);
  assert.ok(changed.outcome === 'done');
  assert.deepEqual([await accounts.sessions.find(one), await accounts.sessions.find(two)], [null, null]);
  assert.equal((await sessionOf(changed.secret)).person.id, anna.id);
  assert.deepEqual(await accounts.passwords.signIn('Anna', PASSWORD), { outcome: 'refused' });
  await signIn('Anna', 'a new long password');
});

test('whoever came by a link sets a new password without the old one, for an hour', async () => {
  const { accounts } = scratch;
  const anna = await scratch.join('Anna', 'editor');
  const link = (await accounts.links.forPerson(anna.id, 'Otto')) ?? assert.fail();
  const again = (await accounts.links.forPerson(anna.id, 'Otto')) ?? assert.fail();
  assert.equal(await accounts.links.find(link.secret), null, 'the newer link replaces the one before');
  const used = await accounts.links.use(again.secret, '');
  assert.ok(used.outcome === 'signed-in');
  const { session } = await sessionOf(used.secret);
  scratch.pass(HOUR);
  const late = await accounts.passwords.set(anna.id, { password: 'a new long password', current: '', session });
  assert.deepEqual(late, { outcome: 'wrong-password' });
  scratch.pass(-1_000);
  const set = await accounts.passwords.set(anna.id, { password: 'a new long password', current: '', session });
  assert.equal(set.outcome, 'done');
});

test('a session ends when it is idle, when it is old, and when its owner ends it', async () => {
  const { accounts } = scratch;
  const anna = await scratch.join('Anna', 'editor');
  await accounts.sessions.endAll(anna.id);
  const idle = await signIn('Anna');
  scratch.pass(IDLE_MS);
  assert.equal(await accounts.sessions.find(idle), null);

  const old = await signIn('Anna');
  for (let spent = 0; spent + IDLE_MS / 2 < ABSOLUTE_MS; spent += IDLE_MS / 2) {
    assert.ok(await accounts.sessions.find(old), `after ${spent} ms`);
    scratch.pass(IDLE_MS / 2);
  }
  scratch.pass(IDLE_MS / 2);
  assert.equal(await accounts.sessions.find(old), null);

  const [one, two] = [await signIn('Anna'), await signIn('Anna')];
  const other = await scratch.join('Otto', 'editor');
  const { session } = await sessionOf(two);
  await accounts.sessions.endOne(other.id, session.id);
  assert.ok(await accounts.sessions.find(two), 'nobody ends the session of another');
  assert.equal((await accounts.sessions.list(anna.id)).length, 2);
  await accounts.sessions.endOne(anna.id, session.id);
  assert.equal(await accounts.sessions.find(two), null);
  await accounts.sessions.end(one);
  assert.deepEqual(await accounts.sessions.list(anna.id), []);
});

test('no secret stands in the database', async () => {
  const { accounts, store } = scratch;
  const anna = await scratch.join('Anna', 'operator');
  const session = await signIn('Anna');
  const link = (await accounts.links.forPerson(anna.id, 'Anna')) ?? assert.fail();
  const token = await accounts.tokens.make(anna, { name: 'cms', scopes: ['read'], expiresAt: null });
  assert.ok(token.outcome === 'done');
  const tables = ['people', 'sessions', 'invitations', 'tokens', 'attempts', 'challenges', 'passkeys'] as const;
  const all = await Promise.all(tables.map((table) => store.db.selectFrom(table).selectAll().execute()));
  const text = JSON.stringify([all, scratch.notes]);
  for (const secret of [PASSWORD, session, link.secret, token.secret, token.secret.slice(4)])
    assert.ok(!text.includes(secret));
});

test('a person who is closed is out at once, with everything they had, and may come back by a link', async () => {
  const { accounts } = scratch;
  await scratch.join('Otto', 'operator');
  const anna = await scratch.join('Anna', 'editor');
  const secret = await signIn('Anna');
  const token = await accounts.tokens.make(anna, { name: 'cms', scopes: ['read'], expiresAt: null });
  assert.ok(token.outcome === 'done');
  assert.equal(await accounts.people.close(anna.id, 'Otto'), 'done');
  assert.equal(await accounts.sessions.find(secret), null);
  assert.equal(await accounts.tokens.find(token.secret), null);
  assert.deepEqual(await accounts.passwords.signIn('Anna', PASSWORD), { outcome: 'refused' });
  assert.equal(await accounts.people.findByName('Anna'), null);
  assert.equal(await accounts.links.forPerson(anna.id, 'Otto'), null);
  assert.equal(await accounts.people.reopen(anna.id, 'Otto'), 'done');
  assert.deepEqual(await accounts.passwords.signIn('Anna', PASSWORD), { outcome: 'refused' });
  assert.ok(await accounts.links.forPerson(anna.id, 'Otto'));
});

test('somebody is always left who may change people', async () => {
  const { accounts } = scratch;
  const otto = await scratch.join('Otto', 'operator');
  assert.equal(await accounts.people.close(otto.id, 'Otto'), 'last-operator');
  assert.equal(await accounts.people.changeRole(otto.id, 'viewer', 'Otto'), 'last-operator');
  const olga = await scratch.join('Olga', 'operator');
  const outcomes = await Promise.all([
    accounts.people.close(otto.id, 'Olga'),
    accounts.people.changeRole(olga.id, 'editor', 'Otto'),
  ]);
  assert.deepEqual(outcomes.sort(), ['done', 'last-operator']);
});

test('people are renamed and given roles, on record, and listed by role', async () => {
  const { accounts, notes } = scratch;
  const otto = await scratch.join('Otto', 'operator');
  const anna = await scratch.join('Anna', 'viewer');
  const zoe = await scratch.join('Zoe', 'viewer');
  notes.length = 0;
  assert.equal(await accounts.people.changeRole(zoe.id, 'chief', 'Otto'), 'done');
  assert.equal(await accounts.people.rename(anna.id, 'Otto', 'Otto'), 'name-taken');
  assert.equal(await accounts.people.rename(anna.id, 'anna', 'Anna'), 'done');
  assert.equal(await accounts.people.rename('nobody', 'X', 'Otto'), 'unknown');
  assert.equal(await accounts.people.close(otto.id, 'Otto'), 'last-operator');
  assert.deepEqual(
    (await accounts.people.list()).map(({ name, role }) => `${name} ${role}`),
    ['Otto operator', 'Zoe chief', 'anna viewer'],
  );
  assert.deepEqual(
    notes.map(({ who, detail }) => [who, detail]),
    [
      ['Otto', { person: 'Zoe', role: 'chief' }],
      ['Anna', { person: 'Anna', name: 'anna' }],
    ],
  );
});

test('a token may what its scopes and its owner may, until it runs out or is revoked', async () => {
  const { accounts } = scratch;
  await scratch.join('Otto', 'operator');
  const anna = await scratch.join('Anna', 'editor');
  const make = async (
    name: string,
    scopes: readonly ('read' | 'push' | 'edit' | 'publish')[],
    expiresAt: Date | null,
  ) => {
    const made = await accounts.tokens.make(anna, { name, scopes, expiresAt });
    return made.outcome === 'done' ? made : assert.fail(made.outcome);
  };
  const read = await make('reader', ['read'], null);
  const publish = await make('desk', ['push', 'publish'], new Date(scratch.ports.now().getTime() + DAY));
  const reading = (await accounts.tokens.find(read.secret)) ?? assert.fail();
  assert.deepEqual([reading.may('read'), reading.may('edit'), reading.mayPush], [true, false, false]);
  const publishing = (await accounts.tokens.find(publish.secret)) ?? assert.fail();
  assert.deepEqual(
    [publishing.may('publish'), publishing.may('embargo'), publishing.may('manage-people'), publishing.mayPush],
    [true, false, false, true],
  );
  await accounts.people.changeRole(anna.id, 'viewer', 'Otto');
  const less = (await accounts.tokens.find(publish.secret)) ?? assert.fail();
  assert.deepEqual([less.may('read'), less.may('publish'), less.mayPush], [true, false, false]);

  const today = scratch.ports.now().toISOString().slice(0, 10);
  assert.equal((await accounts.tokens.list(anna.id)).find(({ name }) => name === 'reader')?.usedOn, today);
  scratch.pass(DAY);
  assert.equal(await accounts.tokens.find(publish.secret), null);
  await accounts.tokens.revoke(read.token.id, 'somebody else', 'Mallory');
  assert.ok(await accounts.tokens.find(read.secret));
  await accounts.tokens.revoke(read.token.id, anna.id, 'Anna');
  assert.equal(await accounts.tokens.find(read.secret), null);
  for (const text of ['', 'tmz_', read.secret.slice(4), `${read.secret}a`])
    assert.equal(await accounts.tokens.find(text), null);
});

test('tokens of one owner have names of their own, and at least one scope', async () => {
  const { accounts } = scratch;
  const anna = await scratch.join('Anna', 'editor');
  const make = async (name: string, scopes: readonly 'read'[]) =>
    (await accounts.tokens.make(anna, { name, scopes, expiresAt: null })).outcome;
  assert.equal(await make('cms', ['read']), 'done');
  assert.equal(await make('cms', ['read']), 'name-taken');
  assert.equal(await make('', ['read']), 'name-unusable');
  assert.equal(await make('other', []), 'no-scope');
});

test('two programs never push under one name: what one gave in is not for the other to change', async () => {
  const { accounts } = scratch;
  const [anna, vera] = [await scratch.join('Anna', 'editor'), await scratch.join('Vera', 'editor')];
  const make = async (owner: typeof anna, name: string, scopes: readonly ('read' | 'push')[]) => {
    const made = await accounts.tokens.make(owner, { name, scopes, expiresAt: null });
    return made.outcome === 'done' ? made.token.id : made.outcome;
  };
  const id = await make(anna, 'cms', ['push']);
  assert.equal(await make(vera, 'cms', ['read', 'push']), 'name-taken');
  assert.match(await make(vera, 'cms', ['read']), /^[0-9a-f]{16}$/);
  assert.match(await make(vera, 'blog', ['push']), /^[0-9a-f]{16}$/);
  await accounts.tokens.revoke(id, anna.id, 'Anna');
  assert.match(await make(anna, 'cms', ['push']), /^[0-9a-f]{16}$/, 'one that replaces it has its name');
});
