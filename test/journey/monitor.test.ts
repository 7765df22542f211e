/** Carriers that are honest, behind, rolled back, forked, hostile: what a monitor that follows them finds. */
import assert from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { FINDINGS } from '../../src/monitor/index.ts';
import { formatPolicy, parseEdition, parseHead, parseNote } from '../../src/proof/index.ts';
import { Newsroom } from '../vectors/newsroom.ts';
import {
  articleSpec,
  BRIDGE_PATH,
  firstSpecs,
  listingSpec,
  proveAgain,
  type Reader,
  type Said,
} from '../verify/edition.ts';
import { type Running, start } from './command.ts';
import { bench, clock, copyOf, correct, firstEdition, met, newMonitor, openCarrier } from './monitored.ts';

after(() => bench.remove());

test('of honest carriers nothing is found, and a second round reads only what is new', async () => {
  const newsroom = await firstEdition();
  const [a, b] = [await openCarrier(copyOf(newsroom)), await openCarrier(copyOf(newsroom))];
  const { round } = await newMonitor(newsroom);
  try {
    const first = await round(a.address, b.address);
    assert.deepEqual([first.exitCode, first.names, first.err], [0, [], '']);
    assert.deepEqual(first.last?.logs, [{ origin: newsroom.log, size: 5, read: 5 }]);
    await correct(newsroom);
    a.held.files = copyOf(newsroom);
    b.held.files = copyOf(newsroom);
    assert.deepEqual((await round(a.address, b.address)).names, []);
    a.asked.length = 0;
    const third = await round(a.address, b.address);
    assert.deepEqual([third.exitCode, third.last?.logs], [0, [{ origin: newsroom.log, size: 7, read: 7 }]]);
    assert.ok(!a.asked.some((path) => path.startsWith('log/tile/entries')), a.asked.join());
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
});

test('a folder is followed like an address', async () => {
  const newsroom = await firstEdition();
  const { round } = await newMonitor(newsroom);
  assert.deepEqual((await round(await bench.folder(newsroom.files))).names, []);
});

test('a carrier that nobody renews is stale, and one that does not follow is behind', async () => {
  const newsroom = await firstEdition();
  const { round } = await newMonitor(newsroom);
  const old = await bench.folder(copyOf(newsroom));
  await correct(newsroom);
  const newer = await bench.folder(copyOf(newsroom));
  clock.now = new Date('2026-11-22T11:45:00Z');
  assert.deepEqual((await round(newer, old)).names, [], 'a carrier may take its time');
  clock.now = new Date('2026-11-22T13:00:00Z');
  const late = await round(newer, old);
  assert.deepEqual([late.exitCode, late.names, late.found[0]?.carrier], [1, ['carrier-behind'], old]);
  clock.now = new Date('2026-11-24T13:00:00Z');
  assert.deepEqual((await round(newer, old)).names, ['carrier-behind', 'carrier-stale', 'carrier-stale']);
});

test('a carrier that goes back is found, and the evidence shows it off line to somebody else', async () => {
  const newsroom = await firstEdition();
  const first = copyOf(newsroom);
  await correct(newsroom);
  const carrier = await openCarrier(copyOf(newsroom));
  const { round } = await newMonitor(newsroom);
  const other = (await newMonitor(newsroom)).reader;
  try {
    assert.equal((await round(carrier.address)).exitCode, 0);
    carrier.held.files = first;
    const { exitCode, found } = await round(carrier.address);
    const rollback = found.find(({ name }) => name === 'rollback') ?? assert.fail();
    assert.equal(exitCode, 1);
    const evidence = rollback.evidence ?? assert.fail('no evidence');
    assert.equal((await other.verify(join(evidence, 'before'))).exitCode, 0);
    const answer = await other.verify(join(evidence, 'after'));
    assert.deepEqual([answer.exitCode, answer.label.failure], [1, 'rollback']);
    // What was found stays found: the carrier may give the newer edition again tomorrow.
    carrier.held.files = copyOf(newsroom);
    const again = await round(carrier.address);
    assert.deepEqual([again.exitCode, again.names, again.found[0]?.isNew], [1, ['rollback'], false]);
    assert.equal(again.found[0]?.evidence, evidence);
    // Whoever has dealt with it moves the evidence away.
    await rename(evidence, bench.path('dealt-with'));
    assert.equal((await round(carrier.address)).exitCode, 0);
  } finally {
    await carrier.close();
  }
});

test('two logs from one key are a fork, and both checkpoints convict it', async () => {
  const newsroom = await firstEdition();
  const other = await firstEdition();
  await correct(newsroom);
  await correct(other, { change: { parts: articleSpec('Another story').parts } });
  const [a, b] = [await bench.folder(newsroom.files), await bench.folder(other.files)];
  const { round } = await newMonitor(newsroom);
  const { exitCode, found } = await round(a, b);
  const fork = found.find(({ name }) => name === 'fork') ?? assert.fail(JSON.stringify(found));
  assert.deepEqual([exitCode, fork.severity, fork.carrier], [1, 'alarm', b]);
  const evidence = fork.evidence ?? assert.fail('no evidence');
  const notes = await Promise.all([1, 2].map((at) => readFile(join(evidence, `checkpoint-${at}`), 'utf8')));
  assert.deepEqual(
    notes.map((note) => note.split('\n')[1]),
    ['7', '7'],
  );
  const { reader } = await newMonitor(newsroom);
  assert.equal((await reader.verify(join(evidence, 'before'))).exitCode, 0);
  assert.equal((await reader.verify(join(evidence, 'after'))).label.kind, 'conflict');
});

test('a fork that has grown beyond what was seen is found by its own tiles', async () => {
  const newsroom = await firstEdition();
  const carrier = await openCarrier(copyOf(newsroom));
  const { round } = await newMonitor(newsroom);
  try {
    assert.equal((await round(carrier.address)).exitCode, 0);
    const other = await Newsroom.open('2026-11-22T10:15:07Z');
    await other.publish([articleSpec('Another story'), ...firstSpecs().slice(1)]);
    await correct(other);
    carrier.held.files = copyOf(other);
    const { exitCode, names } = await round(carrier.address);
    assert.equal(exitCode, 1);
    assert.ok(names.includes('fork'), names.join());
  } finally {
    await carrier.close();
  }
});

test('a carrier that keeps the old page under the new edition suppresses a correction', async () => {
  const newsroom = await firstEdition();
  const old = newsroom.file(BRIDGE_PATH);
  await correct(newsroom);
  const spoilt = copyOf(newsroom).set(BRIDGE_PATH, old);
  const { reader, round } = await newMonitor(newsroom);
  const { exitCode, found } = await round(await bench.folder(newsroom.files), await bench.folder(spoilt));
  const [only, ...others] = found;
  assert.deepEqual([exitCode, only?.name, only?.subject, others], [1, 'correction-suppressed', BRIDGE_PATH, []]);
  const page = await reader.verify(join(only?.evidence ?? '', 'carrier', BRIDGE_PATH));
  assert.equal(page.label.kind, 'newer-revision');
});

test('an edition whose calendar or notices keep a correction quiet is found', async () => {
  const quiet = await firstEdition();
  const { round } = await newMonitor(quiet);
  await correct(quiet, { isQuiet: true });
  const notices = await round(await bench.folder(quiet.files));
  assert.deepEqual(notices.names, ['correction-suppressed']);
  assert.equal(notices.found[0]?.subject, `notices ${BRIDGE_PATH}`);

  const newsroom = await firstEdition();
  await correct(newsroom, { change: { state: 'unlisted' } });
  const calendar = await (await newMonitor(newsroom)).round(await bench.folder(newsroom.files));
  assert.deepEqual(calendar.names, ['correction-suppressed']);
});

test('what an edition leaves out of its calendar is absent', async () => {
  const newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  await newsroom.publish([articleSpec('Bridge closed', { state: 'unlisted' }), listingSpec('day', 'Day')]);
  const { names } = await (await newMonitor(newsroom)).round(await bench.folder(newsroom.files));
  // Its page is one that the calendar should have too; that of the log is what the monitor goes by.
  assert.deepEqual(names, ['absent']);
});

test('records of a closed desk, of a stranger and in another language are found in the log', async () => {
  const newsroom = await firstEdition();
  const stranger = await newsroom.signer('desk/stranger');
  const german = await newsroom.signer('desk/de');
  await newsroom.writeTrust({
    desks: [await newsroom.desk('desk/de', ['de']), await newsroom.desk('desk/ru', ['ru'], 0, 4)],
  });
  await newsroom.publish([
    articleSpec('By a closed desk', { article: '5fk9m2tq7x' }),
    articleSpec('By a stranger', { article: '6fk9m2tq7x', signers: [stranger] }),
    articleSpec('By the German desk', { article: '7fk9m2tq7x', signers: [german] }),
  ]);
  const { round } = await newMonitor(newsroom);
  const folder = await bench.folder(newsroom.files);
  const { names, found } = await round(folder);
  assert.deepEqual(names, ['desk-out-of-range', 'record-refused', 'record-refused']);
  assert.deepEqual(found.map(({ failure }) => failure).sort(), ['desk-language', 'desk-range', 'desk-unknown']);
  const evidence = found[0]?.evidence ?? assert.fail('no evidence');
  assert.match(await readFile(join(evidence, 'entry'), 'utf8'), /^tamizdat.record\/v1\n/);
  assert.match(await readFile(join(evidence, 'entry.proof'), 'utf8'), /^c2sp.org\/tlog-proof@v1\nindex 5\n/);
  // The entries are read once; what stands in them stays found.
  assert.deepEqual((await round(folder)).names, names);
});

test('a tree that ends with something else than an edition is found', async () => {
  const newsroom = await firstEdition();
  await newsroom.publish([], { after: ['not a record\n'] });
  const { names } = await (await newMonitor(newsroom)).round(await bench.folder(newsroom.files));
  assert.deepEqual(names, ['edition-not-last', 'edition-not-last', 'entry-unknown']);
});

test('a page that no carrier has is told once, and one that is not genuine is', async () => {
  const newsroom = await firstEdition();
  const without = copyOf(newsroom);
  without.delete(BRIDGE_PATH);
  const { round } = await newMonitor(newsroom);
  const folder = await bench.folder(without);
  assert.deepEqual((await round(folder)).names, ['page-unserved']);
  assert.deepEqual((await round(folder, await bench.folder(newsroom.files))).names, []);
  const spoilt = new Map<string, Uint8Array | string>(newsroom.files).set(BRIDGE_PATH, '<h1>Everything is fine</h1>');
  const { found } = await round(await bench.folder(spoilt));
  assert.deepEqual([found[0]?.name, found[0]?.failure, found.length], ['page-false', 'markers', 1]);
});

test('a hostile carrier costs bounded requests, and slows and spoils nobody else', async () => {
  const newsroom = await firstEdition();
  await correct(newsroom);
  const { round } = await newMonitor(newsroom);
  const good = await bench.folder(newsroom.files);
  const hostile = await openCarrier(new Map());
  try {
    const answers: readonly (readonly [string, (path: string) => Said, readonly string[]])[] = [
      ['garbage', () => 'x'.repeat(999), ['trust-refused', 'head-refused', 'checkpoint-refused']],
      ['endless', () => 'x'.repeat(300_000), ['trust-refused', 'head-refused', 'checkpoint-refused']],
      ['nothing', () => null, ['silent']],
      [
        'false entries',
        (path) => (path.startsWith('log/tile/entries') ? 'x' : (newsroom.files.get(path) ?? null)),
        ['log-false'],
      ],
      [
        'false pages and objects',
        (path) => (/^(?:ru|o)\//.test(path) ? '<p>x' : (newsroom.files.get(path) ?? null)),
        ['calendar-false', 'page-false'],
      ],
    ];
    for (const [what, say, expected] of answers) {
      hostile.say.at = say;
      hostile.asked.length = 0;
      const fresh = await newMonitor(newsroom);
      const { found, last, err } = await fresh.round(hostile.address, good);
      assert.equal(err, '', what);
      assert.deepEqual([...new Set(found.map(({ carrier }) => carrier))], [hostile.address], what);
      for (const name of expected)
        assert.ok(
          found.some((each) => each.name === name),
          `${what}: ${name}`,
        );
      assert.deepEqual(last?.logs, [{ origin: newsroom.log, size: 7, read: 7 }], what);
      assert.ok(hostile.asked.length < 60, `${what}: ${hostile.asked.length} requests`);
    }
    await hostile.close();
    const { exitCode, found } = await round(hostile.address, good);
    assert.deepEqual([exitCode, found.map(({ name }) => name)], [3, ['unreachable']]);
  } finally {
    await hostile.close().catch(() => {});
  }
});

test('a log that claims to be enormous costs a few requests', async () => {
  const newsroom = await firstEdition();
  const honest = await bench.folder(copyOf(newsroom));
  const { round } = await newMonitor(newsroom);
  assert.equal((await round(honest)).exitCode, 0);
  newsroom.size = 2 ** 53 - 1;
  const note = await newsroom.signedCheckpoint();
  const carrier = await openCarrier(new Map<string, Uint8Array | string>(newsroom.files).set('log/checkpoint', note));
  carrier.say.at = (path) =>
    path.startsWith('log/tile/') ? new Uint8Array(8192) : (carrier.held.files.get(path) ?? null);
  try {
    const { exitCode } = await round(carrier.address);
    assert.equal(exitCode, 1);
    assert.ok(carrier.asked.length < 60, `${carrier.asked.length} requests`);
    const first = await (await newMonitor(newsroom)).round(carrier.address);
    assert.notEqual(first.exitCode, 0);
    assert.ok(carrier.asked.length < 200, `${carrier.asked.length} requests`);
  } finally {
    await carrier.close();
  }
});

test('a monitor that cannot tell says so, and misuse is misuse', async () => {
  const newsroom = await firstEdition();
  const { reader, round } = await newMonitor(newsroom);
  assert.equal((await round(await bench.folder(new Map()))).exitCode, 3);
  const stranger: Reader = bench.reader();
  assert.equal((await stranger.run('monitor', bench.path('nothing'), '--once')).exitCode, 2);
  assert.equal((await reader.run('monitor', 'http://', '--once')).exitCode, 2);
  assert.equal((await reader.run('monitor', '--once')).exitCode, 2);
  assert.equal((await reader.run('monitor', bench.path('nothing'), '--every', '1s')).exitCode, 2);
});

test('a monitor that is stopped between two rounds ends with what the last one came to', async () => {
  const newsroom = await firstEdition();
  const { reader } = await newMonitor(newsroom);
  const running = start(['monitor', await bench.folder(newsroom.files), '--json'], { home: reader.home });
  const [, exitCode] = await running.seen(/"type":"round".*"exitCode":(\d)/);
  running.child.kill('SIGINT');
  const ended = await running.ended;
  assert.deepEqual([ended.exitCode, ended.err], [Number(exitCode), '']);
});

test('a monitor that is killed at any step goes on as if it had not begun that round', async () => {
  const newsroom = await firstEdition();
  const { reader, round } = await newMonitor(newsroom);
  for (const step of ['head', 'log/tile/entries/000.p/5', BRIDGE_PATH]) {
    const carrier = await openCarrier(copyOf(newsroom));
    let running: Running | null = null;
    carrier.say.at = (path) => {
      if (path === step) running?.child.kill('SIGKILL');
      return newsroom.files.get(path) ?? null;
    };
    try {
      running = start(['monitor', carrier.address, '--once', '--json'], { home: reader.home });
      assert.equal((await running.ended).exitCode, -1, step);
      assert.ok(carrier.asked.includes(step));
    } finally {
      await carrier.close();
    }
  }
  const { exitCode, names, last } = await round(await bench.folder(newsroom.files));
  assert.deepEqual([exitCode, names, last?.logs[0]?.read], [0, [], 5]);
});

test('what a retired log said has to be shown by the one that follows', async () => {
  const newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  const published = await newsroom.publish(firstSpecs());
  const { calendar: oldCalendar } = newsroom;
  await correct(newsroom);
  const before = await bench.folder(newsroom.files);
  const { round } = await newMonitor(newsroom);
  const other = await newMonitor(newsroom);
  for (const monitor of [round, other.round]) assert.equal((await monitor(before)).exitCode, 0);
  // Before a log is retired its pages are proven anew, against its final tree.
  const again = new Map<string, Uint8Array>();
  for (const page of published) again.set(page.path, await proveAgain(newsroom, page));
  for (const [path, bytes] of again) if (path !== BRIDGE_PATH) newsroom.files.set(path, bytes);

  const [one, two, cosigner] = await Promise.all(['log/1', 'log/2', 'clock'].map((name) => newsroom.signer(name)));
  const { size, root } = newsroom;
  const time = new Date('2026-11-22T11:40:00Z');
  const retired = [{ log: one?.verifierKey ?? '', size, root, time }];
  const policy = formatPolicy({ log: two?.verifierKey ?? '', clock: cosigner?.verifierKey ?? '', retired });
  const second = 'courier.example/log/2';
  const desks = [
    await newsroom.desk('desk/de', ['de'], 0, size - 1),
    await newsroom.desk('desk/ru', ['ru'], 0, size - 1),
    await newsroom.desk('desk/de', ['de'], 0, null, second),
    await newsroom.desk('desk/ru', ['ru'], 0, null, second),
  ];
  /** The newsroom on its second log, with a calendar of the first. */
  const follow = async (calendar: Newsroom['calendar']) => {
    const next = await Newsroom.open('2026-11-22T11:45:00Z');
    for (const [path, bytes] of newsroom.files) if (!path.startsWith('log/')) next.files.set(path, bytes);
    const { fronts, number } = newsroom;
    Object.assign(next, { calendar, fronts, number, log: second });
    await next.writeTrust({ policy, desks, versions: { targets: 2, snapshot: 2, timestamp: 2 } });
    const { notices } = parseEdition(parseNote(parseHead(newsroom.file('head')).note).text);
    await next.publish([articleSpec('New', { article: '5fk9m2tq7x' })], {
      changeEdition: (edition) => ({ ...edition, notices }),
    });
    return next;
  };
  const honest = await follow(newsroom.calendar);
  const first = await round(await bench.folder(honest.files));
  assert.deepEqual([first.exitCode, first.names, first.last?.logs.at(-1)?.read], [0, [], 2]);

  const old = again.get(BRIDGE_PATH) ?? assert.fail();
  const hiding = await round(await bench.folder(new Map(honest.files).set(BRIDGE_PATH, old)));
  assert.deepEqual([hiding.names, hiding.found[0]?.subject], [['correction-suppressed'], BRIDGE_PATH]);

  // A carrier that has not heard of it, in its keys or its head, is behind and not false: an hour is given here too.
  const late = await bench.folder(newsroom.files);
  const current = await bench.folder(honest.files);
  const inTime = await round(current, late);
  clock.now = new Date('2026-11-22T13:30:00Z');
  const afterwards = await round(current, late);
  clock.now = new Date('2026-11-22T12:00:00Z');
  assert.deepEqual([inTime.names, afterwards.names], [[], ['carrier-behind', 'trust-behind']]);
  const behind = afterwards.found.find(({ name }) => name === 'carrier-behind');
  assert.deepEqual([behind?.carrier, behind?.failure], [late, 'log-retired']);

  const quiet = await other.round(await bench.folder((await follow(oldCalendar)).files));
  assert.deepEqual([quiet.names, quiet.found[0]?.subject], [['correction-suppressed'], BRIDGE_PATH]);
});

test('a head of tomorrow, an edition that the log key did not sign, and trees that nobody proves are told', async () => {
  const early = await firstEdition();
  const [monitor, folder] = [await newMonitor(early), await bench.folder(early.files)];
  clock.now = new Date('2026-11-22T09:00:00Z');
  assert.deepEqual((await monitor.round(folder)).names, ['clock-ahead']);

  clock.now = new Date('2026-11-22T12:00:00Z');
  const forged = await Newsroom.open('2026-11-22T10:15:07Z');
  await forged.publish(firstSpecs(), { signer: await forged.signer('desk/ru') });
  await forged.publish([articleSpec('New', { article: '5fk9m2tq7x' })]);
  const { found } = await (await newMonitor(forged)).round(await bench.folder(forged.files));
  assert.deepEqual([found[0]?.name, found[0]?.failure, found.length], ['edition-refused', 'edition-signature', 1]);

  const newsroom = await firstEdition();
  const withoutLog = () => new Map([...newsroom.files].filter(([path]) => !path.startsWith('log/')));
  const { round } = await newMonitor(newsroom);
  const first = await round(await bench.folder(withoutLog()));
  assert.deepEqual([first.exitCode, first.names], [3, ['log-unread']]);
  await correct(newsroom);
  const second = await round(await bench.folder(withoutLog()));
  assert.deepEqual([second.exitCode, second.names], [3, ['log-unread', 'tree-unproven']]);
  // Whoever has the log later proves it all.
  assert.equal((await round(await bench.folder(newsroom.files))).exitCode, 0);
});

test('a carrier that keeps old keys is behind after a while, and judged by the newest', async () => {
  const newsroom = await firstEdition();
  const old = await bench.folder(newsroom.files);
  await newsroom.writeTrust({ versions: { targets: 2, snapshot: 2, timestamp: 2 } });
  const renewed = await bench.folder(newsroom.files);
  const { round } = await newMonitor(newsroom);
  assert.deepEqual((await round(renewed, old)).names, []);
  assert.deepEqual((await round(renewed, old)).names, [], 'it may take its time');
  clock.now = new Date('2026-11-22T14:00:00Z');
  const { exitCode, found } = await round(renewed, old);
  assert.deepEqual([exitCode, found.map(({ name, carrier }) => [name, carrier])], [1, [['trust-behind', old]]]);
});

test('there is no finding that the tests above do not lead to', () => {
  assert.deepEqual([...met].sort(), Object.keys(FINDINGS).sort());
});
