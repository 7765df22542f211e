import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CliError } from './error.ts';
import { parseWebAddress, shownAddress } from './web-address.ts';

test('what is no web address is refused with an example', () => {
  for (const text of ['', 'feed.xml', 'ftp://courier.example/', 'https://', 'courier.example/feed.xml']) {
    assert.throws(() => parseWebAddress(text, 'tamizdat …'), { code: 'misuse', hint: /tamizdat …/ }, text);
  }
  assert.equal(parseWebAddress('HTTPS://Courier.example/feed.xml', '').hostname, 'courier.example');
});

test('a password in an address is refused and never repeated', () => {
  for (const text of [
    'https://editor:grey-heron@courier.example/feed.xml',
    'https://grey-heron@courier.example/',
    'https://editor:grey@grey-heron@courier.example/',
    'https://editor:grey/grey-heron@courier.example:https/',
    'ftp://editor:grey-heron@courier.example/',
    'editor:grey-heron@courier.example',
  ]) {
    const told = (error: unknown) => error instanceof CliError && !`${error.message} ${error.hint}`.includes('heron');
    assert.throws(() => parseWebAddress(text, 'x'), told, text);
  }
  assert.equal(shownAddress('https://courier.example/@editor'), 'https://courier.example/@editor');
});
