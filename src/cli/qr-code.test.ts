import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qrLines, qrSvg } from './qr-code.ts';

const TEXT = 'tamizdat courier.example 49552 35308 81025 52924 85580 93307 34379 01016';

/** Whether each module of what a terminal shows is dark. */
function modulesIn(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => {
    const cells = [...line];
    return [cells.map((cell) => ' ▄'.includes(cell)), cells.map((cell) => ' ▀'.includes(cell))];
  });
}

/** Whether each module of the drawing is dark. */
function modulesDrawn(svg: string): Set<string> {
  return new Set([...svg.matchAll(/M([0-9]+) ([0-9]+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`));
}

test('the code in a terminal and the one for print are the same, with white around them', () => {
  const shown = modulesIn(qrLines(TEXT));
  const drawn = modulesDrawn(qrSvg(TEXT, []));
  const size = shown[0]?.length ?? 0;
  assert.equal((size - 8 - 17) % 4, 0, `${size} modules are a QR code and its white`);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      assert.equal(shown[y]?.[x], drawn.has(`${x} ${y}`), `${x} ${y}`);
      if (Math.min(x, y) < 4 || Math.max(x, y) >= size - 4) assert.equal(shown[y]?.[x], false);
    }
  }
  // The three squares by which a reader finds it.
  for (const [x, y] of [
    [4, 4],
    [size - 11, 4],
    [4, size - 11],
  ] as const) {
    const row = Array.from({ length: 7 }, (_, at) => Number(shown[y + 2]?.[x + at]));
    assert.deepEqual(row, [1, 0, 1, 1, 1, 0, 1]);
  }
  assert.notDeepEqual(qrLines(TEXT), qrLines(`${TEXT.slice(0, -1)}7`));
});

test('captions are text, whatever they hold', () => {
  const svg = qrSvg('x', ['a <script> & more', 'second']);
  assert.ok(svg.includes('>a &lt;script&gt; &amp; more<') && svg.includes('>second<'));
  assert.ok(!svg.includes('<script'));
});
