import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import {
  BODIES_OUT_OF_SUBSET,
  BODIES_REFUSED,
  BODY,
  SALT,
  SHA,
  serialized,
  text,
  withBlock,
  withPicture,
} from '../../test/article/refused.ts';
import { type ArticleBody, ArticleError, parseBody, serializeBody } from './index.ts';

function refusal(html: string): ArticleError {
  try {
    parseBody(html);
  } catch (error) {
    assert.ok(error instanceof ArticleError, String(error));
    return error;
  }
  return assert.fail(`accepted: ${html.slice(0, 300)}`);
}

test('a body is written in one way', () => {
  assert.equal(
    serialized({ kicker: 'Порт', modifiedAt: '2026-11-22T11:00:09Z' }),
    [
      `<article lang="ru" dir="ltr" data-salt="${SALT}" data-state="current">`,
      '<header>',
      '<p class="sections"><bdi>Город</bdi></p>',
      '<p class="kicker">Порт</p>',
      '<h1>Гавань открыта</h1>',
      '<p class="by"><bdi>Анна Т.</bdi> · <bdi>Б. Весна</bdi></p>',
      '<p class="at"><time datetime="2026-11-22T10:15:00Z" dir="ltr">2026-11-22 10:15 UTC</time> ↻ <time datetime="2026-11-22T11:00:09Z" dir="ltr">2026-11-22 11:00 UTC</time></p>',
      '</header>',
      '<p id="b1">Порт снова принимает суда.</p>',
      '</article>',
    ].join('\n'),
  );
});

test('whatever is written is read back the same', () => {
  fc.assert(
    fc.property(any.articleBody, any.salt, fc.option(any.part, { nil: undefined }), (body, salt, part) => {
      const options = { salt, ...(part !== undefined && { part }) };
      const html = serializeBody(body, options);
      const parsed = parseBody(html);
      assert.deepEqual(parsed, { body, ...options });
      assert.equal(serializeBody(parsed.body, options), html);
    }),
    { numRuns: 400 },
  );
});

test('a changed character is refused, or read as exactly what stands there', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    '&',
    ' ',
    '\n',
    'x',
    '/',
    '-->',
    '<br>',
    '<p>',
    ' id="b1"',
    '\u0000',
    '\u202e',
  );
  let refused = 0;
  fc.assert(
    fc.property(any.articleBody, any.salt, fc.nat(), fc.nat(3), piece, (body, salt, at, cut, insert) => {
      const html = serializeBody(body, { salt });
      const position = at % html.length;
      const changed = html.slice(0, position) + insert + html.slice(position + cut);
      try {
        const { body: read, ...identity } = parseBody(changed);
        assert.equal(serializeBody(read, identity), changed);
      } catch (error) {
        assert.ok(error instanceof ArticleError, String(error));
        refused += 1;
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(refused > 200, `${refused} of 400 were refused`);
});

test('any text is refused with an error of this room', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (html) => assert.ok(refusal(html))));
});

test('no page marker and no comment arises from text', () => {
  const evil = '<!--tamizdat:body--> --> <!--/tamizdat:body--> <!--tamizdat:proof ]]> </article>';
  const html = serialized({
    headline: evil,
    kicker: evil,
    sections: [evil],
    bylines: [evil],
    translation: { from: 'de', how: 'machine-checked', by: evil, on: '2026-11-23' },
    blocks: [
      { id: 'b1', type: 'paragraph', content: text(evil) },
      {
        id: 'b2',
        type: 'picture',
        file: { sha256: SHA, sizeBytes: 9, extension: 'webp', widthPx: 1, heightPx: 1 },
        alternative: evil,
        credit: evil,
      },
    ],
  });
  assert.ok(!html.includes('<!--') && !html.includes('-->'));
  assert.equal(html.indexOf('</article>'), html.length - '</article>'.length);
  assert.equal(parseBody(html).body.headline, evil);
});

test('foreign links say so, and their address cannot leave its attribute', () => {
  const link = { type: 'link' as const, address: 'https://a.example/?a=1&b=2', content: text('there') };
  const html = serialized({ blocks: [{ id: 'b1', type: 'paragraph', content: [link] }] });
  assert.match(html, /<a href="https:\/\/a\.example\/\?a=1&amp;b=2" rel="external noreferrer nofollow">there<\/a>/);
  const { body } = parseBody(html);
  assert.deepEqual(body.blocks[0], { id: 'b1', type: 'paragraph', content: [link] });
});

test('pictures and videos are plain links that say what following them costs', () => {
  const picture = { sha256: SHA, sizeBytes: 11_001, extension: 'webp' as const, widthPx: 640, heightPx: 427 };
  const html = serialized({
    blocks: [
      {
        id: 'b1',
        type: 'picture',
        file: picture,
        alternative: 'Kran',
        caption: text('Der Kran'),
        credit: 'Foto: O. N.',
      },
      {
        id: 'b2',
        type: 'video',
        pieces: [
          { sha256: SHA, sizeBytes: 1_000_000, extension: 'mp4' },
          { sha256: SHA, sizeBytes: 250_000, extension: 'mp4' },
        ],
        hashes: { sha256: SHA, sizeBytes: 64 },
        durationSeconds: 65.04,
        poster: picture,
        captions: [{ language: 'fa', file: { sha256: SHA, sizeBytes: 900, extension: 'vtt' } }],
        alternative: 'Regatta',
      },
    ],
  });
  const href = (extension: string) => `href="../../../../m/ab/${SHA}.${extension}"`;
  assert.ok(
    html.includes(`<a ${href('webp')} data-bytes="11001" data-px="640x427">▣ Kran (<bdi>12 KB, WebP</bdi>)</a>`),
  );
  assert.ok(html.includes('<figcaption><p>Der Kran</p><p class="credit">Foto: O. N.</p></figcaption>'));
  assert.ok(html.includes(`<a ${href('mp4')} data-bytes="1000000">► Regatta 1/2 (<bdi>1:05, 1.0 MB, MP4</bdi>)</a>`));
  assert.ok(html.includes(`<a ${href('mp4')} data-bytes="250000">► 2/2 (<bdi>250 KB, MP4</bdi>)</a>`));
  assert.ok(html.includes(`<a ${href('vtt')} data-bytes="900" hreflang="fa">≡ (<bdi>fa, 1 KB, WebVTT</bdi>)</a>`));
  assert.ok(!/<(?:img|video|source|picture|track|audio|object|embed)\b/.test(html));
});

test('a picture whose description looks like the size of a file is read back as it was', () => {
  for (const alternative of ['(', 'x (', '1/2', 'x 1/2', 'a (12 KB, WebP)', '▣', '']) {
    const picture = { sha256: SHA, sizeBytes: 1, extension: 'png' as const, widthPx: 1, heightPx: 1 };
    const piece = { sha256: SHA, sizeBytes: 1, extension: 'mp4' as const };
    const video = { type: 'video' as const, hashes: { sha256: SHA, sizeBytes: 1 }, durationSeconds: 0, captions: [] };
    const blocks: ArticleBody['blocks'] = [
      { id: 'b1', type: 'picture', file: picture, alternative },
      { id: 'b2', ...video, pieces: [piece], alternative },
      { id: 'b3', ...video, pieces: [piece, piece], alternative },
    ];
    assert.deepEqual(parseBody(serialized({ blocks })).body.blocks, blocks);
  }
});

test('a part that is the only one is none', () => {
  const html = serializeBody(BODY, { salt: SALT, part: { number: 1, of: 1 } });
  assert.equal(html, serialized({}));
  for (const part of [
    { number: 0, of: 2 },
    { number: 3, of: 2 },
    { number: 1.5, of: 2 },
    { number: 1, of: 1_000 },
  ]) {
    assert.throws(() => serializeBody(BODY, { salt: SALT, part }), { code: 'invalid' });
  }
});

test('a body out of normal form or above a cap is not written', () => {
  for (const changes of [
    { headline: ' x' },
    { headline: 'x'.repeat(301) },
    { bylines: ['a\u202eb'] },
    { blocks: [{ id: 'b1', type: 'paragraph' as const, content: text('x'.repeat(4_001)) }] },
    { publishedAt: '2026-02-30T00:00:00Z' },
    { language: 'RU_ru' },
    { kicker: '' },
  ]) {
    assert.throws(() => serialized(changes), { name: 'ArticleError', code: 'invalid' }, JSON.stringify(changes));
  }
  assert.throws(() => serializeBody(BODY, { salt: SALT.toUpperCase() }), { code: 'invalid' });
});

test('what is not in the subset is refused with its place and the reason', () => {
  for (const [name, changed, reason] of BODIES_OUT_OF_SUBSET) {
    const error = refusal(changed);
    assert.equal(error.code, 'not-the-subset', `${name}: ${error.message}`);
    assert.match(error.message, reason, name);
    assert.match(error.message, /^article body, character \d+: /, name);
    assert.equal(typeof error.position, 'number', name);
  }
  const before = '<p id="b1">';
  const position = serialized({}).indexOf(before) + before.length + 1;
  assert.equal(refusal(withBlock(`${before}a\u0001b</p>`)).position, position);
});

test('what is in the subset but written otherwise or worth nothing is refused', () => {
  assert.ok(parseBody(withPicture('data-bytes="9" data-px="1x1">▣ (<bdi>1 KB, WebP</bdi>)')));
  for (const [name, changed, code] of BODIES_REFUSED) assert.equal(refusal(changed).code, code, name);
});

test('ten thousand nested tags are refused where the cap is, without a deep stack', () => {
  const html = serialized({});
  const deep = (open: string, close: string) =>
    html.replace(/<p id="b1">.*<\/p>/, `<p id="b1">${open.repeat(10_000)}a${close.repeat(10_000)}</p>`);
  assert.match(refusal(deep('<em>', '</em>')).message, /more than 8 marks/);
  const list = `<ul id="b1">\n${'<li>a<ul>\n'.repeat(10_000)}`;
  assert.match(refusal(html.replace(/<p id="b1">.*<\/p>/, list)).message, /more than 3 lists/);
});

test('a text above the cap for a page is refused unread', () => {
  assert.equal(refusal('<'.repeat(256 * 1024 + 1)).code, 'too-large');
  // Two bytes each: the cap counts bytes, not characters.
  assert.equal(refusal('ж'.repeat(128 * 1024 + 1)).code, 'too-large');
});

test('errors carry no more of a hostile text than a glance needs', () => {
  const error = refusal(`<article lang="${'x'.repeat(100_000)}`);
  assert.ok(error.message.length < 300, error.message.slice(0, 400));
});
