import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import type { Overview } from '../newsroom/index.ts';
import { drawMain, drawPage } from './page.tsx';
import type { ConsoleLinks, Snapshot } from './snapshot.ts';
import { memoryCensor } from './testing/memory-censor.ts';
import { CARRIER_NAMES, emptySpecimen, fullSpecimen, NOW, specimen, version } from './testing/specimen.ts';

const FILES = { style: '/assets/console-X.css', script: (name: string) => `/assets/${name}-X.js` };
const LINKS: ConsoleLinks = { app: 'http://127.0.0.1:4200/' };

function snapshot(overview: Overview, other: Partial<Snapshot> = {}): Snapshot {
  return { overview, places: memoryCensor(CARRIER_NAMES).places(), links: LINKS, now: NOW, ...other };
}
function page(overview: Overview, other: Partial<Snapshot> = {}): Document {
  const seen = { snapshot: snapshot(overview, other), news: 'Edition 12 is out' };
  return parseHTML(drawPage(seen, FILES)).document;
}
/** Text as a person reads it. */
const text = (node: Element | null) => node?.textContent?.replaceAll(/\s+/g, ' ').trim() ?? '';
const texts = (document: Document, selector: string) =>
  [...document.querySelectorAll(selector)].map((node) => text(node));

test('every language version says where it is on its way', () => {
  const document = page(specimen());
  const stages = (id: string) => texts(document, `#${id} .stages li`);
  assert.deepEqual(stages('version-3fk9m2tq00-de'), ['came in', 'waits for an edition']);
  assert.deepEqual(stages('version-3fk9m2tq01-en'), ['came in', 'edition 12', 'on 4 of 6 carriers']);
  assert.deepEqual(stages('version-3fk9m2tq02-de'), ['came in', 'edition 9', 'on 6 of 6 carriers']);
  assert.equal(text(document.querySelector('#version-3fk9m2tq01-en .state')), 'corrected revision 2');
  assert.match(text(document.querySelector('#version-3fk9m2tq02-ru .state')), /^withdrawn/);
});

test('a headline has the language and direction of its version, and leads to its page once that is out', () => {
  const document = page(specimen());
  const persian = document.querySelector('#version-3fk9m2tq00-fa .headline');
  assert.equal(persian?.getAttribute('dir'), 'rtl');
  assert.equal(persian?.getAttribute('lang'), 'fa');
  assert.equal(persian?.querySelector('a'), null);
  const russian = document.querySelector('#version-3fk9m2tq01-ru .headline');
  assert.equal(russian?.getAttribute('dir'), 'ltr');
  assert.equal(
    russian?.querySelector('a')?.getAttribute('href'),
    'http://127.0.0.1:4200/#/ru/2026/11/22/3fk9m2tq01.html',
  );
});

test('an edition shows number, date and time in UTC, and what it brought', () => {
  const document = page(specimen());
  const edition = document.querySelector('#edition-11');
  assert.equal(text(edition), 'Edition 11 3 pages published, 1 withdrawn 22 Nov 2026, 18:05:10 UTC, 1 min ago');
  assert.equal(edition?.querySelector('time')?.getAttribute('datetime'), '2026-11-22T18:05:10.000Z');
});

test('a carrier shows what it holds, how far behind it is, why copying failed and what the censor does', () => {
  const censor = memoryCensor(CARRIER_NAMES);
  censor.set('orchard', { kind: 'freeze', afterBytes: 4_096 });
  const document = page(specimen(), { places: censor.places() });
  const carrier = text(document.querySelector('#carrier-orchard'));
  for (const part of [
    'bucket-co',
    'edition 9',
    '3 editions (3 min) behind',
    'no answer in time',
    'freezes after 4 KB',
  ]) {
    assert.ok(carrier.includes(part), `${part} in: ${carrier}`);
  }
  assert.ok(text(document.querySelector('#carrier-lantern')).includes('up to date'));
  assert.deepEqual(texts(document, '#carrier-orchard button[aria-pressed=true]'), ['Freeze']);
});

test('what the four steps say adds up', () => {
  const censor = memoryCensor(CARRIER_NAMES);
  censor.set('lantern', { kind: 'reset' });
  censor.set('orchard', { kind: 'old' });
  const steps = texts(page(specimen(), { places: censor.places() }), '.way > li');
  assert.equal(steps.length, 4);
  assert.match(steps[0] ?? '', /connection reset/);
  assert.match(steps[1] ?? '', /edition 12/);
  assert.match(steps[2] ?? '', /^Six carriers.*4 open, 1 blocked, 1 not to be believed/);
});

test('without a censor there are no buttons and no talk of a demonstration', () => {
  const document = page(specimen(), { places: null, links: {} });
  assert.deepEqual(texts(document, 'button, form, #own-site'), []);
  assert.ok(!text(document.body).includes('demonstration'));
  assert.match(texts(document, '.way > li')[2] ?? '', /4 of 6/);
});

test('an empty newsroom says of each part that there is nothing yet', () => {
  const document = page(emptySpecimen(), { places: null, links: {} });
  assert.equal(texts(document, '.nothing').length, 4);
  assert.ok(!text(document.body).includes('undefined'));
});

test('many articles stay in reach behind one that opens, with the number of all', () => {
  const document = page(fullSpecimen(), { places: null });
  assert.equal(document.querySelectorAll('.article').length, 40);
  assert.equal(text(document.querySelector('#journey-rest summary')), '34 more, of 1234 in all');
});

test('whatever a newsroom writes stays text', () => {
  const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'&';
  const address = 'javascript:alert(1)//<b>';
  const article = {
    article: '3fk9m2tq00',
    day: '2026-11-22',
    changedAt: NOW,
    versions: [version('de"><script>', evil)],
  };
  const carrier = { name: evil, group: evil, address, holds: null, behind: null, failure: evil };
  const overview = specimen({
    newsroom: evil,
    title: { en: evil },
    articles: [article],
    carriers: [carrier],
    sources: [{ address, failure: evil }],
  });
  const places = [{ name: evil, kind: 'carrier' as const, address, action: { kind: 'open' } as const }];
  const plain = page(specimen());
  const document = page(overview, { places, links: { app: address, site: address } });
  assert.deepEqual(
    [...document.querySelectorAll('script')].map((each) => each.getAttribute('src')),
    [FILES.script('live')],
  );
  assert.equal(document.querySelectorAll('img, b:not(.number, .holding b, .way b)').length, 0);
  for (const link of document.querySelectorAll('a')) assert.match(link.getAttribute('href') ?? '', /^#/);
  assert.equal(text(document.querySelector('h1')), evil);
  assert.equal(text(document.querySelector('.headline')), evil);
  assert.equal(plain.querySelectorAll('script').length, 1);
});

test('ids are unique, so that the live page finds each thing again', () => {
  for (const overview of [specimen(), fullSpecimen()]) {
    const ids = [...page(overview).querySelectorAll('[id]')].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  }
});

test('the stream carries the same main part as the page', () => {
  const shown = snapshot(specimen());
  assert.ok(drawPage({ snapshot: shown, news: '' }, FILES).includes(drawMain(shown)));
});
