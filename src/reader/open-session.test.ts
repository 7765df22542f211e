import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Behaviour } from '../../test/reader/carriers.ts';
import { ARTICLE, articleOf, FRONT, gist, Scene, standings } from '../../test/reader/scene.ts';
import { replaceIn } from '../../test/vectors/case.ts';
import { Newsroom } from '../../test/vectors/newsroom.ts';

/** Quick, so that tests of silence need not wait as long as a person would. */
const QUICK = { stepMs: 50, limitMs: 4_000, patienceMs: 900 };

test('a page is shown at once and then told to be current, without asking one carrier for more than two files', async (t) => {
  const scene = await Scene.open(t);
  const session = await scene.visit();
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
  const session = await scene.visit({ stepMs: 60_000, limitMs: 300 });
  const reading = scene.follow(session);
  await reading.settled();
  assert.deepEqual(
    scene.carriers.map(({ asked }) => asked.length),
    [2, 2, 2, 0, 0, 0],
  );
  assert.deepEqual(standings(session), ['silent', 'silent', 'silent', 'untried', 'untried', 'untried']);
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
});

test('a carrier that gives a false calendar is set aside, and the calendar comes from another', async (t) => {
  const scene = await Scene.open(t, 6);
  for (const carrier of scene.carriers.slice(3, 5)) {
    carrier.behaviour = (path, bytes) => (path.startsWith('o/') ? new Uint8Array(12) : bytes);
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
});

test('a page that carriers of two groups do not have is missing', async (t) => {
  const scene = await Scene.open(t, 6);
  const session = await scene.visit(QUICK);
  assert.equal(gist(await scene.follow(session, 'ru/2026/11/22/aaaaaaaaaa.html').settled()), 'missing');
  assert.equal(gist(await scene.follow(session, 'ru/nothing').settled()), 'missing');
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
