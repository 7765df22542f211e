/** What whoever has the log's key can do without a desk: log old words again, and show pages of trees that nobody else sees. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  addNotices,
  appendEntries,
  bytesOf,
  formatEdition,
  formatHead,
  formatNotices,
  joinPage,
  makeObject,
  type Notice,
  objectPath,
  parseEdition,
  parseHead,
  parseNote,
  signNote,
  updateCalendar,
} from '../../src/proof/index.ts';
import { Newsroom, type Published } from '../vectors/newsroom.ts';
import { articleSpec, BRIDGE, BRIDGE_PATH, DAY, FERRY, FERRY_PATH, firstSpecs } from '../verify/edition.ts';
import { bench, clock, copyOf, correct, firstEdition, newMonitor } from './monitored.ts';

after(() => bench.remove());

/** What a thief of the log key alone can do: the desk's own old record, logged again, and an edition that names it. */
async function logAgain(newsroom: Newsroom, { note, content, leaf }: Published): Promise<void> {
  const { edition, notices } = headOf(newsroom);
  const place = { log: 1, index: newsroom.size };
  const line = { day: DAY, article: BRIDGE, language: 'ru', revision: 1, state: 'current', place, leaf } as const;
  const { nodes, root: calendar } = await updateCalendar(newsroom.readObject, newsroom.calendar, [line]);
  for (const { sha256, bytes } of nodes) newsroom.files.set(objectPath(sha256), bytes);
  const text = formatEdition({
    ...edition,
    number: edition.number + 1,
    time: '2026-11-22T11:50:00Z',
    calendar,
    notices,
  });
  const next = await signNote(text, [await newsroom.signer('log/1')]);
  const before = { size: newsroom.size, root: newsroom.root };
  const appended = await appendEntries(newsroom.read, before, [note, next].map(bytesOf));
  newsroom.now = new Date('2026-11-22T11:50:00Z');
  Object.assign(newsroom, { size: appended.size, root: appended.root });
  newsroom.checkpoint = await newsroom.signedCheckpoint();
  for (const { path, bytes } of appended.files) newsroom.files.set(path, bytes);
  newsroom.files.set('log/checkpoint', bytesOf(newsroom.checkpoint));
  newsroom.files.set(BRIDGE_PATH, joinPage(content, { note, proof: await newsroom.proof(appended, before.size) }));
  newsroom.files.set(
    'head',
    bytesOf(formatHead({ note: next, proof: await newsroom.proof(appended, before.size + 1) })),
  );
}

const headOf = (newsroom: Newsroom) => {
  const edition = parseEdition(parseNote(parseHead(newsroom.file('head')).note).text);
  return { edition, notices: edition.notices };
};

test('a correction that an old record logged again is to undo is found, in the log or beside it', async () => {
  const newsroom = await firstEdition();
  const old = newsroom.last[0] ?? assert.fail();
  await correct(newsroom);
  const honest = copyOf(newsroom);
  await logAgain(newsroom, old);
  const { round } = await newMonitor(newsroom);
  const { exitCode, names, found } = await round(await bench.folder(newsroom.files));
  assert.deepEqual([exitCode, names, found[0]?.subject], [1, ['correction-suppressed'], BRIDGE_PATH]);
  // The head and the log that everybody knows, and one page that is proven in a tree nobody else is shown.
  const beside = new Map(honest).set(BRIDGE_PATH, newsroom.file(BRIDGE_PATH));
  const only = await (await newMonitor(newsroom)).round(await bench.folder(beside));
  assert.deepEqual([only.exitCode, only.names, only.found[0]?.subject], [1, ['correction-suppressed'], BRIDGE_PATH]);
});

test('a notice stays due when its revision is signed anew', async () => {
  const newsroom = await firstEdition();
  await correct(newsroom, { isQuiet: true });
  const { notices } = headOf(newsroom);
  const again = articleSpec('Bridge open', { revision: 2, state: 'corrected', replaces: { log: 1, index: 5 } });
  await newsroom.publish([again], { changeEdition: (edition) => ({ ...edition, notices }) });
  const { names, found } = await (await newMonitor(newsroom)).round(await bench.folder(newsroom.files));
  assert.deepEqual([names, found[0]?.subject], [['correction-suppressed'], `notices ${BRIDGE_PATH}`]);
});

test('notices that the log does not have are found: a hundred of them would leave no room for a true one', async () => {
  const newsroom = await firstEdition();
  const time = '2026-11-22T11:30:00Z';
  const invented = Array.from({ length: 100 }, (_, index): Notice => {
    const article = String(index).padStart(10, '0');
    const about = { day: DAY, article, language: 'ru', revision: 2 };
    return { time, kind: 'correction', ...about, place: { log: 1, index }, leaf: 'ab'.repeat(32) };
  });
  const { bytes, ...notices } = await makeObject(formatNotices(addNotices([], invented)));
  newsroom.files.set(objectPath(notices.sha256), bytes);
  const replaces = { log: 1, index: 0 };
  await newsroom.publish([articleSpec('Bridge open', { revision: 2, state: 'corrected', replaces })], {
    changeEdition: (edition) => ({ ...edition, notices }),
  });
  const { exitCode, found } = await (await newMonitor(newsroom)).round(await bench.folder(newsroom.files));
  assert.equal(exitCode, 1);
  assert.ok(
    found.some(({ name, subject }) => name === 'calendar-false' && subject === 'notices'),
    JSON.stringify(found),
  );
});

test('a page of a tree that nobody proves is told when that lasts, and of a fork as soon as any carrier shows it', async () => {
  const newsroom = await firstEdition();
  await correct(newsroom);
  const honest = copyOf(newsroom);
  const grown = await Newsroom.open('2026-11-22T10:15:07Z');
  const other = await Newsroom.open('2026-11-22T10:15:07Z');
  for (const each of [grown, other]) {
    await each.publish(firstSpecs());
    if (each === grown) await correct(each);
    await each.publish([articleSpec('Ferry sunk', { article: FERRY, revision: 2, state: 'corrected' })]);
  }
  const { round } = await newMonitor(newsroom);
  const ahead = await bench.folder(honest.set(FERRY_PATH, grown.file(FERRY_PATH)));
  assert.deepEqual((await round(ahead)).names, [], 'a page may come before its log');
  clock.now = new Date('2026-11-22T13:30:00Z');
  const late = await round(ahead);
  assert.deepEqual([late.exitCode, late.names], [3, ['tree-unproven']]);
  clock.now = new Date('2026-11-22T12:00:00Z');
  assert.ok(!(await round(await bench.folder(grown.files))).names.includes('tree-unproven'));

  const lying = new Map(grown.files).set(FERRY_PATH, other.file(FERRY_PATH));
  const withoutLog = new Map([...lying].filter(([path]) => !path.startsWith('log/')));
  const two = [await bench.folder(withoutLog), await bench.folder(grown.files)];
  const forked = await (await newMonitor(newsroom)).round(...two);
  assert.ok(forked.names.includes('fork'), forked.names.join());
});
