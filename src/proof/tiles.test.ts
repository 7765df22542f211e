import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, hexOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import type { Hash } from './hash.ts';
import { leafHash, nodeHash, verifyInclusion } from './merkle.ts';
import { proveInclusion, rootHash } from './merkle-tree.ts';
import {
  appendEntries,
  bundlePath,
  formatBundle,
  isSuperseded,
  parseBundle,
  parseTilePath,
  readBundle,
  tilePath,
  tileReader,
} from './tiles.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;
const entry = (at: number) => bytesOf(`entry ${at}`);

/** The root by the definition of RFC 6962, apart from everything in tiles.ts. */
async function rootByDefinition(leaves: readonly Hash[]): Promise<Hash> {
  if (leaves.length === 1) return leaves[0] as Hash;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const left = await rootByDefinition(leaves.slice(0, split));
  return nodeHash(left, await rootByDefinition(leaves.slice(split)));
}

class Log {
  readonly files = new Map<string, Uint8Array>();
  size = 0;
  root = undefined as unknown as Hash;
  readonly read = async (path: string) => this.files.get(path) ?? null;

  async append(count: number) {
    if (this.size === 0) this.root = await rootHash(tileReader(this.read, 0), 0);
    const entries = Array.from({ length: count }, (_, at) => entry(this.size + at));
    const appended = await appendEntries(this.read, this, entries);
    for (const { path, bytes } of appended.files) this.files.set(path, bytes);
    this.size = appended.size;
    this.root = appended.root;
    return appended;
  }
}

test('a tile path is that of the specification and back', () => {
  assert.equal(tilePath({ level: 0, index: 1234067, width: 256 }), 'log/tile/0/x001/x234/067');
  assert.equal(tilePath({ level: 'entries', index: 5, width: 12 }), 'log/tile/entries/005.p/12');
  const level = fc.oneof(fc.nat(6), fc.constant('entries' as const));
  fc.assert(
    fc.property(level, fc.nat(10 ** 12), fc.integer({ min: 1, max: 256 }), (at, index, width) => {
      assert.deepEqual(parseTilePath(tilePath({ level: at, index, width })), { level: at, index, width });
    }),
  );
  for (const path of [
    'log/tile/0/x000/001',
    'log/tile/0/1',
    'log/tile/0/000.p/256',
    'log/tile/0/000.p/01',
    'tile/0/000',
  ]) {
    assert.equal(parseTilePath(path), null, path);
  }
});

test('appending in any steps gives the tree and the files of appending at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }), async (counts) => {
      const steps = new Log();
      for (const count of counts) await steps.append(count);
      const once = new Log();
      await once.append(steps.size);
      assert.equal(hexOf(steps.root), hexOf(once.root));
      for (const [path, bytes] of once.files) assert.deepEqual(steps.files.get(path), bytes, path);
      const leaves = await Promise.all(Array.from({ length: steps.size }, (_, at) => leafHash(entry(at))));
      assert.equal(hexOf(once.root), hexOf(await rootByDefinition(leaves)));
    }),
    { numRuns: 12 },
  );
});

test('a log of 70,000 entries has the tiles the specification counts', async () => {
  const log = new Log();
  await log.append(70_000);
  const tiles = [...log.files.keys()].map((path) => parseTilePath(path));
  const widths = (level: number) => tiles.filter((tile) => tile?.level === level).map((tile) => tile?.width);
  assert.equal(widths(0).filter((width) => width === 256).length, 273);
  assert.deepEqual(widths(0).slice(273), [112]);
  assert.deepEqual(widths(1), [256, 17]);
  assert.deepEqual(widths(2), [1]);
  const index = 65_536;
  const leaf = await leafHash(entry(index));
  const proof = await proveInclusion(tileReader(log.read, log.size), index, log.size);
  await verifyInclusion({ leaf, index, size: log.size, root: log.root }, proof);
});

test('proofs can be made before anything is written', async () => {
  const log = new Log();
  await log.append(300);
  const old = log.size;
  const appended = await appendEntries(log.read, log, [entry(300), entry(301)]);
  for (const index of [0, 255, 256, 299, 300, 301]) {
    const proof = await proveInclusion(appended.reader, index, appended.size);
    const leaf = await leafHash(entry(index));
    await verifyInclusion({ leaf, index, size: appended.size, root: appended.root }, proof);
  }
  assert.equal(log.size, old);
  assert.ok(appended.files.every(({ path }) => !log.files.has(path)));
});

test('where a partial tile is gone, the full one is read', async () => {
  const log = new Log();
  await log.append(200);
  const { size, root } = log;
  await log.append(100);
  for (const path of [...log.files.keys()]) if (path.includes('.p/200')) log.files.delete(path);
  assert.equal(hexOf(await rootHash(tileReader(log.read, size), size)), hexOf(root));
});

test('a log whose tiles do not give the signed root is not appended to', async () => {
  const log = new Log();
  await log.append(5);
  const damaged = { size: log.size, root: await leafHash(entry(9)) };
  await assert.rejects(appendEntries(log.read, damaged, [entry(5)]), refuses('log-damaged'));
  log.files.delete('log/tile/0/000.p/5');
  await assert.rejects(log.append(1), refuses('log-damaged'));
});

test('a log without its newest entry bundle is not appended to', async () => {
  const log = new Log();
  await log.append(5);
  log.files.delete('log/tile/entries/000.p/5');
  await assert.rejects(log.append(1), refuses('log-damaged'));
});

test('a bundle is read to the size of the log, also where only the full one is left, and null where there is none', async () => {
  const entries = Array.from({ length: 256 }, (_, at) => bytesOf(`entry ${at}`));
  const files = new Map([[bundlePath(0, 3), formatBundle(entries.slice(0, 3))]]);
  const read = async (path: string) => files.get(path) ?? null;
  const count = async (index: number, size: number) => (await readBundle(read, index, size))?.length ?? null;
  assert.equal(await count(0, 3), 3);
  assert.deepEqual([await count(0, 2), await count(0, 256), await count(1, 300)], [null, null, null]);
  files.set(bundlePath(0, 256), formatBundle(entries));
  assert.deepEqual([await count(0, 2), await count(0, 256), await count(0, 300)], [2, 256, 256]);
  assert.deepEqual(await readBundle(read, 0, 2), entries.slice(0, 2));
  files.set(bundlePath(0, 3), formatBundle(entries.slice(0, 2)));
  await assert.rejects(readBundle(read, 0, 3), { code: 'log-damaged' });
});

test('an entry bundle holds exactly its entries', async () => {
  const log = new Log();
  await log.append(3);
  const bundle = log.files.get('log/tile/entries/000.p/3') ?? new Uint8Array();
  assert.deepEqual(parseBundle(bundle, 3), [entry(0), entry(1), entry(2)]);
  for (const [bytes, width] of [
    [bundle, 2],
    [bundle, 4],
    [bundle.slice(0, -1), 3],
    [new Uint8Array([...bundle, 0]), 3],
    [new Uint8Array([...bundle, 0, 0]), 3],
  ] as const) {
    assert.throws(() => parseBundle(bytes, width), refuses('log-damaged'));
  }
});

test('a partial tile is superseded once its full tile exists, and not before', () => {
  const tile = { level: 1, index: 0, width: 17 } as const;
  assert.equal(isSuperseded(tile, 65_535), false);
  assert.equal(isSuperseded(tile, 65_536), true);
  assert.equal(isSuperseded({ ...tile, level: 'entries' }, 256), true);
  assert.equal(isSuperseded({ ...tile, width: 256 }, 70_000), false);
});
