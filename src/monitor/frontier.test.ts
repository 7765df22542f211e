import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { appendEntries, hexOf, leafHash, rootHash } from '../proof/index.ts';
import { edgeCount, Frontier } from './frontier.ts';

test('the edge of a tree gives the root that the tiles of the same entries give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 600 }), async (first, count) => {
      const entries = Array.from({ length: first + count }, (_, at) => new TextEncoder().encode(`entry ${at}`));
      let frontier = new Frontier();
      for (const entry of entries.slice(0, first)) await frontier.append(await leafHash(entry));
      assert.equal(frontier.hashes.length, edgeCount(first));
      // What is kept between two rounds is the size and these hashes.
      frontier = new Frontier(frontier.size, frontier.hashes);
      for (const entry of entries.slice(first)) await frontier.append(await leafHash(entry));
      const empty = await rootHash({ readHash: () => Promise.reject(new Error('empty')) }, 0);
      const { root } = await appendEntries(async () => null, { size: 0, root: empty }, entries);
      assert.equal(hexOf(await frontier.root()), hexOf(root));
    }),
    { numRuns: 12 },
  );
});
