import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BudgetClock, ByteBudget } from './byte-budget.ts';
import { MemoryLedger } from './ledger.ts';
import { Pace } from './pace.ts';
import { syncCarrier } from './sync.ts';
import { editionOf, WatchedCarrier } from './testing/editions.ts';
import { filesOf, packUnit, type Unit, unpackUnit } from './unit.ts';

/** A clock that stands still but for what is waited. */
class Clock implements BudgetClock {
  atMs = 0;
  now(): number {
    return this.atMs;
  }
  async wait(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.atMs += ms;
  }
}

test('a budget lets no more through than a second’s worth at once and its rate after that', async () => {
  const sizes = fc.array(fc.nat(3000), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2000 }), sizes, fc.array(fc.nat(500)), async (rate, some, pauses) => {
      const clock = new Clock();
      const budget = new ByteBudget(rate, clock);
      let sent = 0;
      for (const [at, size] of some.entries()) {
        clock.atMs += pauses[at] ?? 0;
        await budget.spend(size);
        // Of what goes out now nothing counts yet: it is waited for by what comes after it.
        assert.ok(sent <= rate + (clock.atMs * rate) / 1000 + 1e-6, `${sent} bytes after ${clock.atMs} ms`);
        sent += size;
      }
    }),
  );
});

test('a budget makes nobody wait as long as there is room, and stops when told', async () => {
  const clock = new Clock();
  const budget = new ByteBudget(1000, clock);
  await budget.spend(400);
  await budget.spend(600);
  assert.equal(clock.atMs, 0);
  await budget.spend(500);
  assert.equal(clock.atMs, 0);
  await budget.spend(1);
  assert.equal(clock.atMs, 500);
  await assert.rejects(budget.spend(1, AbortSignal.abort(new Error('stopped'))), /stopped/);
  assert.throws(() => new ByteBudget(0), RangeError);
});

test('rates are those of the last half minute, and what takes longest says how long', () => {
  const pace = new Pace();
  const total = { files: 1000, bytes: 1_000_000 };
  const at = (second: number) => ({ files: second * 10, bytes: second * 1000 });
  assert.equal(pace.tell(0, at(0), total).bytesPerSecond, null);
  for (let second = 1; second <= 60; second += 1) {
    const rates = pace.tell(second * 1000, at(second), total);
    if (second < 2) continue;
    assert.deepEqual([rates.bytesPerSecond, rates.filesPerSecond], [1000, 10]);
    // 940,000 bytes take longer than 400 files.
    if (second === 60) assert.equal(rates.remainingMs, 940_000);
  }
  // A line that is slow from now on is told so within half a minute.
  let last = pace.tell(61_000, at(60), total);
  for (let second = 61; second <= 95; second += 1) last = pace.tell(second * 1000, at(60), total);
  assert.deepEqual([last.bytesPerSecond, last.remainingMs], [0, null]);
  assert.equal(pace.tell(96_000, total, total).remainingMs, 0);
});

test('a unit is the same after it was packed', () => {
  const need = fc.constantFrom('nothing', 'check', 'write');
  const fingerprint = fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: 16, maxLength: 16 })
    .map((all) => all.join(''));
  const aTwin = (suffix: string) =>
    fc.option(fc.record({ path: fc.constant(`a${suffix}`), fingerprint, need }, { noNullPrototype: true }));
  const aUnit = fc
    .tuple(
      fc.record({ path: fc.constant('a'), fingerprint, need }, { noNullPrototype: true }),
      aTwin('.gz'),
      aTwin('.br'),
      fc.boolean(),
      fc.boolean(),
    )
    .map(
      ([file, gz, br, oldGz, oldBr]): Unit => ({
        file,
        twins: [gz, br].filter((twin) => twin !== null),
        oldTwins: [...(oldGz ? ['a.gz'] : []), ...(oldBr ? ['a.br'] : [])],
      }),
    );
  fc.assert(
    fc.property(aUnit, (unit) => {
      assert.deepEqual(unpackUnit({ path: 'a', payload: packUnit(unit) }), unit);
      assert.equal(filesOf(unit)[0], unit.file);
    }),
  );
});

test('no more calls are made at once than this carrier is granted', async () => {
  let [now, most] = [0, 0];
  class Counting extends WatchedCarrier {
    override async write(path: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      await super.write(path, bytes, signal);
      now -= 1;
    }
  }
  const edition = editionOf(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`m/aa/${n}.webp`, `${n}`])));
  for (const [callsAtOnce, expected] of [
    [3, 3],
    [100, 8],
    [undefined, 8],
  ] as const) {
    most = 0;
    await syncCarrier({ carrier: new Counting('counting'), ledger: new MemoryLedger(), edition, callsAtOnce });
    assert.equal(most, expected);
  }
});

test('a sync within a budget comes through, and its progress ends with all of it', async () => {
  const edition = editionOf({ 'm/aa/1.webp': 'x'.repeat(2000), head: 'head' });
  const told: { doneFiles: number; totalFiles: number }[] = [];
  const carrier = new WatchedCarrier('slow');
  const ledger = new MemoryLedger();
  const onProgress = (each: { doneFiles: number; totalFiles: number }) => told.push(each);
  const report = await syncCarrier({ carrier, ledger, edition, bytesPerSecond: 1_000_000, onProgress });
  assert.equal(report.outcome, 'complete');
  assert.deepEqual([told.at(-1)?.doneFiles, told.at(-1)?.totalFiles], [4, 4]);
});
