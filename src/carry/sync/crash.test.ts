import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auditCarrier } from './audit.ts';
import { MemoryLedger, UNCONFIRMED } from './ledger.ts';
import { decode, editionOf, statesIn, type TextEdition, WatchedCarrier } from './testing/editions.ts';
import { afterFirst, assertHolds, changesOf, failing, first, second, sync } from './testing/two-editions.ts';

test('a path is recorded as ours before it is touched, and as confirmed only when read back', async () => {
  const carrier = new WatchedCarrier('watched', { callsAtOnce: 1 });
  const ledger = new MemoryLedger();
  let known: ReadonlyMap<string, string> = new Map();
  class SpyLedger extends MemoryLedger {
    override async record(changes: ReadonlyMap<string, string | null>): Promise<void> {
      await ledger.record(changes);
      known = await statesIn(ledger);
    }
  }
  carrier.before = (change) => {
    const path = change.slice(change.indexOf(' ') + 1);
    if (change.startsWith('write ')) assert.equal(known.get(path), UNCONFIRMED, change);
  };
  await sync({ carrier, ledger: new SpyLedger() });
  assert.deepEqual(known, new Map([...first.list()].map(({ path, sha256 }) => [path, sha256])));
});

test('after a crash at any step, the head never stands before its files, and carrying again converges', async () => {
  const crash = new Error('crash');
  let step = 0;
  for (let crashed = true; crashed; step += 1) {
    const { carrier, ledger } = await afterFirst();
    let left = step;
    crashed = false;
    /** From the moment of the crash nothing more reaches the carrier or the ledger, as when the process is gone. */
    const tick = (): void => {
      if (left === 0) crashed = true;
      if (crashed) throw crash;
      left -= 1;
    };
    carrier.before = tick;
    class CrashingLedger extends MemoryLedger {
      override load(paths: ReadonlySet<string>): Promise<ReadonlyMap<string, string>> {
        return ledger.load(paths);
      }
      override entries() {
        return ledger.entries();
      }
      override async record(changes: ReadonlyMap<string, string | null>): Promise<void> {
        tick();
        await ledger.record(changes);
      }
    }
    await sync({ carrier, ledger: new CrashingLedger(), edition: second }).catch((error: unknown) => {
      assert.equal(error, crash);
    });
    if (decode(carrier.files.get('head')) === 'head two') {
      for (const [path, text] of second.texts) {
        // The twins of `head` follow it.
        if (!path.startsWith('head.')) assert.equal(decode(carrier.files.get(path)), text, `step ${step}: ${path}`);
      }
    } else {
      for (const path of ['m/bb/2.webp', 'o/cc/3']) assert.ok(carrier.files.has(path), `step ${step}: ${path}`);
    }
    carrier.before = () => {};
    const report = await sync({ carrier, ledger, edition: second });
    assert.equal(report.outcome, 'complete', `step ${step}`);
    assertHolds(carrier, second);
  }
  assert.ok(step > 30, `only ${step} steps`);
});

const paths = ['m/aa/1.webp', 'o/bb/2', 'ru/2026/11/22/a.html', 'ru/index.html', 'ru/feed.xml', 'log/checkpoint'];
const anEdition = fc
  .record(Object.fromEntries(paths.map((path) => [path, fc.option(fc.constantFrom('x', 'y', 'longer'))])))
  .map((texts) => {
    const present = Object.entries(texts).flatMap(([path, text]) => (text === null ? [] : [[path, text] as const]));
    return editionOf({ ...Object.fromEntries(present), head: `head of ${JSON.stringify(present)}` });
  });

test('any sequence of editions, with failures and losses between, ends with the carrier holding the last', async () => {
  const anEvent = fc.record({
    edition: anEdition,
    crashAfter: fc.option(fc.nat(25)),
    losesPath: fc.option(fc.constantFrom(...paths, 'head')),
    canList: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anEvent, { minLength: 1, maxLength: 6 }), anEdition, async (events, last) => {
      const ledger = new MemoryLedger();
      const files = new Map<string, Uint8Array>();
      /** What the carrier holds for certain: then only what changed since is compared. */
      let held: TextEdition | null = null;
      /** Whether it lost a file that only a listing shows. */
      let isLacking = false;
      const carrierWith = (canList: boolean): WatchedCarrier => {
        const carrier = new WatchedCarrier('watched', { canList });
        for (const [path, bytes] of files) carrier.files.set(path, bytes);
        return carrier;
      };
      const keep = (carrier: WatchedCarrier): void => {
        files.clear();
        for (const [path, bytes] of carrier.files) files.set(path, bytes);
      };
      for (const { edition, crashAfter, losesPath, canList } of events) {
        const carrier = carrierWith(canList);
        let left = crashAfter ?? Number.POSITIVE_INFINITY;
        carrier.before = () => {
          left -= 1;
          if (left < 0) throw failing('carrier-full');
        };
        const { outcome } = await sync({
          carrier,
          ledger,
          edition,
          ...(held === null ? {} : { changed: changesOf(held, edition) }),
        });
        if (outcome === 'complete' && canList && held === null) isLacking = false;
        if (outcome === 'complete' && !isLacking) assertHolds(carrier, edition);
        if (losesPath !== null) carrier.files.delete(losesPath);
        // The loss of its head is noticed; any other waits for the next sync of everything.
        if (losesPath !== null && losesPath !== 'head') isLacking = true;
        held = outcome === 'complete' && !isLacking ? edition : null;
        keep(carrier);
      }
      const carrier = carrierWith(true);
      assert.equal((await sync({ carrier, ledger, edition: last })).outcome, 'complete');
      assertHolds(carrier, last);
      const audit = await auditCarrier({ carrier, edition: last, retryPausesMs: [] });
      assert.equal(audit.intact, last.texts.size);
    }),
    { numRuns: 150 },
  );
});
