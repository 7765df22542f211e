import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, hexOf, parseHex } from './bytes.ts';
import { ProofError } from './errors.ts';
import { type Hash, parseHexHash } from './hash.ts';
import { leafHash, nodeHash, rootsOfConsistency, verifyConsistency, verifyInclusion } from './merkle.ts';
import { type HashReader, proveConsistency, proveInclusion, rootHash } from './merkle-tree.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;

/** Reads a tree held as leaf hashes, the slow and obvious way. */
function memoryReader(leaves: readonly Hash[]): HashReader {
  const cache = new Map<string, Hash>();
  return {
    async readHash(level, index) {
      if (level === 0) return leaves[index] as Hash;
      const name = `${level}/${index}`;
      const known = cache.get(name);
      if (known !== undefined) return known;
      const left = await this.readHash(level - 1, 2 * index);
      const hash = await nodeHash(left, await this.readHash(level - 1, 2 * index + 1));
      cache.set(name, hash);
      return hash;
    },
  };
}

/** A tree of any size whose leaves are all the same: the hash of a complete subtree depends on its level only. */
async function uniformReader(): Promise<{ reader: HashReader; leaf: Hash }> {
  const leaf = await leafHash(bytesOf('same'));
  const levels = [leaf];
  for (let level = 1; level <= 53; level += 1) {
    const below = levels[level - 1] as Hash;
    levels.push(await nodeHash(below, below));
  }
  return { leaf, reader: { readHash: async (level) => levels[level] as Hash } };
}

/** Inputs and roots of the reference tree of Certificate Transparency (RFC 6962 test vectors). */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('the roots of the reference tree are those Certificate Transparency publishes', async () => {
  const leaves = await Promise.all(INPUTS.map((input) => leafHash(parseHex(input) as Uint8Array)));
  const reader = memoryReader(leaves);
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  assert.equal(hexOf(await rootHash(reader, 0)), empty);
  for (const [at, root] of ROOTS.entries()) assert.equal(hexOf(await rootHash(reader, at + 1)), root);
});

test('the proofs of the reference tree are those Certificate Transparency publishes', async () => {
  const reader = memoryReader(await Promise.all(INPUTS.map((input) => leafHash(parseHex(input) as Uint8Array))));
  assert.deepEqual((await proveInclusion(reader, 5, 8)).map(hexOf), [
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]);
  assert.deepEqual((await proveConsistency(reader, 6, 8)).map(hexOf), [
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ]);
});

test('every leaf of every tree up to 70 is proven, and nothing else is', async () => {
  const leaves = await Promise.all(Array.from({ length: 70 }, (_, at) => leafHash(bytesOf(`leaf ${at}`))));
  const reader = memoryReader(leaves);
  const other = await leafHash(bytesOf('other'));
  for (let size = 1; size <= leaves.length; size += 1) {
    const root = await rootHash(reader, size);
    for (let index = 0; index < size; index += 1) {
      const proof = await proveInclusion(reader, index, size);
      const leaf = leaves[index] as Hash;
      await verifyInclusion({ leaf, index, size, root }, proof);
      if (index % 6 !== size % 6) continue; // The wrong ones cost five times the right one.
      const wrong = [
        () => verifyInclusion({ leaf: other, index, size, root }, proof),
        () => verifyInclusion({ leaf, index, size, root }, [...proof, other]),
        () => verifyInclusion({ leaf, index: size, size, root }, proof),
        ...(size > 1 ? [() => verifyInclusion({ leaf, index: (index + 1) % size, size, root }, proof)] : []),
        ...(size > 1 ? [() => verifyInclusion({ leaf, index, size, root }, proof.slice(1))] : []),
      ];
      for (const each of wrong) await assert.rejects(each, refuses('not-in-log'));
    }
  }
});

test('every tree up to 40 is proven to extend every smaller one, and no other', async () => {
  const leaves = await Promise.all(Array.from({ length: 40 }, (_, at) => leafHash(bytesOf(`leaf ${at}`))));
  const reader = memoryReader(leaves);
  const roots = await Promise.all(leaves.map((_, at) => rootHash(reader, at + 1)));
  for (let newSize = 1; newSize <= 40; newSize += 1) {
    const newer = { size: newSize, root: roots[newSize - 1] as Hash };
    for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
      const older = { size: oldSize, root: roots[oldSize - 1] as Hash };
      const proof = await proveConsistency(reader, oldSize, newSize);
      await verifyConsistency(older, newer, proof);
      const forged = { size: oldSize, root: leaves[39] as Hash };
      await assert.rejects(verifyConsistency(forged, newer, proof), refuses('not-append-only'));
      if (oldSize === newSize) continue;
      await assert.rejects(verifyConsistency(older, { ...newer, root: older.root }, proof), refuses('not-append-only'));
      await assert.rejects(verifyConsistency(newer, older, proof), refuses('not-append-only'));
      await assert.rejects(verifyConsistency(older, newer, proof.slice(0, -1)), refuses('not-append-only'));
    }
  }
});

test('a proof that gives the newer root gives the one older root of its own tree', async () => {
  const { reader } = await uniformReader();
  const other = await leafHash(bytesOf('other'));
  for (let newSize = 2; newSize <= 20; newSize += 1) {
    const newer = await rootHash(reader, newSize);
    for (let size = 1; size < newSize; size += 1) {
      const proof = await proveConsistency(reader, size, newSize);
      const isTold = !Number.isInteger(Math.log2(size));
      // What a witness holds of a forked log: a root that the newer tree does not grow from.
      const roots = await rootsOfConsistency({ size, root: other }, newSize, proof);
      if (isTold) assert.deepEqual(roots, { older: await rootHash(reader, size), newer });
      else assert.notDeepEqual(roots?.newer, newer);
      assert.equal(await rootsOfConsistency({ size, root: other }, newSize, proof.slice(1)).then(same(newer)), false);
    }
  }
});

const same = (root: Hash) => (roots: { readonly newer: Hash } | null) =>
  roots !== null && Buffer.compare(roots.newer, root) === 0;

test('trees beyond 32 bits are proven like small ones', async () => {
  const { reader, leaf } = await uniformReader();
  const size = fc.oneof(fc.maxSafeNat(), fc.integer({ min: 2 ** 31 - 2, max: 2 ** 33 })).filter((each) => each > 1);
  await fc.assert(
    fc.asyncProperty(size, fc.maxSafeNat(), async (newSize, seed) => {
      const index = seed % newSize;
      const root = await rootHash(reader, newSize);
      const proof = await proveInclusion(reader, index, newSize);
      assert.ok(proof.length <= 53);
      await verifyInclusion({ leaf, index, size: newSize, root }, proof);
      const oldSize = index + 1;
      const older = { size: oldSize, root: await rootHash(reader, oldSize) };
      await verifyConsistency(older, { size: newSize, root }, await proveConsistency(reader, oldSize, newSize));
      if (newSize > 2 ** 32 + 1) {
        // What a 32-bit operator would take for the same size.
        await assert.rejects(
          verifyInclusion({ leaf, index: index % 2 ** 32, size: newSize % 2 ** 32, root }, proof),
          refuses('not-in-log'),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test('sizes and indexes that are no whole numbers are refused', async () => {
  const root = parseHexHash('00'.repeat(32)) as Hash;
  for (const index of [-1, 0.5, Number.NaN, 2 ** 53]) {
    await assert.rejects(verifyInclusion({ leaf: root, index, size: 2, root }, []), refuses('not-in-log'));
    await assert.rejects(verifyConsistency({ size: index, root }, { size: 9, root }, []), refuses('not-append-only'));
  }
});
