import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBytes } from './decode.ts';
import { encodeAs, encodeUtf16 } from './testing/encode.ts';

const RUSSIAN =
  'Жители города получили сообщение о том, что мост через реку закрыт до весны. Городской совет обсудит это в четверг.';
const GERMAN = 'Übermäßige Größe, schöne Grüße: Für die Bürger der Hafenstadt ändert sich künftig nichts Wesentliches.';
const CZECH = 'Přístav zůstane uzavřen až do příštího týdne, řekl mluvčí správy a dodal, že loďstvo čeká.';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const xml = (text: string, encoding?: string): string =>
  `<?xml version="1.0"${encoding === undefined ? '' : ` encoding="${encoding}"`}?><rss><title>${text}</title></rss>`;

for (const [encoding, text] of [
  ['windows-1251', RUSSIAN],
  ['koi8-r', RUSSIAN],
  ['iso-8859-5', RUSSIAN],
  ['windows-1252', GERMAN],
  ['iso-8859-2', CZECH],
] as const) {
  test(`${encoding} is read as declared in the XML prolog, in HTTP, and in HTML`, () => {
    const declared = xml(text, encoding);
    assert.deepEqual(decodeBytes(encodeAs(declared, encoding), 'xml'), { text: declared, charset: encoding });
    const bare = xml(text);
    assert.deepEqual(decodeBytes(encodeAs(bare, encoding), 'xml', `text/xml; charset="${encoding}"`), {
      text: bare,
      charset: encoding,
    });
    const html = `<html><head><meta charset=${encoding}><p>${text}</p>`;
    assert.equal(decodeBytes(encodeAs(html, encoding), 'html').text, html);
    const older = `<html><meta http-equiv="Content-Type" content="text/html; charset=${encoding}"><p>${text}</p>`;
    assert.equal(decodeBytes(encodeAs(older, encoding), 'html').text, older);
  });
}

for (const [encoding, text] of [
  ['windows-1251', RUSSIAN],
  ['koi8-r', RUSSIAN],
  ['windows-1252', GERMAN],
] as const) {
  test(`undeclared ${encoding} is recognised by its letters`, () => {
    assert.equal(decodeBytes(encodeAs(xml(text), encoding), 'xml').text, xml(text));
  });

  test(`${encoding} declared as UTF-8 is recognised, with a warning`, () => {
    const bytes = encodeAs(xml(text, 'utf-8'), encoding);
    const decoded = decodeBytes(bytes, 'xml', 'application/rss+xml; charset=utf-8');
    assert.equal(decoded.text, xml(text, 'utf-8'));
    assert.match(decoded.warning ?? '', new RegExp(`declared as utf-8, but is ${encoding}`));
  });
}

test('UTF-8 declared as a one-byte encoding is read as UTF-8, with a warning', () => {
  const decoded = decodeBytes(utf8(xml(RUSSIAN)), 'xml', 'text/xml; charset=iso-8859-1');
  assert.equal(decoded.text, xml(RUSSIAN));
  assert.match(decoded.warning ?? '', /declared as windows-1252, but is utf-8/);
});

test('plain ASCII contradicts no declaration', () => {
  assert.equal(decodeBytes(utf8('<rss/>'), 'xml', 'text/xml; charset=windows-1251').warning, undefined);
});

test('a byte order mark decides, and is not part of the text', () => {
  const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...utf8('<a/>')]);
  assert.deepEqual(decodeBytes(marked, 'xml', 'text/xml; charset=koi8-r'), { text: '<a/>', charset: 'utf-8' });
  const utf16 = new Uint8Array([0xff, 0xfe, ...encodeUtf16(xml(RUSSIAN), 'little')]);
  assert.equal(decodeBytes(utf16, 'xml').text, xml(RUSSIAN));
});

test('UTF-16 without a byte order mark is recognised', () => {
  for (const end of ['little', 'big'] as const) {
    assert.equal(decodeBytes(encodeUtf16(xml(RUSSIAN, 'utf-16'), end), 'xml').text, xml(RUSSIAN, 'utf-16'));
  }
});

test('a text that could be read byte by byte is not UTF-16, whatever it declares', () => {
  assert.equal(decodeBytes(utf8(xml(RUSSIAN, 'UTF-16')), 'xml').text, xml(RUSSIAN, 'UTF-16'));
});

test('unknown charset names are passed over', () => {
  assert.equal(decodeBytes(utf8(RUSSIAN), 'html', 'text/html; charset=klingon').text, RUSSIAN);
});

test('any bytes become a text', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('xml', 'html', 'json'),
      fc.string(),
      (bytes, kind, type) => {
        assert.equal(typeof decodeBytes(bytes, kind as 'xml', `text/xml; charset=${type}`).text, 'string');
      },
    ),
  );
});

test('any text survives UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.startsWith('\ufeff') && !text.slice(0, 4).includes('\u0000'));
      assert.equal(decodeBytes(utf8(text), 'json').text, text.toWellFormed());
    }),
  );
});
