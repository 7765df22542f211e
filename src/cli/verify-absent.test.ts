import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import {
  articleSpec,
  type Bench,
  BRIDGE,
  BRIDGE_PATH,
  DAY,
  FERRY,
  firstSpecs,
  openBench,
  openHost,
  type Reader,
} from '../../test/verify/edition.ts';
import { addNotices, formatNotices, makeObject, objectPath, parsePlace } from '../proof/index.ts';

let now = new Date('2026-11-22T12:00:00Z');
let bench: Bench;
let newsroom: Newsroom;
let folder: string;
let reader: Reader;
/** The bridge before it was withdrawn. */
let old: Uint8Array;

before(async () => {
  bench = await openBench(() => now);
  newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  const [bridge] = await newsroom.publish(firstSpecs());
  old = newsroom.file(BRIDGE_PATH);
  newsroom.now = new Date('2026-11-22T11:30:00Z');
  const place = parsePlace('1:5') ?? assert.fail();
  const about = { day: DAY, language: 'ru', revision: 2, place, leaf: bridge?.leaf ?? '' };
  const { bytes, ...notices } = await makeObject(
    formatNotices(
      addNotices(
        [],
        [
          { time: '2026-11-22T11:30:00Z', kind: 'withdrawal', article: BRIDGE, ...about },
          { time: '2026-11-22T10:40:00Z', kind: 'correction', article: FERRY, ...about, place: { log: 1, index: 3 } },
        ],
      ),
    ),
  );
  newsroom.files.set(objectPath(notices.sha256), bytes);
  const replaces = bridge?.place ?? null;
  await newsroom.publish(
    [articleSpec('Withdrawn', { kind: 'withdrawal', revision: 2, state: 'withdrawn', replaces })],
    {
      changeEdition: (edition) => ({ ...edition, notices }),
    },
  );
  folder = await bench.folder(newsroom.files);
  reader = bench.reader();
  assert.equal((await reader.run('trust', 'add', folder)).exitCode, 0);
});
after(() => bench.remove());

async function absent(article: string, day: string, where = folder) {
  const { exitCode, out } = await reader.run('verify', '--absent', article, '--day', day, where, '--json');
  return { exitCode, ...JSON.parse(out) };
}

test('an id that the calendar of that day does not have was not published there', async () => {
  now = new Date('2026-11-22T12:00:00Z');
  const { exitCode, absent: isAbsent, label } = await absent('9fk9m2tq7x', DAY);
  assert.deepEqual([exitCode, isAbsent, label.kind], [0, true, 'current']);
  assert.match(
    label.text,
    /^Absent: nothing with the id 9fk9m2tq7x was published on 2026-11-22, as of 2026-11-22T11:30/,
  );
  // Of the days before there is no node at all, which the signed nodes above say.
  assert.equal((await absent(BRIDGE, '2026-11-21')).exitCode, 0);
  assert.equal((await absent(BRIDGE, '2025-01-01')).exitCode, 0);
});

test('what the calendar has is told, in each language, and exits with 1', async () => {
  const { exitCode, absent: isAbsent, lines, label } = await absent(BRIDGE, DAY);
  assert.deepEqual([exitCode, isAbsent], [1, false]);
  assert.match(label.text, /^Published: edition 2 has/);
  assert.deepEqual(
    lines.map(({ language, state, place }: Record<string, unknown>) => [language, state, place]),
    [['ru', 'withdrawn', '1:5']],
  );
  const { out } = await reader.run('verify', '--absent', BRIDGE, '--day', DAY, folder);
  assert.match(
    out,
    /^Published: .*\n {2}The Courier \(courier.example\)\n {2}in ru: revision 2, withdrawn, log entry 1:5\n/,
  );
});

test('an edition from before the end of that day does not tell, unless it is fresh', async () => {
  assert.equal((await absent('9fk9m2tq7x', '2026-11-23')).exitCode, 3);
  now = new Date('2026-11-25T12:00:00Z');
  try {
    const { exitCode, absent: isAbsent, label } = await absent('9fk9m2tq7x', DAY);
    assert.deepEqual([exitCode, isAbsent, label.kind], [3, null, 'cannot-tell']);
    // A day that was over when the edition was made is told, as of then.
    assert.equal((await absent('9fk9m2tq7x', '2026-11-21')).exitCode, 0);
  } finally {
    now = new Date('2026-11-22T12:00:00Z');
  }
});

test('a carrier that withholds the calendar is silent, and one that falsifies it is not genuine', async () => {
  const held = new Map<string, Uint8Array | string>([...newsroom.files].filter(([path]) => !path.startsWith('o/')));
  const silent = await absent('9fk9m2tq7x', DAY, await bench.folder(held));
  assert.deepEqual([silent.exitCode, silent.absent, silent.label.failure], [3, null, 'object-missing']);
  for (const path of newsroom.files.keys()) if (path.startsWith('o/')) held.set(path, newsroom.file('head'));
  const false_ = await absent('9fk9m2tq7x', DAY, await bench.folder(held));
  assert.equal(false_.exitCode, 3, 'a file that is longer than it is said to be is not read');
  for (const path of newsroom.files.keys()) if (path.startsWith('o/')) held.set(path, 'tamizdat.calendar/v1\nroot\n');
  const empty = await absent('9fk9m2tq7x', DAY, await bench.folder(held));
  assert.deepEqual([empty.exitCode, empty.label.kind, empty.label.failure], [1, 'not-genuine', 'hash-mismatch']);
});

test('an address is asked like a folder; no page of it is', async () => {
  const host = await openHost((path) => newsroom.files.get(path.slice(1)) ?? null);
  try {
    assert.equal((await absent('9fk9m2tq7x', DAY, `${host.address}/`)).exitCode, 0);
    assert.ok(!host.asked.some((path) => path.endsWith('.html')), host.asked.join());
  } finally {
    await host.close();
  }
});

test('a newsroom that is not trusted says nothing, and half a question is misuse', async () => {
  const { exitCode } = await bench.reader().run('verify', '--absent', BRIDGE, '--day', DAY, folder);
  assert.equal(exitCode, 3);
  for (const args of [
    ['--absent', BRIDGE],
    ['--day', DAY],
    ['--absent', 'bridge', '--day', DAY],
    ['--absent', BRIDGE, '--day', '22.11.2026'],
  ]) {
    assert.equal((await reader.run('verify', ...args, folder)).exitCode, 2, args.join(' '));
  }
});

test('of an older page it is told what is newer, where the reason stands, and the notices of its article', async () => {
  const copy = await bench.folder(new Map(newsroom.files).set(BRIDGE_PATH, old));
  const { exitCode, out } = await reader.run('verify', join(copy, BRIDGE_PATH));
  assert.equal(exitCode, 0);
  assert.match(out, /^Genuine; withdrawn/);
  assert.match(out, /signed 2026-11-22T10:15:07Z by courier.example\/desk\/ru \(ru\)\n/);
  assert.match(out, /log entry 1:0, proven in the log of 2026-11-22T10:15:07Z\n/);
  assert.ok(out.includes(`  withdrawn, log entry 1:5; the reason stands at ${BRIDGE_PATH}\n`), out);
  assert.ok(out.includes(`  notice: withdrawal of 2026-11-22T11:30:00Z, revision 2 in ru, at ${BRIDGE_PATH}\n`), out);
  assert.match(out, /✓ notices {2}1 notice of a correction or withdrawal of this article/);
  const answer = JSON.parse((await reader.run('verify', join(copy, BRIDGE_PATH), '--json')).out);
  assert.deepEqual(answer.newer, { kind: 'withdrawal', revision: 2, place: '1:5', path: BRIDGE_PATH });
  assert.deepEqual(answer.page.languages, ['ru']);
  assert.deepEqual(
    answer.notices.map(({ kind, article }: Record<string, unknown>) => [kind, article]),
    [['withdrawal', BRIDGE]],
  );
});

test('of a carrier every notice is told; a false file of notices makes it not genuine', async () => {
  const all = JSON.parse((await reader.run('verify', folder, '--json')).out);
  assert.deepEqual([all.exitCode, all.notices.length, all.newer], [0, 2, null]);
  const host = await openHost((path) => {
    const bytes = newsroom.files.get(path.slice(1)) ?? null;
    const isNotices = bytes !== null && new TextDecoder().decode(bytes).startsWith('tamizdat.notices/v1');
    return isNotices ? 'tamizdat.notices/v1\n' : bytes;
  });
  try {
    const answer = JSON.parse((await reader.run('verify', `${host.address}/`, '--json')).out);
    assert.deepEqual([answer.exitCode, answer.label.failure], [1, 'hash-mismatch']);
  } finally {
    await host.close();
  }
});
