import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Behaviour } from '../../test/reader/carriers.ts';
import { ARTICLE, articleOf, FRONT, gist, Scene, standings } from '../../test/reader/scene.ts';
import { replaceIn } from '../../test/vectors/case.ts';
import { retired } from '../../test/vectors/cases-genuine.ts';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import { bytesOf } from '../proof/index.ts';

/** Quick, so that tests of silence need not wait as long as a person would. */
const QUICK = { stepMs: 50, limitMs: 4_000, stallMs: 900 };
/** Slow, so that a busy machine is not taken for silence. */
const PATIENT = { stepMs: 60_000, limitMs: 60_000, stallMs: 60_000 };

test('a page is shown at once and then told to be current, without asking one carrier for more than two files', async (t) => {
  const scene = await Scene.open(t);
  const session = await scene.visit(PATIENT);
  const reading = scene.follow(session);
  assert.equal(gist(await reading.shown()), 'page older Мост закрыт.');
  assert.equal(gist(await reading.settled()), 'page current Мост закрыт.');
  assert.equal(reading.views[0]?.kind, 'searching');
  for (const { asked } of scene.carriers) assert.ok(asked.length <= 2, asked.join(' '));
  assert.ok(scene.carriers.flatMap(({ asked }) => asked).some((path) => path.startsWith('o/')));
});

test('a front is told to be current by the head alone', async (t) => {
  const scene = await Scene.open(t);
  const reading = scene.follow(await scene.visit(), FRONT);
  assert.equal(gist(await reading.shown()), 'page current Мост закрыт');
});

test('three carriers of different groups are asked first, the last winner among them', async (t) => {
  const scene = await Scene.open(t);
  for (const carrier of scene.carriers) carrier.behaviour = 'blackhole';
  const session = await scene.visit(PATIENT);
  const reading = scene.follow(session);
  const counts = () => scene.carriers.map(({ asked }) => asked.length);
  while (counts().reduce((sum, count) => sum + count) < 6) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(counts(), [2, 2, 2, 0, 0, 0]);
  assert.deepEqual(standings(session), ['asked', 'asked', 'asked', 'untried', 'untried', 'untried']);
  reading.stop();
});

test('losers are cancelled when one carrier wins', async (t) => {
  const scene = await Scene.open(t, 3);
  const [slow, , other] = scene.carriers;
  for (const each of [slow, other]) if (each !== undefined) each.behaviour = 'blackhole';
  const reading = scene.follow(await scene.visit());
  await reading.shown();
  while (slow?.aborted !== 2 || other?.aborted !== 2) await new Promise((resolve) => setTimeout(resolve, 5));
});

const BLOCKS: readonly Behaviour[] = ['blackhole', 'reset', 'freeze', 'endless', 'block-page', () => null];
for (const [at, behaviour] of BLOCKS.entries()) {
  const name = typeof behaviour === 'string' ? behaviour : 'empty';
  test(`with all carriers but one in the state "${name}", the page is found and told to be current`, async (t) => {
    const scene = await Scene.open(t);
    // The one that is left is never among the first three.
    scene.carriers.forEach((carrier, place) => {
      if (place !== 3 + (at % 3)) carrier.behaviour = behaviour;
    });
    const reading = scene.follow(await scene.visit(QUICK));
    // An empty carrier has no head either, so it does not vote that there is no such page.
    assert.equal(gist(await reading.settled()), 'page current Мост закрыт.');
  });
}

test('a carrier that alters a page is set aside by name, and another one is used', async (t) => {
  const scene = await Scene.open(t, 4);
  const [liar] = scene.carriers;
  assert.ok(liar);
  liar.behaviour = (path, bytes) => (path.endsWith('.html') && bytes ? replaceIn(bytes, 'закрыт', 'открыт') : bytes);
  for (const carrier of scene.carriers.slice(1, 3)) carrier.behaviour = 'blackhole';
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session).settled()), 'page current Мост закрыт.');
  const told = session.carriers()[0];
  assert.deepEqual([told?.standing, told?.why, told?.failure], ['aside', 'false', 'hash-mismatch']);
  const before = liar.asked.length;
  assert.equal(gist(await scene.follow(session, FRONT).settled()), 'page current Мост закрыт');
  assert.equal(liar.asked.length, before, 'a liar is not asked again');
});

test('where only liars answer nothing is shown, and why', async (t) => {
  const scene = await Scene.open(t, 3);
  for (const carrier of scene.carriers) {
    carrier.behaviour = (path, bytes) =>
      path.endsWith('.html') && bytes ? replaceIn(bytes, 'закрыт', 'открыт') : bytes;
  }
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session).settled()), 'unreached hash-mismatch');
  assert.deepEqual(standings(session), ['false', 'false', 'false']);

  for (const carrier of scene.carriers) carrier.behaviour = 'reset';
  assert.equal(gist(await scene.follow(session).settled()), 'unreached hash-mismatch', 'the network is not to blame');
  for (const carrier of scene.carriers) carrier.behaviour = 'open';
  assert.equal(gist(await scene.follow(session).settled()), 'page current Мост закрыт.', 'who tries again may read');
  assert.deepEqual(standings(session), ['false', 'false', 'false'], 'what was told stays told');
});

const hostPage = (sizeBytes: number): Uint8Array =>
  bytesOf(`<!doctype html><title>Host</title>${'x'.repeat(sizeBytes)}`);
for (const [what, behaviour] of [
  ['a page', (path, bytes) => (path === ARTICLE ? hostPage(900) : bytes)],
  ['a page, larger than any', (path, bytes) => (path === ARTICLE ? hostPage(300_000) : bytes)],
  ['the calendar', (path, bytes) => (path.startsWith('o/') ? hostPage(30) : bytes)],
  ['the calendar, larger than that', (path, bytes) => (path.startsWith('o/') ? hostPage(20_000) : bytes)],
  ['everything, larger than any head', () => hostPage(70_000)],
] as const satisfies readonly (readonly [string, Behaviour])[]) {
  test(`a host with a page of its own in the place of ${what} is no liar`, async (t) => {
    const scene = await Scene.open(t, 4);
    for (const carrier of scene.carriers.slice(0, 3)) carrier.behaviour = behaviour;
    const session = await scene.visit(QUICK);
    assert.equal(gist(await scene.follow(session).settled()), 'page current Мост закрыт.');
    assert.ok(!standings(session).includes('false'), standings(session).join(' '));
    assert.ok(standings(session).includes('silent'));
  });
}

test('a carrier that gives a false calendar is set aside, and the calendar comes from another', async (t) => {
  const scene = await Scene.open(t, 6);
  for (const carrier of scene.carriers.slice(3, 5)) {
    carrier.behaviour = (path, bytes) => (path.startsWith('o/') && bytes ? bytes.map((byte) => byte ^ 1) : bytes);
  }
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session).settled()), 'page current Мост закрыт.');
  assert.ok(standings(session).includes('false'));
});

test('an old copy that answers first is set aside once others show a newer edition, which is shown instead', async (t) => {
  const scene = await Scene.open(t, 4);
  await scene.publishNext();
  scene.carry(scene.carriers.slice(2));
  // The two in front hold the old edition; one of them is asked, the other never says a word.
  const [, silent] = scene.carriers;
  if (silent) silent.behaviour = 'blackhole';
  const session = await scene.visit({ ...QUICK, start: 1, stepMs: 60_000 });
  const reading = scene.follow(session);
  assert.equal(gist(await reading.shown()), 'page older Мост закрыт.');
  const last = await reading.settled();
  assert.equal(gist(last), 'page current Мост закрыт до мая.');
  assert.equal(last.kind === 'page' && last.change, 'corrected');
  const [old] = session.carriers();
  assert.deepEqual([old?.why, old?.edition], ['old', 1]);
});

test('a carrier that still has the head of a log that was retired is old, and no liar', async (t) => {
  const scene = await Scene.open(t, 3);
  const head = scene.newsroom.file('head');
  const { newsroom } = await retired(scene.newsroom);
  scene.newsroom.now = newsroom.now;
  for (const [path, bytes] of newsroom.files) scene.newsroom.files.set(path, bytes);
  scene.carry();
  const [behind, ...others] = scene.carriers;
  if (behind) behind.behaviour = (path, bytes) => (path === 'head' ? head : bytes);
  for (const other of others) other.behaviour = 'blackhole';
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session).settled()), 'page older Мост закрыт.');
  const [told] = session.carriers();
  assert.deepEqual([told?.why, told?.failure], ['old', 'log-retired']);
});

test('an old copy is shown, and called so, when nobody has a newer page', async (t) => {
  const scene = await Scene.open(t, 3);
  await scene.publishNext();
  const [, fresh] = scene.carriers;
  assert.ok(fresh);
  scene.carry([fresh]);
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session, FRONT).settled()), 'page current До мая');
  fresh.behaviour = 'blackhole';
  const reading = scene.follow(session);
  assert.equal(gist(await reading.settled()), 'page older Мост закрыт.');
  assert.deepEqual(standings(session), ['old', 'silent', 'old']);
});

test('two stories of one log are a conflict: the carrier is named and both checkpoints are kept', async (t) => {
  const scene = await Scene.open(t, 4);
  const other = await Newsroom.open();
  await other.publish([
    { language: 'ru', parts: [articleOf('Моста нет.')] },
    { kind: 'front', language: 'ru', parts: [articleOf('Другое.')] },
  ]);
  const fork = scene.carriers[1];
  for (const [path, bytes] of other.files) fork?.files.set(path, bytes);
  const session = await scene.visit({ ...QUICK, start: 1, stepMs: 60_000 });
  const view = await scene.follow(session).settled();
  assert.equal(gist(view), 'page conflict Мост закрыт.');
  assert.equal(view.kind === 'page' && view.report.evidence?.length, 2);
  assert.deepEqual(standings(session)[1], 'fork');
  assert.deepEqual(session.evidence(), view.kind === 'page' && view.report.evidence);
});

test('a page that carriers of two groups do not have is missing', async (t) => {
  const scene = await Scene.open(t, 6);
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session, 'ru/2026/11/22/aaaaaaaaaa.html').settled()), 'missing');
  assert.equal(gist(await scene.follow(session, 'ru/nothing').settled()), 'missing');
});

test('carriers that hide a page which the edition names are asked last, and the page is found', async (t) => {
  const scene = await Scene.open(t, 6);
  const hide: Behaviour = (path, bytes) => (path === ARTICLE || path === FRONT ? null : bytes);
  // The three that are asked first; the others come with the steps.
  for (const carrier of scene.carriers.slice(0, 3)) carrier.behaviour = hide;
  for (const path of [ARTICLE, FRONT]) {
    const session = await scene.visit({ ...QUICK, stepMs: 300 });
    assert.match(gist(await scene.follow(session, path).settled()), /^page current/);
  }
  for (const carrier of scene.carriers) carrier.behaviour = hide;
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session).settled()), 'unreached -', 'it is there, and cannot be had');
  assert.deepEqual(new Set(standings(session)), new Set(['old']));
});

test('a page that the edition does not name is missing, though no carrier may say so', async (t) => {
  const scene = await Scene.open(t, 3);
  const path = 'ru/2026/11/22/aaaaaaaaaa.html';
  for (const carrier of scene.carriers) carrier.behaviour = (at, bytes) => (at === path ? 'reset' : bytes);
  assert.equal(gist(await scene.follow(await scene.visit(QUICK), path).settled()), 'missing');
  for (const carrier of scene.carriers) carrier.behaviour = (at, bytes) => (at === 'head' ? bytes : 'reset');
  assert.equal(gist(await scene.follow(await scene.visit(QUICK), path).settled()), 'unreached -');
});

test('a page that was read is there at once when the reader comes back, and followed on', async (t) => {
  const scene = await Scene.open(t);
  const session = await scene.visit(QUICK);
  const first = scene.follow(session);
  await first.settled();
  first.stop();
  for (const carrier of scene.carriers) carrier.behaviour = 'blackhole';
  const back = scene.follow(session);
  const shown = await back.shown();
  assert.equal(gist(shown), 'page current Мост закрыт.');
  assert.equal(shown.kind === 'page' && shown.isSettling, true);
  assert.equal(gist(await back.settled()), 'page current Мост закрыт.');
});

test('a carrier that lacks a page does not keep another one from giving it', async (t) => {
  const scene = await Scene.open(t, 3);
  for (const carrier of scene.carriers.slice(0, 1)) carrier.files.delete(ARTICLE);
  assert.equal(gist(await scene.follow(await scene.visit()).settled()), 'page current Мост закрыт.');
});

test('nobody is told who reads: no cookie, no referrer, nothing cached', async (t) => {
  const scene = await Scene.open(t);
  await scene.follow(await scene.visit()).settled();
  for (const headers of scene.carriers.flatMap((carrier) => carrier.headers)) {
    assert.equal(headers.referer, undefined);
    assert.equal(headers.cookie, undefined);
    assert.equal(headers['cache-control'], 'no-cache');
  }
});

test('a page that is no longer followed is not spoken of again', async (t) => {
  const scene = await Scene.open(t);
  const session = await scene.visit();
  const readings = Array.from({ length: 8 }, () => scene.follow(session));
  for (const reading of readings) reading.stop();
  const counts = readings.map(({ views }) => views.length);
  const last = scene.follow(session);
  assert.equal(gist(await last.settled()), 'page current Мост закрыт.');
  assert.deepEqual(
    readings.map(({ views }) => views.length),
    counts,
  );
});
