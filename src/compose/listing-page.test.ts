import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Listing, type ListingEntry, parseListing } from '../article/index.ts';
import { checkContent } from '../proof/index.ts';
import { composeDay, composeFront, dayTitle, frontTitle, type ListingPageInput } from './listing-page.ts';
import { prose, sequence } from './testing/prose.ts';
import { FACE } from './testing/specimen.ts';
import { WIRE_BUDGET_BYTES, wireBytes } from './wire.ts';

const PROOF_BYTES = 2_000;
const SECTIONS = ['Город', 'Гавань', 'Культура', 'Спорт'];
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** Entries with the entropy of real ones, newest first. */
function entries(count: number): ListingEntry[] {
  const random = sequence(count);
  const words = prose('ru', count * 30)
    .join(' ')
    .split(' ');
  return Array.from({ length: count }, (_, at) => {
    const id = Array.from({ length: 10 }, () => '0123456789abcdefghjkmnpqrstvwxyz'[Math.floor(random() * 32)]).join('');
    return {
      path: `ru/2026/11/22/${id}.html`,
      headline: words.slice(at * 30, at * 30 + 9).join(' '),
      teaser: words.slice(at * 30 + 9, at * 30 + 30).join(' '),
      section: SECTIONS[at % SECTIONS.length] ?? '',
      byline: 'Мира Хольт',
      publishedAt: `2026-11-22T${String(23 - (at % 24)).padStart(2, '0')}:15:00Z`,
      state: at === 3 ? 'corrected' : at === 5 ? 'withdrawn' : 'current',
    };
  });
}

const days = Array.from({ length: 20 }, (_, at) => {
  const day = `2026-11-${String(21 - at).padStart(2, '0')}`;
  return { day, path: `ru/${day.replaceAll('-', '/')}/index.html` };
});
const front: Listing = {
  kind: 'front',
  language: 'ru',
  direction: 'ltr',
  title: frontTitle(FACE, 'ru'),
  entries: entries(60),
  days: days.slice(0, 19),
};
const input: ListingPageInput = {
  face: FACE,
  listing: front,
  others: ['de', 'fa'],
  salt: '00112233445566778899aabbccddeeff',
  proofBytes: PROOF_BYTES,
};
const dayListing = (count: number): Listing => ({
  ...front,
  kind: 'day',
  day: '2026-11-22',
  title: dayTitle('ru', '2026-11-22'),
  entries: entries(count),
});

test('a front is one page of the newest entries, section by section, the first of them with a teaser', () => {
  const page = composeFront(input);
  assert.equal(page.path, 'ru/index.html');
  const html = textOf(page.bytes);
  const size = wireBytes(html, PROOF_BYTES);
  assert.ok(size <= WIRE_BUDGET_BYTES, `${size} bytes`);
  const { listing } = parseListing(checkContent(page.bytes));
  const newest = front.entries.slice(0, 20).map(({ path }) => path);
  assert.deepEqual(new Set(listing.entries.map(({ path }) => path)), new Set(newest));
  assert.deepEqual(
    new Set(listing.entries.filter(({ teaser }) => teaser !== undefined).map(({ path }) => path)),
    new Set(newest.slice(0, 6)),
  );
  const sections = listing.entries.map(({ section }) => section);
  assert.deepEqual(
    sections.filter((section, at) => section !== sections[at - 1]),
    SECTIONS,
  );
  assert.deepEqual(listing.days, front.days.slice(0, 7));
});

test('a front of long lines takes as many of the newest entries as fit', () => {
  const lines = prose('ru', 6_000)
    .join(' ')
    .match(/.{280}/gs)
    ?.map((line) => line.trim());
  const long = front.entries.map((entry, at) => {
    return { ...entry, headline: lines?.[at] ?? '', byline: lines?.[at + front.entries.length] ?? '' };
  });
  const page = composeFront({ ...input, listing: { ...front, entries: long } });
  const size = wireBytes(textOf(page.bytes), PROOF_BYTES);
  assert.ok(size <= WIRE_BUDGET_BYTES && size > WIRE_BUDGET_BYTES - 400, `${size} bytes`);
  const { entries } = parseListing(checkContent(page.bytes)).listing;
  assert.ok(entries.length < 20, `${entries.length} entries`);
  const newest = long.slice(0, entries.length).map(({ path }) => path);
  assert.deepEqual(new Set(entries.map(({ path }) => path)), new Set(newest));
});

test('a front without entries says so and still leads to the days', () => {
  const html = textOf(composeFront({ ...input, listing: { ...front, entries: [] } }).bytes);
  assert.match(html, /Здесь пока ничего не опубликовано\./);
  assert.match(html, /href="2026\/11\/21\/index\.html"/);
});

test('fronts name the fronts of the other languages and do not link to themselves', () => {
  const html = textOf(composeFront(input).bytes);
  assert.match(html, /<a href="\.\.\/de\/index\.html" hreflang="de">Эта страница на немецком<\/a>/);
  assert.match(html, /<a href="\.\.\/fa\/index\.html" lang="fa" hreflang="fa">فارسی<\/a>/);
  assert.doesNotMatch(html, /<a href="index\.html"/);
});

test('a day page goes on in parts, each within the budget, that hold every entry once and no teaser', () => {
  const pages = composeDay({ ...input, listing: dayListing(90) });
  assert.ok(pages.length > 1);
  const found = pages.flatMap(({ path, bytes }, at) => {
    assert.equal(path, `ru/2026/11/22/index${at === 0 ? '' : `.${at + 1}`}.html`);
    assert.ok(wireBytes(textOf(bytes), PROOF_BYTES) <= WIRE_BUDGET_BYTES);
    return parseListing(checkContent(bytes)).listing.entries;
  });
  assert.deepEqual(
    found,
    dayListing(90).entries.map(({ teaser: _, ...entry }) => entry),
  );
});

test('a short day is one page without a part', () => {
  const pages = composeDay({ ...input, listing: dayListing(3) });
  assert.equal(pages.length, 1);
  const html = textOf(pages[0]?.bytes ?? new Uint8Array());
  assert.match(html, /<h1>Статьи за 22 ноября 2026 года<\/h1>/);
  assert.doesNotMatch(html, /Часть/);
  assert.match(html, /href="\.\.\/\.\.\/\.\.\/\.\.\/de\/2026\/11\/22\/index\.html"/);
});

test('a front is not made from the listing of a day, nor a day from that of a front', () => {
  assert.throws(() => composeFront({ ...input, listing: dayListing(1) }), { code: 'wrong-listing' });
  assert.throws(() => composeDay(input), { code: 'wrong-listing', message: /Линдхафенский вестник/ });
});
