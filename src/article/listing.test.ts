import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { ArticleError, type Listing, type ListingEntry, parseListing, serializeListing } from './index.ts';

const SALT = '000102030405060708090a0b0c0d0e0f';
const ENTRY: ListingEntry = {
  path: 'ru/2026/11/22/3fk9m2tq7x.html',
  headline: 'Гавань открыта',
  publishedAt: '2026-11-22T10:15:00Z',
  state: 'current',
};
const FRONT: Listing = { kind: 'front', language: 'ru', direction: 'ltr', title: 'Курьер', entries: [ENTRY], days: [] };

const TIME = '<time datetime="2026-11-22T10:15:00Z" dir="ltr">2026-11-22 10:15 UTC</time>';

test('a front groups neighbours of one section and leads down into the days', () => {
  const html = serializeListing(
    {
      ...FRONT,
      entries: [
        { ...ENTRY, section: 'Город', kicker: 'Порт', teaser: 'Суда заходят.', byline: 'Анна Т.' },
        { ...ENTRY, section: 'Город', state: 'corrected' },
        { ...ENTRY, state: 'withdrawn' },
      ],
      days: [{ day: '2026-11-21', path: 'ru/2026/11/21/index.html' }],
    },
    { salt: SALT },
  );
  const link = '<a href="2026/11/22/3fk9m2tq7x.html">Гавань открыта</a>';
  assert.equal(
    html,
    [
      `<section lang="ru" dir="ltr" data-salt="${SALT}" data-kind="front">`,
      '<h1>Курьер</h1>',
      '<h2>Город</h2>',
      '<ul>',
      `<li><p class="kicker">Порт</p><h3>${link}</h3><p class="teaser">Суда заходят.</p><p class="at">${TIME} · <bdi>Анна Т.</bdi></p></li>`,
      `<li data-state="corrected"><h3>${link} ↻</h3><p class="at">${TIME}</p></li>`,
      '</ul>',
      '<ul>',
      `<li data-state="withdrawn"><h2><s>${link}</s></h2><p class="at">${TIME}</p></li>`,
      '</ul>',
      '<p class="days">',
      '<a href="2026/11/21/index.html">2026-11-21</a>',
      '</p>',
      '</section>',
    ].join('\n'),
  );
});

test('a day page names sections beside the entries and leads up and over', () => {
  const html = serializeListing(
    {
      ...FRONT,
      kind: 'day',
      day: '2026-11-22',
      entries: [{ ...ENTRY, section: 'Город' }],
      days: [{ day: '2026-11-21', path: 'ru/2026/11/21/index.2.html' }],
    },
    { salt: SALT, part: { number: 2, of: 2 } },
  );
  assert.ok(
    html.startsWith(
      `<section lang="ru" dir="ltr" data-salt="${SALT}" data-part="2/2" data-kind="day" data-day="2026-11-22">`,
    ),
  );
  assert.ok(
    html.includes(`<h2><a href="3fk9m2tq7x.html">Гавань открыта</a></h2><p class="at">${TIME} · <b>Город</b></p>`),
  );
  assert.ok(html.includes('<a href="../../../2026/11/21/index.2.html">2026-11-21</a>'));
});

test('whatever is written is read back the same', () => {
  fc.assert(
    fc.property(any.listing, any.salt, fc.option(any.part, { nil: undefined }), (listing, salt, part) => {
      const options = { salt, ...(part !== undefined && { part }) };
      const html = serializeListing(listing, options);
      assert.deepEqual(parseListing(html), { listing, ...options });
    }),
    { numRuns: 400 },
  );
});

test('a changed character is refused, or read as exactly what stands there', () => {
  const piece = fc.constantFrom('<', '>', '"', '&', ' ', '\n', '../', '-->', '<li>', '</ul>\n<ul>\n', '<h2>x</h2>\n');
  fc.assert(
    fc.property(any.listing, any.salt, fc.nat(), fc.nat(3), piece, (listing, salt, at, cut, insert) => {
      const html = serializeListing(listing, { salt });
      const position = at % html.length;
      const changed = html.slice(0, position) + insert + html.slice(position + cut);
      try {
        const { listing: read, ...identity } = parseListing(changed);
        assert.equal(serializeListing(read, identity), changed);
      } catch (error) {
        assert.ok(error instanceof ArticleError, String(error));
      }
    }),
    { numRuns: 400 },
  );
});

test('what a listing would not say so is refused', () => {
  const html = serializeListing(FRONT, { salt: SALT });
  const cases: readonly [name: string, html: string, code: string][] = [
    ['a link to elsewhere', html.replace('2026/11/22/3fk9m2tq7x.html', 'https://a.example/'), 'invalid'],
    ['a link out of the edition', html.replace('2026/11/22/', '../../'), 'invalid'],
    ['a script', html.replace('<h1>', '<script>'), 'not-the-subset'],
    ['a handler', html.replace('<li>', '<li onclick="x">'), 'not-the-subset'],
    ['a group of nothing', html.replace('<ul>\n', '<ul>\n</ul>\n<ul>\n'), 'not-canonical'],
    [
      'a group cut in two',
      html.replace('</ul>', `</ul>\n${html.slice(html.indexOf('<ul>'), html.indexOf('</ul>') + 5)}`),
      'not-canonical',
    ],
    [
      'a section on a day page',
      html.replace('"front"', '"day" data-day="2026-11-22"').replace('<ul>', '<h2>x</h2>\n<ul>'),
      'invalid',
    ],
    ['a day page without its day', html.replace('"front"', '"day"'), 'not-the-subset'],
    ['a state written out', html.replace('<li>', '<li data-state="current">'), 'not-the-subset'],
    ['no days in a list of days', html.replace('</section>', '<p class="days">\n</p>\n</section>'), 'not-canonical'],
    ['something after the end', `${html} `, 'not-the-subset'],
    ['too much', html.padEnd(256 * 1024 + 1), 'too-large'],
  ];
  for (const [name, changed, code] of cases) {
    assert.notEqual(changed, html, name);
    assert.throws(() => parseListing(changed), { name: 'ArticleError', code }, name);
  }
});

test('a listing with a fault is not written', () => {
  for (const listing of [
    { ...FRONT, title: '' },
    { ...FRONT, entries: [{ ...ENTRY, headline: 'a\u202eb' }] },
    { ...FRONT, entries: [{ ...ENTRY, path: 'de/2026/11/22/3fk9m2tq7x.html' }] },
  ]) {
    assert.throws(() => serializeListing(listing, { salt: SALT }), { code: 'invalid' });
  }
  assert.throws(() => serializeListing(FRONT, { salt: '' }), { code: 'invalid' });
});
