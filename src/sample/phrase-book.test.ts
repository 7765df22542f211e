import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleArticles } from './content.ts';
import { phraseBook } from './phrase-book.ts';

const book = phraseBook();

async function ask(body: unknown): Promise<{ readonly status: number; readonly translatedText?: unknown }> {
  const answer = await book.request('/translate', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}

test('the phrase book knows headlines of articles that exist in German only', async () => {
  const german = sampleArticles().filter(({ languages }) => languages.ru === undefined);
  const headlines = german.map(({ languages }) => languages.de.headline);
  const { translatedText } = await ask({ q: headlines, source: 'de', target: 'ru' });
  assert.ok(Array.isArray(translatedText) && translatedText.length === headlines.length);
  const known = translatedText.filter((text) => text !== '');
  assert.ok(known.length >= 3, `${known.length} of ${headlines.length}`);
  for (const text of known) assert.match(text, /\p{Script=Cyrillic}/u);
});

test('of what it does not know the phrase book answers nothing, and other languages it refuses', async () => {
  assert.deepEqual(await ask({ q: 'Ein Satz, den niemand schrieb.', source: 'de', target: 'ru' }), {
    status: 200,
    translatedText: '',
  });
  assert.equal((await ask({ q: 'Sport', source: 'de', target: 'fa' })).status, 400);
  assert.equal((await ask({ q: 7, source: 'de', target: 'ru' })).status, 400);
  assert.equal(
    (await ask({ q: 'x'.repeat(300_000), source: 'de', target: 'ru' }).catch(() => ({ status: 413 }))).status,
    413,
  );
});
