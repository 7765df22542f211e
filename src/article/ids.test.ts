import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import {
  assignBlockIds,
  type Block,
  blockNumber,
  isArticleId,
  isSalt,
  type NewBlock,
  newArticleId,
  newSalt,
} from './index.ts';

const paragraph = (text: string): NewBlock => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const ids = (blocks: readonly Block[]) => blocks.map((block) => block.id).join(' ');

const HARBOUR = 'The harbour opens at eight in the morning and closes at dusk.';
const COUNCIL = 'The council met for the third time this week, without a vote.';
const FERRY = 'Two ferries wait at the pier; a third is under repair until May.';

test('blocks are numbered in order when they first arrive', () => {
  const { blocks, used } = assignBlockIds([], [HARBOUR, COUNCIL, FERRY].map(paragraph), 0);
  assert.equal(ids(blocks), 'b1 b2 b3');
  assert.equal(used, 3);
});

test('a block keeps its id when it moves, is revised, or changes its kind or marks', () => {
  const first = assignBlockIds([], [HARBOUR, COUNCIL, FERRY].map(paragraph), 0);
  const next = (blocks: NewBlock[]) => ids(assignBlockIds(first.blocks, blocks, first.used).blocks);
  assert.equal(next([FERRY, HARBOUR, COUNCIL].map(paragraph)), 'b3 b1 b2');
  assert.equal(next([HARBOUR.replace('eight', 'nine'), COUNCIL, FERRY].map(paragraph)), 'b1 b2 b3');
  assert.equal(next([paragraph(FERRY.replace('May', 'June')), paragraph(HARBOUR.replace('dusk', 'five'))]), 'b3 b1');
  assert.equal(next([{ type: 'heading', level: 2, content: [{ type: 'text', text: COUNCIL }] }]), 'b2');
  assert.equal(
    next([{ type: 'paragraph', content: [{ type: 'strong', content: [{ type: 'text', text: HARBOUR }] }] }]),
    'b1',
  );
});

test('a new block gets a new id, and no id comes back after its block is gone', () => {
  const first = assignBlockIds([], [HARBOUR, COUNCIL, FERRY].map(paragraph), 0);
  const second = assignBlockIds(first.blocks, [HARBOUR, 'Something else entirely.'].map(paragraph), first.used);
  assert.equal(ids(second.blocks), 'b1 b4');
  assert.equal(second.used, 4);
  const third = assignBlockIds(second.blocks, [FERRY, HARBOUR].map(paragraph), second.used);
  assert.equal(ids(third.blocks), 'b5 b1');
  // A forgotten counter is mended from the blocks themselves.
  assert.equal(assignBlockIds(second.blocks, [paragraph(FERRY)], 0).used, 5);
});

test('of two blocks that are alike the more alike takes the id', () => {
  const first = assignBlockIds([], [paragraph(HARBOUR)], 0);
  const next = [HARBOUR.replace('dusk', 'noon'), HARBOUR].map(paragraph);
  assert.equal(ids(assignBlockIds(first.blocks, next, 1).blocks), 'b2 b1');
});

test('the same block twice keeps both ids, in order', () => {
  const first = assignBlockIds([], [{ type: 'separator' }, paragraph(FERRY), { type: 'separator' }], 0);
  const next: NewBlock[] = [{ type: 'separator' }, { type: 'separator' }, { type: 'separator' }];
  assert.equal(ids(assignBlockIds(first.blocks, next, first.used).blocks), 'b1 b3 b4');
});

test('a picture is known by its file, texts without spaces by their characters', () => {
  const file = { sha256: 'ab'.repeat(32), sizeBytes: 9, extension: 'webp' as const, widthPx: 1, heightPx: 1 };
  const picture = (alternative: string): NewBlock => ({ type: 'picture', file, alternative });
  const first = assignBlockIds([], [picture('crane'), paragraph('海港早上八点开放，黄昏时关闭。')], 0);
  const next = [paragraph('海港早上九点开放，黄昏时关闭。'), picture('a ship')];
  assert.equal(ids(assignBlockIds(first.blocks, next, first.used).blocks), 'b2 b1');
});

test('a block that still carries an old id cannot smuggle it in', () => {
  const stray: Block = { id: 'b1', type: 'point', content: [{ type: 'text', text: COUNCIL }] };
  const first = assignBlockIds([], [paragraph(HARBOUR)], 0);
  assert.equal(ids(assignBlockIds(first.blocks, [stray, paragraph(HARBOUR)], 1).blocks), 'b2 b1');
});

test('ids are unique, old ones only where they were, new ones above all used', () => {
  const blocks = fc.array(any.messyBlock, { maxLength: 10 });
  fc.assert(
    fc.property(blocks, blocks, fc.nat(50), (before, extra, used) => {
      const first = assignBlockIds([], before, used);
      const shuffled = [...extra, ...before.toReversed()];
      const second = assignBlockIds(first.blocks, shuffled, first.used);
      const numbers = second.blocks.map((block) => blockNumber(block.id) ?? 0);
      assert.equal(new Set(numbers).size, numbers.length);
      assert.equal(second.used, Math.max(first.used, ...numbers));
      assert.deepEqual(assignBlockIds(first.blocks, shuffled, first.used), second);
      const same = assignBlockIds(first.blocks, before, first.used);
      assert.deepEqual(same, first);
      assert.deepEqual(
        second.blocks.map(({ id: _, ...block }) => block),
        shuffled,
      );
    }),
  );
});

test('two thousand revised blocks are matched without comparing each with each', () => {
  const long = (at: number, word: string) =>
    paragraph(`Paragraph number n${at} of a very long read, with ${word} words, the same in all of them.`);
  const first = assignBlockIds(
    [],
    Array.from({ length: 2_000 }, (_, at) => long(at, 'many')),
    0,
  );
  const next = Array.from({ length: 2_000 }, (_, at) => long(1_999 - at, 'some'));
  const second = assignBlockIds(first.blocks, next, first.used);
  assert.equal(second.used, 2_000);
  assert.equal(second.blocks[0]?.id, 'b2000');
});

test('article ids and salts are made of the randomness passed in', () => {
  const bytes = (count: number) => Uint8Array.from({ length: count }, (_, at) => at * 25);
  assert.equal(newArticleId(bytes), '0sjb4xpf81');
  assert.equal(newSalt(bytes), '0019324b647d96afc8e1fa132c455e77');
  fc.assert(
    fc.property(fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (stream) => {
      const random = (count: number) => Uint8Array.from({ length: count }, () => stream.next().value);
      assert.ok(isArticleId(newArticleId(random)));
      assert.ok(isSalt(newSalt(random)));
    }),
  );
  for (const not of [
    '',
    '3fk9m2tq7',
    '3fk9m2tq7xx',
    '3FK9M2TQ7X',
    '3fk9m2tq7u',
    '3fk9m2tq7i',
    '3fk9m2tq7l',
    '3fk9m2tq7o',
  ]) {
    assert.equal(isArticleId(not), false, not);
  }
  for (const not of ['b0', 'b01', 'b', 'B1', 'b1 ', 'b1234567890']) assert.equal(blockNumber(not), null, not);
});
