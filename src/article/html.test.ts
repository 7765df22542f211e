import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { type ArticleBody, ArticleError, parseBody, serializeBody } from './index.ts';

const SALT = '000102030405060708090a0b0c0d0e0f';
const SHA = 'ab'.repeat(32);

const text = (words: string) => [{ type: 'text' as const, text: words }];

const BODY: ArticleBody = {
  language: 'ru',
  direction: 'ltr',
  state: 'current',
  headline: 'Гавань открыта',
  sections: ['Город'],
  bylines: ['Анна Т.', 'Б. Весна'],
  publishedAt: '2026-11-22T10:15:00Z',
  blocks: [{ id: 'b1', type: 'paragraph', content: text('Порт снова принимает суда.') }],
};

function serialized(changes: Partial<ArticleBody>): string {
  return serializeBody({ ...BODY, ...changes }, { salt: SALT });
}

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
  const html = serialized({});
  const before = '<p id="b1">';
  const block = (markup: string) => html.replace(/<p id="b1">.*<\/p>/, markup);
  const cases: readonly [name: string, html: string, reason: RegExp][] = [
    ['script', block('<script>alert(1)</script>'), /does not belong among the blocks/],
    ['script in a paragraph', block('<p id="b1">a<script>x</script></p>'), /expected "<\/p>", found "<script>/],
    ['a comment', block('<!-- x -->'), /does not belong among the blocks/],
    ['a comment in text', block('<p id="b1">a<!-- x --></p>'), /expected "<\/p>"/],
    ['an image', block('<p id="b1">a<img src="x"></p>'), /expected "<\/p>"/],
    ['upper case', block('<P id="b1">a</P>'), /does not belong among the blocks/],
    ['upper-case mark', block('<p id="b1"><STRONG>a</STRONG></p>'), /expected "<\/p>"/],
    ['a handler', block('<p id="b1" onclick="x">a</p>'), /expected ">"/],
    ['a style', block('<p id="b1" style="x">a</p>'), /expected ">"/],
    ['an attribute twice', block('<p id="b1" id="b1">a</p>'), /expected ">"/],
    ['single quotes', block("<p id='b1'>a</p>"), /does not belong among the blocks/],
    ['no id', block('<p>a</p>'), /does not belong among the blocks/],
    ['an unknown class', block('<p id="b1" class="x">a</p>'), /class "x" is none of lead, point, correction/],
    ['a named entity', block('<p id="b1">a&nbsp;b</p>'), /"&" must be written as an entity/],
    ['a numeric entity', block('<p id="b1">a&#60;b</p>'), /"&" must be written as an entity/],
    ['&quot; in text', block('<p id="b1">a&quot;b</p>'), /"&" must be written as an entity/],
    ['a bare >', block('<p id="b1">a>b</p>'), /">" must be written as an entity/],
    ['a control character', block('<p id="b1">a\u0001b</p>'), /U\+0001 may not stand/],
    ['a line end in text', block('<p id="b1">a\nb</p>'), /U\+000A may not stand/],
    ['a carriage return', html.replaceAll('\n', '\r\n'), /expected ">\\n<header>\\n"/],
    ['a direction override', block('<p id="b1">a\u202eb</p>'), /U\+202E may not stand/],
    ['a lone surrogate', block('<p id="b1">a\ud800b</p>'), /U\+D800 may not stand/],
    ['javascript:', block('<p id="b1"><a href="javascript:x" rel="external noreferrer nofollow">a</a></p>'), /address/],
    ['data:', block('<p id="b1"><a href="data:text/html,x" rel="external noreferrer nofollow">a</a></p>'), /address/],
    ['a relative link', block('<p id="b1"><a href="/x" rel="external noreferrer nofollow">a</a></p>'), /address/],
    [
      'credentials',
      block('<p id="b1"><a href="https://u:p@a.example/" rel="external noreferrer nofollow">a</a></p>'),
      /address/,
    ],
    ['an unmarked link', block('<p id="b1"><a href="https://a.example/">a</a></p>'), /expected " rel=/],
    ['a media link out of place', block('<p id="b1"><a href="../../../../m/ab/x.webp">a</a></p>'), /address/],
    ['a wrong salt', html.replace(SALT, 'x'), /salt/],
    ['a part that is none', html.replace('" data-state', '" data-part="3/2" data-state'), /part 3 of 2/],
    ['a state that is none', html.replace('"current"', '"best"'), /state "best"/],
    ['something after the end', `${html}\n`, /expected the end/],
    ['something before the start', ` ${html}`, /character 0: expected/],
    ['nothing', '', /found the end/],
    ['an end too early', html.slice(0, -1), /does not belong/],
    ['another visible time', html.replace('2026-11-22 10:15 UTC', '2026-11-22 10:16 UTC'), /expected " dir=/],
  ];
  for (const [name, changed, reason] of cases) {
    const error = refusal(changed);
    assert.equal(error.code, 'not-the-subset', `${name}: ${error.message}`);
    assert.match(error.message, reason, name);
    assert.match(error.message, /^article body, character \d+: /, name);
    assert.equal(typeof error.position, 'number', name);
  }
  assert.equal(refusal(block('<p id="b1">a\u0001b</p>')).position, html.indexOf(before) + before.length + 1);
});

test('what is in the subset but written otherwise or worth nothing is refused', () => {
  const html = serialized({});
  const block = (markup: string) => html.replace(/<p id="b1">.*<\/p>/, markup);
  const picture = (link: string) =>
    block(`<figure id="b1" class="picture">\n<a href="../../../../m/ab/${SHA}.webp" ${link}</a>\n</figure>`);
  assert.ok(parseBody(picture('data-bytes="9" data-px="1x1">▣ (<bdi>1 KB, WebP</bdi>)')));
  const cases: readonly [name: string, html: string, code: string][] = [
    ['a size that lies', picture('data-bytes="9" data-px="1x1">▣ (<bdi>2 KB, WebP</bdi>)'), 'not-canonical'],
    ['more dimensions', picture('data-bytes="9" data-px="1x1x1">▣ (<bdi>1 KB, WebP</bdi>)'), 'not-canonical'],
    [
      'a language on a picture',
      picture('data-bytes="9" data-px="1x1" hreflang="de">▣ (<bdi>1 KB, WebP</bdi>)'),
      'not-canonical',
    ],
    ['no dimensions', picture('data-bytes="9">▣ (<bdi>1 KB, WebP</bdi>)'), 'not-the-subset'],
    [
      'a size with a leading zero',
      picture('data-bytes="09" data-px="1x1">▣ (<bdi>1 KB, WebP</bdi>)'),
      'not-the-subset',
    ],
    ['a part that is the only one', html.replace('" data-state', '" data-part="1/1" data-state'), 'not-canonical'],
    ['white space at the edge', block('<p id="b1"> a</p>'), 'invalid'],
    ['two spaces', block('<p id="b1">a  b</p>'), 'invalid'],
    ['an empty paragraph', block('<p id="b1"></p>'), 'invalid'],
    ['an empty mark', block('<p id="b1">a<em></em></p>'), 'invalid'],
    ['a mark in itself', block('<p id="b1"><em><em>a</em></em></p>'), 'invalid'],
    ['marks side by side', block('<p id="b1"><em>a</em><em>b</em></p>'), 'invalid'],
    ['a text not in NFC', block('<p id="b1">A\u030a</p>'), 'invalid'],
    ['an id twice', block('<p id="b1">a</p>\n<p id="b1">b</p>'), 'invalid'],
    ['an id of another kind', block('<p id="x">a</p>'), 'invalid'],
    [
      'a ragged table',
      block('<table id="b1">\n<tbody>\n<tr><td>a</td></tr>\n<tr><td>a</td><td>b</td></tr>\n</tbody>\n</table>'),
      'invalid',
    ],
    [
      'an empty heading of a column',
      block('<table id="b1">\n<thead>\n<tr><th></th></tr>\n</thead>\n<tbody>\n<tr><td>a</td></tr>\n</tbody>\n</table>'),
      'not-canonical',
    ],
    ['a date that does not exist', html.replaceAll('2026-11-22', '2026-11-31'), 'invalid'],
    ['an unknown language', html.replace('lang="ru"', 'lang="RU"'), 'invalid'],
    ['an empty headline', html.replace(/<h1>.*<\/h1>/, '<h1></h1>'), 'invalid'],
  ];
  for (const [name, changed, code] of cases) assert.equal(refusal(changed).code, code, name);
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
