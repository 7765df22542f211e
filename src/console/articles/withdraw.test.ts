import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { askConsole, readText } from '../testing/ask-console.ts';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { id } from '../testing/specimen.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

function open() {
  const { desk, editing } = deskSpecimen();
  const asked = askConsole(desk);
  opened.push(asked);
  const cellOf = async (at: number, language: string) =>
    (await editing.article(id(at)))?.cells.find((cell) => cell.language === language);
  return { ...asked, cellOf };
}

test('before a withdrawal it is said what will happen, and where', async () => {
  const { page } = open();
  const text = readText((await page(`/articles/${id(1)}/withdraw?language=ru`)).querySelector('main'));
  for (const part of ['Withdraw it in Russian', 'in 1 language, on 6 carriers', 'orchard', 'cannot be undone']) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
  assert.match(
    text,
    /1 carrier could not be brought up to date lately and goes on showing the text until reached: orchard/,
  );
});

test('a withdrawal needs a reason, and takes only the language that was asked for', async () => {
  const { post, cellOf } = open();
  const path = `/articles/${id(1)}/withdraw`;
  assert.equal((await post(path, { language: 'ru', reason: ' ' })).status, 409);
  assert.equal((await cellOf(1, 'ru'))?.state, 'published');
  assert.equal((await post(path, { language: 'ru', reason: 'It endangers a source.' })).status, 303);
  const states = await Promise.all(['de', 'en', 'ru'].map(async (each) => (await cellOf(1, each))?.state));
  assert.deepEqual(states, ['corrected', 'published', 'withdrawn']);
});

test('a withdrawal of a language that is none withdraws nothing', async () => {
  const { post, cellOf } = open();
  const answer = await post(`/articles/${id(1)}/withdraw`, { language: '', reason: 'Because.' });
  assert.equal(answer.status, 409);
  assert.equal((await cellOf(1, 'ru'))?.state, 'published');
});
