/** Who may ask for what: every route that there is, not only those that somebody thought of. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Permission, ROLES, type Role, roleMay } from '../accounts/index.ts';
import { openLexicon } from '../editing/index.ts';
import { openAssets } from '../platform/assets/index.ts';
import { openStore } from '../platform/store/index.ts';
import { migrations, type Tables } from '../tables/index.ts';
import { ROUTES } from './api/routes.ts';
import { consoleApp } from './app.ts';
import { openChanges } from './changes.ts';
import { openLiveView } from './live-view.ts';
import { openAccountDesk } from './testing/account-console.ts';
import { deskSpecimen } from './testing/desk-specimen.ts';
import { ARTICLE } from './testing/draft-specimen.ts';
import { memoryNewsroom, NOW, specimen } from './testing/specimen.ts';

/** What strangers may ask for: the ways in, and what pages load. */
const FOR_STRANGERS = new Set([
  'GET /assets/:path',
  'GET /favicon.ico',
  'GET /api/v1/openapi.json',
  'GET /sign-in',
  'GET /sign-in/link',
  'POST /sign-in',
  'POST /sign-in/link',
  'POST /sign-in/passkey',
  'POST /sign-in/passkey/options',
  'POST /sign-out',
]);

/** What takes more than to be signed in. */
const TAKES: Readonly<Record<string, Permission>> = {
  'GET /articles/:article/withdraw': 'withdraw',
  'GET /people': 'manage-people',
  'POST /articles/:article/assign': 'edit',
  'POST /articles/:article/begin': 'edit',
  'POST /articles/:article/correct': 'correct',
  'POST /articles/:article/embargo': 'embargo',
  'POST /articles/:article/publish': 'publish',
  'POST /articles/:article/reopen': 'edit',
  'POST /articles/:article/unschedule': 'publish',
  'POST /articles/:article/withdraw': 'withdraw',
  'POST /articles/:article/:language/assign': 'edit',
  'POST /articles/:article/:language/publish': 'publish',
  'POST /articles/:article/:language/reopen': 'edit',
  'POST /articles/:article/:language/segments/:key': 'edit',
  'POST /articles/:article/:language/segments/:key/ignore': 'edit',
  'POST /articles/:article/:language/unschedule': 'publish',
  'POST /articles/:article/:language/xliff': 'edit',
  'GET /carriers/add': 'manage-settings',
  'POST /carriers/:name/again': 'manage-jobs',
  'POST /carriers/:name/pause': 'manage-jobs',
  'POST /carriers/:name/remove': 'manage-settings',
  'POST /carriers/:name/resume': 'manage-jobs',
  'POST /carriers/:name/test': 'manage-jobs',
  'POST /carriers/add': 'manage-settings',
  'POST /carriers/again': 'manage-jobs',
  'POST /glossary': 'manage-glossary',
  'POST /glossary/change': 'manage-glossary',
  'POST /glossary/import': 'manage-glossary',
  'POST /jobs/again': 'manage-jobs',
  'POST /memory/forget': 'manage-glossary',
  'POST /memory/import': 'manage-glossary',
  'POST /people/:id/close': 'manage-people',
  'POST /people/:id/link': 'manage-people',
  'POST /people/:id/reopen': 'manage-people',
  'POST /people/:id/role': 'manage-people',
  'POST /people/invitations/:id/take-back': 'manage-people',
  'POST /people/invite': 'manage-people',
};

/** Forms of what is everybody's own, of what this browser keeps, and of what asks by itself. */
const FOR_EVERYBODY = new Set([
  'POST /articles/:article/:language/here',
  'POST /articles/bulk',
  'POST /articles/views',
  'POST /articles/views/remove',
  'POST /censor',
  'POST /censor/:name',
  'POST /people/me/name',
  'POST /people/me/passkeys',
  'POST /people/me/passkeys/:id/remove',
  'POST /people/me/passkeys/options',
  'POST /people/me/password',
  'POST /people/me/sessions/:id/end',
  'POST /people/me/tokens',
  'POST /people/me/tokens/:id/revoke',
]);
/** They end the session that asks, which the other routes are asked with. */
const LAST = 'POST /people/me/sessions/end';

type AccountDesk = Awaited<ReturnType<typeof openAccountDesk>>;
const failures: unknown[] = [];
const closers: (() => Promise<void>)[] = [];
let accounts: AccountDesk['accounts'];
let app: ReturnType<typeof consoleApp>;

before(async () => {
  const opened = await openAccountDesk();
  accounts = opened.accounts;
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-access-'));
  const store = await openStore<Tables>(folder, { migrations });
  const lexicon = openLexicon({ db: store.db, now: () => NOW, random: (count) => new Uint8Array(randomBytes(count)) });
  const { desk } = deskSpecimen();
  const view = openLiveView({
    newsroom: memoryNewsroom(specimen()),
    censor: null,
    links: {},
    now: opened.now,
    onFailure: (error) => assert.fail(String(error)),
  });
  const changes = openChanges();
  closers.push(
    () => view.close(),
    () => changes.close(),
    () => store.close(),
    () => opened.close(),
    () => rm(folder, { recursive: true, force: true }),
  );
  app = consoleApp({
    view,
    changes,
    censor: null,
    desk: { ...desk, ...opened.desk, editing: desk.editing, lexicon, settings: desk.settings },
    links: {},
    assets: await openAssets('console'),
    now: opened.now,
    onFailure: (error) => void failures.push(error),
  });
  await signedIn('operator');
});
after(async () => {
  for (const close of closers) await close();
});

/** A new person of a role, and the cookie of their browser. */
async function signedIn(role: Role) {
  const name = `${role} ${randomBytes(4).toString('hex')}x`;
  const link = await accounts.links.invite({ role, name }, 'Test');
  const used = link === 'name-unusable' ? assert.fail() : await accounts.links.use(link.secret, name);
  if (used.outcome !== 'signed-in') assert.fail(used.outcome);
  return { person: used.person, cookie: `tamizdat-session=${used.secret}` };
}

/** Every route of the console's pages, `GET /articles/:article`. */
const pageRoutes = () =>
  [
    ...new Set(
      app.routes
        .filter(({ method, path }) => method !== 'ALL' && (!path.startsWith('/api/') || path.endsWith('.json')))
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ].sort();

async function ask(route: string, headers: Record<string, string> = {}): Promise<Response> {
  const [method = '', pattern = ''] = route.split(' ');
  const values: Readonly<Record<string, string>> = { article: ARTICLE, language: 'ru', key: 'b1' };
  const path = pattern.replaceAll(/[:{](\w+)\}?/g, (_, name: string) => values[name] ?? 'none');
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: new URLSearchParams({ act: 'begin' }) };
  // A stream of events has no end; asked for so it has no beginning either.
  const isStream = ['/events', '/changes'].includes(path);
  const sent = { host: '127.0.0.1:4470', accept: 'text/html', ...headers };
  const init = { method: isStream ? 'HEAD' : method, headers: sent, ...body };
  return app.fetch(new Request(`http://127.0.0.1:4470${path}`, init));
}

test('every route that changes something is in the tables above, and nothing else is', () => {
  const changing = pageRoutes().filter((route) => !route.startsWith('GET '));
  const known = [...FOR_STRANGERS, ...Object.keys(TAKES), ...FOR_EVERYBODY, LAST];
  assert.deepEqual(changing, known.filter((route) => !route.startsWith('GET ')).sort());
  const routes = new Set(pageRoutes());
  for (const route of known) assert.ok(routes.has(route), route);
});

test('strangers are shown the way in, and nothing else', async () => {
  for (const route of pageRoutes()) {
    if (FOR_STRANGERS.has(route)) continue;
    for (const headers of [{}, { cookie: 'tamizdat-session=x' }, { cookie: `tamizdat-session=${'a'.repeat(43)}` }]) {
      const answer = await ask(route, headers);
      const [status, to] = [answer.status, answer.headers.get('location') ?? ''];
      if (status === 401) continue;
      assert.equal(status, 303, route);
      assert.match(to, /^\/sign-in\?to=/, route);
    }
  }
});

for (const role of ROLES) {
  test(`the ${role} is let in where the role allows it, and nowhere else`, async () => {
    const { cookie } = await signedIn(role);
    for (const route of [...pageRoutes().filter((each) => each !== LAST), LAST]) {
      if (FOR_STRANGERS.has(route)) continue;
      const { status } = await ask(route, { cookie });
      const mayAsk = roleMay(role, TAKES[route] ?? 'read');
      assert.equal(status === 403, !mayAsk, `${route}: ${status}`);
      assert.notEqual(status, 401, route);
    }
  });

  test(`a token of the ${role} may what the role may, as far as tokens go`, async () => {
    const { person } = await signedIn(role);
    const scopes = ['read', 'push', 'edit', 'publish'] as const;
    const made = await accounts.tokens.make(person, { name: person.name, scopes, expiresAt: null });
    const secret = made.outcome === 'done' ? made.secret : assert.fail(made.outcome);
    for (const { method, path, needs } of ROUTES) {
      const answer = await ask(`${method.toUpperCase()} /api/v1${path}`, { authorization: `Bearer ${secret}` });
      const { code } = (await answer.json()) as { code?: string };
      const mayAsk = roleMay(role, needs === 'push' ? 'publish' : needs);
      assert.equal(code === 'scope-missing', !mayAsk, `${path}: ${code}`);
    }
  });
}

test('no page of another site, and none of another port, changes anything for whoever is signed in', async () => {
  const { cookie } = await signedIn('operator');
  for (const route of pageRoutes().filter((each) => !each.startsWith('GET '))) {
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'http://127.0.0.1:8080' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[])
      assert.equal((await ask(route, { cookie, ...headers })).status, 403, `${route} ${JSON.stringify(headers)}`);
  }
});

test('an address with what no text has is nothing, and nobody’s failure', async () => {
  const { cookie } = await signedIn('operator');
  for (const path of ['/articles/%00', '/articles/%00/ru', '/log?after=%00', '/log?who=a%00b', '/people/%00/role']) {
    const before = failures.length;
    assert.equal((await ask(`GET ${path}`, { cookie })).status, 404, path);
    assert.equal((await ask(`POST ${path}`, { cookie })).status, 404, path);
    assert.equal(failures.length, before, path);
  }
});
