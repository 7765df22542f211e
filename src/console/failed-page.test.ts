import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import type { Editing } from '../editing/index.ts';
import { StoreError } from '../platform/store/index.ts';
import type { Desk } from './parts.ts';
import { openAccountDesk, PASSWORD } from './testing/account-console.ts';
import { askConsole, readText } from './testing/ask-console.ts';
import { deskSpecimen } from './testing/desk-specimen.ts';

const AWAY = new StoreError('unreachable', 'the database courier at db.secret.example cannot be reached', {});
const FULL = new StoreError('engine-stopped', '/srv/secret: no space left on device', {});

/** A desk whose every question fails. */
function failing(desk: Desk, error: Error): Desk {
  const editing = new Proxy(desk.editing, { get: () => async () => Promise.reject(error) }) as Editing;
  return { ...desk, editing };
}

/** A form as browsers send it, with its size. */
function sending(fields: Record<string, string>) {
  const body = new URLSearchParams(fields);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.toString().length),
  };
  return { method: 'POST', headers, body };
}

test('a database that cannot be asked is told as what it is, without its place', async () => {
  for (const [error, said] of [
    [AWAY, /cannot be reached at the moment.*works again by itself/],
    [FULL, /could not write: most often the disk is full/],
  ] as const) {
    const { ask, close } = askConsole(failing(deskSpecimen().desk, error));
    const answer = await ask('/articles');
    assert.equal(answer.status, 503);
    assert.ok(answer.headers.has('retry-after'));
    const text = await answer.text();
    assert.match(readText(parseHTML(text).document.querySelector('main')), said);
    assert.doesNotMatch(text, /secret/);
    await close();
  }
});

test('what somebody wrote about an article is given back, to be sent again as it was', async () => {
  const { ask, close } = askConsole(failing(deskSpecimen().desk, FULL));
  const target = '\nФеникс <b>& "Co"</b>\n  </textarea><p>';
  const sent = { act: 'confirm', edit: '7', show: 'open', page: '2', target };
  const address = '/articles/a/ru/segments/b1';
  const answer = await ask(address, sending(sent));
  assert.equal(answer.status, 503);
  const text = await answer.text();
  const { document } = parseHTML(text);
  const form = document.querySelector('form');
  assert.deepEqual([form?.getAttribute('method'), form?.getAttribute('action')], ['post', address]);
  // The first line feed is the one that browsers swallow.
  const written = 'Феникс &lt;b&gt;&amp; &quot;Co&quot;&lt;/b&gt;\n  &lt;/textarea&gt;&lt;p&gt;';
  assert.ok(text.includes(`>\n\n${written}</textarea>`), text);
  const hidden = [...(form?.querySelectorAll('input[type=hidden]') ?? [])].map((each) => [
    each.getAttribute('name'),
    each.getAttribute('value'),
  ]);
  const { target: _, ...rest } = sent;
  assert.deepEqual(Object.fromEntries(hidden), rest);
  await close();
});

test('a password is never given back', async () => {
  const { desk, close: closeDatabase } = await openAccountDesk();
  const { ask, close } = askConsole(desk);
  await closeDatabase();
  const answer = await ask('/sign-in', sending({ name: 'Ada', password: PASSWORD }));
  assert.equal(answer.status, 503);
  assert.doesNotMatch(await answer.text(), /correct horse|<form/);
  await close();
});
