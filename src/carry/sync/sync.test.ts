import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDirectoryCarrier } from '../directory/directory-target.ts';
import { stageOf, twinOf } from '../layout.ts';
import type { MemoryCarrier } from '../memory.ts';
import { auditCarrier } from './audit.ts';
import { MemoryLedger } from './ledger.ts';
import type { EditionFiles, SyncProgress } from './report.ts';
import { syncCarrier } from './sync.ts';
import { decode, editionOf, encode, statesIn, twinText, WatchedCarrier } from './testing/editions.ts';
import { afterFirst, assertHolds, changesOf, first, second, sync } from './testing/two-editions.ts';

test('a first sync puts everything, reads it back, and says so', async () => {
  const carrier = new WatchedCarrier('watched');
  const progress: SyncProgress[] = [];
  const report = await sync({ carrier, onProgress: (each) => progress.push(each) });
  assertHolds(carrier, first);
  assert.deepEqual(
    { ...report },
    {
      carrier: 'watched',
      outcome: 'complete',
      headConfirmed: true,
      unchanged: 0,
      adopted: 0,
      written: first.texts.size,
      writtenBytes: [...first.texts.values()].reduce((sum, text) => sum + encode(text).length, 0),
      removed: 0,
      faults: [],
      foreign: [],
    },
  );
  assert.equal(carrier.reads, first.texts.size);
  assert.equal(progress.at(-1)?.doneFiles, first.texts.size);
  assert.equal(progress.at(-1)?.totalFiles, first.texts.size);
  assert.equal(progress.at(-1)?.doneBytes, progress.at(-1)?.totalBytes);
});

test('files go out in the order of the stages, head last, removals after head', async () => {
  const { carrier, ledger } = await afterFirst();
  await sync({ carrier, ledger, edition: second });
  assertHolds(carrier, second);
  const writes = carrier.changes.filter((change) => change.startsWith('write ')).map((change) => change.slice(6));
  const stages = writes.map((path) => stageOf(twinOf(path) ?? path));
  assert.deepEqual(
    stages,
    stages.toSorted((a, b) => a - b),
  );
  const headAt = carrier.changes.indexOf('write head');
  const dropped = ['m/bb/2.webp', 'o/cc/3', 'ru/2026/11/22/a.2.html', 'ru/2026/11/22/a.2.html.gz'];
  for (const path of dropped) assert.ok(carrier.changes.indexOf(`remove ${path}`) > headAt, path);
  assert.ok(
    carrier.changes.indexOf('remove ru/2026/11/22/a.2.html.br') <
      carrier.changes.indexOf('remove ru/2026/11/22/a.2.html'),
  );
});

test('a second sync of the same edition touches nothing and reads nothing but the head', async () => {
  const { carrier, ledger } = await afterFirst();
  const report = await sync({ carrier, ledger });
  assert.deepEqual(carrier.changes, []);
  assert.equal(carrier.reads, 1);
  assert.equal(report.unchanged, first.texts.size);
  assert.equal(report.outcome, 'complete');
});

test('a carrier whose head is not the one last put there is read back whole, because sizes alone cannot tell', async () => {
  const { carrier, ledger } = await afterFirst();
  const path = 'ru/index.html';
  for (const each of [path, 'head']) {
    const bytes = carrier.files.get(each) ?? assert.fail(each);
    carrier.files.set(each, bytes.toReversed());
  }
  const report = await sync({ carrier, ledger });
  assert.equal(report.outcome, 'complete');
  for (const each of [path, 'head']) assert.equal(decode(carrier.files.get(each)), first.texts.get(each));
});

test('replacing a file removes its twins, writes it, writes its twins, and touches no other', async () => {
  const { carrier, ledger } = await afterFirst();
  const edition = editionOf({ ...Object.fromEntries(first.texts), 'ru/index.html': 'another front' });
  await sync({ carrier, ledger, edition });
  assert.deepEqual(carrier.changes, [
    'remove ru/index.html.gz',
    'remove ru/index.html.br',
    'write ru/index.html',
    'write ru/index.html.gz',
    'write ru/index.html.br',
  ]);
});

test('at no moment does a twin disagree with its file', async () => {
  const { carrier, ledger } = await afterFirst();
  let moments = 0;
  carrier.after = () => {
    moments += 1;
    for (const [path, bytes] of carrier.files) {
      const owner = twinOf(path);
      if (owner === null || !carrier.files.has(owner)) continue;
      assert.equal(decode(bytes), twinText(decode(carrier.files.get(owner)), path.slice(owner.length)), path);
    }
  };
  await sync({ carrier, ledger, edition: second });
  await sync({ carrier, ledger, edition: first });
  assert.ok(moments > 40);
});

test('an old twin that nobody listed goes before its file is replaced', async () => {
  const { carrier } = await afterFirst();
  const texts = new Map([...second.texts].filter(([path]) => !path.endsWith('.br')));
  const files = [...second.list()].filter(({ path }) => texts.has(path));
  await sync({ carrier, edition: { list: () => files, read: second.read } });
  assert.equal(carrier.files.has('ru/index.html.br'), false);
  assert.ok(carrier.changes.indexOf('remove ru/index.html.br') < carrier.changes.indexOf('write ru/index.html'));
});

test('a file lost, truncated or left half-written on the carrier is put again', async () => {
  const { carrier, ledger } = await afterFirst();
  carrier.files.delete('m/aa/1.webp');
  carrier.files.set('ru/index.html', encode('fro'));
  carrier.files.delete('head.gz');
  const report = await sync({ carrier, ledger });
  assertHolds(carrier, first);
  assert.equal(report.written, 1 + 3 + 1);
});

test('after the ledger is lost, what is there is read and adopted, not written again', async () => {
  const { carrier } = await afterFirst();
  carrier.files.set('foreign.txt', encode('not ours'));
  carrier.files.set('m/aa/1.webp', encode('picture 1!!'));
  const ledger = new MemoryLedger();
  const report = await sync({ carrier, ledger });
  assert.deepEqual(carrier.changes, ['write m/aa/1.webp']);
  assert.equal(report.adopted, first.texts.size - 1);
  assert.deepEqual(report.foreign, ['foreign.txt']);
  assert.equal(decode(carrier.files.get('foreign.txt')), 'not ours');
  assert.equal((await statesIn(ledger)).size, first.texts.size);
});

class Unlistable extends MemoryLedger {
  override entries(): never {
    return assert.fail('the whole ledger is read');
  }
}

test('told what changed, it compares that alone, and lists neither edition nor ledger nor carrier', async () => {
  const { carrier, ledger } = await afterFirst();
  const changed = changesOf(first, second);
  carrier.list = () => assert.fail('the carrier is listed');
  const edition: EditionFiles = {
    list: (paths) => (paths === undefined ? assert.fail('the edition is listed') : second.list(paths)),
    read: second.read,
  };
  const known = new Unlistable(await statesIn(ledger));
  const report = await sync({ carrier, edition, ledger: known, changed });
  assert.equal(report.outcome, 'complete');
  assertHolds(carrier, second);
  // Twins are removed unseen before their file is replaced.
  for (const change of carrier.changes) {
    const path = change.slice(change.indexOf(' ') + 1);
    assert.ok(changed.has(twinOf(path) ?? path), change);
  }

  carrier.reads = 0;
  carrier.changes.length = 0;
  assert.equal((await sync({ carrier, edition, ledger: known, changed: new Set() })).outcome, 'complete');
  assert.deepEqual([carrier.reads, carrier.changes.length], [1, 0]);
});

test('told what changed, it compares everything all the same when the carrier is not as it was left', async () => {
  for (const spoil of [
    (carrier: MemoryCarrier) => carrier.files.set('head', encode('another head')),
    (carrier: MemoryCarrier) => carrier.files.clear(),
  ]) {
    const { carrier, ledger } = await afterFirst();
    carrier.files.delete('m/aa/1.webp');
    spoil(carrier);
    assert.equal((await sync({ carrier, ledger, edition: first, changed: new Set() })).outcome, 'complete');
    assertHolds(carrier, first);
  }
  const carrier = new WatchedCarrier('new');
  assert.equal((await sync({ carrier, edition: first, changed: new Set() })).outcome, 'complete');
  assertHolds(carrier, first);
});

test('a real folder holds the edition after a sync, and the next one after the next', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-carry-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const ledger = new MemoryLedger();
  for (const edition of [first, second]) {
    const carrier = await openDirectoryCarrier({ folder, newsroom: 'courier.example' });
    const report = await syncCarrier({ carrier, ledger, edition });
    assert.equal(report.outcome, 'complete');
    const audit = await auditCarrier({ carrier, edition });
    assert.deepEqual([audit.intact, audit.foreign], [edition.texts.size, []]);
  }
  assert.equal(await readFile(join(folder, 'head'), 'utf8'), 'head two');
});
