import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Scope } from '../../accounts/index.ts';
import { type AccountConsole, openAccountConsole, PASSWORD } from '../testing/account-console.ts';
import { deskInMemory } from '../testing/desk-in-memory.ts';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { ARTICLE } from '../testing/draft-specimen.ts';
import { problemsOf } from './openapi.ts';
import { PROBLEMS, problemSchema } from './problem.ts';
import { ROUTES } from './routes.ts';

const editing = deskInMemory();
let opened: AccountConsole;
before(async () => {
  opened = await openAccountConsole({ editing });
  await opened.join('Otto', 'operator');
  await opened.join('Anna', 'editor');
});
after(() => opened.close());

/** A token of somebody, with these scopes. */
async function token(owner: string, ...scopes: Scope[]): Promise<string> {
  const person = (await opened.accounts.people.findByName(owner)) ?? assert.fail(owner);
  const name = `t ${(await opened.accounts.tokens.list()).length}`;
  const made = await opened.accounts.tokens.make(person, { name, scopes, expiresAt: null });
  return made.outcome === 'done' ? made.secret : assert.fail(made.outcome);
}

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Asks the API, and holds what it answers to its own document. */
async function ask(path: string, { method = 'GET', token: secret, body, headers = {} }: Asked = {}) {
  const sent = {
    host: '127.0.0.1:4470',
    ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    ...headers,
  };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = { method, headers: sent, ...(body === undefined ? {} : { body: text }) };
  const answer = await opened.fetch(new Request(`http://127.0.0.1:4470/api/v1${path}`, init));
  const json = await answer.json();
  const { pathname } = new URL(`http://x${path}`);
  const said = ROUTES.find(
    (route) =>
      route.method === method.toLowerCase() &&
      new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  if (answer.ok) {
    assert.equal(answer.status, said?.status);
    assert.deepEqual(said?.answer.parse(json), json);
  } else {
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const problem = problemSchema.parse(json);
    assert.equal(problem.status, answer.status);
    assert.ok(said === undefined || problemsOf(said).includes(problem.code), `${path} does not say ${problem.code}`);
  }
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  return { status: answer.status, json, etag: answer.headers.get('etag') };
}

/** A path of a route with something in place of its parameters. */
const filled = (path: string) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => ({ article: ARTICLE, language: 'ru' })[name as string] ?? 'b1');

test('the document has every route, each with a name of its own, its parameters and its problems', async () => {
  const answer = await opened.fetch(
    new Request('http://127.0.0.1:4470/api/v1/openapi.json', { headers: { host: '127.0.0.1:4470' } }),
  );
  const document = await answer.json();
  assert.equal(document.openapi, '3.1.0');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string; parameters: { name: string; in: string }[] }>).map(
      ([method, operation]) => ({ path, method, ...operation }),
    ),
  );
  assert.deepEqual(
    operations.map(({ method, path }) => `${method} ${path}`).sort(),
    ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, ROUTES.length);
  for (const { path, parameters } of operations) {
    const inPath = parameters.filter((each) => each.in === 'path').map(({ name }) => name);
    assert.deepEqual(
      inPath,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      path,
    );
  }
  assert.deepEqual(Object.keys(document.components.schemas), ['Problem']);
});

test('nothing is answered and nothing done without a token, with a false one, or by cookie', async () => {
  const anna = opened.visitor();
  await anna.post('/sign-in', { name: 'Anna', password: PASSWORD });
  const cookie = [...anna.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  for (const { method, path } of ROUTES) {
    const at = { method: method.toUpperCase(), ...(method === 'get' ? {} : { body: {} }) };
    assert.equal((await ask(filled(path), at)).json.code, 'token-missing', path);
    assert.equal((await ask(filled(path), { ...at, headers: { cookie } })).json.code, 'token-missing', path);
    assert.equal((await ask(filled(path), { ...at, token: `tmz_${'a'.repeat(43)}` })).json.code, 'token-invalid', path);
  }
});

test('every route asks for its scope', async () => {
  const push = await token('Otto', 'push');
  const others = await token('Otto', 'read', 'edit', 'publish');
  for (const { method, path, needs } of ROUTES) {
    const at = { method: method.toUpperCase(), ...(method === 'get' ? {} : { body: {} }) };
    const without = needs === 'push' ? others : push;
    assert.equal((await ask(filled(path), { ...at, token: without })).json.code, 'scope-missing', path);
  }
});

test('a token may no more than its owner: an editor sets no embargo', async () => {
  const article = deskSpecimen().desk && (await editing.articles({})).rows[0]?.article;
  const body = { until: '2026-12-01T08:00:00Z' };
  const at = `/articles/${article}/embargo`;
  const anna = await ask(at, { method: 'PUT', token: await token('Anna', 'publish'), body });
  assert.deepEqual([anna.status, anna.json.code], [403, 'scope-missing']);
  const otto = await ask(at, { method: 'PUT', token: await token('Otto', 'publish'), body });
  assert.deepEqual([otto.status, otto.json], [200, { outcome: 'done' }]);
  assert.equal((await editing.article(article ?? ''))?.holdUntil, '2026-12-01T08:00:00.000Z');
});

test('articles are listed by what is asked for, and one is given whole', async () => {
  const read = await token('Anna', 'read');
  const all = await ask('/articles', { token: read });
  assert.ok(all.json.rows.length > 2);
  const some = await ask('/articles?state=review&language=ru', { token: read });
  assert.ok(some.json.rows.length < all.json.rows.length);
  for (const { cells } of some.json.rows)
    assert.ok(
      cells.some((cell: { language: string; state: string }) => cell.language === 'ru' && cell.state === 'review'),
    );
  const [{ article }] = all.json.rows;
  const one = await ask(`/articles/${article}`, { token: read });
  assert.ok(one.json.versions[0].body.blocks[0].id);
  assert.equal((await ask('/articles/0000000000', { token: read })).json.code, 'not-found');
  for (const query of ['?state=lost', '?limit=0', '?limit=201', '?limit=x', '?colour=red', '?language=!'])
    assert.equal((await ask(`/articles${query}`, { token: read })).json.code, 'input-invalid', query);
  assert.equal((await ask('/articles/NOT-AN-ID', { token: read })).json.code, 'input-invalid');
});

test('a draft is read, and a segment is written by whoever names the edit that they saw', async () => {
  const edit = await token('Anna', 'edit');
  const draft = await ask(`/drafts/${ARTICLE}/ru`, { token: edit });
  const [segment] = draft.json.segments;
  const at = `/drafts/${ARTICLE}/ru/segments/${encodeURIComponent(segment.key)}`;
  const write = (headers: Record<string, string>, body: unknown) =>
    ask(at, { method: 'PUT', token: edit, headers, body });
  const missing = await write({}, { target: 'Мост' });
  assert.deepEqual([missing.status, missing.json.code], [428, 'edit-missing']);
  const first = await write({ 'if-match': `"${segment.edit}"` }, { target: 'Мост поднят' });
  assert.deepEqual([first.status, first.json.target, first.etag], [200, 'Мост поднят', `"${segment.edit + 1}"`]);
  const second = await write({ 'if-match': `"${segment.edit}"` }, { target: 'Другое' });
  assert.deepEqual([second.status, second.json.code], [412, 'edit-stale']);
  assert.deepEqual([second.json.segment.target, second.json.segment.edit], ['Мост поднят', segment.edit + 1]);
  for (const wrong of ['7', '*', 'W/"1"', '"-1"'])
    assert.equal((await write({ 'if-match': wrong }, { target: 'x' })).json.code, 'input-invalid', wrong);
  for (const body of [{}, { target: 1 }, { target: 'x', more: true }, [], 'no json'])
    assert.equal((await write({ 'if-match': '"1"' }, body)).json.code, 'input-invalid', JSON.stringify(body));
});

test('what no database keeps is left out of what is sent, and asked for in vain', async () => {
  const edit = await token('Anna', 'edit');
  const draft = await ask(`/drafts/${ARTICLE}/ru`, { token: edit });
  const [segment] = draft.json.segments;
  const at = `/drafts/${ARTICLE}/ru/segments/${encodeURIComponent(segment.key)}`;
  const headers = { 'if-match': `"${segment.edit}"` };
  const written = await ask(at, { method: 'PUT', token: edit, headers, body: '{"target":"Мо\\u0000ст"}' });
  assert.deepEqual([written.status, written.json.target], [200, 'Мост']);
  assert.equal((await ask('/audit?after=%00', { token: edit })).json.code, 'input-invalid');
});

test('checks that stand against a segment are told, and are switched off with a reason', async () => {
  const edit = await token('Anna', 'edit');
  const draft = await ask(`/drafts/${ARTICLE}/ru`, { token: edit });
  const failing = draft.json.segments.find(({ findings }: { findings: unknown[] }) => findings.length > 0);
  const at = `/drafts/${ARTICLE}/ru/segments/${encodeURIComponent(failing.key)}`;
  const headers = { 'if-match': `"${failing.edit}"` };
  const refused = await ask(at, {
    method: 'PUT',
    token: edit,
    headers,
    body: { target: failing.target, confirm: true },
  });
  assert.deepEqual([refused.status, refused.json.code], [422, 'checks-failed']);
  assert.deepEqual(refused.json.segment.findings, failing.findings);
  const [{ check }] = failing.findings;
  const now = { 'if-match': `"${refused.json.segment.edit}"` };
  const ignored = await ask(`${at}/ignore`, {
    method: 'POST',
    token: edit,
    headers: now,
    body: { check, reason: 'A name.' },
  });
  assert.equal(ignored.status, 200);
  assert.match(ignored.json.ignored[0].by, /^Anna \(token t \d+\)$/);
  const nothing = await ask(`${at}/ignore`, {
    method: 'POST',
    token: edit,
    headers: now,
    body: { check: 'luck', reason: 'x' },
  });
  assert.equal(nothing.json.code, 'input-invalid');
});

test('what cannot be done now is refused with the reason, and what can is on record under person and token', async () => {
  const publish = await token('Otto', 'publish', 'read');
  const { rows } = await editing.articles({ state: 'published' });
  const [row] = rows;
  const language = row?.cells.find(({ state }) => state === 'published')?.language;
  const at = `/drafts/${row?.article}/${language}`;
  const again = await ask(`${at}/publish`, { method: 'POST', token: publish });
  assert.deepEqual([again.status, again.json.code], [409, 'refused']);
  assert.ok(again.json.detail.length > 0);
  const corrected = await ask(`${at}/correct`, {
    method: 'POST',
    token: publish,
    body: { note: 'The year was wrong.' },
  });
  assert.equal(corrected.status, 200);
  const withdrawn = await ask(`${at}/withdraw`, { method: 'POST', token: publish, body: { reason: 'It was not so.' } });
  assert.equal(withdrawn.status, 200);
  const trail = await ask(`/audit?article=${row?.article}&limit=1`, { token: publish });
  assert.equal(trail.json.entries.length, 1);
  assert.match(trail.json.entries[0].who, /^Otto \(token t \d+\)$/);
  assert.equal(trail.json.next, trail.json.entries[0].id);
  const next = await ask(`/audit?article=${row?.article}&after=${trail.json.next}`, { token: publish });
  assert.notEqual(next.json.entries[0]?.id, trail.json.next);
  assert.equal(next.json.next, null);
});

test('a draft goes out as XLIFF and comes back, and what is none is refused with line and rule', async () => {
  const edit = await token('Anna', 'edit');
  const at = `/drafts/${ARTICLE}/ru/xliff`;
  const headers = { host: '127.0.0.1:4470', authorization: `Bearer ${edit}` };
  const out = await opened.fetch(new Request(`http://127.0.0.1:4470/api/v1${at}`, { headers }));
  assert.equal(out.headers.get('content-type'), 'application/xliff+xml; charset=utf-8');
  const file = await out.text();
  assert.match(file, /<xliff/);
  const back = await ask(at, { method: 'PUT', token: edit, body: file });
  assert.deepEqual([back.status, back.json.saved, back.json.conflicts], [200, [], []]);
  const changed = await ask(`${at}?over=true`, {
    method: 'PUT',
    token: edit,
    body: file.replaceAll('<target>', '<target>Да: '),
  });
  assert.ok(changed.json.saved.length > 0);
  for (const text of ['', 'no xml', '<!DOCTYPE a [<!ENTITY b "c">]><xliff/>', file.replace(ARTICLE, '0000000000')]) {
    const refused = await ask(at, { method: 'PUT', token: edit, body: text });
    assert.deepEqual([refused.status, refused.json.code], [422, 'content-invalid'], refused.json.detail);
    assert.match(refused.json.detail, /rule: /);
  }
  assert.equal(
    (await ask(`/drafts/0000000000/ru/xliff`, { method: 'PUT', token: edit, body: file })).json.code,
    'not-found',
  );
});

const PUSH = {
  id: 'bridge-de',
  group: 'bridge',
  language: 'de',
  headline: 'Die Brücke ist offen',
  publishedAt: '2026-11-22T10:15:00Z',
  html: '<p>Die Brücke ist <b>offen</b>.</p>',
};

test('a CMS pushes an article, asks where it stands, and takes it back', async () => {
  const push = await token('Anna', 'push');
  const taken = await ask('/articles', { method: 'POST', token: push, body: PUSH });
  assert.deepEqual(
    [taken.status, taken.json],
    [202, { item: 'bridge-de', state: 'waiting', reason: null, article: null, language: null, publishedRevision: 0 }],
  );
  assert.deepEqual((await ask('/pushed/bridge-de', { token: push })).json, taken.json);
  const back = { method: 'POST', token: push, body: { reason: 'It was not so.' } };
  assert.equal((await ask('/pushed/bridge-de/withdraw', back)).status, 202);
  assert.equal((await ask('/pushed/nothing/withdraw', back)).json.code, 'not-found');
  assert.equal((await ask('/pushed/bridge-de', { token: await token('Otto', 'push') })).json.code, 'not-found');
});

test('what cannot be carried is refused at once, with the reason', async () => {
  const push = await token('Anna', 'push');
  const of = async (other: object) =>
    (await ask('/articles', { method: 'POST', token: push, body: { ...PUSH, ...other } })).json;
  const language = await of({ language: 'fr' });
  assert.deepEqual([language.code, language.detail], ['content-invalid', 'fr is no language of this newsroom.']);
  assert.equal((await of({ html: '<script>1</script>' })).code, 'content-invalid');
  for (const other of [
    { html: '' },
    { publishedAt: 'today' },
    { address: 'javascript:1' },
    { headline: ' ' },
    { slug: 'x' },
  ])
    assert.equal((await of(other)).code, 'input-invalid', JSON.stringify(other));
});

test('whoever may not publish may not push', async () => {
  await opened.join('Vi', 'viewer');
  const push = await token('Vi', 'push');
  assert.equal((await ask('/articles', { method: 'POST', token: push, body: PUSH })).json.code, 'scope-missing');
});

test('a page of another site gets nothing done, whatever token it has', async () => {
  const publish = await token('Otto', 'publish');
  const others = [{ origin: 'http://127.0.0.1:4471' }, { 'sec-fetch-site': 'cross-site' }] as Record<string, string>[];
  for (const headers of others) {
    const answer = await ask(`/drafts/${ARTICLE}/ru/publish`, { method: 'POST', token: publish, headers });
    assert.deepEqual([answer.status, answer.json.code], [403, 'foreign-page']);
  }
});

test('whatever the API has not is told as a problem too', async () => {
  assert.equal((await ask('/nothing')).json.code, 'not-found');
  assert.equal((await ask('/articles', { method: 'DELETE' })).json.code, 'method-unknown');
  assert.equal((await ask(`/drafts/${ARTICLE}/ru/publish`)).json.code, 'method-unknown');
});

test('a body that is larger than any is refused before it is read', async () => {
  const edit = await token('Anna', 'edit');
  const at = { method: 'PUT', token: edit, headers: { 'if-match': '"1"' } };
  const answer = await ask(`/drafts/${ARTICLE}/ru/segments/b1`, { ...at, body: 'x'.repeat(9 * 1_024 * 1_024) });
  assert.deepEqual([answer.status, answer.json.code], [413, 'too-large']);
});

test('what fails here is told without a word of why, and logged', async () => {
  const broken = new Proxy(editing, {
    get() {
      throw new Error('secret detail');
    },
  });
  const failing = await openAccountConsole({ editing: broken });
  try {
    await failing.join('Otto', 'operator');
    const person = (await failing.accounts.people.findByName('Otto')) ?? assert.fail();
    const made = await failing.accounts.tokens.make(person, { name: 't', scopes: ['read'], expiresAt: null });
    const headers = { host: '127.0.0.1:4470', authorization: `Bearer ${made.outcome === 'done' ? made.secret : ''}` };
    const answer = await failing.fetch(new Request('http://127.0.0.1:4470/api/v1/articles', { headers }));
    assert.equal(answer.status, PROBLEMS.failed.status);
    assert.ok(!(await answer.text()).includes('secret detail'));
    assert.equal(failing.failures.length, 1);
  } finally {
    await failing.close();
  }
});
