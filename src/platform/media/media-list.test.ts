import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatMediaList, parseMediaList } from './index.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a list names every piece and every block of it', () => {
  const pieces = [new Uint8Array(40_000).fill(1), new Uint8Array(16_384).fill(2), Uint8Array.of(3)];
  const list = parseMediaList(formatMediaList(pieces));
  assert.equal(list?.blockBytes, 16_384);
  assert.deepEqual(
    list.pieces,
    pieces.map((piece) => ({
      sizeBytes: piece.length,
      sha256: hashOf(piece),
      blocks: Array.from({ length: Math.ceil(piece.length / 16_384) }, (_, n) =>
        hashOf(piece.subarray(n * 16_384, (n + 1) * 16_384)),
      ),
    })),
  );
});

test('a list never grows beyond what a file of o/ may have: blocks grow instead', () => {
  const piece = new Uint8Array(1_000_000);
  const sizes = [1, 3, 5, 10, 20].map((count) => {
    const bytes = formatMediaList(Array.from({ length: count }, () => piece));
    assert.ok(bytes.length <= 8_000, `${count}: ${bytes.length}`);
    return parseMediaList(bytes)?.blockBytes;
  });
  assert.deepEqual(sizes, [16_384, 32_768, 32_768, 65_536, 262_144]);
  assert.throws(() => formatMediaList(Array.from({ length: 100 }, () => piece)), { code: 'video-too-large' });
});

test('the examples of the specification are lists', () => {
  const page = readFileSync(new URL('../../../docs/spec/media.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```\n(tamizdat\.media\/v1\n[\s\S]*?)```/g)].map((match) => match[1] ?? '');
  assert.ok(examples.length > 0);
  for (const example of examples) assert.ok(parseMediaList(encode(example)), example);
  assert.equal(examples[0], textOf(formatMediaList([new Uint8Array(20_000), Uint8Array.of(1)])));
});

test('anything but the one way of writing a list is refused', () => {
  const good = textOf(formatMediaList([new Uint8Array(20_000), Uint8Array.of(1)]));
  assert.ok(parseMediaList(encode(good)));
  const lines = good.split('\n');
  for (const bad of [
    '',
    good.slice(0, -1),
    `${good}\n`,
    good.replace('v1', 'v2'),
    good.replace('block 16384', 'block 16385'),
    good.replace('block 16384', 'block 8192'),
    good.replace('block 16384', 'block 016384'),
    good.replace('block 16384', 'block 32768'),
    good.replace('block 16384', 'block 2097152'),
    good.replace('piece 20000', 'piece 2000'),
    good.replace('piece 20000', 'piece 020000'),
    good.replace('piece 20000', 'piece 40000'),
    good.replaceAll('\n', '\r\n'),
    good.replace(/sha256:[0-9a-f]/, 'sha256:G'),
    good.replace('=\n', '\n'),
    `${lines[0]}\n${lines[1]}\n`,
    `${good}piece\n`,
    good.replace('piece', ' piece'),
  ]) {
    assert.equal(parseMediaList(encode(bad)), null, bad);
  }
});

test('what is parsed is written back as it was, and whatever else comes is refused', () => {
  const piece = fc.uint8Array({ minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(255), (pieces, at, byte) => {
      const bytes = formatMediaList(pieces);
      assert.equal(parseMediaList(bytes)?.pieces.length, pieces.length);
      const changed = bytes.slice();
      changed[at % bytes.length] = byte;
      const list = parseMediaList(changed);
      assert.ok(list === null || list.pieces.every(({ blocks }) => blocks.length === 1));
    }),
  );
});
