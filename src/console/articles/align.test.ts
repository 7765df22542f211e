import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ArticleBody, Block } from '../../article/index.ts';
import { bodyOf } from '../testing/desk-specimen.ts';
import { alignBlocks } from './align.ts';

const block = (id: string): Block => ({ id, type: 'separator' });
const body = (...ids: string[]): ArticleBody => bodyOf('de', 'Wochenmarkt', { blocks: ids.map(block) });
const shape = (...bodies: ArticleBody[]) =>
  alignBlocks(bodies).map(({ id, blocks }) => `${id} ${blocks.map((each) => (each === null ? '-' : 'x')).join('')}`);

test('blocks stand beside those of the same id, in the order of the first version', () => {
  assert.deepEqual(shape(body('b1', 'b2', 'b3'), body('b1', 'b3')), ['b1 xx', 'b2 x-', 'b3 xx']);
});

test('a block that only a later version has stands behind the one it follows there', () => {
  assert.deepEqual(shape(body('b1', 'b2'), body('b9', 'b1', 'b7', 'b8', 'b2')), [
    'b9 -x',
    'b1 xx',
    'b7 -x',
    'b8 -x',
    'b2 xx',
  ]);
});

test('every block of every version stands in exactly one row, whatever their order', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 }).map((at) => `b${at}`));
  fc.assert(
    fc.property(fc.array(ids, { minLength: 1, maxLength: 4 }), (versions) => {
      const rows = alignBlocks(versions.map((each) => body(...each)));
      assert.deepEqual(rows.map(({ id }) => id).toSorted(), [...new Set(versions.flat())].toSorted());
      for (const [at, each] of versions.entries()) {
        const shown = rows.flatMap(({ blocks }) => blocks[at]?.id ?? []);
        assert.deepEqual(shown.toSorted(), each.toSorted());
      }
    }),
  );
});
