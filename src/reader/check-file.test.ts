import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARTICLE, articleOf, gist, Scene } from '../../test/reader/scene.ts';
import { replaceIn } from '../../test/vectors/case.ts';
import { bytesOf, sha256Hex } from '../proof/index.ts';
import type { FileView } from './session.ts';

const QUICK = { stepMs: 50, limitMs: 500, stallMs: 200 };

async function check(scene: Scene, bytes: Uint8Array): Promise<FileView> {
  return (await scene.visit(QUICK)).checkFile(bytes, 'page.html');
}

test('a genuine file is told to be current, without asking anybody for the page', async (t) => {
  const scene = await Scene.open(t);
  const view = await check(scene, scene.newsroom.file(ARTICLE));
  assert.equal(view.report?.label.kind, 'current');
  assert.equal(view.path, ARTICLE);
  assert.equal(view.newsroom, 'courier.example');
  assert.equal(view.content?.kind, 'article');
  assert.ok(!scene.carriers.some(({ asked }) => asked.includes(ARTICLE)));
});

test('a file of an earlier revision is told to be one', async (t) => {
  const scene = await Scene.open(t);
  const old = scene.newsroom.file(ARTICLE);
  await scene.publishNext();
  scene.carry();
  assert.equal((await check(scene, old)).report?.label.kind, 'newer-revision');
});

test('a genuine file is genuine without a network, and nothing is said about later', async (t) => {
  const scene = await Scene.open(t, 3);
  for (const carrier of scene.carriers) carrier.behaviour = 'blackhole';
  const view = await check(scene, scene.newsroom.file(ARTICLE));
  assert.equal(view.report?.label.kind, 'older');
  assert.ok(view.content);
});

test('an altered file is not genuine, and its text is not given', async (t) => {
  const scene = await Scene.open(t, 3);
  const view = await check(scene, replaceIn(scene.newsroom.file(ARTICLE), 'закрыт', 'открыт'));
  assert.deepEqual([view.report?.label.kind, view.report?.label.failure], ['not-genuine', 'hash-mismatch']);
  assert.equal(view.content, null);
  assert.equal(view.path, null);
});

test('a file in which something runs around a genuine text is not genuine; its text, which is all that is drawn, is', async (t) => {
  const scene = await Scene.open(t);
  const script = '<script src="https://beacon.example/"></script>';
  await scene.newsroom.publish([
    { language: 'ru', revision: 2, parts: [replaceIn(articleOf('Мост закрыт.'), '</html>', `${script}</html>`)] },
  ]);
  scene.carry();
  const view = await check(scene, scene.newsroom.file(ARTICLE));
  assert.deepEqual([view.report?.label.kind, view.report?.label.failure], ['not-genuine', 'body-format']);
  assert.equal(view.content, null);
  assert.equal(gist(await scene.follow(await scene.visit(QUICK)).settled()), 'page current Мост закрыт.');
});

test('a file of another newsroom is not judged', async (t) => {
  const scene = await Scene.open(t, 3);
  const file = replaceIn(scene.newsroom.file(ARTICLE), 'newsroom courier.example', 'newsroom herald.example');
  const view = await check(scene, file);
  assert.deepEqual([view.report, view.newsroom, view.content], [null, 'herald.example', null]);
  assert.ok(scene.carriers.every(({ asked }) => asked.length === 0));
});

test('a file without any marker of a page is not judged: a browser may have saved it without', async (t) => {
  const scene = await Scene.open(t, 3);
  const view = await check(scene, bytesOf('<h1>Мост</h1>'));
  assert.deepEqual([view.report, view.newsroom, view.content], [null, null, null]);
  assert.ok(scene.carriers.every(({ asked }) => asked.length === 0));
});

test('a file with broken markers is not genuine, and one beyond the cap is not read', async (t) => {
  const scene = await Scene.open(t, 3);
  const broken = bytesOf('<!--tamizdat:body-->\n<h1>Мост</h1>\n');
  assert.equal((await check(scene, broken)).report?.label.failure, 'markers');
  assert.equal((await check(scene, new Uint8Array(256 * 1024 + 1))).report?.label.failure, 'too-large');
});

test('media come from any carrier that has the bytes of their hash', async (t) => {
  const scene = await Scene.open(t, 4);
  const bytes = bytesOf('picture');
  const sha256 = await sha256Hex(bytes);
  const file = { sha256, sizeBytes: bytes.length, extension: 'webp' } as const;
  const path = `m/${sha256.slice(0, 2)}/${sha256}.webp`;
  const session = await scene.visit(QUICK);
  const { signal } = new AbortController();
  assert.equal(await session.loadMedia(file, signal), null);
  scene.carriers[1]?.files.set(path, bytesOf('forged!'));
  scene.carriers[3]?.files.set(path, bytes);
  assert.deepEqual(await session.loadMedia(file, signal), bytes);
  assert.equal(session.carriers()[1]?.failure, 'hash-mismatch');
  assert.equal(await session.loadMedia({ ...file, sizeBytes: 3 }, signal), null, 'never more than was declared');
  const controller = new AbortController();
  controller.abort();
  assert.equal(await session.loadMedia(file, controller.signal), null);
});
