import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARTICLE, articleOf, FRONT, gist, Scene, standings } from '../../test/reader/scene.ts';
import { formatCarriers, makeObject, objectPath } from '../proof/index.ts';
import { openSession } from './open-session.ts';

/** Looks for something newer all the time. */
const EAGER = { stepMs: 50, limitMs: 4_000, stallMs: 900, watchMs: 25, quotaMs: 100 };

for (const [what, text] of [
  ['corrected', 'page current Мост закрыт до мая.'],
  ['withdrawn', 'page withdrawn Отозвано.'],
] as const) {
  test(`an article that is ${what} while it is open is replaced without a click, and the change told`, async (t) => {
    const scene = await Scene.open(t);
    const reading = scene.follow(await scene.visit(EAGER));
    assert.equal(gist(await reading.settled()), 'page current Мост закрыт.');
    await scene.publishNext(what);
    scene.carry();
    const view = await reading.until((each) => each.kind === 'page' && !each.isSettling && gist(each) === text);
    assert.equal(view.kind === 'page' && view.change, what);
  });
}

test('a correction that only one carrier has reaches the open page', async (t) => {
  const scene = await Scene.open(t);
  const session = await scene.visit(EAGER);
  const reading = scene.follow(session);
  await reading.settled();
  await scene.publishNext();
  scene.carry(scene.carriers.slice(-1));
  await reading.until((each) => gist(each) === 'page current Мост закрыт до мая.');
});

test('a carrier that drips its head, a byte now and then, keeps no correction from the open page', async (t) => {
  const scene = await Scene.open(t, 4);
  const reading = scene.follow(await scene.visit({ ...EAGER, quota: 1_000, maxQuota: 1_000 }));
  await reading.settled();
  for (const carrier of scene.carriers.slice(1)) {
    carrier.behaviour = (path, bytes) => (path === 'head' ? 'drip' : bytes);
  }
  await scene.publishNext();
  scene.carry();
  await reading.until((each) => gist(each) === 'page current Мост закрыт до мая.');
});

test('a front that changes while it is open is told to be newer', async (t) => {
  const scene = await Scene.open(t);
  const reading = scene.follow(await scene.visit(EAGER), FRONT);
  await reading.settled();
  await scene.publishNext();
  scene.carry();
  const view = await reading.until((each) => gist(each) === 'page current До мая');
  assert.equal(view.kind === 'page' && view.change, 'newer');
});

test('an older copy never replaces what is shown', async (t) => {
  const scene = await Scene.open(t, 3);
  const old = new Map(scene.newsroom.files);
  await scene.publishNext();
  scene.carry();
  const reading = scene.follow(await scene.visit(EAGER));
  await reading.until((each) => gist(each) === 'page current Мост закрыт до мая.');
  for (const carrier of scene.carriers) for (const [path, bytes] of old) carrier.files.set(path, bytes);
  await scene.publishNext();
  const before = scene.carriers.map(({ asked }) => asked.length);
  while (scene.carriers.some(({ asked }, at) => asked.length < (before[at] ?? 0) + 3)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(!reading.views.some((each) => gist(each).endsWith('Мост закрыт.')));
});

test('a page whose carriers could not be reached appears once one of them can be', async (t) => {
  const scene = await Scene.open(t, 3);
  for (const carrier of scene.carriers) carrier.behaviour = 'reset';
  const reading = scene.follow(await scene.visit(EAGER));
  assert.equal(gist(await reading.settled()), 'unreached -');
  for (const carrier of scene.carriers) carrier.behaviour = 'open';
  await reading.until((each) => gist(each) === 'page current Мост закрыт.');
});

test('nobody is asked for a page that nobody looks at', async (t) => {
  const scene = await Scene.open(t, 3);
  const looks: string[] = [];
  const ports = { fetch: globalThis.fetch, now: scene.now, random: () => 0, storage: null };
  const isVisible = () => looks.push('asked') === 0;
  const session = await openSession(scene.card(), { ...ports, isVisible }, EAGER);
  await scene.follow(session).settled();
  const before = scene.carriers.flatMap(({ asked }) => asked).length;
  while (looks.length < 5) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(scene.carriers.flatMap(({ asked }) => asked).length, before);
});

test('the carriers that the edition names come before those that only the card has', async (t) => {
  const scene = await Scene.open(t, 4);
  const named = scene.card().carriers.slice(1);
  const list = await makeObject(formatCarriers([...named].sort((a, b) => (a.address < b.address ? -1 : 1))));
  const ref = { sizeBytes: list.sizeBytes, sha256: list.sha256 };
  scene.newsroom.files.set(objectPath(list.sha256), list.bytes);
  await scene.newsroom.publish([], { changeEdition: (edition) => ({ ...edition, carriers: ref }) });
  scene.carry();
  const card = scene.card();
  const session = await scene.visit(EAGER);
  const changed = new Promise<void>((resolve) => {
    session.onCarriers(() => session.carriers().at(-1)?.address === card.carriers[0]?.address && resolve());
  });
  await scene.follow(session).settled();
  await changed;
  assert.deepEqual(
    session.carriers().map(({ address }) => address),
    [...named.map(({ address }) => address).sort(), card.carriers[0]?.address],
  );
});

test('newer trust data is fetched when the head says there is some, and the page shown under it', async (t) => {
  const scene = await Scene.open(t, 3);
  const card = scene.card();
  const { newsroom } = scene;
  const desks = [await newsroom.desk('desk/de', ['de']), await newsroom.desk('desk/new', ['ru'])];
  await newsroom.writeTrust({ desks, versions: { targets: 2, snapshot: 2, timestamp: 2 } });
  const signers = [await newsroom.signer('desk/new')];
  await newsroom.publish([
    { language: 'ru', revision: 2, replaces: { log: 1, index: 0 }, parts: [articleOf('Мост новый.')], signers },
  ]);
  scene.carry();
  const session = await scene.visit({}, card);
  const view = await scene.follow(session).settled();
  assert.equal(gist(view), 'page current Мост новый.');
  assert.equal(view.kind === 'page' && view.report.trusted?.versions.targets, 2);
  assert.ok(scene.carriers.some(({ asked }) => asked.includes('trust/bundle')));
  assert.ok(!standings(session).includes('false'));
});

/** Replaces the desk's key; readers whose card is older need newer trust data. */
async function replaceDesk({ newsroom }: Scene): Promise<void> {
  const desks = [await newsroom.desk('desk/de', ['de']), await newsroom.desk('desk/new', ['ru'])];
  await newsroom.writeTrust({ desks, versions: { targets: 2, snapshot: 2, timestamp: 2 } });
  const signers = [await newsroom.signer('desk/new')];
  await newsroom.publish([
    { language: 'ru', revision: 2, replaces: { log: 1, index: 0 }, parts: [articleOf('Мост новый.')], signers },
  ]);
}

for (const how of ['reset', 'block-page'] as const) {
  test(`whoever lets everything through but trust data makes nobody a liar (${how})`, async (t) => {
    const scene = await Scene.open(t, 3);
    const card = scene.card();
    await replaceDesk(scene);
    scene.carry();
    for (const carrier of scene.carriers) {
      carrier.behaviour = (path, bytes) => (path.startsWith('trust/') ? how : bytes);
    }
    const session = await scene.visit({ limitMs: 4_000 }, card);
    assert.equal(gist(await scene.follow(session).settled()), 'unreached -');
    assert.deepEqual(standings(session), ['silent', 'silent', 'silent']);
    for (const carrier of scene.carriers) carrier.behaviour = 'open';
    assert.equal(gist(await scene.follow(session).settled()), 'page current Мост новый.');
  });
}

test('who signs with a key that good trust data does not have is a liar', async (t) => {
  const scene = await Scene.open(t, 3);
  const signers = [await scene.newsroom.signer('desk/stranger')];
  await scene.newsroom.publish([{ language: 'ru', revision: 2, parts: [articleOf('Моста нет.')], signers }]);
  scene.carry();
  const session = await scene.visit({ limitMs: 4_000 });
  assert.equal(gist(await scene.follow(session).settled()), 'unreached desk-unknown');
  assert.deepEqual(standings(session), ['false', 'false', 'false']);
});

test('trust data is not fetched while the card’s is good', async (t) => {
  const scene = await Scene.open(t, 3);
  await scene.follow(await scene.visit()).settled();
  assert.ok(!scene.carriers.some(({ asked }) => asked.some((path) => path.startsWith('trust/'))));
  assert.ok(scene.carriers.some(({ asked }) => asked.includes(ARTICLE)));
});

test('that a page was withdrawn is told even where nobody gives what replaces it', async (t) => {
  const scene = await Scene.open(t);
  const reading = scene.follow(await scene.visit(EAGER));
  await reading.settled();
  for (const carrier of scene.carriers) carrier.behaviour = (path, bytes) => (path === ARTICLE ? null : bytes);
  await scene.publishNext('withdrawn');
  scene.carry();
  await reading.until((each) => gist(each) === 'page withdrawn Мост закрыт.');
});

test('a page that a newer edition does not know any more is taken off the screen', async (t) => {
  const scene = await Scene.open(t);
  const reading = scene.follow(await scene.visit(EAGER));
  await reading.settled();
  scene.newsroom.calendar = null;
  await scene.newsroom.publish([{ language: 'ru', article: 'aaaaaaaaaa', parts: [articleOf('Другое.')] }]);
  scene.carry();
  await reading.until((each) => gist(each) === 'unreached absent');
});
