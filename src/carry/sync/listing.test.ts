import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryCarrier } from '../memory.ts';
import { Listing, readListing, readUnseen } from './listing.ts';

const calling = { signal: undefined, pausesMs: [] };

test('it knows the sizes of what was added, and nothing else', () => {
  const somePaths = fc.array(fc.tuple(fc.string(), fc.option(fc.nat(9_000_000_000))), { maxLength: 4000 });
  fc.assert(
    fc.property(somePaths, fc.array(fc.string()), (added, others) => {
      const listing = new Listing();
      for (const [path, sizeBytes] of added) listing.add(path, sizeBytes);
      const expected = new Map(added);
      assert.equal(listing.length, expected.size);
      assert.equal(listing.unseen, expected.size);
      for (const [path, sizeBytes] of expected) {
        assert.equal(listing.isSeen(path), false);
        assert.equal(listing.see(path), sizeBytes === null || sizeBytes >= 2 ** 32 - 1 ? 'untold' : sizeBytes);
        assert.equal(listing.isSeen(path), true);
      }
      assert.equal(listing.unseen, 0);
      for (const other of others) if (!expected.has(other)) assert.equal(listing.see(other), null);
    }),
    { numRuns: 40 },
  );
});

test('what nobody asked for is named, at most as many as wanted', async () => {
  const carrier = new MemoryCarrier('memory');
  for (const path of ['c', 'a', 'head', 'b']) carrier.files.set(path, new Uint8Array(3));
  const listing = await readListing(carrier, calling);
  assert.equal(listing.see('head'), 3);
  assert.deepEqual(await readUnseen(carrier, calling, listing, 10), ['a', 'b', 'c']);
  assert.equal((await readUnseen(carrier, calling, listing, 2)).length, 2);
  for (const path of ['a', 'b', 'c']) listing.see(path);
  carrier.list = () => assert.fail('listed again for nothing');
  assert.deepEqual(await readUnseen(carrier, calling, listing, 10), []);
});
