import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasTerm, termsIn } from './terms-in.ts';

test('a term is found in whatever case it stands', () => {
  for (const [text, term] of [
    ['Die Bürgermeisterin der Stadt', 'Bürgermeister'],
    ['des Bürgermeisters', 'Bürgermeister'],
    ['о мэре города', 'мэр'],
    ['в городском совете', 'городской совет'],
    ['Новая газета Лямюнде', 'газета'],
    ['Шлюзом управляет', 'шлюз'],
    ['the harbour’s pilots', 'harbour'],
    ['شهردار شهر', 'شهردار'],
    ['зелёный свет', 'зеленый'],
  ] as const)
    assert.equal(hasTerm(text, term), true, `${term} in ${text}`);
});

test('another word is not a form of it', () => {
  for (const [text, term] of [
    ['Das Rathaus ist zu', 'Rat'],
    ['Er ist in der Stadt', 'in die'],
    ['Eine Ratte', 'Rat'],
    ['Hafenarbeitergewerkschaft', 'Hafen'],
    ['Er kam 2019', '201'],
    ['порядок', 'порт'],
    ['', 'Stadt'],
    ['Stadt', ''],
  ] as const)
    assert.equal(hasTerm(text, term), false, `${term} in ${text}`);
});

test('the longest term comes first', () => {
  const terms = [{ source: 'Rat' }, { source: 'Rat der Stadt' }, { source: 'Land' }];
  assert.deepEqual(
    termsIn('Im Rat der Stadt', terms).map((term) => term.source),
    ['Rat der Stadt', 'Rat'],
  );
});
