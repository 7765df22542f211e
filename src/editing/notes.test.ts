import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Block } from '../article/index.ts';
import { isNote, isOwnNote, newNote } from './notes.ts';

const NOW = new Date('2026-11-22T08:00:00Z');

test('notes of an original and of its translation never have one number', () => {
  const first = newNote(' Der Tag  war falsch. ', [], 'original', NOW);
  assert.deepEqual(first, {
    id: 'b900000001',
    type: 'correction',
    time: '2026-11-22T08:00:00Z',
    content: [{ type: 'text', text: 'Der Tag war falsch.' }],
  });
  const blocks = [first as Block];
  const own = newNote('Имя было неверно.', blocks, 'translation', NOW);
  assert.equal(own?.id, 'b950000001');
  blocks.push(own as Block);
  assert.equal(newNote('Noch etwas.', blocks.slice(0, 1), 'original', NOW)?.id, 'b900000002');
  assert.equal(newNote('Ещё.', blocks, 'translation', NOW)?.id, 'b950000002');
  assert.deepEqual(blocks.map(isNote), [true, true]);
  assert.deepEqual(blocks.map(isOwnNote), [false, true]);
  assert.equal(newNote(' \n ', blocks, 'original', NOW), null);
});

test('a correction that a source sent is no note of the desk', () => {
  assert.equal(isNote({ type: 'correction', id: 'b7' }), false);
  assert.equal(isNote({ type: 'paragraph', id: 'b900000012' }), false);
});
