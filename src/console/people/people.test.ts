import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AccountConsole, openAccountConsole, PASSWORD, type Visitor } from '../testing/account-console.ts';

let opened: AccountConsole;
let anna: Visitor;
let vera: Visitor;
before(async () => {
  opened = await openAccountConsole();
  anna = await opened.join('Anna', 'operator');
  vera = await opened.join('Vera', 'editor');
});
after(() => opened.close());

const idOf = async (name: string) => (await opened.accounts.people.findByName(name))?.id ?? assert.fail(name);
const page = async (answer: Promise<Response>) => (await answer).text();
/** The secret that a page shows this once. */
const shown = (text: string) => /class="secret" value="([^"]+)"/.exec(text)?.[1] ?? assert.fail('no secret is shown');

test('an operator invites somebody by a link that is shown once', async () => {
  const made = await anna.post('/people/invite', { name: 'Boris', role: 'chief' });
  const link = shown(await made.text());
  assert.match(link, /^http:\/\/127\.0\.0\.1:4470\/sign-in\/link\?key=[\w-]{43}$/);
  const list = await page(anna.get('/people'));
  assert.match(list, /Boris.*invited as chief by Anna/s);
  assert.ok(!list.includes(link.slice(-43)));
  const boris = opened.visitor();
  await boris.post('/sign-in/link', { key: link.slice(-43), name: 'Boris' });
  assert.match(await page(boris.get('/people/me')), /Your role is <strong>chief<\/strong>/);
});

test('an invitation that is taken back leads nowhere', async () => {
  const link = shown(await page(anna.post('/people/invite', { name: '', role: 'viewer' })));
  const id = /invitations\/([0-9a-f]+)\/take-back/.exec(await page(anna.get('/people')))?.[1];
  assert.equal((await anna.post(`/people/invitations/${id}/take-back`, {})).status, 303);
  assert.equal((await opened.visitor().get(link.replace('http://127.0.0.1:4470', ''))).status, 404);
});

test('who does not look after people sees only themselves', async () => {
  const target = await idOf('Anna');
  assert.equal((await vera.get('/people')).status, 403);
  assert.doesNotMatch(await page(vera.get('/people/me')), /href="\/people"/);
  for (const path of ['invite', `${target}/role`, `${target}/link`, `${target}/close`, `${target}/reopen`])
    assert.equal((await vera.post(`/people/${path}`, { name: 'M', role: 'operator' })).status, 403, path);
  assert.equal((await opened.accounts.people.find(target))?.role, 'operator');
});

test('a role is changed, and counts with the very next page', async () => {
  const id = await idOf('Vera');
  assert.equal((await anna.post(`/people/${id}/role`, { role: 'operator' })).status, 303);
  assert.equal((await vera.get('/people')).status, 200);
  assert.equal((await anna.post(`/people/${id}/role`, { role: 'editor' })).status, 303);
  assert.equal((await vera.get('/people')).status, 403);
  assert.equal((await anna.post(`/people/${id}/role`, { role: 'emperor' })).status, 422);
});

test('the last operator stays, and is told why', async () => {
  const answer = await anna.post(`/people/${await idOf('Anna')}/close`, {});
  assert.equal(answer.status, 422);
  assert.match(await answer.text(), /role="alert">That is the last operator/);
});

test('a closed account is out at once; opened again it gets in by a link', async () => {
  const otto = await opened.join('Otto', 'viewer');
  const id = await idOf('Otto');
  await anna.post(`/people/${id}/close`, {});
  assert.equal((await otto.get('/people/me')).status, 303);
  await anna.post(`/people/${id}/reopen`, {});
  const link = shown(await page(anna.post(`/people/${id}/link`, {})));
  assert.equal((await otto.post('/sign-in/link', { key: link.slice(-43) })).status, 303);
  assert.match(await page(otto.get('/people/me')), /<h1>Otto<\/h1>/);
});

test('a password is changed with the old one, and signs out every other browser', async () => {
  const other = opened.visitor();
  const here = opened.visitor();
  for (const each of [other, here]) await each.post('/sign-in', { name: 'Vera', password: PASSWORD });
  const wrong = await here.post('/people/me/password', { password: 'another long one', current: 'wrong one' });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /not the password you have/);
  const short = await here.post('/people/me/password', { password: 'short', current: PASSWORD });
  assert.match(await short.text(), /too short/);
  assert.equal(
    (await here.post('/people/me/password', { password: 'another long one', current: PASSWORD })).status,
    303,
  );
  assert.equal((await here.get('/people/me')).status, 200);
  assert.equal((await other.get('/people/me')).status, 303);
  vera = here;
});

test('sessions are listed and ended, one or all', async () => {
  const other = opened.visitor();
  await other.post('/sign-in', { name: 'Vera', password: 'another long one' });
  const list = await page(vera.get('/people/me'));
  assert.match(list, /This browser.*Another browser|Another browser.*This browser/s);
  const id = /sessions\/([0-9a-f]+)\/end/.exec(list)?.[1];
  await vera.post(`/people/me/sessions/${id}/end`, {});
  assert.equal((await other.get('/people/me')).status, 303);
  assert.equal((await vera.get('/people/me')).status, 200);
  await vera.post('/people/me/sessions/end', {});
  assert.equal((await vera.get('/people/me')).status, 303);
  await vera.post('/sign-in', { name: 'Vera', password: 'another long one' });
});

test('a token is shown once, with its scopes and its end, and revoked by its owner alone', async () => {
  const made = await page(
    vera.post('/people/me/tokens', { name: 'cms', 'scope-read': 'on', 'scope-push': 'on', days: '30' }),
  );
  const secret = shown(made);
  const holder = (await opened.accounts.tokens.find(secret)) ?? assert.fail();
  assert.deepEqual(holder.scopes, ['read', 'push']);
  const list = await page(vera.get('/people/me'));
  assert.ok(!list.includes(secret));
  assert.match(list, /cms.*read, push; used 2026-11-22; until <time datetime="2026-12-22/s);
  await anna.post(`/people/me/tokens/${holder.id}/revoke`, {});
  assert.ok(await opened.accounts.tokens.find(secret));
  await vera.post(`/people/me/tokens/${holder.id}/revoke`, {});
  assert.equal(await opened.accounts.tokens.find(secret), null);
  for (const fields of [{ name: 'x' }, { name: '', 'scope-read': 'on' }] as Record<string, string>[])
    assert.equal((await vera.post('/people/me/tokens', fields)).status, 422);
});

test('a name is changed, and one that is taken or none is refused', async () => {
  assert.equal((await vera.post('/people/me/name', { name: 'Vera Ivanova' })).status, 303);
  assert.match(await page(vera.get('/people/me')), /<h1>Vera Ivanova<\/h1>/);
  for (const name of ['anna', '', '<b>'])
    assert.equal((await vera.post('/people/me/name', { name })).status, 422, name);
});

test('passkeys are offered for the name in the address bar, and what is none is not kept', async () => {
  const here = opened.visitor('http://localhost:4470');
  await here.post('/sign-in', { name: 'Anna', password: PASSWORD });
  assert.match(await page(here.get('/people/me')), /id="passkey-add" hidden/);
  assert.match(await page(anna.get('/people/me')), /open the console as <a href="http:\/\/localhost:4470\/people\/me"/);
  const options = await (await here.send('/people/me/passkeys/options', {})).json();
  assert.deepEqual([options.rp, options.user.name], [{ name: 'The Courier', id: 'localhost' }, 'Anna']);
  assert.equal((await here.send('/people/me/passkeys', { response: { response: {} } })).status, 422);
  assert.deepEqual(await opened.accounts.passkeys.list(await idOf('Anna')), []);
});
