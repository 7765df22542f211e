import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance } from './edit-distance.ts';

/** The textbook's whole table. */
function slowly(a: readonly number[], b: readonly number[]): number {
  const table = Array.from({ length: a.length + 1 }, (_, row) =>
    Array.from({ length: b.length + 1 }, (__, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const cell = (row: number, column: number): number => table[row]?.[column] ?? 0;
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = cell(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      (table[row] as number[])[column] = Math.min(replaced, cell(row - 1, column) + 1, cell(row, column - 1) + 1);
    }
  }
  return cell(a.length, b.length);
}

test('the distance is that of the whole table, and null above what was asked for', () => {
  const text = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 14 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 15 }), (a, b, most) => {
      const distance = slowly(a, b);
      assert.equal(editDistance(a, b, most), distance <= most ? distance : null);
    }),
    { numRuns: 2_000 },
  );
});
