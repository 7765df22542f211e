import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BODY_END, BODY_START } from '../proof/index.ts';
import { alterPage } from './alter-page.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const pageOf = (body: string, before = '', after = '') => `${before}${BODY_START}${body}${BODY_END}${after}`;

/** The body after altering; null when nothing was changed. */
function altered(body: string): string | null {
  const page = alterPage(bytes(pageOf(body)));
  return page === null
    ? null
    : new TextDecoder('utf-8', { ignoreBOM: true }).decode(page).slice(BODY_START.length, -BODY_END.length);
}

test('every digit of the text becomes the next one, in the digits of each language', () => {
  for (const [body, expected] of [
    ['<p>1290 people, 38 %</p>', '<p>2301 people, 49 %</p>'],
    ['<p>۱۲۹۰ نفر</p>', '<p>۲۳۰۱ نفر</p>'],
    ['<p>٠١٩ شخص</p>', '<p>١٢٠ شخص</p>'],
    ['<h1>No number here</h1><p>One paragraph.</p><p>On day 9.</p>', null],
  ] as const) {
    if (expected === null) assert.match(altered(body) ?? '', /No number here.*One paragraph\..*On day 0\./);
    else assert.equal(altered(body), expected);
  }
});

test('where there is no digit, the last two differing words of the first paragraph change places', () => {
  for (const [body, expected] of [
    ['<h1>Two words</h1><p>The bridge stays closed.</p>', '<h1>Two words</h1><p>The bridge closed stays.</p>'],
    ['<p>Мост останется закрытым.</p>', '<p>Мост закрытым останется.</p>'],
    ['<p>“No,” she <em>never</em> said</p>', '<p>“she,” No <em>never</em> said</p>'],
    ['<p>never, never again, again!</p>', '<p>never, again never, again!</p>'],
    ['<p>Fish &amp; chips</p>', '<p>chips &amp; Fish</p>'],
    ['<p>One</p><p>for us</p>', '<p>One</p><p>us for</p>'],
    ['<ul><li>A headline alone</li></ul>', '<ul><li>A alone headline</li></ul>'],
  ] as const) {
    assert.equal(altered(body), expected);
  }
});

test('tags, attributes, comments and character references stay as they are', () => {
  const kept = `<time datetime="2026-11-22" title='1 > 0'>`;
  assert.equal(altered(`${kept}22</time><!-- 5 > 4 -->&#39;&#x27;7`), `${kept}33</time><!-- 5 > 4 -->&#39;&#x27;8`);
});

test('what stands before and after the body stays as it is', () => {
  const page = pageOf('<p>7</p>', '<title>1234</title>\n', '<!--tamizdat:proof\n1234\n-->\n');
  const expected = pageOf('<p>8</p>', '<title>1234</title>\n', '<!--tamizdat:proof\n1234\n-->\n');
  assert.deepEqual(alterPage(bytes(page)), bytes(expected));
});

test('what is no page, or has nothing to change, is left alone', () => {
  for (const page of ['', '<p>12</p>', `${BODY_START}<p>12</p>`, `${BODY_END}12${BODY_START}`, pageOf('<p>word</p>')]) {
    assert.equal(alterPage(bytes(page)), null, page);
  }
  assert.equal(alterPage(Buffer.concat([bytes(pageOf('<p>12</p>')), Uint8Array.of(0xff)])), null);
});

const piece = fc.oneof(
  fc.constantFrom('<p>', '</p>', '<', '>', '"', "'", '&', '&#39;', '&amp;', '<!--', '-->', '<a title="1>2">', ' ', '۹'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer({ min: 0, max: 99 }).map(String),
);
const body = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

test('whatever stands in a body, altering keeps the number of bytes and all that is not text', () => {
  fc.assert(
    fc.property(body, (text) => {
      const page = bytes(pageOf(text, 'before 1\n', 'after 1\n'));
      const result = alterPage(page);
      if (result === null) return;
      assert.equal(result.length, page.length);
      assert.notDeepEqual(result, page);
      const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(result);
      assert.ok(decoded.startsWith(`before 1\n${BODY_START}`) && decoded.endsWith(`${BODY_END}after 1\n`));
      // Ten times round, every digit is what it was.
      if (/^[^<>&]*\d[^<>&]*$/.test(text)) {
        let turned: Uint8Array = page;
        for (let turn = 0; turn < 10; turn += 1) turned = alterPage(turned) ?? turned;
        assert.deepEqual(turned, page);
      }
    }),
    { numRuns: 500 },
  );
});

test('a text with a digit is always changed', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z .,]{0,20}[0-9][a-z .,]{0,20}$/), (text) => {
      assert.notEqual(altered(`<p>${text}</p>`), null);
    }),
  );
});
