import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import { bytesOf, hexOf } from './bytes.ts';
import { ForkError, ProofError } from './errors.ts';
import type { SignedTree } from './fork.ts';
import { sha256 } from './hash.ts';
import { checkHistory, compareTrees } from './history.ts';
import { rootHash, treeRoots } from './merkle-tree.ts';
import { appendEntries, tileReader } from './tiles.ts';
import { verifyTrust } from './trust.ts';
import { newestSeen, seenOf, verifyHead } from './verify-head.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;
const ORIGIN = 'courier.example/log/1';
const LARGEST = 1100;

/** The tiles of one log, grown entry by entry where `steps` says so, and its roots at those sizes. */
async function grow(story: string, steps: readonly number[]) {
  const files = new Map<string, Uint8Array>();
  const read = async (path: string) => files.get(path) ?? null;
  const trees = new Map<number, SignedTree>();
  let log = { size: 0, root: await rootHash(tileReader(read, 0), 0) };
  for (const size of steps) {
    const entries = Array.from({ length: size - log.size }, (_, at) => bytesOf(`${story} ${log.size + at}`));
    const appended = await appendEntries(read, log, entries);
    for (const { path, bytes } of appended.files) files.set(path, bytes);
    log = appended;
    trees.set(size, { origin: ORIGIN, size, root: log.root, note: `${story} of ${size}` });
  }
  const at = (size: number): SignedTree => {
    const tree = trees.get(size);
    assert.ok(tree);
    return tree;
  };
  return { files, read, at };
}

const SIZES = [1, 2, 3, 4, 7, 8, 200, 255, 256, 257, 511, 512, 700, 768, 1024, LARGEST];
const honest = await grow('said', SIZES);
const forged = await grow('forged', SIZES);

test('both roots come out of the same hashes', async () => {
  const reader = tileReader(honest.read, LARGEST);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SIZES), fc.constantFrom(...SIZES), async (a, b) => {
      const [smaller, larger] = [Math.min(a, b), Math.max(a, b)];
      const roots = await treeRoots(reader, smaller, larger);
      assert.equal(hexOf(roots.smaller), hexOf(honest.at(smaller).root));
      assert.equal(hexOf(roots.larger), hexOf(honest.at(larger).root));
    }),
  );
  await assert.rejects(treeRoots(reader, 0, 4), RangeError);
  await assert.rejects(treeRoots(reader, 5, 4), RangeError);
});

test('a log that grew agrees with itself at every size, whichever was met first', async () => {
  for (const small of SIZES) {
    const [old, now] = [honest.at(small), honest.at(LARGEST)];
    assert.equal(await compareTrees(old, now, honest.read), 'agree');
    assert.equal(await compareTrees(now, old, honest.read), 'agree');
  }
});

test('another history is a fork at every size, with the one met first as the first evidence', async () => {
  for (const small of SIZES) {
    const [old, now] = [forged.at(small), honest.at(LARGEST)];
    for (const [first, second] of [
      [old, now],
      [now, old],
    ] as const) {
      await assert.rejects(compareTrees(first, second, honest.read), (error: unknown) => {
        assert.ok(error instanceof ForkError);
        assert.deepEqual(error.evidence, [first.note, second.note]);
        return true;
      });
    }
  }
});

test('tiles of another log accuse nobody: they do not give the signed root', async () => {
  const compared = compareTrees(honest.at(200), honest.at(LARGEST), forged.read);
  await assert.rejects(compared, refuses('log-damaged'));
});

test('without tiles, or for another log, nothing is known', async () => {
  const [old, now] = [forged.at(200), honest.at(LARGEST)];
  assert.equal(await compareTrees(old, now, null), 'unknown');
  assert.equal(await compareTrees(old, now, async () => null), 'unknown');
  assert.equal(await compareTrees({ ...old, origin: 'courier.example/log/2' }, now, honest.read), 'unknown');
  const empty = { ...old, size: 0, root: await sha256(bytesOf('')) };
  assert.equal(await compareTrees(empty, now, null), 'agree');
});

test('a few tiles are enough, however long the log', async () => {
  const asked = new Set<string>();
  const read = async (path: string) => {
    asked.add(path);
    return honest.read(path);
  };
  await compareTrees(honest.at(700), honest.at(LARGEST), read);
  assert.ok(asked.size <= 6, [...asked].join(' '));
});

test('what was seen is compared with the head of a carrier, and its log/ with both', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }]);
  const trusted = await verifyTrust({ fingerprint, read, now: newsroom.now });
  const first = await verifyHead(trusted, newsroom.file('head'), null);
  const seen = seenOf(first);
  assert.deepEqual(await checkHistory(trusted, async () => null, first, null), {
    checkpoint: null,
    withLog: null,
    withSeen: null,
  });
  await newsroom.publish([{ language: 'de', parts: ['Gesperrt.'] }]);
  const head = await verifyHead(trusted, newsroom.file('head'), seen);
  const { checkpoint, ...rest } = await checkHistory(trusted, read, head, seen);
  assert.equal(checkpoint?.size, newsroom.size);
  assert.deepEqual(rest, { withLog: 'agree', withSeen: 'agree' });
  newsroom.files.delete('log/tile/0/000.p/4');
  assert.equal((await checkHistory(trusted, read, head, seen)).withSeen, 'unknown');
  newsroom.files.set('log/checkpoint', bytesOf('nothing signed'));
  await assert.rejects(checkHistory(trusted, read, head, seen), refuses('note-format'));
});

test('of two remembered heads the newer stays: by log, then number, then size', async () => {
  const newsroom = await Newsroom.open();
  await newsroom.publish([{ language: 'ru', parts: ['Мост закрыт.'] }]);
  const low = { number: 1, checkpoint: newsroom.checkpoint };
  await newsroom.publish([{ language: 'de', parts: ['Gesperrt.'] }]);
  const high = { number: 2, checkpoint: newsroom.checkpoint };
  const next = await Newsroom.open();
  next.log = 'courier.example/log/2';
  const other = { number: 1, checkpoint: await next.signedCheckpoint() };
  for (const [a, b, newest] of [
    [low, high, high],
    [{ ...high, number: 1 }, low, { ...high, number: 1 }],
    [{ ...high, number: 2 ** 53 - 2 }, other, other],
    [null, low, low],
    [null, null, null],
  ] as const) {
    assert.deepEqual(newestSeen(a, b), newest);
    assert.deepEqual(newestSeen(b, a), newest);
  }
});
