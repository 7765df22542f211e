import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { SaxesParser } from 'saxes';
import { SAMPLE_LANGUAGES } from './content.ts';
import { openSample } from './site.ts';

const NOW = new Date('2026-11-22T10:15:00Z');
const sample = await openSample({ now: () => NOW });
after(() => sample.close());

async function text(path: string): Promise<string> {
  return (await fetch(sample.address + path)).text();
}

/** Every element of a document as its name and attributes; throws when it is not well-formed, names included. */
function elementsOf(xml: string): { uri: string; local: string; attributes: Record<string, string> }[] {
  const parser = new SaxesParser({ xmlns: true });
  const found: { uri: string; local: string; attributes: Record<string, string> }[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    const values = Object.entries(attributes).map(([name, each]) => [name, each.value]);
    found.push({ uri, local, attributes: Object.fromEntries(values) });
  });
  parser.write(xml).close();
  return found;
}

const paths = ['/feed.xml', '/en/feed.xml', '/ru/feed.xml', '/fa/feed.xml', '/atom-teaser.xml', '/news-sitemap.xml'];

test('every XML document is well-formed', async () => {
  for (const path of paths) assert.ok(elementsOf(await text(path)).length > 5, path);
});

test('each language has full text, permanent ids, authors, sections and all versions in its RSS', async () => {
  for (const language of SAMPLE_LANGUAGES) {
    const feed = parseRssFeed(await text(language === 'de' ? '/feed.xml' : `/${language}/feed.xml`));
    const expected = sample
      .state()
      .articles.filter((each) => each.state !== 'withdrawn' && each.languages.includes(language));
    assert.equal(feed.language, language);
    assert.equal(feed.items?.length, expected.length);
    for (const item of feed.items ?? []) {
      assert.match(item.guid?.value ?? '', /^tag:bote\.example,2026:[a-z-]+:(de|en|ru|fa)$/);
      assert.equal(item.guid?.isPermaLink, false);
      const html = item.content?.encoded ?? '';
      assert.ok(html.length > 300, item.link);
      assert.doesNotMatch(html, / (?:src|href|poster)="\//, 'an address that is not absolute');
      assert.doesNotMatch(html, / srcset="\//);
      assert.ok((item.dc?.creators?.length ?? 0) > 0 && (item.categories?.length ?? 0) > 0);
      assert.ok(Date.parse(item.pubDate ?? '') <= Date.parse(String(item.atom?.updated)));
      assert.ok(item.atom?.links?.some((each) => each.hreflang === language && each.href === item.link));
    }
  }
});

test('ids do not depend on the port', async () => {
  const other = await openSample({ now: () => NOW });
  try {
    const ids = (xml: string) => (parseRssFeed(xml).items ?? []).map((each) => each.guid?.value);
    assert.deepEqual(ids(await (await fetch(`${other.address}/feed.xml`)).text()), ids(await text('/feed.xml')));
  } finally {
    await other.close();
  }
});

test('a text that was corrected carries its note', async () => {
  const item = parseRssFeed(await text('/feed.xml')).items?.find((each) => each.guid?.value?.includes(':handball:'));
  assert.match(item?.content?.encoded ?? '', /class="correction"[\s\S]*Fenja Riedel\. Wir bitten/);
});

test('withdrawn articles are tombstones with a reason, and no items', async () => {
  for (const path of ['/feed.xml', '/atom-teaser.xml', '/ru/feed.xml']) {
    const xml = await text(path);
    const tombs = elementsOf(xml).filter((each) => each.uri === 'http://purl.org/atompub/tombstones/1.0');
    assert.deepEqual(
      tombs.map((each) => each.local),
      ['deleted-entry', 'comment'],
      path,
    );
    assert.match(tombs[0]?.attributes.ref ?? '', /^tag:bote\.example,2026:werftverkauf:/);
    assert.equal(tombs[0]?.attributes.when, '2026-11-20T21:00:00.000Z');
    assert.doesNotMatch(xml, /werftverkauf\.html/);
  }
  assert.match(await text('/feed.xml'), /als gefälscht herausgestellt/);
});

test('the Atom feed has teasers only', async () => {
  const xml = await text('/atom-teaser.xml');
  const feed = parseAtomFeed(xml);
  assert.ok((feed.entries?.length ?? 0) >= 13);
  assert.ok(feed.entries?.every((each) => (each.summary?.value?.length ?? 0) > 20 && each.content === undefined));
  assert.ok(xml.length < 20_000);
});

test('the JSON feed has the German texts', async () => {
  const feed = parseJsonFeed(JSON.parse(await text('/feed.json')));
  assert.ok((feed.items?.length ?? 0) >= 13);
  assert.ok(feed.items?.every((each) => (each.content_html?.length ?? 0) > 300));
});

test('the news sitemap names what two days brought, in all languages, and nothing older or withdrawn', async () => {
  const xml = await text('/news-sitemap.xml');
  for (const part of ['/hafen/kaimauer.html', '/ru/hafen/kaimauer.html', '/fa/medien/sperre-orsanien.html']) {
    assert.ok(xml.includes(`<loc>${sample.address}${part}</loc>`), part);
  }
  assert.ok(!xml.includes('bibliothek'));
  assert.ok(!xml.includes('werftverkauf'));
  assert.match(xml, /<news:language>fa<\/news:language>/);
});

test('a correction and a withdrawal change the feeds at once', async () => {
  const before = await text('/en/feed.xml');
  assert.ok(before.includes('60 per cent'));
  sample.correct('kaimauer');
  const corrected = parseRssFeed(await text('/en/feed.xml')).items?.find((each) => each.link?.includes('kaimauer'));
  assert.match(corrected?.content?.encoded ?? '', /The state pays 55 per cent[\s\S]*class="correction"/);
  assert.equal(corrected?.atom?.updated, NOW.toISOString());
  sample.withdraw('kaimauer');
  const after = await text('/en/feed.xml');
  assert.match(after, /deleted-entry ref="tag:bote.example,2026:kaimauer:en"/);
  assert.ok(!after.includes('/kaimauer.html</link>'));
});

test('a feed lists the newest sixty articles of its language and the last sixty withdrawals, pages the newest sixty', async () => {
  let at = NOW.getTime();
  const now = () => new Date(at);
  const long = await openSample({ now, publicAddress: 'https://bote.example' });
  const get = async (path: string) => (await fetch(long.address + path)).text();
  const numbersIn = (xml: string, pattern: RegExp) => [...xml.matchAll(pattern)].map(([, number]) => Number(number));
  const range = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);
  const first = long.state().waiting;
  try {
    for (let number = 1 - first; number <= 140; number += 1) {
      at += 60_000;
      assert.ok(long.publish().done);
    }
    const day = NOW.toISOString().slice(0, 10);
    const ids = /<guid[^>]*>tag:bote\.example,2026:hafenbulletin-[\d-]+-(\d+):/g;
    for (const path of ['/feed.xml', '/ru/feed.xml']) {
      assert.deepEqual(numbersIn(await get(path), ids), range(140, 81), path);
    }
    const json = JSON.parse(await get('/feed.json'));
    assert.equal(json.items.length, 60);
    assert.equal((await get('/atom-teaser.xml')).match(/<entry>/g)?.length, 60);
    const sitemap = await get('/news-sitemap.xml');
    for (const prefix of ['', '/en', '/ru']) {
      const pattern = new RegExp(`<loc>https://bote\\.example${prefix}/hafen/hafenbulletin-[\\d-]+-(\\d+)\\.html`, 'g');
      assert.deepEqual(numbersIn(sitemap, pattern), range(140, 81), prefix);
    }
    assert.equal((await get('/en/')).match(/<article class="teaser/g)?.length, 60);
    assert.equal((await get('/en/hafen/')).match(/<article class="teaser/g)?.length, 60);
    assert.ok((await get(`/hafen/hafenbulletin-${day}-1.html`)).includes('Bulletin Nr. 1 '), 'older pages stay');

    for (let number = 1; number <= 70; number += 1) {
      at += 60_000;
      assert.ok(long.withdraw(`hafenbulletin-${day}-${number}`).done);
    }
    const tombs = /deleted-entry ref="tag:bote\.example,2026:hafenbulletin-[\d-]+-(\d+):/g;
    assert.deepEqual(numbersIn(await get('/feed.xml'), tombs), range(70, 11));
  } finally {
    await long.close();
  }
});
