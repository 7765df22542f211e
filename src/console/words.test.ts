import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { counted } from '../errors/index.ts';
import { countedInWords, dateInWords, isWebAddress, languageName, titleIn } from './words.ts';

test('numbers and nouns agree', () => {
  assert.deepEqual([counted(0, 'page'), counted(1, 'page'), counted(2, 'page')], ['0 pages', '1 page', '2 pages']);
  assert.deepEqual(
    [0, 1, 6, 12, 13].map((count) => countedInWords(count, 'carrier')),
    ['no carriers', 'one carrier', 'six carriers', 'twelve carriers', '13 carriers'],
  );
});

test('languages are named in English, whatever a tag looks like', () => {
  assert.deepEqual(['de', 'fa', 'pt-BR'].map(languageName), ['German', 'Persian', 'Brazilian Portuguese']);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (tag) => typeof languageName(tag) === 'string'));
});

test('a title is the English one, else that of the original, else the name of the newsroom', () => {
  assert.deepEqual(titleIn({ de: 'Kurier', en: 'Courier' }, ['de', 'en'], 'x'), { text: 'Courier', language: 'en' });
  assert.deepEqual(titleIn({ ru: 'Курьер', de: 'Kurier' }, ['de'], 'x'), { text: 'Kurier', language: 'de' });
  assert.deepEqual(titleIn({}, ['de'], 'courier.example'), { text: 'courier.example', language: 'en' });
});

test('dates are told in UTC', () => {
  assert.equal(dateInWords(new Date('2026-11-22T23:59:59Z')), '22 Nov 2026');
});

test('only web addresses become links', () => {
  for (const address of ['javascript:alert(1)', '/srv/www', 'file:///srv/www', 'data:text/html,x', '']) {
    assert.ok(!isWebAddress(address), address);
  }
  assert.ok(isWebAddress('https://lantern.example/'));
});
