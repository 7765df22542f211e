import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { CarryError, type CarryErrorCode } from '../carrier.ts';
import { openDirectoryCarrier } from '../directory/directory-target.ts';
import { stageOf, twinOf } from '../layout.ts';
import { MemoryCarrier } from '../memory.ts';
import { auditCarrier } from './audit.ts';
import { sha256Of } from './calls.ts';
import { type Ledger, MemoryLedger, UNCONFIRMED } from './ledger.ts';
import type { EditionFiles, SyncProgress, SyncReport } from './report.ts';
import { syncCarrier } from './sync.ts';
import { decode, editionOf, encode, type TextEdition, twinText, WatchedCarrier } from './testing/editions.ts';

const first = editionOf({
  'm/aa/1.webp': 'picture one',
  'm/bb/2.webp': 'picture two',
  'o/cc/3': 'calendar one',
  'trust/timestamp.json': 'timestamp one',
  'ru/2026/11/22/a.html': 'article a',
  'ru/2026/11/22/a.2.html': 'article a, part two',
  'ru/2026/11/22/index.html': 'day',
  'ru/index.html': 'front one',
  'index.html': 'languages',
  'ru/feed.xml': 'feed one',
  'log/checkpoint': 'checkpoint one',
  head: 'head one',
});
/** The article corrected and one part shorter, one picture withdrawn, one new. */
const second = editionOf({
  'm/aa/1.webp': 'picture one',
  'm/dd/4.webp': 'picture four',
  'o/ee/5': 'calendar two',
  'trust/timestamp.json': 'timestamp two',
  'ru/2026/11/22/a.html': 'article a, corrected',
  'ru/2026/11/22/index.html': 'day',
  'ru/index.html': 'front two',
  'index.html': 'languages',
  'ru/feed.xml': 'feed two',
  'log/checkpoint': 'checkpoint two',
  head: 'head two',
});

interface Run {
  readonly carrier: MemoryCarrier;
  readonly edition?: EditionFiles;
  readonly changed?: ReadonlySet<string>;
  readonly ledger?: Ledger;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
}

/** Without pauses between tries. */
const sync = ({ edition = first, ledger = new MemoryLedger(), ...rest }: Run): Promise<SyncReport> =>
  syncCarrier({ edition, ledger, retryPausesMs: [0, 0], ...rest });

function assertHolds(carrier: MemoryCarrier, edition: { readonly texts: Map<string, string> }): void {
  const held = [...carrier.files].map(([path, bytes]) => [path, decode(bytes)] as const);
  assert.deepEqual(new Map(held.toSorted()), new Map([...edition.texts].toSorted()));
}

async function statesIn(ledger: Ledger): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for await (const [path, state] of ledger.entries()) states.set(path, state);
  return states;
}

/** A carrier and ledger that hold `first`, with nothing recorded yet. */
async function afterFirst(): Promise<{ carrier: WatchedCarrier; ledger: MemoryLedger }> {
  const carrier = new WatchedCarrier('watched');
  const ledger = new MemoryLedger();
  assert.equal((await sync({ carrier, ledger })).outcome, 'complete');
  carrier.changes.length = 0;
  carrier.reads = 0;
  return { carrier, ledger };
}

const failing = (code: CarryErrorCode, retryable = false): CarryError =>
  new CarryError(code, `watched: ${code}`, { retryable });

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

/** Paths that differ between two editions. */
const changesOf = (a: TextEdition, b: TextEdition): Set<string> =>
  new Set([...a.texts.keys(), ...b.texts.keys()].filter((path) => a.texts.get(path) !== b.texts.get(path)));

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

test('an audit names what is missing, altered, foreign and unreadable', async () => {
  const { carrier } = await afterFirst();
  carrier.files.delete('ru/index.html');
  carrier.files.set('index.html', encode('longuages'));
  carrier.files.set('ru/feed.xml', encode('a longer feed than it was'));
  carrier.files.set('somebody.txt', encode('x'));
  const report = await auditCarrier({ carrier, edition: first, retryPausesMs: [] });
  assert.deepEqual(report.missing, ['ru/index.html']);
  assert.deepEqual(
    report.altered.map(({ path, found }) => [path, found]),
    [
      ['index.html', { sizeBytes: 9, sha256: sha256Of(encode('longuages')) }],
      ['ru/feed.xml', 'longer'],
    ],
  );
  assert.deepEqual(report.foreign, ['somebody.txt']);
  assert.deepEqual(report.unread, []);
  assert.equal(report.intact, first.texts.size - 3);
  assert.deepEqual(carrier.changes, []);
});

test('an audit goes on after a file that cannot be read', async () => {
  class Unreadable extends MemoryCarrier {
    override async read(path: string, maxBytes: number): Promise<Uint8Array | null> {
      if (path === 'head') throw failing('carrier-forbidden');
      return super.read(path, maxBytes);
    }
  }
  const carrier = new Unreadable('unreadable');
  for (const [path, text] of first.texts) carrier.files.set(path, encode(text));
  const report = await auditCarrier({ carrier, edition: first, retryPausesMs: [] });
  assert.deepEqual(
    report.unread.map(({ path, error }) => [path, error.code]),
    [['head', 'carrier-forbidden']],
  );
  assert.equal(report.intact, first.texts.size - 1);
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
