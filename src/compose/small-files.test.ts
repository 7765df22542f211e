import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { composeLanguageChoice } from './language-choice.ts';
import { escapeHtml, jsonForScript, relativeAddress } from './markup.ts';
import { FACE } from './testing/specimen.ts';
import { makeTwins } from './twins.ts';
import { wireBytes } from './wire.ts';
import { WORDED } from './words/words.ts';

test('the choice of languages is plain links within 2 KiB for a dozen languages', () => {
  const languages = [...WORDED, 'ka'];
  const { path, bytes } = composeLanguageChoice({ ...FACE, languages });
  const html = new TextDecoder().decode(bytes);
  assert.equal(path, 'index.html');
  assert.ok(bytes.length <= 2_048, `${bytes.length} bytes`);
  for (const language of languages) assert.ok(html.includes(`href="${language}/index.html" hreflang="${language}"`));
  assert.doesNotMatch(html, /<script|tamizdat:/);
});

test('twins hold the same bytes and nothing of the machine that made them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const { gz, br } = makeTwins(bytes);
      assert.deepEqual(new Uint8Array(gunzipSync(gz)), bytes);
      assert.deepEqual(new Uint8Array(brotliDecompressSync(br)), bytes);
      assert.deepEqual([...gz.subarray(0, 8)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
      assert.equal(gz[9], 255);
      assert.deepEqual(makeTwins(bytes), { gz, br });
    }),
    { numRuns: 50 },
  );
});

test('relative addresses lead from one path to the other', () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,4}$/);
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
  fc.assert(
    fc.property(path, path, (from, to) => {
      assert.equal(new URL(relativeAddress(from, to), `file:///some/where/${from}`).pathname, `/some/where/${to}`);
    }),
  );
  assert.equal(relativeAddress('ru/index.html', 'ru/2026/11/22/index.html'), '2026/11/22/index.html');
});

test('escaped text holds nothing that opens a tag, closes an attribute or is not UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeHtml(text);
      assert.doesNotMatch(escaped, /[<>"\u0000-\u001f]/);
      assert.ok(escaped.isWellFormed());
    }),
  );
  assert.equal(escapeHtml('\ud800"a\n&<b>'), '\ufffd&quot;a &amp;&lt;b&gt;');
});

test('data in a script block reads back and cannot end the block', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const json = jsonForScript({ text: `${text}</script><!--` });
      assert.doesNotMatch(json, /[<>&\u2028\u2029]/);
      assert.deepEqual(JSON.parse(json), { text: `${text}</script><!--` });
    }),
  );
});

test('the stand-in for a proof weighs at least what random base64 weighs', () => {
  const random = Buffer.from(Array.from({ length: 1_500 }, (_, at) => (at * 2_654_435_761) >>> 24)).toString('base64');
  const without = wireBytes('<p>text</p>', 0);
  assert.ok(wireBytes('<p>text</p>', 2_000) - without >= 1_500);
  assert.ok(random.length === 2_000);
});
