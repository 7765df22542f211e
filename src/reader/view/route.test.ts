import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseLanguage, hashOf, languageOf, parseRoute, pathIn } from './route.ts';

test('every page of an edition has a fragment, and the fragment leads back to it', () => {
  for (const [path, hash] of [
    ['ru/index.html', '#/ru/'],
    ['ru/2026/11/22/index.html', '#/ru/2026/11/22/'],
    ['ru/2026/11/22/index.2.html', '#/ru/2026/11/22/index.2.html'],
    ['pt-BR/2026/11/22/3fk9m2tq7x.html', '#/pt-BR/2026/11/22/3fk9m2tq7x.html'],
    ['ru/2026/11/22/3fk9m2tq7x.2.html', '#/ru/2026/11/22/3fk9m2tq7x.2.html'],
  ] as const) {
    assert.equal(hashOf(path), hash);
    assert.deepEqual(parseRoute(hash), { kind: 'page', path });
  }
});

test('the places of the app itself have names', () => {
  for (const kind of ['check', 'kept', 'about'] as const) assert.deepEqual(parseRoute(`#/${kind}`), { kind });
  for (const hash of ['', '#', '#/']) assert.deepEqual(parseRoute(hash), { kind: 'start' });
});

test('a fragment that no page can have leads nowhere', () => {
  for (const hash of ['#main', '#/ru', '#/ru/2026/13/40/', '#/../etc/', '#//evil.example/', '#/ru/2026/11/22/x.html']) {
    assert.deepEqual(parseRoute(hash), { kind: 'nowhere' }, hash);
  }
});

test('whatever stands in the address, a path that is asked for is one that a page can have', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const route = parseRoute(`#${text}`);
      if (route.kind === 'page') assert.equal(hashOf(route.path), `#${text.replace(/index\.html$/, '')}`);
    }),
  );
});

test('a page in another language begins at its first part', () => {
  assert.equal(pathIn('ru/2026/11/22/3fk9m2tq7x.3.html', 'fa'), 'fa/2026/11/22/3fk9m2tq7x.html');
  assert.equal(pathIn('ru/index.html', 'pt-BR'), 'pt-BR/index.html');
  assert.equal(languageOf('pt-BR/index.html'), 'pt-BR');
});

test('the first language that the browser asks for and the newsroom has is taken', () => {
  assert.equal(chooseLanguage(['uk-UA', 'ru-UA', 'en'], ['de', 'en', 'ru']), 'ru');
  assert.equal(chooseLanguage(['pt'], ['pt-BR']), 'pt-BR');
  assert.equal(chooseLanguage(['pt-PT', 'pt-BR'], ['pt-BR', 'pt-PT']), 'pt-PT');
  assert.equal(chooseLanguage(['it'], ['de', 'en']), null);
  assert.equal(chooseLanguage([], ['de']), null);
});
