import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryLedger } from './ledger.ts';
import { decode, editionOf, encode, WatchedCarrier } from './testing/editions.ts';
import { afterFirst, assertHolds, failing, first, second, sync } from './testing/two-editions.ts';

test('a carrier that keeps what it was told to remove is reported, and asked again next time', async () => {
  const { carrier, ledger } = await afterFirst();
  const picture = carrier.files.get('m/bb/2.webp') ?? encode('');
  carrier.after = () => carrier.files.set('m/bb/2.webp', picture);
  const report = await sync({ carrier, ledger, edition: second });
  assert.deepEqual(report.faults, [{ kind: 'not-removed', path: 'm/bb/2.webp' }]);
  assert.equal(report.outcome, 'failed');
  assert.equal(report.headConfirmed, true);
  carrier.after = () => {};
  assert.equal((await sync({ carrier, ledger, edition: second })).outcome, 'complete');
  assertHolds(carrier, second);
});

test('one file refused keeps back head and what the former head leads to, nothing else', async () => {
  const { carrier, ledger } = await afterFirst();
  carrier.before = (change) => {
    if (change === 'write m/dd/4.webp') throw failing('path-refused');
  };
  const report = await sync({ carrier, ledger, edition: second });
  assert.equal(report.faults.length, 1);
  assert.equal(report.faults[0]?.path, 'm/dd/4.webp');
  assert.equal(decode(carrier.files.get('ru/index.html')), 'front two');
  assert.equal(decode(carrier.files.get('head')), 'head one');
  for (const path of ['o/cc/3', 'ru/2026/11/22/a.2.html']) assert.ok(carrier.files.has(path), path);
});

for (const code of ['path-refused', 'carrier-full'] as const) {
  test(`withdrawn media go even when something else cannot be put (${code})`, async () => {
    const video = { 'm/ff/6.mp4': 'video', 'o/ff/7': 'tamizdat.media/v1\nblock 16384\n', 'o/ff/7.gz': 'its twin' };
    const before = editionOf({ ...Object.fromEntries(first.texts), ...video });
    const carrier = new WatchedCarrier('watched');
    const ledger = new MemoryLedger();
    assert.equal((await sync({ carrier, ledger, edition: before })).outcome, 'complete');
    carrier.before = (change) => {
      if (change === 'write ru/index.html') throw failing(code);
    };
    const report = await sync({ carrier, ledger, edition: second });
    assert.deepEqual([report.outcome, report.headConfirmed, report.faults.length], ['failed', false, 1]);
    for (const path of [...Object.keys(video), 'm/bb/2.webp']) assert.equal(carrier.files.has(path), false, path);
    assert.ok(carrier.files.has('o/cc/3'), 'the calendar that the former head names');
    assert.equal(decode(carrier.files.get('head')), 'head one');

    carrier.before = () => {};
    assert.equal((await sync({ carrier, ledger, edition: second })).outcome, 'complete');
    assertHolds(carrier, second);
  });
}
