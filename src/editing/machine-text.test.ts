import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineText } from './machine-text.ts';

const SOURCE = 'Der Hafen ist {1}offen{/1}.';
const given = (text: string) => machineText(SOURCE, { id: 'b1', text });

test('a text that keeps what stands in its original is kept, tidied', () => {
  assert.deepEqual(given('  Порт {1}откры\u0438\u0306{/1}.\0 '), { text: 'Порт {1}откры\u0439{/1}.' });
});

test('what is left out, empty, broken or refused by the engine is a failure that says so', () => {
  assert.deepEqual(machineText(SOURCE, undefined), { failure: 'The machine left it out.' });
  assert.deepEqual(machineText(SOURCE, { id: 'b1', failure: 'It is at a loss.' }), { failure: 'It is at a loss.' });
  assert.deepEqual(given(' \0'), { failure: 'The machine gave no text.' });
  assert.match(JSON.stringify(given('Порт открыт.')), /The machine lost what stands in the text/);
});

test('a text far longer than its original is not kept, whatever it says', () => {
  const long = `Порт {1}открыт{/1}. ${'Читайте наш канал. '.repeat(100)}`;
  assert.deepEqual(given(long), { failure: `The machine gave ${long.length} characters for ${SOURCE.length}.` });
  const text = 'Гавань открыта. '.repeat(200).trim();
  assert.deepEqual(machineText('Der Hafen ist offen. '.repeat(200), { id: 'b1', text }), { text });
});
