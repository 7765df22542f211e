import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarryError } from '../carrier.ts';
import { MemoryCarrier } from '../memory.ts';
import { sha256Of } from './calls.ts';
import { MemoryLedger } from './ledger.ts';
import { decode, editionOf, encode, WatchedCarrier } from './testing/editions.ts';
import { afterFirst, assertHolds, failing, first, second, sync } from './testing/two-editions.ts';

for (const [what, tamper] of [
  ['truncates', (bytes: Uint8Array) => bytes.subarray(0, 3)],
  ['alters', (bytes: Uint8Array) => encode(decode(bytes).toUpperCase())],
  ['lengthens', (bytes: Uint8Array) => encode(`${decode(bytes)}<script>`)],
] as const) {
  test(`a carrier that ${what} a file is reported with what was expected and found, and gets no head`, async () => {
    const { carrier, ledger } = await afterFirst();
    const honest = carrier.after;
    carrier.after = () => {
      honest();
      const bytes = carrier.files.get('ru/index.html');
      if (bytes !== undefined && decode(bytes) === 'front two') carrier.files.set('ru/index.html', tamper(bytes));
    };
    const report = await sync({ carrier, ledger, edition: second });
    assert.equal(report.outcome, 'failed');
    assert.equal(report.headConfirmed, false);
    const [fault] = report.faults;
    assert.ok(fault?.kind === 'altered');
    assert.equal(fault.path, 'ru/index.html');
    assert.equal(fault.expected.sha256, sha256Of(encode('front two')));
    if (what === 'lengthens') assert.equal(fault.found, 'longer');
    else assert.notEqual((fault.found as { sha256: string }).sha256, fault.expected.sha256);
    assert.equal(decode(carrier.files.get('head')), 'head one');
    assert.equal(carrier.files.has('ru/index.html.gz'), false);
    assert.equal(decode(carrier.files.get('ru/2026/11/22/a.html')), 'article a, corrected');
    assert.equal(carrier.files.has('o/cc/3'), true);

    carrier.after = () => {};
    assert.equal((await sync({ carrier, ledger, edition: second })).outcome, 'complete');
    assertHolds(carrier, second);
  });
}

test('a carrier that swallows a file is reported', async () => {
  const carrier = new WatchedCarrier('watched');
  carrier.after = () => carrier.files.delete('o/cc/3');
  const [fault] = (await sync({ carrier })).faults;
  assert.ok(fault?.kind === 'altered' && fault.found === 'absent');
});

test('a carrier where every file fails is given up soon', async () => {
  const carrier = new WatchedCarrier('watched', { callsAtOnce: 1 });
  let tries = 0;
  carrier.before = () => {
    tries += 1;
    throw failing('carrier-failed');
  };
  const edition = editionOf(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`m/aa/${n}.webp`, `${n}`])));
  const report = await sync({ carrier, edition });
  assert.equal(report.outcome, 'failed');
  assert.ok(tries <= 20, `${tries} tries`);
});

for (const code of ['carrier-full', 'carrier-read-only', 'carrier-forbidden'] as const) {
  test(`a carrier that answers ${code} is reported at once and keeps its former head`, async () => {
    const { carrier, ledger } = await afterFirst();
    carrier.before = (change) => {
      if (change.startsWith('write ru/')) throw failing(code);
    };
    const report = await sync({ carrier, ledger, edition: second });
    assert.equal(report.outcome, 'failed');
    assert.deepEqual(
      report.faults.map((fault) => (fault.kind === 'error' ? fault.error.code : fault.kind)),
      [code],
    );
    assert.equal(decode(carrier.files.get('head')), 'head one');
    carrier.before = () => {};
    await sync({ carrier, ledger, edition: second });
    assertHolds(carrier, second);
  });
}

test('what may pass by itself is tried again, what may not is not', async () => {
  const carrier = new WatchedCarrier('watched');
  let left = 2;
  carrier.before = (change) => {
    if (change === 'write head' && left > 0) {
      left -= 1;
      throw failing('carrier-unreachable', true);
    }
  };
  assert.equal((await sync({ carrier })).outcome, 'complete');
  assert.equal(left, 0);

  let tries = 0;
  carrier.files.clear();
  carrier.before = () => {
    tries += 1;
    throw failing('carrier-unreachable', true);
  };
  const report = await sync({ carrier: carrier, edition: editionOf({ 'o/aa/1': 'x' }) });
  assert.equal(report.outcome, 'failed');
  assert.equal(tries, 3);
});

test('a carrier that cannot be listed at the moment is a report, not an exception', async () => {
  class Unlisted extends MemoryCarrier {
    override list(): AsyncIterable<never> {
      throw failing('carrier-unreachable', true);
    }
  }
  const report = await sync({ carrier: new Unlisted('unlisted') });
  assert.equal(report.outcome, 'failed');
  assert.ok(report.faults[0]?.kind === 'error' && report.faults[0].error.code === 'carrier-unreachable');
});

test('a carrier that breaks its contract does not stop the others', async () => {
  const broken = new WatchedCarrier('broken');
  broken.before = () => {
    throw new TypeError('cannot read properties of undefined');
  };
  const sound = new WatchedCarrier('sound');
  const reports = await Promise.all([broken, sound].map((carrier) => sync({ carrier })));
  assert.deepEqual(
    reports.map(({ outcome }) => outcome),
    ['failed', 'complete'],
  );
  const [fault] = reports[0]?.faults ?? [];
  assert.ok(fault?.kind === 'error');
  assert.match(fault.error.message, /broken.*TypeError/);
});

test('a sync that is stopped leaves the former head and goes on later', async () => {
  const { carrier, ledger } = await afterFirst();
  const stop = new AbortController();
  carrier.before = (change) => {
    if (change === 'write ru/index.html') stop.abort();
  };
  const report = await sync({ carrier, ledger, edition: second, signal: stop.signal });
  assert.equal(report.outcome, 'stopped');
  assert.equal(decode(carrier.files.get('head')), 'head one');
  assert.equal((await sync({ carrier, ledger, edition: second })).outcome, 'complete');
  assertHolds(carrier, second);
});

test('an edition that changes while it is carried is noticed, and nothing of the new one goes out', async () => {
  const carrier = new WatchedCarrier('watched');
  const files = [...first.list()];
  for (const read of [second.read, async () => null]) {
    const report = await sync({ carrier, edition: { list: () => files, read } });
    assert.ok(report.faults[0]?.kind === 'error' && report.faults[0].error.code === 'edition-changed');
    assert.equal(carrier.files.has('head'), false);
  }
});

test('an edition with a path that no edition may have is refused before anything is carried', async () => {
  const carrier = new WatchedCarrier('watched');
  await assert.rejects(
    sync({ carrier, edition: editionOf({ ...Object.fromEntries(first.texts), '../x': 'x' }) }),
    (error) => error instanceof CarryError && error.code === 'path-refused',
  );
  assert.deepEqual(carrier.changes, []);
});

test('a ledger that fails ends the sync with its own error', async () => {
  class BrokenLedger extends MemoryLedger {
    override async record(): Promise<void> {
      throw new Error('database is gone');
    }
  }
  const carrier = new WatchedCarrier('watched');
  await assert.rejects(sync({ carrier, ledger: new BrokenLedger() }), /database is gone/);
  assert.deepEqual(carrier.changes, []);
});
