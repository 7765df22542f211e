import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArticleBody } from '../article/index.ts';
import { articleWords, sameArticleIn } from './article-words.ts';

const face = {
  name: 'courier.example',
  title: { de: 'Der Kurier' },
  home: 'https://courier.example/',
  originalLanguage: 'de',
  languages: ['de', 'ru'],
};
const body: ArticleBody = {
  language: 'ru',
  direction: 'ltr',
  state: 'current',
  headline: 'Порт закрыт',
  sections: [],
  bylines: [],
  publishedAt: '2026-11-22T10:15:00Z',
  blocks: [{ id: 'b1', type: 'separator' }],
};

test('the words of an article are those of its page, as plain text', () => {
  const words = articleWords(face, { ...body, translation: { from: 'de', how: 'person' } });
  assert.match(words.notice, /Der Kurier/);
  assert.match(words.label ?? '', /с немецкого/);
  assert.equal(words.state, null);
  assert.match(words.home, /https:\/\/courier\.example\//);
  const checked = { from: 'de', how: 'machine-checked', by: 'Anna', on: '2026-11-20' } as const;
  assert.match(articleWords(face, { ...body, translation: checked }).label ?? '', /Anna, 20 ноября 2026/);
  assert.equal(articleWords(face, body).label, null);
});

test('what was corrected or withdrawn says so, with the reason announced where there is one', () => {
  const state = (change: Partial<ArticleBody>) => articleWords(face, { ...body, ...change }).state;
  assert.match(state({ state: 'corrected' }) ?? '', /исправл/i);
  assert.match(state({ state: 'withdrawn' }) ?? '', /отозвана.*:$/);
  assert.doesNotMatch(state({ state: 'withdrawn', blocks: [] }) ?? '', /:$/);
});

test('another language is named in the reader’s own, or by what it calls itself', () => {
  assert.equal(sameArticleIn('ru', 'de'), 'Эта статья на немецком');
  assert.match(sameArticleIn('ru', 'ka'), /ქართული/);
});
