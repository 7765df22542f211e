import assert from 'node:assert/strict';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { mirror as mirrorAgain } from '../../src/cli/mirror.ts';
import { TrustStore } from '../../src/cli/trust-store.ts';
import { composeLanguageChoice } from '../../src/compose/index.ts';
import { bytesOf } from '../../src/proof/index.ts';
import { openSample } from '../../src/sample/index.ts';
import { Newsroom } from '../vectors/newsroom.ts';
import {
  articleSpec,
  type Bench,
  BRIDGE_PATH,
  FERRY,
  FERRY_PATH,
  firstSpecs,
  listingSpec,
  openBench,
  openHost,
  type Reader,
} from '../verify/edition.ts';
import { openScratch } from './command.ts';
import { changesBetween, filesOf, hashesOf } from './folder.ts';
import { makeNewsroom, sampleSources } from './newsroom.ts';
import { until } from './until.ts';

const clock = { now: new Date('2026-11-22T12:00:00Z') };
let bench: Bench;
let newsroom: Newsroom;
/** The partner who mirrors. */
let partner: Reader;
let to: string;
let count = 0;

before(async () => {
  bench = await openBench(() => clock.now);
});

after(() => bench.remove());

/** A newsroom with a first edition, and somebody who trusts it. */
beforeEach(async () => {
  newsroom = await Newsroom.open();
  const choice = composeLanguageChoice({
    name: 'courier.example',
    title: { ru: 'The Courier' },
    home: 'https://courier.example/',
    originalLanguage: 'ru',
    languages: ['ru'],
  });
  newsroom.files.set('index.html', choice.bytes);
  await newsroom.publish(firstSpecs());
  partner = bench.reader();
  count += 1;
  to = bench.path(`mirror-${count}`);
  assert.equal((await partner.run('trust', 'add', await source())).exitCode, 0);
});

/** What the newsroom's files are at this moment, in a folder. */
const source = (changes: Readonly<Record<string, Uint8Array | string | null>> = {}): Promise<string> => {
  const files = new Map<string, Uint8Array | string>(newsroom.files);
  for (const [path, bytes] of Object.entries(changes)) {
    if (bytes === null) files.delete(path);
    else files.set(path, bytes);
  }
  return bench.folder(files);
};

const mirror = (from: string, ...more: string[]) => partner.run('carry', '--from', from, '--to', to, ...more);
/** Files of the mirror without twins. */
const mirrored = async () => (await filesOf(to)).filter((path) => !/\.(?:gz|br)$/.test(path));

test('an edition is mirrored whole but for its log, and the mirror is as genuine as its source', async () => {
  const { exitCode, out, err } = await mirror(await source());
  assert.equal(exitCode, 0, err);
  assert.match(out, /^Edition 1 of courier\.example is genuine: \d+ files fetched, 0 removed/);
  const expected = [...newsroom.files.keys()].filter((path) => !path.startsWith('log/'));
  assert.deepEqual(await mirrored(), expected.sort());
  for (const path of expected) assert.deepEqual(await readFile(join(to, path)), Buffer.from(newsroom.file(path)), path);
  const answer = await partner.verify(to);
  assert.equal(answer.exitCode, 0, answer.label.text);
  assert.deepEqual(answer.files?.faults, []);
  assert.equal(answer.files?.missing, 0);
});

test('nothing new fetches nothing, and a new edition only what changed', async () => {
  const asked: string[] = [];
  const host = await openHost((path) => {
    asked.push(path);
    return newsroom.files.get(path.slice(1)) ?? null;
  });
  try {
    assert.equal((await mirror(`${host.address}/head`)).exitCode, 0);
    const before = await hashesOf(to);
    asked.length = 0;
    const again = await mirror(`${host.address}/`, '--json');
    assert.deepEqual([JSON.parse(again.out).fetched, JSON.parse(again.out).removed], [0, 0]);
    assert.deepEqual(
      asked.filter((path) => /^\/(?:ru|o|m)\//.test(path)),
      [],
    );
    assert.deepEqual(await hashesOf(to), before);
    newsroom.now = new Date('2026-11-22T11:00:00Z');
    await newsroom.publish([articleSpec('Bridge open', { revision: 2 }), listingSpec('day', 'Day', { revision: 2 })]);
    asked.length = 0;
    assert.equal((await mirror(`${host.address}/`)).exitCode, 0);
    assert.ok(asked.includes(`/${BRIDGE_PATH}`));
    assert.ok(!asked.includes(`/${FERRY_PATH}`), 'what the calendar names as before is not fetched again');
    const changed = changesBetween(before, await hashesOf(to));
    assert.ok(changed.includes(BRIDGE_PATH) && changed.includes('head') && !changed.includes(FERRY_PATH));
    assert.equal((await partner.verify(to)).exitCode, 0);
  } finally {
    await host.close();
  }
});

test('what was withdrawn goes, with nodes of the calendar that nothing names any more', async () => {
  await mirror(await source());
  const old = (await mirrored()).filter((path) => path.startsWith('o/'));
  newsroom.now = new Date('2026-11-22T11:00:00Z');
  await newsroom.publish([
    articleSpec('The ferry was on time', { article: FERRY, kind: 'withdrawal', revision: 2 }),
    listingSpec('day', 'Day', { revision: 2 }),
  ]);
  const { exitCode, out } = await mirror(await source());
  assert.equal(exitCode, 0);
  assert.match(out, / [1-9]\d* removed/);
  assert.doesNotMatch(await readFile(join(to, FERRY_PATH), 'utf8'), /Ferry late/);
  const left = await mirrored();
  assert.ok(old.some((path) => !left.includes(path)));
});

const objects = () => [...newsroom.files.keys()].filter((path) => path.startsWith('o/'));
let oldBridge: Uint8Array;

for (const [what, changes, says] of [
  ['a page with another text', () => ({ [BRIDGE_PATH]: '<h1>Everything is fine</h1>' }), /error: /],
  ['a head that is none', () => ({ head: 'x' }), /error: /],
  [
    'an object of another hash',
    () => Object.fromEntries(objects().map((path) => [path, 'x'])),
    /not the bytes its hash/,
  ],
  ['trust data of nobody', () => ({ 'trust/bundle': 'x', 'trust/timestamp.json': '{}' }), /error: /],
  ['a page in the place of another', () => ({ [BRIDGE_PATH]: newsroom.file(FERRY_PATH) }), /belongs at/],
  ['an older page than the edition names', () => ({ [BRIDGE_PATH]: oldBridge }), /but the edition has/],
] as const) {
  test(`${what} is not mirrored, and what was mirrored before stays`, async () => {
    await mirror(await source());
    const before = await hashesOf(to);
    oldBridge = newsroom.file(BRIDGE_PATH);
    newsroom.now = new Date('2026-11-22T11:00:00Z');
    await newsroom.publish([articleSpec('Bridge open', { revision: 2 }), listingSpec('day', 'Day', { revision: 2 })]);
    const { exitCode, err } = await mirror(await source(changes()));
    assert.equal(exitCode, 1);
    assert.match(err, says);
    assert.deepEqual(await hashesOf(to), before);
    // The same round succeeds when the source is itself again.
    assert.equal((await mirror(await source())).exitCode, 0);
    assert.equal((await partner.verify(to)).exitCode, 0);
  });
}

test('an edition older than the one that is held is refused, whatever this person remembers', async () => {
  const old = await source();
  newsroom.now = new Date('2026-11-22T11:00:00Z');
  await newsroom.publish([articleSpec('Bridge open', { revision: 2 }), listingSpec('day', 'Day', { revision: 2 })]);
  await mirror(await source());
  const before = await hashesOf(to);
  for (const forget of [false, true]) {
    if (forget) {
      await partner.run('trust', 'remove', 'courier.example');
      await partner.run('trust', 'add', old);
    }
    const { exitCode, err } = await mirror(old);
    assert.equal(exitCode, 1);
    assert.match(err, /edition 1, but edition 2 has been seen/);
    assert.deepEqual(await hashesOf(to), before);
  }
});

test('a folder that holds a newer edition than ours is left as it is', async () => {
  const old = await source();
  await mirror(old);
  newsroom.now = new Date('2026-11-22T11:00:00Z');
  await newsroom.publish([articleSpec('Bridge open', { revision: 2 }), listingSpec('day', 'Day', { revision: 2 })]);
  await writeFile(join(to, 'head'), newsroom.file('head'));
  const { exitCode, err } = await mirror(old);
  assert.equal(exitCode, 1);
  assert.match(err, /edition 2 has been seen/);
  assert.deepEqual(await readFile(join(to, 'head')), Buffer.from(newsroom.file('head')));
});

test('two histories are told, kept as evidence and not mirrored', async () => {
  await mirror(await source());
  const other = await Newsroom.open();
  await other.publish([articleSpec('Another story'), ...firstSpecs().slice(1)]);
  const { exitCode, err } = await mirror(await bench.folder(other.files));
  assert.equal(exitCode, 1);
  assert.match(err, /Two histories of one newsroom/);
});

test('a newsroom that is not trusted is not mirrored, and nothing is made', async () => {
  const stranger = bench.reader();
  const { exitCode, err } = await stranger.run('carry', '--from', await source(), '--to', to);
  assert.equal(exitCode, 1);
  assert.match(err, /not an edition of a newsroom that is trusted here/);
  await assert.rejects(stat(to));
});

test('what a source lacks is told and fetched when it is there', async () => {
  const lacking = await mirror(await source({ [FERRY_PATH]: null }));
  assert.equal(lacking.exitCode, 1);
  assert.match(lacking.err, new RegExp(`the source does not have ${FERRY_PATH}`));
  assert.equal((await mirror(await source())).exitCode, 0);
  assert.ok((await mirrored()).includes(FERRY_PATH));
  // Held already: it stays, though this source does not have it.
  assert.equal((await mirror(await source({ [FERRY_PATH]: null }))).exitCode, 0);
  assert.ok((await mirrored()).includes(FERRY_PATH));
});

test('our own copy that a crash has torn is fetched again, before it reaches a folder', async () => {
  await mirror(await source());
  const [home] = (await filesOf(partner.home)).filter((path) => path.endsWith(BRIDGE_PATH));
  assert.ok(home !== undefined);
  await truncate(join(partner.home, home), 100);
  assert.equal((await mirror(await source())).exitCode, 0);
  assert.deepEqual(await readFile(join(to, BRIDGE_PATH)), Buffer.from(newsroom.file(BRIDGE_PATH)));
});

test('other keys in force make every page be looked at again', async () => {
  await mirror(await source());
  const desks = [await newsroom.desk('desk/de', ['de']), await newsroom.desk('desk/ru', ['ru'], 0, 0)];
  await newsroom.writeTrust({ desks, versions: { targets: 2, snapshot: 2, timestamp: 2 } });
  const { exitCode, err } = await mirror(await source());
  assert.equal(exitCode, 1);
  assert.match(err, /was not valid at/);
});

test('trust data of a version that is known in another form is not spread', async () => {
  await mirror(await source());
  const before = await hashesOf(to);
  await newsroom.writeTrust({
    desks: [await newsroom.desk('desk/de', ['de']), await newsroom.desk('desk/ru', ['ru'], 1)],
  });
  const { exitCode, err } = await mirror(await source());
  assert.equal(exitCode, 1);
  assert.match(err, /is known in another form/);
  assert.deepEqual(await hashesOf(to), before);
});

test('a page at the root that could do more than choose a language is left out', async () => {
  const { exitCode, err } = await mirror(
    await source({ 'index.html': '<script src="https://evil.example/x.js"></script>' }),
  );
  assert.equal(exitCode, 1);
  assert.match(err, /does not have index\.html/);
  assert.ok(!(await mirrored()).includes('index.html'));
});

test('folders named once are carried to again, and one of somebody else is refused and forgotten', async () => {
  assert.equal((await mirror(await source())).exitCode, 0);
  const taken = await bench.folder(new Map([['index.html', bytesOf('somebody else')]]));
  const refused = await partner.run('carry', '--from', await source(), '--to', taken);
  assert.equal(refused.exitCode, 1);
  assert.match(refused.err, /does not hold an edition/);
  assert.equal(await readFile(join(taken, 'index.html'), 'utf8'), 'somebody else');
  await rm(to, { recursive: true });
  const gone = await partner.run('carry', '--from', await source());
  assert.match(gone.err, /is gone/);
  assert.doesNotMatch(gone.err, /somebody/);
  assert.match((await bench.reader().run('carry', '--from', await source())).err, /not trusted|that is trusted here/);
});

test('again and again, until it is stopped, a source that is away for a while notwithstanding', async () => {
  let isAway = false;
  const host = await openHost((path) => (isAway ? null : (newsroom.files.get(path.slice(1)) ?? null)));
  const stop = new AbortController();
  const said: string[] = [];
  const seen = (pattern: RegExp) => until(async () => said.some((line) => pattern.test(line)));
  const say = (line = '') => void said.push(line);
  const terminal = { isInteractive: false, print: say, note: say, progress: () => {} };
  const { home } = partner;
  const context = { home, store: new TrustStore(home), terminal, now: () => clock.now, signal: stop.signal };
  const ended = mirrorAgain({ from: `${host.address}/`, to, every: 20 }, context);
  try {
    await seen(/^Edition 1 of courier\.example is genuine/);
    isAway = true;
    await seen(/^error: /);
    said.length = 0;
    isAway = false;
    await seen(/^Edition 1 of courier\.example is genuine/);
  } finally {
    stop.abort();
    await ended.catch(() => {});
    await host.close();
  }
  assert.equal((await partner.verify(to)).exitCode, 0);
});

test('a real newsroom with pictures in four languages is mirrored, corrected and withdrawn', async () => {
  const scratch = await openScratch();
  const sample = await openSample();
  const room = await makeNewsroom(scratch.path('newsroom'), {
    languages: ['de', 'en', 'ru', 'fa'],
    sources: sampleSources(sample),
  });
  const reader = bench.reader();
  clock.now = new Date();
  const folder = scratch.path('mirror');
  const run = () => reader.run('carry', '--from', room.carried, '--to', folder, '--json');
  const isBrought = (path: string) =>
    !/^(?:log|o)\/|\/(?:(?:feed|atom)\.xml|(?:feed|ninjs)\.json)(?:\.gz|\.br)?$/.test(path);
  /** What the mirror has is what its source has; nodes that only the edition before needed are not brought. */
  const isSame = async () => {
    const [ours, theirs] = [await hashesOf(folder), await hashesOf(room.carried)];
    const differing = changesBetween(theirs, ours).filter((path) => ours.has(path) || isBrought(path));
    assert.deepEqual(differing, []);
  };
  try {
    await room.round();
    assert.equal((await reader.run('trust', 'add', room.carried)).exitCode, 0);
    const first = await run();
    assert.equal(first.exitCode, 0, first.err);
    assert.ok((await filesOf(folder)).some((path) => path.startsWith('m/')));
    await isSame();
    sample.correct();
    sample.withdraw();
    await room.round();
    clock.now = new Date();
    const second = await run();
    assert.equal(second.exitCode, 0, second.err);
    assert.ok(JSON.parse(second.out).fetched < JSON.parse(first.out).fetched / 2);
    await isSame();
    assert.equal((await reader.verify(folder)).exitCode, 0);
  } finally {
    clock.now = new Date('2026-11-22T12:00:00Z');
    await room.close();
    await sample.close();
    await scratch.remove();
  }
});
