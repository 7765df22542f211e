import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from './bytes.ts';
import { BODY_END, BODY_START } from './page.ts';
import { refuseActive } from './page-wrapper.ts';

const BODY = '<article lang="ru">Мост закрыт.</article>';
const TAIL = '</body>\n</html>\n';
const page = (before: string, body = BODY, after = TAIL): Uint8Array =>
  bytesOf(
    `<!doctype html>\n<html lang="ru">\n<meta charset="utf-8">\n${before}\n<body>\n${BODY_START}${body}${BODY_END}${after}`,
  );
const refused = { name: 'ProofError', code: 'body-format' };

test('what pages have around their text passes', () => {
  refuseActive(
    page(`<title>Курьер &amp; Co</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<link rel="icon" href="data:,">
<link rel="canonical" href="https://courier.example/a?b=1&amp;c=2">
<link rel="alternate" hreflang="de" href="../../../../de/index.html">
<script type="application/ld+json">{"headline":"\\u003cscript>"}</script>
<style>p::after{content:"\\00a0↗"}a>b{color:red}</style>
<p><a href="../../../../de/index.html" hreflang="de">Deutsch</a> <a href="https://courier.example/">x</a></p>
<details><summary>?</summary><code dir="ltr">npx tamizdat verify x.html</code></details>`),
  );
  refuseActive(bytesOf(`\ufeff<!doctype html>${BODY_START}${BODY_END}`));
  refuseActive(bytesOf(BODY_START + BODY_END));
});

const active = [
  '<script>alert(1)</script>',
  '<script type="application/ld+json">{}</script ><img src="https://beacon.example/y">',
  '<script type="application/ld+json" src="/x"></script>',
  '<script type="module">x()</script>',
  '<SCRIPT src="/x"></SCRIPT>',
  '<img src="https://beacon.example/">',
  '<img alt="">',
  '<iframe></iframe>',
  '<svg></svg>',
  '<form action="https://beacon.example/"><input name="q"></form>',
  '<meta http-equiv="refresh" content="0;url=https://beacon.example/">',
  '<meta http-equiv="refres&#104;" content="0;url=https://beacon.example/">',
  '<meta http-equiv="" content="x" http-equiv="refresh"><meta http-equiv="refresh" http-equiv="">',
  '<link rel="stylesheet" href="/x.css">',
  '<link rel="alternate stylesheet" href="/x.css">',
  '<link rel="icon" href="https://beacon.example/i">',
  '<link href="/x.css">',
  '<base href="https://beacon.example/">',
  '<p onclick="x()">x</p>',
  '<p/onclick=x()>x</p>',
  '<p style="background:url(https://beacon.example/)">x</p>',
  '<table background="https://beacon.example/"></table>',
  '<p title="a>b" onclick="x()">x</p>',
  '<a href="/" ping="https://beacon.example/">x</a>',
  '<a href="/" attributionsrc="https://beacon.example/">x</a>',
  '<a href=" java&#10;script:x()">x</a>',
  '<a href="javascript:x()">x</a>',
  '<a href="java\nscript:x()">x</a>',
  '<a href="javascript&colon;x()">x</a>',
  '<a href="data:text/html,x">x</a>',
  '<!-- <p> -->',
  '<![CDATA[x]]>',
  '<?x?>',
  '<x-y></x-y>',
  '<',
  '</',
  '<p',
] as const;

for (const more of active) {
  test(`${JSON.stringify(more)} is refused, before the body and after it`, () => {
    assert.throws(() => refuseActive(page(more)), refused);
    assert.throws(() => refuseActive(page('', BODY, more + TAIL)), refused);
  });
}

const fetching = 'body{background:url(https://beacon.example/)}';

for (const [what, style] of [
  ['an address', `<style>${fetching}</style>`],
  ['an address written with escapes', '<style>body{background:u\\72l(https://beacon.example/)}</style>'],
  ['an escape that a line end closes', '<style>body{background:\\75\r\nrl(https://beacon.example/)}</style>'],
  ['an import', '<style>@import "https://beacon.example/";</style>'],
  ['an import written with escapes', '<style>@\\69 mport "https://beacon.example/";</style>'],
  ['a set of pictures', '<style>body{background:-webkit-image-set("https://beacon.example/" 1x)}</style>'],
  ['an address behind what looks like a tag', `<style><p>{}${fetching}</style>`],
  ['an address in a style sheet with attributes', `<style media="screen">${fetching}</style>`],
  ['an end tag with attributes', `<style>${fetching}</style class="x">`],
] as const) {
  test(`a style sheet with ${what} is refused`, () => assert.throws(() => refuseActive(page(style)), refused));
}

test('no element can take the body for its own text', () => {
  for (const name of ['style', 'title', 'script', 'textarea', 'xmp', 'noframes', 'noembed', 'plaintext']) {
    const opened = page(`<${name}>`, `<article>{}${fetching}</article>`, `</${name}>${TAIL}`);
    assert.throws(() => refuseActive(opened), refused, name);
  }
  assert.throws(() => refuseActive(page('<style>p{}', BODY, `${fetching}</style>`)), refused);
});

test('no markup arises where a piece of the page ends', () => {
  const data = '<script type="application/ld+json"></script>';
  for (const more of [
    `<sty${data}le>${fetching}</style>`,
    `<${data}p onclick="x()">`,
    `<p ${data}onclick="x()">`,
    `<a title="${data}" href="javascript:x()">`,
  ]) {
    assert.throws(() => refuseActive(page(more)), refused, more);
  }
});

test('what is refused is refused in any company, and nothing else than a name of the format is thrown', () => {
  const idle = fc.constantFrom(
    '<p>',
    '</p>',
    'text',
    '\n',
    '<style>p{}</style>',
    '<title>x</title>',
    '<b lang="ru">',
    '&amp;',
  );
  const some = fc.array(idle, { maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(some, (before) => refuseActive(page(before))));
  fc.assert(
    fc.property(some, fc.constantFrom(...active), some, (before, more, after) =>
      assert.throws(() => refuseActive(page(before + more + after)), refused),
    ),
  );
  const piece = fc.oneof(
    idle,
    fc.constantFrom('<', '>', '"', '=', ' ', '/', 'style', 'script', '<a href="'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      try {
        refuseActive(page(pieces.join('').replaceAll('tamizdat', '')));
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'body-format', String(error));
      }
    }),
  );
});
