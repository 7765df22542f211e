import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { IDLE_MS } from '../../accounts/index.ts';
import { Audience } from '../audience.ts';
import { openAccountDesk } from '../testing/account-console.ts';
import { CHECK_MS, whileSignedIn } from './while-signed-in.ts';

type AccountDesk = Awaited<ReturnType<typeof openAccountDesk>>;

const frame = (text: string) => new TextEncoder().encode(text);
let opened: AccountDesk;
before(async () => {
  opened = await openAccountDesk();
  await join('Otto');
});
after(() => opened.close());

/** Makes an operator, signed in by a link. */
async function join(name: string) {
  const { links, sessions } = opened.accounts;
  const link = await links.invite({ role: 'operator', name }, 'Test');
  const used = link === 'name-unusable' ? assert.fail() : await links.use(link.secret, name);
  const secret = used.outcome === 'signed-in' ? used.secret : assert.fail(used.outcome);
  return { secret, ...((await sessions.find(secret)) ?? assert.fail()) };
}

/** A stream for whoever, what sends into it, and the next piece of it: null at its end. */
function follow(account: Parameters<typeof whileSignedIn>[1]) {
  const { desk, now } = opened;
  const access = desk.access.kind === 'accounts' ? desk.access : assert.fail();
  const audience = new Audience({ limit: 1, heartbeatMs: 3_600_000 });
  const stream = audience.join(frame('first')) ?? assert.fail();
  const reader = whileSignedIn(stream, account, { access, now }).getReader();
  const next = async () => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  return { audience, next, leave: () => reader.cancel() };
}

test('who is signed in is told everything, and whoever leaves is forgotten', async () => {
  const anna = await join('Anna');
  const { audience, next, leave } = follow(anna);
  assert.equal(await next(), 'first');
  opened.pass(CHECK_MS);
  audience.send(frame('second'));
  assert.equal(await next(), 'second');
  await leave();
  assert.equal(audience.size, 0);
});

test('who signed out is told nothing more, and nor is a closed account', async () => {
  const { accounts } = opened;
  const vera = await join('Vera');
  const ends = [() => accounts.sessions.end(vera.secret), () => accounts.people.close(vera.person.id, 'Otto')] as const;
  for (const end of ends) {
    const account = end === ends[0] ? vera : { person: vera.person, session: null };
    const { audience, next } = follow(account);
    assert.equal(await next(), 'first');
    await end();
    opened.pass(CHECK_MS);
    audience.send(frame('a headline'));
    assert.equal(await next(), null);
    assert.equal(audience.size, 0);
  }
});

test('to be told what goes on is no use of a session: it ends when nobody does anything', async () => {
  const berta = await join('Berta');
  const { audience, next } = follow(berta);
  assert.equal(await next(), 'first');
  opened.pass(IDLE_MS / 2);
  audience.send(frame('second'));
  assert.equal(await next(), 'second');
  opened.pass(IDLE_MS / 2);
  audience.send(frame('third'));
  assert.equal(await next(), null);
});
