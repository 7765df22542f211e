import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { parseHTML } from 'linkedom';
import { type Permission, ROLES, type Role, roleMay } from '../../accounts/index.ts';
import { openChanges } from '../changes.ts';
import type { ConsoleEnv, PageParts } from '../parts.ts';
import { addStatePages } from '../state/routes.tsx';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { id, NOW, specimen } from '../testing/specimen.ts';
import { addArticlePages } from './routes.tsx';

/** Every form of these pages, with what it takes to send it. */
const FORMS: readonly (readonly [string, Permission, Record<string, string>])[] = [
  [`/articles/${id(6)}/begin`, 'edit', { language: 'en' }],
  [`/articles/${id(0)}/assign`, 'edit', { language: 'ru', assignee: 'Otto Fenn' }],
  [`/articles/${id(0)}/reopen`, 'edit', { language: 'fa' }],
  [`/articles/${id(0)}/publish`, 'publish', { language: 'fa' }],
  [`/articles/${id(0)}/unschedule`, 'publish', { language: 'fa' }],
  [`/articles/${id(1)}/correct`, 'correct', { language: 'en', note: 'It was 1,400.' }],
  [`/articles/${id(1)}/withdraw`, 'withdraw', { language: 'ru', reason: 'It endangers a source.' }],
  [`/articles/${id(1)}/embargo`, 'embargo', { until: '2026-11-25T08:00' }],
  ['/carriers/again', 'manage-jobs', {}],
  ['/jobs/again', 'manage-jobs', { job: 'job-1' }],
];
const BULK: readonly (readonly [string, Permission, Record<string, string>])[] = [
  ['begin', 'edit', { language: 'en' }],
  ['assign', 'edit', { assignee: 'Otto Fenn' }],
  ['publish', 'publish', {}],
  ['embargo', 'embargo', { until: '2026-11-25T08:00' }],
  ['release', 'embargo', {}],
];

/** The pages as somebody of a role has them. */
function openAs(role: Role) {
  const { desk, editing, woken } = deskSpecimen();
  const acts: string[] = [];
  const noted = new Proxy(editing, {
    get: (target, name: keyof typeof editing) => {
      const act = target[name] as (...given: unknown[]) => unknown;
      return (...given: unknown[]) => {
        acts.push(name);
        return act(...given);
      };
    },
  });
  const parts: PageParts = {
    ...desk,
    editing: noted,
    overview: async () => specimen(),
    links: {},
    files: { style: '/assets/style.css', script: (name) => `/assets/${name}.js` },
    sections: new Set(['/', '/articles']),
    account: null,
    changes: openChanges(),
    now: () => NOW,
    onFailure: (error) => assert.fail(String(error)),
  };
  const app = new Hono<ConsoleEnv>();
  app.use(async (c, next) => {
    c.set('viewer', { name: 'Otto Fenn', role, may: (act) => roleMay(role, act) });
    await next();
  });
  addArticlePages(app, parts);
  addStatePages(app, parts);
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  return {
    post,
    page: async (path: string) => parseHTML(await (await app.request(path)).text()).document,
    /** What was done, reading aside. */
    done: () => [...acts.filter((act) => !['articles', 'article', 'draft', 'audit'].includes(act)), ...woken],
    close: () => parts.changes.close(),
  };
}

for (const role of ROLES) {
  test(`the ${role} can send exactly the forms that the role allows`, async () => {
    for (const [path, permission, fields] of FORMS) {
      const { post, done, close } = openAs(role);
      const { status } = await post(path, fields);
      assert.equal(status, roleMay(role, permission) ? 303 : 403, path);
      if (!roleMay(role, permission)) assert.deepEqual(done(), [], path);
      await close();
    }
    for (const [act, permission, fields] of BULK) {
      const { post, done, close } = openAs(role);
      await post('/articles/bulk', { act, article: id(0), ...fields });
      if (!roleMay(role, permission)) assert.deepEqual(done(), [], act);
      else assert.ok(done().length > 0, act);
      await close();
    }
  });

  test(`the ${role} is shown no form that would be refused`, async () => {
    const { page, close } = openAs(role);
    for (const path of [
      '/articles',
      `/articles/${id(0)}`,
      `/articles/${id(1)}`,
      `/articles/${id(6)}`,
      '/carriers',
      '/jobs',
    ]) {
      const document = await page(path);
      const shown = [...document.querySelectorAll('form[method=post]')].map(
        (form) => form.getAttribute('action') ?? '',
      );
      for (const action of shown) {
        const known = FORMS.find(([each]) => each.split('/').at(-1) === action.split('/').at(-1));
        if (known !== undefined) assert.ok(roleMay(role, known[1]), `${action} on ${path}`);
      }
      for (const button of document.querySelectorAll('.bulk button')) {
        const [, permission = 'read'] = BULK.find(([act]) => act === button.getAttribute('value')) ?? [];
        assert.ok(roleMay(role, permission), `${button.getAttribute('value')} on ${path}`);
      }
      if (!roleMay(role, 'withdraw')) assert.equal(document.querySelector('a[href*="withdraw?"]'), null);
    }
    await close();
  });
}
