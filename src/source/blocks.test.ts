import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Inline, plainText } from '../article/index.ts';
import { blocksFromHtml } from './blocks.ts';
import type { Draft, DraftBlock } from './draft.ts';
import { fitDraft } from './limits.ts';
import { SourceError } from './source-error.ts';

const CONTEXT = { language: 'en', base: 'https://courier.example/a/b.html', name: 'courier', headline: 'The wall' };

function read(html: string, language = 'en'): DraftBlock[] {
  return blocksFromHtml(html, { ...CONTEXT, language });
}

const t = (text: string): Inline => ({ type: 'text', text });
const p = (...content: (string | Inline)[]): DraftBlock => ({ type: 'paragraph', content: inlines(content) });
function inlines(content: readonly (string | Inline)[]): Inline[] {
  return content.map((each) => (typeof each === 'string' ? t(each) : each));
}
const strong = (text: string): Inline => ({ type: 'strong', content: [t(text)] });
const link = (address: string, text: string): Inline => ({ type: 'link', address, content: [t(text)] });

/** Each row: what it shows, HTML, blocks. */
const CASES: readonly (readonly [string, string, readonly DraftBlock[]])[] = [
  ['paragraphs become paragraphs', '<p>One  \n two</p><p></p><p>&nbsp;</p><p>Three</p>', [p('One two'), p('Three')]],
  ['bare text and divs become paragraphs', 'a<div>b<div>c</div>d</div>e', [p('a'), p('b'), p('c'), p('d'), p('e')]],
  [
    'two breaks in a row are a paragraph, one is a break',
    'a<br>b<br> <br>c<br><br><br>d',
    [p('a', { type: 'break' }, 'b'), p('c'), p('d')],
  ],
  [
    'marks stay, whatever element draws them',
    '<p><b>a</b> <em>b</em> H<sub>2</sub>O x<sup>2</sup> <span style="font-weight: bold">c</span> <u>d</u></p>',
    [
      p(
        strong('a'),
        ' ',
        { type: 'emphasis', content: [t('b')] },
        ' H',
        { type: 'subscript', content: [t('2')] },
        'O x',
        { type: 'superscript', content: [t('2')] },
        ' ',
        strong('c'),
        ' d',
      ),
    ],
  ],
  [
    'blocks inside inline elements are still blocks, and keep the mark',
    '<strong><p>a</p><p>b</p></strong>',
    [p(strong('a')), p(strong('b'))],
  ],
  [
    'links are made absolute, and only http ones stay links',
    '<p><a href="../c">c</a> <a href="#note">note</a> <a href="mailto:x@courier.example">mail</a> <a href="http://other.example">other</a></p>',
    [p(link('https://courier.example/c', 'c'), ' note mail ', link('http://other.example/', 'other'))],
  ],
  [
    'levels of headings become two',
    '<p>x</p><h3>a</h3><p>x</p><h5>b</h5><p>x</p><h4><strong>c</strong></h4><p>x</p>',
    [
      p('x'),
      { type: 'heading', level: 2, content: [t('a')] },
      p('x'),
      { type: 'heading', level: 3, content: [t('b')] },
      p('x'),
      { type: 'heading', level: 3, content: [t('c')] },
      p('x'),
    ],
  ],
  ['a first heading that repeats the headline is dropped', '<h1>The   Wall!</h1><p>x</p>', [p('x')]],
  ['a heading with nothing after it is dropped', '<p>x</p><h2>Read on</h2>', [p('x')]],
  [
    'emphasised points are told by their sign, in bold and after breaks too',
    '<p>▶ one</p><p><strong>► Two:</strong> three</p><p>• four<br>▶\ufe0f five</p><p>a ▶ b</p>',
    [
      { type: 'point', content: [t('one')] },
      { type: 'point', content: [strong('Two:'), t(' three')] },
      { type: 'point', content: [t('four')] },
      { type: 'point', content: [t('five')] },
      p('a ▶ b'),
    ],
  ],
  [
    'a lead is told by its class',
    '<div class="article__lead"><p>Lead.</p></div><p>Text.</p><p class="intro">Later.</p>',
    [{ type: 'lead', content: [t('Lead.')] }, p('Text.'), p('Later.')],
  ],
  [
    'a first paragraph all in bold is a lead when it is long enough',
    `<p><b>${'A long beginning. '.repeat(6)}</b></p><p>Text.</p>`,
    [{ type: 'lead', content: [t('A long beginning. '.repeat(6).trim())] }, p('Text.')],
  ],
  ['a short line in bold stays as it is', '<p><b>Note</b></p><p>Text.</p>', [p(strong('Note')), p('Text.')]],
  [
    'quotes keep their paragraphs, and who said it',
    '<blockquote><p>One.</p><p>Two.</p><footer>— <cite>Ann Berg</cite>, captain</footer></blockquote>',
    [
      {
        type: 'quote',
        paragraphs: [[t('One.')], [t('Two.')]],
        attribution: [{ type: 'emphasis', content: [t('Ann Berg')] }, t(', captain')],
      },
    ],
  ],
  [
    'who said it may stand in a last paragraph after a dash',
    '<blockquote><p>One.</p><p>– Ann Berg</p></blockquote>',
    [{ type: 'quote', paragraphs: [[t('One.')]], attribution: [t('Ann Berg')] }],
  ],
  [
    'who said it may stand in the caption of a figure',
    '<figure><blockquote>One.</blockquote><figcaption>Ann Berg</figcaption></figure>',
    [{ type: 'quote', paragraphs: [[t('One.')]], attribution: [t('Ann Berg')] }],
  ],
  ['a quote without a name has none', '<blockquote>One.</blockquote>', [{ type: 'quote', paragraphs: [[t('One.')]] }]],
  [
    'direct speech in Russian is no attribution',
    `<blockquote><p>— Кто там?</p><p>— ${'Это мы, и мы пришли сказать вам, что мост закрыт. '.repeat(4)}</p></blockquote>`,
    [
      {
        type: 'quote',
        paragraphs: [
          [t('— Кто там?')],
          [t(`— ${'Это мы, и мы пришли сказать вам, что мост закрыт. '.repeat(4).trim()}`)],
        ],
      },
    ],
  ],
  [
    'lists nest, and loose lists belong to the item before them',
    '<ol><li>a<ul><li>b</li></ul></li><ul><li>c</li></ul><li><p>d</p><p>e</p></li><li></li></ol>',
    [
      {
        type: 'list',
        ordered: true,
        items: [
          { content: [t('a')], list: { ordered: false, items: [{ content: [t('b')] }] } },
          { content: [], list: { ordered: false, items: [{ content: [t('c')] }] } },
          { content: [t('d'), { type: 'break' }, t('e')] },
        ],
      },
    ],
  ],
  [
    'tables keep caption and head, and spans are written out',
    '<table><caption>Tides</caption><thead><tr><th>Day<th colspan=2>High</tr></thead><tr><td rowspan=2>Mo<td>1<td>2<tr><td>3<td>4</table>',
    [
      {
        type: 'table',
        caption: [t('Tides')],
        head: [[t('Day')], [t('High')], [t('High')]],
        rows: [
          [[t('Mo')], [t('1')], [t('2')]],
          [[t('Mo')], [t('3')], [t('4')]],
        ],
      },
    ],
  ],
  [
    'a table that only arranges the page is not one',
    '<table><tr><td><h2>A</h2><p>x</p></td><td><p>y</p><p>z</p></td></tr></table>',
    [{ type: 'heading', level: 2, content: [t('A')] }, p('x'), p('y'), p('z')],
  ],
  [
    'a picture keeps what it shows, caption and credit',
    '<figure><img src="/x.jpg" alt="Boats"><figcaption>At dawn. <span class="credit">Photo: Piet Holm</span></figcaption></figure>',
    [
      {
        type: 'picture',
        address: 'https://courier.example/x.jpg',
        alternative: 'Boats',
        caption: [t('At dawn.')],
        credit: 'Photo: Piet Holm',
      },
    ],
  ],
  [
    'a credit at the end of a caption is found',
    '<figure><img src="/x.jpg"><figcaption>Am Morgen. (Foto: Piet Holm/Hafenbild)</figcaption></figure><figure><img src="/y.jpg"><figcaption>© Piet Holm</figcaption></figure>',
    [
      {
        type: 'picture',
        address: 'https://courier.example/x.jpg',
        alternative: '',
        caption: [t('Am Morgen.')],
        credit: 'Foto: Piet Holm/Hafenbild',
      },
      { type: 'picture', address: 'https://courier.example/y.jpg', alternative: '', credit: '© Piet Holm' },
    ],
  ],
  [
    'a credit in an attribute is found',
    '<img src="/x.jpg" alt="" data-credit="Piet Holm">',
    [{ type: 'picture', address: 'https://courier.example/x.jpg', alternative: '', credit: 'Piet Holm' }],
  ],
  [
    'a picture in WordPress’s old caption has its caption',
    '<div class="wp-caption alignnone"><a href="/big.jpg"><img src="/x.jpg" alt="Boats"></a><p class="wp-caption-text">At dawn</p></div>',
    [{ type: 'picture', address: 'https://courier.example/x.jpg', alternative: 'Boats', caption: [t('At dawn')] }],
  ],
  [
    'of many sizes the one that fits is taken, and of lazy pictures the real one',
    '<p><img src="data:image/gif;base64,R0" data-src="/s.jpg" data-srcset="/a.jpg 300w, /b.jpg 1200w, /c.jpg 2400w"></p><noscript><img src="/s.jpg"></noscript>',
    [{ type: 'picture', address: 'https://courier.example/b.jpg', alternative: '' }],
  ],
  [
    'pictures in picture elements are found, and addresses may hold commas',
    '<picture><source type="image/webp" srcset="/w_1200,q_80/x.webp 1200w"><img src="/x.jpg" alt="x"></picture>',
    [{ type: 'picture', address: 'https://courier.example/w_1200,q_80/x.webp', alternative: 'x' }],
  ],
  [
    'icons, pixels and emoji are no pictures',
    '<p>a<img src="/p.gif" width="1" height="1"><img src="/i.png" width=16 height=16><img class="wp-smiley" src="/s.png" alt="🙂"></p>',
    [p('a🙂')],
  ],
  [
    'a video keeps poster and captions',
    '<figure><video poster="/p.jpg" aria-label="Ferry"><source src="/v.webm" type="video/webm"><source src="/v.mp4" type="video/mp4"><track kind="captions" srclang="de" src="/de.vtt"><track kind="metadata" srclang="en" src="/m.vtt"></video><figcaption>The ferry</figcaption></figure>',
    [
      {
        type: 'video',
        address: 'https://courier.example/v.mp4',
        poster: 'https://courier.example/p.jpg',
        captions: [{ language: 'de', address: 'https://courier.example/de.vtt' }],
        alternative: 'Ferry',
        caption: [t('The ferry')],
      },
    ],
  ],
  [
    'what is shown from elsewhere becomes a link',
    '<iframe src="https://video.example/embed/1" title="The film"></iframe><iframe src="//map.example/x"></iframe>',
    [p(link('https://video.example/embed/1', 'The film')), p(link('https://map.example/x', 'map.example'))],
  ],
  [
    'phrases in another language are marked, with their direction',
    '<p>He said <span lang="fa">سلام</span> in <i lang="en-GB">English</i>.</p>',
    [
      p(
        'He said ',
        { type: 'foreign', language: 'fa', direction: 'rtl', content: [t('سلام')] },
        ' in ',
        { type: 'emphasis', content: [t('English')] },
        '.',
      ),
    ],
  ],
  [
    'a correction is told by its class or its first word, without that word',
    '<p>x</p><div class="correction" role="note"><p><strong>Korrektur</strong> (<time datetime="2026-11-22T10:15:00Z">heute</time>): Es waren zwei.</p></div><p>Correction: It was three.</p>',
    [
      p('x'),
      { type: 'correction', time: '2026-11-22T10:15:00Z', content: [t('Es waren zwei.')] },
      { type: 'correction', time: '', content: [t('It was three.')] },
    ],
  ],
  ['separators stand between texts only', '<hr><p>a</p><hr><hr><p>b</p><hr>', [p('a'), { type: 'separator' }, p('b')]],
  ['preformatted lines stay lines', '<pre>a\n b\n\nc</pre>', [p('a', { type: 'break' }, 'b'), p('c')]],
  [
    'terms and summaries stand out',
    '<dl><dt>T</dt><dd>D</dd></dl><details><summary>S</summary>x</details>',
    [p(strong('T')), p('D'), p(strong('S')), p('x')],
  ],
  [
    'quotation marks that only browsers draw are written',
    '<p><q>a</q> <span lang="ru"><q>да</q></span></p>',
    [p('“a” ', { type: 'foreign', language: 'ru', direction: 'ltr', content: [t('«да»')] })],
  ],
  ['text that was struck out is not said', '<p>a <del>b</del><s>c</s>d</p>', [p('a d')]],
  [
    'the line WordPress adds to feeds is dropped in any language',
    '<p>x</p><p>Der Beitrag <a href="https://courier.example/a">The Wall</a> erschien zuerst auf <a href="https://courier.example">Courier</a>.</p>',
    [p('x')],
  ],
];

for (const [title, html, blocks] of CASES) {
  test(title, () => assert.deepEqual(read(html), blocks));
}

test('an aside that is a fact box stays; share bars, related links, forms and hidden things go', () => {
  const blocks = read(`<p>${'Text. '.repeat(50)}</p><aside><h3>Facts</h3><p>A fact.</p></aside>
    <aside><ul><li><a href="/x">Related one</a></li><li><a href="/y">Related two</a></li></ul></aside>
    <div class="share-bar"><a href="#">Share</a></div><form><p>Subscribe</p><input value="x"><button>Go</button></form>
    <nav><p>Menu</p></nav><p hidden>Hidden</p><p style="display: none">Hidden</p><div id="jp-relatedposts"><p>Related</p></div>
    <div class="shadow adjacent gradient sharedroof">Kept.</div>`);
  const text = blocks.flatMap((block) => ('address' in block ? [] : [plainText(block)])).join('\n');
  assert.match(text, /A fact\./);
  assert.match(text, /Kept\./);
  assert.doesNotMatch(text, /Related|Share|Subscribe|Menu|Hidden|Go/);
});

test('a form around the whole page does not hide the article', () => {
  assert.deepEqual(read('<form class="page-ads"><p>All of the text.</p></form>'), [p('All of the text.')]);
});

test('hostile HTML leaves nothing but its words', () => {
  const blocks = read(`<base href="https://evil.example/"><p onclick="steal()">Text <script>steal()</script>
    <a href="javascript:steal()">a</a> <a href="JaVa&#10;ScRiPt:steal()">b</a> <a href="data:text/html,x">c</a>
    <a href="https://user:secret@evil.example/">d</a> <a href="/e" onmouseover="steal()" style="position:fixed">e</a></p>
    <style>p{display:none}</style><svg onload="steal()"><script>steal()</script><text>drawn</text></svg>
    <math><mtext>math</mtext></math><form action="https://evil.example"><input name="password"></form>
    <iframe src="javascript:steal()" srcdoc="<p>framed</p>"></iframe><object data="data:x"></object><embed src="file:///etc/passwd">
    <img src="javascript:steal()" onerror="steal()"><video src="data:video/mp4,x"></video>
    <template><p>template</p></template><meta http-equiv="refresh" content="0;url=https://evil.example"><noscript><p>no script</p></noscript>`);
  assert.deepEqual(blocks, [p('Text a b c d ', link('https://courier.example/e', 'e'))]);
});

test('markers of pages inside text stay text', () => {
  const text = '<!--tamizdat:body--> --> <!--tamizdat:proof';
  const escaped = text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  assert.deepEqual(read(`<p>x ${escaped}</p><!--tamizdat:body-->`), [p(`x ${text}`)]);
});

test('control characters and directional overrides are gone', () => {
  assert.deepEqual(read('<p>a\u202eb\u2066c\u0007d\ufeffe\u2028f</p>'), [p('abcde f')]);
});

test('spaces that hold words together stay', () => {
  assert.deepEqual(read('<p>z.&nbsp;B. 420\u202fm</p>'), [p('z.\u00a0B. 420\u202fm')]);
});

test('the joiners that Persian needs stay', () => {
  assert.deepEqual(read('<p>می\u200cروم</p>', 'fa'), [p('می\u200cروم')]);
});

for (const [what, html] of [
  ['10,000 nested elements', '<div>'.repeat(10_000)],
  ['10,000 nested elements that close', `${'<b>'.repeat(10_000)}x${'</b>'.repeat(10_000)}`],
  ['10,000 nested lists', '<ul><li>'.repeat(10_000)],
  ['10,000 nested tables', '<table><tr><td>'.repeat(10_000)],
  ['10,000 nested quotes', '<blockquote>'.repeat(10_000)],
] as const) {
  test(`${what} are refused with a message that names what was read`, () => {
    assert.throws(
      () => read(html),
      (error) => {
        assert.ok(error instanceof SourceError, String(error));
        assert.equal(error.code, 'too-deep');
        assert.match(error.message, /^courier: /);
        return true;
      },
    );
  });
}

test('tags that never end cost no more than their length', () => {
  assert.ok(Array.isArray(read('<'.repeat(100_000))));
  assert.throws(() => read('<div '.repeat(200_000)), SourceError);
});

test('spans of a million cells are cut to what a table can have', () => {
  const [table] = read('<table><tr><th>a<th>b<tr><td colspan=1000000 rowspan=1000000>x<td>y<tr><td>z</table>');
  assert.ok(table?.type === 'table' && table.rows.every((row) => row.length <= 40));
});

/** A body around blocks, as a poll makes it. */
function draft(blocks: readonly DraftBlock[]): Draft {
  const about = { language: 'en', direction: 'ltr', headline: 'H', sections: [], bylines: [] } as const;
  return { ...about, publishedAt: '2026-11-22T10:15:00Z', blocks };
}

test('a text too long for one block is cut at sentences and loses nothing', () => {
  const text = 'This is a sentence of some length that stands here. '.repeat(300).trim();
  const fitted = fitDraft(
    draft(read(`<p>${text}</p><figure><img src="/x.jpg"><figcaption>${text}</figcaption></figure>`)),
    'courier',
  );
  assert.ok(fitted.blocks.length > 4);
  const paragraphs = fitted.blocks.flatMap((block) => ('content' in block ? [plainText(block.content)] : []));
  assert.ok(paragraphs.every((each) => each.endsWith('.')));
  const words = (blocks: readonly DraftBlock[]): number =>
    blocks
      .flatMap((block) =>
        'content' in block ? [block.content] : 'caption' in block && block.caption ? [block.caption] : [],
      )
      .reduce((sum, each) => sum + plainText(each).split(/\s+/).length, 0);
  assert.equal(words(fitted.blocks), text.split(/\s+/).length * 2);
});

test('more blocks than the model holds are refused by name, not cut', () => {
  assert.throws(
    () => fitDraft(draft(read('<p>x</p>'.repeat(2_001))), 'courier: "Long"'),
    (error) =>
      error instanceof SourceError && error.code === 'too-large' && /courier: "Long": 2001 blocks/.test(error.message),
  );
});

const NAMES =
  'p div span b i a br hr h1 h2 h3 h6 ul ol li dl dt dd blockquote cite footer table caption tr td th figure figcaption img picture source video track iframe pre q sub sup aside section article noscript script style svg form del ruby rt details summary time font center'.split(
    ' ',
  );
const attribute = fc.oneof(
  fc.tuple(
    fc.constantFrom('href', 'src', 'srcset', 'data-src', 'poster'),
    fc.oneof(
      fc.webUrl(),
      fc.constantFrom('javascript:x', '/a.jpg', 'a 1x, b 2x', '#', 'data:x', 'https://a:b@c.example'),
    ),
  ),
  fc.tuple(
    fc.constantFrom('class', 'id'),
    fc.constantFrom('lead', 'credit', 'wp-caption', 'caption', 'share', 'correction', 'kicker', 'emoji'),
  ),
  fc.tuple(fc.constantFrom('colspan', 'rowspan', 'width', 'height'), fc.constantFrom('0', '2', '99', '-1', 'x')),
  fc.tuple(fc.constantFrom('lang', 'srclang'), fc.constantFrom('ru', 'fa', 'en', 'xx-YY', '%%', '')),
  fc.tuple(fc.constantFrom('alt', 'title', 'datetime', 'data-credit'), fc.string({ unit: 'binary' })),
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '▶ point',
    '— Name',
    'Correction: x',
    'Foto: Piet Holm',
    '\u202e',
    '\ud800',
    ' ',
    '&amp;&#0;&#xD800;&nbsp;',
  ),
);
const tag = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(attribute, { maxLength: 3 }), fc.boolean())
  .map(([name, attributes, closing]) => {
    const written = attributes.map(([key, value]) => ` ${key}="${value.replaceAll('"', '')}"`).join('');
    return closing ? `</${name}>` : `<${name}${written}>`;
  });

test('blocks of any HTML pass the article model’s own check', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, tag, text), { maxLength: 40 }), (pieces) => {
      const html = pieces.join('');
      const fitted = fitDraft(draft(read(html)), 'courier');
      assert.ok(fitted.blocks.length <= 2_000, html);
    }),
    { numRuns: 1_000 },
  );
});

test('reading the same HTML twice gives the same blocks', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(tag, text), { maxLength: 20 }), (pieces) => {
      assert.deepEqual(read(pieces.join('')), read(pieces.join('')));
    }),
  );
});

test('a text that is all markup is refused before it is parsed: each tag, attribute and entity takes a place in memory', () => {
  const many = 160_000;
  const bombs = [
    `<p>${'&amp;'.repeat(many)}</p>`,
    '<p>x</p>'.repeat(many / 2),
    `<p ${Array.from({ length: many }, (_, at) => `a${at}=1`).join(' ')} b>x</p>`,
    `<p ${'a '.repeat(2 * many)}>x</p>`,
    // What ends a tag, and what is in quotes, is for the parser to say.
    `<p a="><" ${'a/'.repeat(2 * many)}>x</p>`,
    `<p "> ${'a\t\n'.repeat(2 * many)}>x</p>`,
  ];
  for (const html of bombs)
    assert.throws(
      () => blocksFromHtml(html, { language: 'de', headline: '', name: 'push:cms' }),
      (error) => error instanceof SourceError && error.code === 'too-large' && error.message.includes('push:cms'),
    );
  const long = `<p>${'Ein langer Satz über den Hafen. '.repeat(45_000)}</p>`;
  assert.ok(blocksFromHtml(long, { language: 'de', headline: '', name: 'push:cms' }).length > 0);
});
