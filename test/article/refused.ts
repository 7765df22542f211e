/** Bodies and listings that must be refused, and the good ones that they were made from. */
import {
  type ArticleBody,
  type Listing,
  type ListingEntry,
  serializeBody,
  serializeListing,
} from '../../src/article/index.ts';

/** The salt of all of them. */
export const SALT = '000102030405060708090a0b0c0d0e0f';
/** The hash of the files in them. */
export const SHA = 'ab'.repeat(32);

/** Plain text as the content of a block. */
export const text = (words: string) => [{ type: 'text' as const, text: words }];

/** A good body. */
export const BODY: ArticleBody = {
  language: 'ru',
  direction: 'ltr',
  state: 'current',
  headline: 'Гавань открыта',
  sections: ['Город'],
  bylines: ['Анна Т.', 'Б. Весна'],
  publishedAt: '2026-11-22T10:15:00Z',
  blocks: [{ id: 'b1', type: 'paragraph', content: text('Порт снова принимает суда.') }],
};

/** The good body with changes, written. */
export function serialized(changes: Partial<ArticleBody>): string {
  return serializeBody({ ...BODY, ...changes }, { salt: SALT });
}

/** The body, as it is written. */
const html = serialized({});
/** The same with other markup in the place of its one paragraph. */
export const withBlock = (markup: string): string => html.replace(/<p id="b1">.*<\/p>/, () => markup);
/** The same with a picture in it. */
export const withPicture = (link: string): string =>
  withBlock(`<figure id="b1" class="picture">\n<a href="../../../../m/ab/${SHA}.webp" ${link}</a>\n</figure>`);

/** Bodies out of the subset, and what of the reason must be told. */
export const BODIES_OUT_OF_SUBSET: readonly [name: string, html: string, reason: RegExp][] = [
  ['script', withBlock('<script>alert(1)</script>'), /does not belong among the blocks/],
  ['script in a paragraph', withBlock('<p id="b1">a<script>x</script></p>'), /expected "<\/p>", found "<script>/],
  ['a comment', withBlock('<!-- x -->'), /does not belong among the blocks/],
  ['a comment in text', withBlock('<p id="b1">a<!-- x --></p>'), /expected "<\/p>"/],
  ['an image', withBlock('<p id="b1">a<img src="x"></p>'), /expected "<\/p>"/],
  ['upper case', withBlock('<P id="b1">a</P>'), /does not belong among the blocks/],
  ['upper-case mark', withBlock('<p id="b1"><STRONG>a</STRONG></p>'), /expected "<\/p>"/],
  ['a handler', withBlock('<p id="b1" onclick="x">a</p>'), /expected ">"/],
  ['a style', withBlock('<p id="b1" style="x">a</p>'), /expected ">"/],
  ['an attribute twice', withBlock('<p id="b1" id="b1">a</p>'), /expected ">"/],
  ['single quotes', withBlock("<p id='b1'>a</p>"), /does not belong among the blocks/],
  ['no id', withBlock('<p>a</p>'), /does not belong among the blocks/],
  ['an unknown class', withBlock('<p id="b1" class="x">a</p>'), /class "x" is none of lead, point, correction/],
  ['a named entity', withBlock('<p id="b1">a&nbsp;b</p>'), /"&" must be written as an entity/],
  ['a numeric entity', withBlock('<p id="b1">a&#60;b</p>'), /"&" must be written as an entity/],
  ['&quot; in text', withBlock('<p id="b1">a&quot;b</p>'), /"&" must be written as an entity/],
  ['a bare >', withBlock('<p id="b1">a>b</p>'), /">" must be written as an entity/],
  ['a control character', withBlock('<p id="b1">a\u0001b</p>'), /U\+0001 may not stand/],
  ['a line end in text', withBlock('<p id="b1">a\nb</p>'), /U\+000A may not stand/],
  ['a carriage return', html.replaceAll('\n', '\r\n'), /expected ">\\n<header>\\n"/],
  ['a direction override', withBlock('<p id="b1">a\u202eb</p>'), /U\+202E may not stand/],
  ['a lone surrogate', withBlock('<p id="b1">a\ud800b</p>'), /U\+D800 may not stand/],
  [
    'javascript:',
    withBlock('<p id="b1"><a href="javascript:x" rel="external noreferrer nofollow">a</a></p>'),
    /address/,
  ],
  ['data:', withBlock('<p id="b1"><a href="data:text/html,x" rel="external noreferrer nofollow">a</a></p>'), /address/],
  ['a relative link', withBlock('<p id="b1"><a href="/x" rel="external noreferrer nofollow">a</a></p>'), /address/],
  [
    'credentials',
    withBlock('<p id="b1"><a href="https://u:p@a.example/" rel="external noreferrer nofollow">a</a></p>'),
    /address/,
  ],
  ['an unmarked link', withBlock('<p id="b1"><a href="https://a.example/">a</a></p>'), /expected " rel=/],
  ['a media link out of place', withBlock('<p id="b1"><a href="../../../../m/ab/x.webp">a</a></p>'), /address/],
  ['a wrong salt', html.replace(SALT, 'x'), /salt/],
  ['a part that is none', html.replace('" data-state', '" data-part="3/2" data-state'), /part 3 of 2/],
  ['a state that is none', html.replace('"current"', '"best"'), /state "best"/],
  ['something after the end', `${html}\n`, /expected the end/],
  ['something before the start', ` ${html}`, /character 0: expected/],
  ['nothing', '', /found the end/],
  ['an end too early', html.slice(0, -1), /does not belong/],
  ['another visible time', html.replace('2026-11-22 10:15 UTC', '2026-11-22 10:16 UTC'), /expected " dir=/],
];

/** Bodies in the subset that are written otherwise or worth nothing, with the code of their refusal. */
export const BODIES_REFUSED: readonly [name: string, html: string, code: string][] = [
  ['a size that lies', withPicture('data-bytes="9" data-px="1x1">▣ (<bdi>2 KB, WebP</bdi>)'), 'not-canonical'],
  ['more dimensions', withPicture('data-bytes="9" data-px="1x1x1">▣ (<bdi>1 KB, WebP</bdi>)'), 'not-canonical'],
  [
    'a language on a picture',
    withPicture('data-bytes="9" data-px="1x1" hreflang="de">▣ (<bdi>1 KB, WebP</bdi>)'),
    'not-canonical',
  ],
  ['no dimensions', withPicture('data-bytes="9">▣ (<bdi>1 KB, WebP</bdi>)'), 'not-the-subset'],
  [
    'a size with a leading zero',
    withPicture('data-bytes="09" data-px="1x1">▣ (<bdi>1 KB, WebP</bdi>)'),
    'not-the-subset',
  ],
  ['a part that is the only one', html.replace('" data-state', '" data-part="1/1" data-state'), 'not-canonical'],
  ['white space at the edge', withBlock('<p id="b1"> a</p>'), 'invalid'],
  ['two spaces', withBlock('<p id="b1">a  b</p>'), 'invalid'],
  ['an empty paragraph', withBlock('<p id="b1"></p>'), 'invalid'],
  ['an empty mark', withBlock('<p id="b1">a<em></em></p>'), 'invalid'],
  ['a mark in itself', withBlock('<p id="b1"><em><em>a</em></em></p>'), 'invalid'],
  ['marks side by side', withBlock('<p id="b1"><em>a</em><em>b</em></p>'), 'invalid'],
  ['a text not in NFC', withBlock('<p id="b1">A\u030a</p>'), 'invalid'],
  ['an id twice', withBlock('<p id="b1">a</p>\n<p id="b1">b</p>'), 'invalid'],
  ['an id of another kind', withBlock('<p id="x">a</p>'), 'invalid'],
  [
    'a ragged table',
    withBlock('<table id="b1">\n<tbody>\n<tr><td>a</td></tr>\n<tr><td>a</td><td>b</td></tr>\n</tbody>\n</table>'),
    'invalid',
  ],
  [
    'an empty heading of a column',
    withBlock(
      '<table id="b1">\n<thead>\n<tr><th></th></tr>\n</thead>\n<tbody>\n<tr><td>a</td></tr>\n</tbody>\n</table>',
    ),
    'not-canonical',
  ],
  ['a date that does not exist', html.replaceAll('2026-11-22', '2026-11-31'), 'invalid'],
  ['an unknown language', html.replace('lang="ru"', 'lang="RU"'), 'invalid'],
  ['an empty headline', html.replace(/<h1>.*<\/h1>/, '<h1></h1>'), 'invalid'],
];

/** A good entry. */
export const ENTRY: ListingEntry = {
  path: 'ru/2026/11/22/3fk9m2tq7x.html',
  headline: 'Гавань открыта',
  publishedAt: '2026-11-22T10:15:00Z',
  state: 'current',
};
/** A good listing. */
export const FRONT: Listing = {
  kind: 'front',
  language: 'ru',
  direction: 'ltr',
  title: 'Курьер',
  entries: [ENTRY],
  days: [],
};

/** The listing, as it is written. */
export const FRONT_HTML = serializeListing(FRONT, { salt: SALT });

/** Listings that must be refused, with the code of their refusal. */
export const LISTINGS_REFUSED: readonly [name: string, html: string, code: string][] = [
  ['a link to elsewhere', FRONT_HTML.replace('2026/11/22/3fk9m2tq7x.html', 'https://a.example/'), 'invalid'],
  ['a link out of the edition', FRONT_HTML.replace('2026/11/22/', '../../'), 'invalid'],
  ['a script', FRONT_HTML.replace('<h1>', '<script>'), 'not-the-subset'],
  ['a handler', FRONT_HTML.replace('<li>', '<li onclick="x">'), 'not-the-subset'],
  ['a group of nothing', FRONT_HTML.replace('<ul>\n', '<ul>\n</ul>\n<ul>\n'), 'not-canonical'],
  [
    'a group cut in two',
    FRONT_HTML.replace(
      '</ul>',
      `</ul>\n${FRONT_HTML.slice(FRONT_HTML.indexOf('<ul>'), FRONT_HTML.indexOf('</ul>') + 5)}`,
    ),
    'not-canonical',
  ],
  [
    'a section on a day page',
    FRONT_HTML.replace('"front"', '"day" data-day="2026-11-22"').replace('<ul>', '<h2>x</h2>\n<ul>'),
    'invalid',
  ],
  ['a day page without its day', FRONT_HTML.replace('"front"', '"day"'), 'not-the-subset'],
  ['a state written out', FRONT_HTML.replace('<li>', '<li data-state="current">'), 'not-the-subset'],
  [
    'no days in a list of days',
    FRONT_HTML.replace('</section>', '<p class="days">\n</p>\n</section>'),
    'not-canonical',
  ],
  ['something after the end', `${FRONT_HTML} `, 'not-the-subset'],
  ['too much', FRONT_HTML.padEnd(256 * 1024 + 1), 'too-large'],
];
