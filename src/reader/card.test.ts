import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { base64Of, bytesOf } from '../proof/index.ts';
import { parseCard } from './card.ts';
import { ReaderError } from './error.ts';

const TRUST = '1.root.json 2\n{}';
const GOOD = {
  format: 'tamizdat.app/v1',
  newsroom: 'courier.example',
  fingerprint: 'ab'.repeat(32),
  title: { de: 'Bote', ru: 'Вестник' },
  home: 'https://courier.example/',
  languages: ['de', 'ru'],
  carriers: [
    { address: 'https://b.example/', group: 'two', abilities: ['cors'], hints: ['ru'] },
    { address: 'https://a.example/courier/', group: 'one', abilities: ['cors', 'compression'], hints: [] },
  ],
  trust: base64Of(bytesOf(TRUST)),
};

const cardOf = (rest: object) => parseCard(bytesOf(JSON.stringify({ ...GOOD, ...rest })));

test('a card tells the newsroom, its trust data and where to begin', () => {
  const card = cardOf({});
  assert.equal(card.newsroom, 'courier.example');
  assert.deepEqual(card.trust, bytesOf(TRUST));
  assert.deepEqual(
    card.carriers.map(({ address }) => address),
    ['https://a.example/courier/', 'https://b.example/'],
  );
});

test('a card is refused when anything in it is not what it should be', () => {
  for (const rest of [
    { format: 'tamizdat.app/v2' },
    { newsroom: '' },
    { fingerprint: 'AB'.repeat(32) },
    { title: {} },
    { title: { de: 1 } },
    { home: null },
    { languages: [] },
    { languages: ['d e'] },
    { carriers: 'https://a.example/' },
    { carriers: [{ ...GOOD.carriers[0], address: 'ftp://a.example/' }] },
    { carriers: [{ ...GOOD.carriers[0], address: 'https://user@a.example/' }] },
    { carriers: [{ address: 'https://a.example/' }] },
    { carriers: [GOOD.carriers[0], GOOD.carriers[0]] },
    { trust: 'AAE' },
    { trust: '' },
    { trust: base64Of(bytesOf('no bundle')) },
  ]) {
    assert.throws(() => cardOf(rest), ReaderError, JSON.stringify(rest));
  }
  assert.throws(() => parseCard(new Uint8Array(128 * 1024 + 1)), ReaderError);
});

test('whatever bytes come, a card is parsed or refused by name', () => {
  const isRefused = (bytes: Uint8Array): void => {
    try {
      parseCard(bytes);
    } catch (error) {
      assert.ok(error instanceof ReaderError && error.code === 'card-format' && error.hint !== undefined);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isRefused));
  fc.assert(fc.property(fc.json(), (text) => isRefused(bytesOf(text))));
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(GOOD)), fc.jsonValue(), (name, value) =>
      isRefused(bytesOf(JSON.stringify({ ...GOOD, [name]: value }))),
    ),
  );
});
