import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AccountConsole, openAccountConsole, PASSWORD } from '../testing/account-console.ts';

let opened: AccountConsole;
before(async () => {
  opened = await openAccountConsole();
  await opened.join('Anna', 'operator');
});
after(() => opened.close());

const whereTo = (answer: Response): readonly [number, string | null] => [answer.status, answer.headers.get('location')];

test('a stranger who opens a page signs in and comes to that page', async () => {
  const { get, post } = opened.visitor();
  const [status, to] = whereTo(await get('/articles?state=review'));
  assert.deepEqual([status, to], [303, '/sign-in?to=%2Farticles%3Fstate%3Dreview']);
  const form = await (await get(to ?? '')).text();
  assert.match(form, /name="to" value="\/articles\?state=review"/);
  assert.doesNotMatch(form, /href="\/articles"/);
  const signedIn = await post('/sign-in', { name: 'Anna', password: PASSWORD, to: '/people?x=1' });
  assert.deepEqual(whereTo(signedIn), [303, '/people?x=1']);
  assert.match(signedIn.headers.get('set-cookie') ?? '', /^tamizdat-session=[\w-]{43};.*HttpOnly; SameSite=Strict$/);
  assert.equal((await get('/people')).status, 200);
  assert.deepEqual(whereTo(await get('/sign-in?to=/people')), [303, '/people']);
});

test('nothing is shown and nothing done for strangers', async () => {
  const { get, post } = opened.visitor();
  for (const path of ['/', '/people', '/people/me', '/nothing']) assert.deepEqual((await get(path)).status, 303, path);
  for (const path of ['/events', '/changes', '/people']) {
    const answer = await get(path, { accept: 'text/event-stream' });
    assert.deepEqual([answer.status, await answer.text()], [401, 'Sign in first.'], path);
  }
  for (const path of ['/people/invite', '/people/me/password', '/people/me/tokens', '/articles/bulk']) {
    const answer = await post(path, { name: 'Mallory', role: 'operator', password: PASSWORD });
    assert.equal(answer.status, 401, path);
    assert.match(await answer.text(), /Nothing was done/);
  }
  assert.deepEqual(await opened.accounts.links.invitations(), []);
});

test('a wrong password is refused in the same words for people there are and are not', async () => {
  const one = opened.visitor();
  const texts = [];
  for (const name of ['Anna', 'Nobody']) {
    const answer = await one.post('/sign-in', { name, password: 'wrong password' });
    assert.equal(answer.status, 403);
    texts.push((await answer.text()).replaceAll(name, '…'));
  }
  assert.equal(texts[0], texts[1]);
  assert.equal(one.cookies.get('tamizdat-session'), undefined);
});

test('too many wrong passwords have to wait, and are told how long', async () => {
  const { post } = opened.visitor();
  for (let at = 0; at < 5; at += 1) await post('/sign-in', { name: 'Berta', password: 'wrong' });
  const answer = await post('/sign-in', { name: 'Berta', password: 'wrong' });
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get('retry-after'), '1');
  assert.match(await answer.text(), /Try again in a second/);
});

test('nobody is sent anywhere else after signing in', async () => {
  const { post } = opened.visitor();
  for (const to of ['https://evil.example/', '//evil.example', '/\\evil.example', '/..//evil.example']) {
    const answer = await post('/sign-in', { name: 'Anna', password: PASSWORD, to });
    assert.deepEqual(whereTo(answer), [303, '/'], to);
  }
});

test('a form that another site sends is refused, whatever it is for', async () => {
  const anna = opened.visitor();
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'http://127.0.0.1:4471', 'sec-fetch-site': 'same-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
  ]) {
    for (const path of ['/sign-in', '/sign-in/link', '/sign-out', '/people/invite', '/people/me/password'])
      assert.equal((await anna.post(path, { name: 'M', role: 'operator' }, headers)).status, 403, path);
  }
  assert.equal((await anna.get('/people')).status, 200);
  assert.deepEqual(await opened.accounts.links.invitations(), []);
});

test('signing out ends the session, not only the cookie, and empties what the browser kept', async () => {
  const anna = opened.visitor();
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  const secret = anna.cookies.get('tamizdat-session') ?? '';
  const out = await anna.post('/sign-out', {});
  assert.deepEqual(whereTo(out), [303, '/sign-in']);
  assert.equal(out.headers.get('clear-site-data'), '"cache", "storage"');
  assert.equal(await opened.accounts.sessions.find(secret), null);
});

test('signing in ends the session that the browser had', async () => {
  const anna = opened.visitor();
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  const secret = anna.cookies.get('tamizdat-session') ?? '';
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  assert.notEqual(anna.cookies.get('tamizdat-session'), secret);
  assert.equal(await opened.accounts.sessions.find(secret), null);
});

test('signing in by a link ends the session that the browser had, too', async () => {
  const anna = opened.visitor();
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  const secret = anna.cookies.get('tamizdat-session') ?? '';
  const person = (await opened.accounts.people.findByName('Anna')) ?? assert.fail();
  const link = (await opened.accounts.links.forPerson(person.id, 'Anna')) ?? assert.fail();
  assert.equal((await anna.post('/sign-in/link', { key: link.secret })).status, 303);
  assert.notEqual(anna.cookies.get('tamizdat-session'), secret);
  assert.equal(await opened.accounts.sessions.find(secret), null);
});

test('strangers send no more than a form, whatever they call it', async () => {
  const body = new Uint8Array(2 * 1_024 * 1_024);
  const send = (path: string, headers: Record<string, string>) => {
    const sent = {
      host: '127.0.0.1:4470',
      accept: 'text/html',
      'content-type': 'multipart/form-data; boundary=x',
      ...headers,
    };
    return opened.fetch(new Request(`http://127.0.0.1:4470${path}`, { method: 'POST', body, headers: sent }));
  };
  for (const length of [{}, { 'content-length': String(body.byteLength) }]) {
    for (const path of ['/sign-in', '/sign-in/link', '/sign-in/passkey'])
      assert.equal((await send(path, length)).status, 413, path);
    // Of what is for people who signed in, nothing is read.
    assert.equal((await send('/glossary/import', length)).status, 401);
  }
  const anna = opened.visitor();
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  const cookie = `tamizdat-session=${anna.cookies.get('tamizdat-session')}`;
  assert.notEqual((await send('/glossary/import', { cookie })).status, 413);
});

test('a link is used up by its button, not by those that look at it', async () => {
  const link = await opened.accounts.links.invite({ role: 'editor', name: 'Vera <b>' }, 'Anna');
  assert.equal(link, 'name-unusable');
  const good = await opened.accounts.links.invite({ role: 'editor', name: 'Vera' }, 'Anna');
  assert.ok(good !== 'name-unusable');
  const vera = opened.visitor();
  for (let at = 0; at < 3; at += 1) {
    const page = await vera.get(`/sign-in/link?key=${good.secret}`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /the role <strong>editor<\/strong>.*value="Vera"/s);
  }
  const taken = await vera.post('/sign-in/link', { key: good.secret, name: 'anna' });
  assert.equal(taken.status, 422);
  assert.match(await taken.text(), /Somebody has that name already/);
  assert.deepEqual(whereTo(await vera.post('/sign-in/link', { key: good.secret, name: 'Vera' })), [303, '/people/me']);
  assert.match(await (await vera.get('/people/me')).text(), /<h1>Vera<\/h1>.*Set a password or add a passkey now/s);
  assert.equal((await opened.visitor().get(`/sign-in/link?key=${good.secret}`)).status, 404);
  assert.equal((await opened.visitor().post('/sign-in/link', { key: good.secret, name: 'Other' })).status, 404);
});

test('only behind https the cookie is bound to it, and only the name that is set is answered', async () => {
  const front = await openAccountConsole({ address: 'https://desk.courier.example/' });
  try {
    await front.join('Anna', 'operator');
    const anna = front.visitor('https://desk.courier.example');
    const answer = await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
    assert.deepEqual(whereTo(answer), [303, '/']);
    assert.match(answer.headers.get('set-cookie') ?? '', /^__Host-tamizdat=.*HttpOnly; Secure; SameSite=Strict$/);
    assert.equal((await anna.get('/people')).status, 200);
    assert.equal((await anna.post('/sign-out', {}, { origin: 'http://desk.courier.example' })).status, 403);
    assert.equal((await front.visitor('https://courier.example').get('/sign-in')).status, 403);
  } finally {
    await front.close();
  }
  assert.equal((await opened.visitor('https://desk.courier.example').get('/sign-in')).status, 403);
});

test('a server in front names people only where that is set, and only people there are', async () => {
  const front = await openAccountConsole({ signInHeader: 'X-Forwarded-User' });
  try {
    await front.join('Anna', 'viewer');
    const named = (name: string) => front.visitor().get('/people/me', { 'x-forwarded-user': name });
    const own = await named('Anna');
    assert.equal(own.status, 200);
    assert.doesNotMatch(await own.text(), /New password|Where you are signed in/);
    for (const name of ['Mallory', '', 'Anna\u00a0B']) assert.equal((await named(name)).status, 303, name);
    const password = await front
      .visitor()
      .post('/people/me/password', { password: 'another long one' }, { 'x-forwarded-user': 'Anna' });
    assert.equal(password.status, 422);
  } finally {
    await front.close();
  }
  assert.equal((await opened.visitor().get('/people/me', { 'x-forwarded-user': 'Anna' })).status, 303);
});

test('whoever comes from another site is told how to go on', async () => {
  const page = await opened.visitor().get('/sign-in?to=/people', { 'sec-fetch-site': 'cross-site' });
  assert.match(await page.text(), /came from another site.*<a href="\/people">go on here/s);
});

test('passkeys are asked for in JSON, and what is no passkey is refused', async () => {
  const { send } = opened.visitor('http://localhost:4470');
  const options = await (await send('/sign-in/passkey/options', {})).json();
  assert.deepEqual(
    [options.rpId, options.userVerification, options.allowCredentials],
    ['localhost', 'required', undefined],
  );
  for (const body of [null, {}, { response: 'x' }, { response: { id: 'x', response: { clientDataJSON: 'e30' } } }]) {
    const answer = await send('/sign-in/passkey', body);
    assert.deepEqual([answer.status, await answer.json()], [403, { problem: 'That passkey opens nothing here.' }]);
  }
});
