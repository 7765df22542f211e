import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as any from '../../test/arbitraries/article.ts';
import { ENTRY, FRONT, FRONT_HTML, LISTINGS_REFUSED, SALT } from '../../test/article/refused.ts';
import { ArticleError, parseListing, serializeListing } from './index.ts';

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
  for (const [name, changed, code] of LISTINGS_REFUSED) {
    assert.notEqual(changed, FRONT_HTML, name);
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
