import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CarryError } from '../carrier.ts';
import { type Ledger, MemoryLedger, UNCONFIRMED } from './ledger.ts';
import type { EditionFiles, SyncReport } from './report.ts';
import { syncCarrier } from './sync.ts';
import { decode, editionOf, statesIn, WatchedCarrier } from './testing/editions.ts';

const first = editionOf({ 'm/aa/1.webp': 'picture', 'ru/index.html': 'front', head: 'head one' });
const second = editionOf({ 'm/bb/2.webp': 'other picture', 'ru/index.html': 'new front', head: 'head two' });

/** A carrier that shows nothing before it settles; `settles` may throw. */
class TogetherCarrier extends WatchedCarrier {
  settled = 0;
  settles: () => void = () => {};

  constructor() {
    super('pages', { appears: 'together' });
  }

  override async settle(signal?: AbortSignal): Promise<void> {
    this.settles();
    this.settled += 1;
    await super.settle(signal);
  }
}

const sync = (carrier: WatchedCarrier, ledger: Ledger, edition: EditionFiles): Promise<SyncReport> =>
  syncCarrier({ carrier, ledger, edition, retryPausesMs: [0] });

const textsIn = (files: ReadonlyMap<string, Uint8Array>): Map<string, string> =>
  new Map([...files].map(([path, bytes]) => [path, decode(bytes)] as const).toSorted());

test('everything is put and removed before it settles once, and only then counts', async () => {
  const carrier = new TogetherCarrier();
  const ledger = new MemoryLedger();
  for (const edition of [first, second]) {
    carrier.settled = 0;
    let known = new Map<string, string>();
    carrier.settles = () => {
      assert.deepEqual(textsIn(carrier.files), new Map([...edition.texts].toSorted()));
    };
    const spy: Ledger = {
      load: (paths) => ledger.load(paths),
      entries: () => ledger.entries(),
      record: async (changes) => {
        await ledger.record(changes);
        if (carrier.settled === 0) known = new Map([...known, ...(changes as ReadonlyMap<string, string>)]);
      },
    };
    const report = await sync(carrier, spy, edition);
    assert.deepEqual([report.outcome, report.headConfirmed, carrier.settled], ['complete', true, 1]);
    assert.ok(known.size > 0);
    for (const [path, state] of known) assert.equal(state, UNCONFIRMED, path);
    assert.deepEqual(await statesIn(ledger), new Map([...edition.list()].map(({ path, sha256 }) => [path, sha256])));
  }
  assert.deepEqual(textsIn(carrier.shown), new Map([...second.texts].toSorted()));
});

test('when it does not settle nothing counts, and the next sync puts it right', async () => {
  const carrier = new TogetherCarrier();
  const ledger = new MemoryLedger();
  await sync(carrier, ledger, first);
  carrier.settles = () => {
    throw new CarryError('carrier-forbidden', 'pages: the branch is protected');
  };
  const report = await sync(carrier, ledger, second);
  assert.deepEqual([report.outcome, report.headConfirmed], ['failed', false]);
  const states = await statesIn(ledger);
  for (const path of [...second.texts.keys(), 'm/aa/1.webp']) assert.equal(states.get(path), UNCONFIRMED, path);
  assert.deepEqual(textsIn(carrier.shown), new Map([...first.texts].toSorted()));
  // What was not settled may be lost.
  carrier.files.clear();
  for (const [path, bytes] of carrier.shown) carrier.files.set(path, bytes);
  carrier.settles = () => {};
  assert.equal((await sync(carrier, ledger, second)).outcome, 'complete');
  assert.deepEqual(textsIn(carrier.shown), new Map([...second.texts].toSorted()));
});

test('settling is tried again when it may pass by itself', async () => {
  const carrier = new TogetherCarrier();
  let left = 1;
  carrier.settles = () => {
    left -= 1;
    if (left >= 0) throw new CarryError('carrier-unreachable', 'pages: away', { retryable: true });
  };
  assert.equal((await sync(carrier, new MemoryLedger(), first)).outcome, 'complete');
});

test('withdrawn media are gone from what is shown even when some other file cannot be put', async () => {
  const carrier = new TogetherCarrier();
  const ledger = new MemoryLedger();
  await sync(carrier, ledger, first);
  carrier.before = (change) => {
    if (change === 'write ru/index.html') throw new CarryError('path-refused', 'pages: in the way');
  };
  const report = await sync(carrier, ledger, second);
  assert.deepEqual([report.outcome, report.headConfirmed], ['failed', false]);
  assert.equal(carrier.shown.has('m/aa/1.webp'), false);
  assert.equal(decode(carrier.shown.get('head')), 'head one');
  carrier.before = () => {};
  assert.equal((await sync(carrier, ledger, second)).outcome, 'complete');
  assert.deepEqual(textsIn(carrier.shown), new Map([...second.texts].toSorted()));
});

test('a carrier where each file appears by itself settles after each stage and at the end', async () => {
  const order: string[] = [];
  class Each extends WatchedCarrier {
    override async settle(): Promise<void> {
      order.push('settle');
    }
  }
  const carrier = new Each('each', { callsAtOnce: 1 });
  carrier.before = (change) => order.push(change);
  await sync(carrier, new MemoryLedger(), first);
  for (const [one, next] of [
    ['write m/aa/1.webp', 'write ru/index.html'],
    ['write ru/index.html.br', 'write head'],
  ] as const) {
    const between = order.slice(order.indexOf(one), order.indexOf(next));
    assert.ok(between.includes('settle'), `${one} … ${next}: ${between.join(', ')}`);
  }
  assert.equal(order.at(-1), 'settle');
});

test('what looks at the end only may be cut short once it has settled, and not before', async () => {
  const carrier = new TogetherCarrier();
  const calls: string[] = [];
  carrier.settles = () => void calls.push('settles');
  const options = { carrier, ledger: new MemoryLedger(), edition: first, retryPausesMs: [] };
  const onCarried = () => void calls.push('carried');
  await syncCarrier({ ...options, onCarried });
  assert.deepEqual(calls, ['settles', 'carried']);

  carrier.settles = () => {
    throw new CarryError('carrier-forbidden', 'pages: the branch is protected');
  };
  calls.length = 0;
  await syncCarrier({ ...options, edition: second, onCarried });
  assert.deepEqual(calls, []);
});
