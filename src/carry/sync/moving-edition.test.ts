import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CarryError } from '../carrier.ts';
import { twinOf, withTwins } from '../layout.ts';
import { type Ledger, MemoryLedger } from './ledger.ts';
import type { EditionFiles, SyncReport } from './report.ts';
import { syncCarrier } from './sync.ts';
import type { SyncOptions } from './sync-options.ts';
import { decode, editionOf, type TextEdition, twinText, WatchedCarrier } from './testing/editions.ts';

const sync = (options: Omit<SyncOptions, 'retryPausesMs' | 'ledger'> & { ledger?: Ledger }): Promise<SyncReport> =>
  syncCarrier({ ledger: new MemoryLedger(), retryPausesMs: [0, 0], ...options });

/** Each head says which files it leads to. */
function leading(texts: Readonly<Record<string, string>>): TextEdition {
  return editionOf({ ...texts, head: `head ${JSON.stringify(texts)}` });
}

/**
 * Whether every file that the carrier's head leads to is there, and no twin is of another text than its file.
 * @param isFaulty something could not be put: withdrawn media go all the same, and the head that led to them stays
 */
function assertSound(carrier: WatchedCarrier, files: ReadonlyMap<string, Uint8Array>, isFaulty = false): void {
  const head = files.get('head');
  for (const path of head === undefined ? [] : Object.keys(JSON.parse(decode(head).slice(5)))) {
    if (isFaulty && path.startsWith('m/')) continue;
    assert.ok(files.has(path), `${path} is not there; ${carrier.changes.slice(-8).join(', ')}`);
  }
  for (const [path, bytes] of files) {
    const owner = files.get(twinOf(path) ?? '');
    if (owner === undefined) continue;
    assert.equal(decode(bytes), twinText(decode(owner), path.slice((twinOf(path) ?? '').length)), path);
  }
}

/** An edition that goes over to others while somebody carries it, one file at a time and `head` last, as publishing does. */
class MovingEdition implements EditionFiles {
  readonly #now: TextEdition;
  readonly #steps: (() => void)[] = [];
  #changed: Set<string> | null = new Set();
  /** Called at each look at it; true: the next step of publishing happens just now. */
  goesOn: () => boolean = () => false;

  constructor(first: TextEdition) {
    this.#now = first;
  }

  get texts(): Map<string, string> {
    return this.#now.texts;
  }

  /** To be published next, when what was begun before is done. */
  publish(next: TextEdition): void {
    const order = [...next.texts.keys()].sort((one, two) => Number(one === 'head') - Number(two === 'head'));
    this.#steps.push(() => {
      this.#changed = null;
    });
    for (const path of order.filter((each) => !next.texts.has(twinOf(each) ?? ''))) {
      // A file and its twins take some microseconds, and nobody lists and reads them all in between.
      this.#steps.push(() => {
        for (const each of withTwins(path)) {
          const text = next.texts.get(each);
          if (text !== undefined) this.texts.set(each, text);
        }
      });
    }
    this.#steps.push(() => {
      for (const path of this.texts.keys()) if (!next.texts.has(path)) this.texts.delete(path);
      this.#changed = new Set(everyPath);
    });
  }

  settle(): void {
    for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) step();
  }

  readonly changedSince = (): ReadonlySet<string> | null => {
    const changed = this.#changed;
    if (changed !== null) this.#changed = new Set();
    return changed;
  };

  *list(paths?: ReadonlySet<string>): Generator<ReturnType<TextEdition['list']> extends Iterable<infer F> ? F : never> {
    for (const path of [...(paths ?? this.texts.keys())].sort()) {
      this.#look();
      yield* this.#now.list(new Set([path]));
    }
  }

  read(path: string): Promise<Uint8Array | null> {
    this.#look();
    return this.#now.read(path);
  }

  #look(): void {
    if (this.goesOn()) this.#steps.shift()?.();
  }
}

const paths = [
  'm/aa/1.webp',
  'o/bb/2',
  'ru/2026/11/22/a.html',
  'ru/2026/11/22/b.html',
  'ru/index.html',
  'log/checkpoint',
];
const everyPath = [...paths, 'head'].flatMap((path) => [path, `${path}.gz`, `${path}.br`]);
const anEdition = fc
  .record(Object.fromEntries(paths.map((path) => [path, fc.option(fc.constantFrom('x', 'y', 'longer'))])))
  .map((texts) =>
    leading(Object.fromEntries(Object.entries(texts).flatMap(([path, text]) => (text ? [[path, text]] : [])))),
  );

for (const appears of ['each', 'together'] as const) {
  test(`an edition published over and over while it is carried leaves no head that leads nowhere (${appears})`, async () => {
    const some = fc.array(anEdition, { minLength: 1, maxLength: 4 });
    const when = fc.array(fc.boolean(), { minLength: 20, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(anEdition, some, when, fc.boolean(), fc.nat(40), async (first, next, moments, isTold, fails) => {
        const carrier = new WatchedCarrier('watched', { appears });
        const ledger = new MemoryLedger();
        const edition = new MovingEdition(first);
        if (fails % 2 === 0) assert.equal((await sync({ carrier, ledger, edition })).outcome, 'complete');
        for (const each of next) edition.publish(each);
        let at = 0;
        edition.goesOn = () => moments[at++ % moments.length] ?? false;
        let left = fails;
        carrier.before = () => {
          left -= 1;
          if (left === 0) throw new CarryError('carrier-full', 'full for once');
        };
        carrier.after = () => {
          if (appears === 'each') assertSound(carrier, carrier.files, left <= 0);
        };
        const options = { carrier, ledger, edition, ...(isTold ? { changedSince: edition.changedSince } : {}) };
        for (const changed of [isTold ? edition.changedSince : undefined, undefined]) {
          const { outcome, faults } = await sync({ ...options, changed });
          assertSound(carrier, carrier.shown, left <= 0);
          const isExpected = faults.every(
            (fault) => fault.kind === 'error' && /^(?:carrier-full|edition-changed)$/.test(fault.error.code),
          );
          assert.ok(outcome === 'complete' || isExpected, JSON.stringify(faults));
        }
        edition.settle();
        edition.goesOn = () => false;
        left = 0;
        assert.equal((await sync(options)).outcome, 'complete');
        const held = [...carrier.shown].map(([path, bytes]) => [path, decode(bytes)] as const);
        assert.deepEqual(new Map(held.toSorted()), new Map([...edition.texts].toSorted()));
      }),
      { numRuns: 300 },
    );
  });
}

const before = leading({ 'm/aa/1.webp': 'picture', 'ru/2026/11/22/a.html': 'article', 'ru/index.html': 'front' });
const after = leading({
  'm/aa/1.webp': 'picture',
  'ru/2026/11/22/a.html': 'article',
  'ru/2026/11/22/b.html': 'new article',
  'ru/index.html': 'new front',
});

/** Carries `before`, and publishes `after` as soon as the article is written. */
async function overtaken(changedSince?: (edition: MovingEdition) => SyncOptions['changedSince']) {
  const carrier = new WatchedCarrier('watched');
  const ledger = new MemoryLedger();
  const edition = new MovingEdition(editionOf(Object.fromEntries(before.texts)));
  carrier.after = () => {
    if (carrier.changes.at(-1) !== 'write ru/2026/11/22/a.html') return;
    edition.publish(after);
    edition.settle();
  };
  const asked = changedSince?.(edition);
  const report = await sync({ carrier, ledger, edition, ...(asked === undefined ? {} : { changedSince: asked }) });
  return { carrier, ledger, edition, report };
}

test('told what changed meanwhile, a sync goes on with the newer edition and does nothing twice', async () => {
  const { carrier, edition, report } = await overtaken((edition) => edition.changedSince);
  assert.equal(report.outcome, 'complete');
  assert.deepEqual(
    new Map([...carrier.files].map(([path, bytes]) => [path, decode(bytes)] as const).toSorted()),
    new Map([...edition.texts].toSorted()),
  );
  const writes = carrier.changes.filter((change) => change.startsWith('write '));
  assert.equal(new Set(writes).size, writes.length);
  assert.equal(writes.length, edition.texts.size);
});

test('when nobody knows what changed meanwhile, everything is compared anew, and nothing is written twice', async () => {
  const { carrier, report } = await overtaken(() => () => null);
  assert.equal(report.outcome, 'complete');
  const writes = carrier.changes.filter((change) => change.startsWith('write '));
  assert.equal(new Set(writes).size, writes.length);
});

test('where nobody can be asked it ends with edition-changed, keeps what is done, and puts no head', async () => {
  const { carrier, ledger, edition, report } = await overtaken();
  assert.equal(report.outcome, 'failed');
  const [fault] = report.faults;
  assert.ok(fault?.kind === 'error' && fault.error.code === 'edition-changed' && fault.error.retryable);
  assert.equal(carrier.files.has('head'), false);
  assert.equal(carrier.files.has('ru/index.html'), false);
  const again = await sync({ carrier, ledger, edition });
  assert.equal(again.outcome, 'complete');
  assert.ok(again.unchanged >= 2, `${again.unchanged} files were there already`);
});

test('an edition that never stays the same is given up', async () => {
  const carrier = new WatchedCarrier('watched');
  let turn = 0;
  const edition: EditionFiles = {
    list: (paths) => leading({ 'ru/index.html': `${turn++}` }).list(paths),
    read: (path) => leading({ 'ru/index.html': `${turn++}` }).read(path),
  };
  const report = await sync({ carrier, edition, changedSince: () => null });
  assert.equal(report.outcome, 'failed');
  assert.ok(report.faults[0]?.kind === 'error' && report.faults[0].error.code === 'edition-changed');
});

test('what changed is asked for after the head was looked at', async () => {
  const { carrier, ledger } = await overtaken((edition) => edition.changedSince);
  const edition = new MovingEdition(editionOf(Object.fromEntries(after.texts)));
  const order: string[] = [];
  const watched: EditionFiles = {
    list: (paths) => {
      order.push(paths?.has('head') && paths.size === 1 ? 'head' : 'more');
      return edition.list(paths);
    },
    read: (path) => edition.read(path),
  };
  const changed = (): ReadonlySet<string> => {
    order.push('asked');
    return new Set();
  };
  assert.equal((await sync({ carrier, ledger, edition: watched, changed })).outcome, 'complete');
  assert.deepEqual(order.slice(0, 3), ['head', 'asked', 'more']);
});
