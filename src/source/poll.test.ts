import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../article/index.ts';
import type { Arrival } from './arrival.ts';
import { type Poll, pollSource } from './poll.ts';
import type { SourceSettings } from './settings.ts';
import { emptySourceState, type SourceState } from './source-state.ts';
import { pageOf, rssOf, type TestItem, text } from './testing/feeds.ts';
import { type TestSite, withSite } from './testing/site.ts';

const RSS = { type: 'application/rss+xml; charset=utf-8' };
const NOW = new Date('2026-11-22T12:00:00Z');
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

/** One newsroom's feed being polled again and again; the state goes through JSON each time, as in a database. */
function source(site: TestSite, settings: Partial<SourceSettings> = {}) {
  let state: SourceState = emptySourceState();
  const all: SourceSettings = { name: 'courier', kind: 'feed', address: `${site.origin}/feed`, ...settings };
  return {
    get state(): SourceState {
      return state;
    },
    async poll(now = NOW, other: Partial<SourceSettings> = {}): Promise<Poll> {
      const poll = await pollSource({ ...all, ...other }, state, { fetch: site.client.fetch, now: () => now });
      state = JSON.parse(JSON.stringify(poll.state)) as SourceState;
      return poll;
    },
  };
}

const item = (number: number, more: Partial<TestItem> = {}): TestItem => ({
  guid: `tag:courier.example,2026:${number}`,
  title: `Story ${number}`,
  date: `Sun, 22 Nov 2026 0${number}:00:00 GMT`,
  html: text(`story ${number}`),
  ...more,
});

const told = (poll: Poll): string[] => poll.arrivals.map(({ status, body }) => `${status} ${body.headline}`);
const words = (arrival: Arrival | undefined): string =>
  (arrival?.body.blocks ?? []).flatMap((block) => ('address' in block ? [] : [plainText(block)])).join('\n');

test('a first poll brings everything, the next one nothing', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1)]) });
    const courier = source(site);
    const first = await courier.poll();
    assert.equal(first.outcome, 'read');
    assert.equal(first.title, 'The Courier');
    assert.deepEqual(told(first), ['new Story 2', 'new Story 1']);
    assert.deepEqual(first.warnings, []);
    const [story] = first.arrivals;
    assert.equal(story?.source, 'courier');
    assert.equal(story?.key, 'tag:courier.example,2026:2');
    assert.equal(story?.body.language, 'en');
    assert.equal(story?.body.publishedAt, '2026-11-22T02:00:00Z');
    const second = await courier.poll(hours(0.1));
    assert.equal(second.outcome, 'unchanged');
    assert.deepEqual(second.arrivals, []);
    assert.deepEqual(site.asked(), ['/feed', '/feed']);
  });
});

test('validators are sent back exactly as they came, and replaced after each answer', async () => {
  await withSite(async (site) => {
    const odd = 'W/"a,b;c"';
    site.routes.set('/feed', {
      ...RSS,
      headers: { etag: odd, 'last-modified': 'Sun, 22 Nov 2026 09:00:00 +0000' },
      body: rssOf([item(1)]),
    });
    const courier = source(site);
    await courier.poll();
    assert.equal((await courier.poll()).outcome, 'unchanged');
    assert.equal(site.requests[1]?.headers['if-none-match'], odd);
    assert.equal(site.requests[1]?.headers['if-modified-since'], 'Sun, 22 Nov 2026 09:00:00 +0000');
    site.routes.set('/feed', { ...RSS, headers: { etag: '"2"' }, body: rssOf([item(2), item(1)]) });
    assert.deepEqual(told(await courier.poll()), ['new Story 2']);
    await courier.poll();
    assert.equal(site.requests[3]?.headers['if-none-match'], '"2"');
    assert.equal(site.requests[3]?.headers['if-modified-since'], undefined);
  });
});

test('a server that keeps its validator while the body changes does not hide the change', async () => {
  await withSite(async (site) => {
    const answer = (items: TestItem[]) => ({
      // Sends the same validator, and the body whatever is asked.
      handle: (_: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(200, { 'content-type': RSS.type, etag: '"same"' }).end(rssOf(items));
      },
    });
    site.routes.set('/feed', answer([item(1)]));
    const courier = source(site);
    await courier.poll();
    site.routes.set('/feed', answer([item(2), item(1)]));
    assert.deepEqual(told(await courier.poll()), ['new Story 2']);
  });
});

test('a changed text is a change; a new date, new tracking or other markup around the same text is not', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const serve = async (story: TestItem): Promise<Poll> => {
      site.routes.set('/feed', { ...RSS, body: rssOf([story]) });
      return courier.poll();
    };
    const link = 'https://courier.example/1';
    await serve(item(1, { link }));
    assert.deepEqual(told(await serve(item(1, { link: `${link}?utm_source=feed` }))), []);
    assert.deepEqual(told(await serve(item(1, { link, updated: '2026-11-22T09:00:00Z' }))), []);
    assert.deepEqual(told(await serve(item(1, { link, html: `<div class="x">${text('story 1')}</div>` }))), []);
    const changed = await serve(item(1, { link, html: text('something else'), updated: '2026-11-22T10:00:00Z' }));
    assert.deepEqual(told(changed), ['changed Story 1']);
    assert.equal(changed.arrivals[0]?.body.modifiedAt, '2026-11-22T10:00:00Z');
    assert.deepEqual(told(await serve(item(1, { link, title: 'Story one', html: text('something else') }))), [
      'changed Story one',
    ]);
  });
});

test('an article does not become younger because its feed says so', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1)]) });
    await courier.poll();
    const body = rssOf([item(1, { date: 'Sun, 22 Nov 2026 11:00:00 GMT', html: text('a correction') })]);
    site.routes.set('/feed', { ...RSS, body });
    const [arrival] = (await courier.poll()).arrivals;
    assert.equal(arrival?.body.publishedAt, '2026-11-22T01:00:00Z');
    assert.equal(arrival?.body.modifiedAt, '2026-11-22T11:00:00Z');
  });
});

test('an item keeps its identity by address when its system makes the GUID anew', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const link = 'https://courier.example/1';
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { link })]) });
    const [first] = (await courier.poll()).arrivals;
    const again = item(1, { guid: 'other', link: 'http://www.courier.example/1/?utm_source=x', html: text('news') });
    site.routes.set('/feed', { ...RSS, body: rssOf([again]) });
    const second = await courier.poll();
    assert.deepEqual(told(second), ['changed Story 1']);
    assert.equal(second.arrivals[0]?.key, first?.key);
  });
});

test('where the feed has a teaser the page is read, once, and again only when the feed says something new', async () => {
  await withSite(async (site) => {
    const link = `${site.origin}/1`;
    const teaser = (more = ''): string =>
      rssOf([{ guid: '1', title: 'Story 1', link, date: item(1).date ?? '', teaser: `The council met.${more} […]` }]);
    site.routes.set('/feed', { ...RSS, body: teaser() });
    site.routes.set('/1', { headers: { etag: '"p1"' }, body: pageOf('Story 1', text('the harbour')) });
    const courier = source(site);
    const first = await courier.poll();
    assert.match(words(first.arrivals[0]), /about the harbour/);
    assert.doesNotMatch(words(first.arrivals[0]), /Imprint|Home/);
    await courier.poll();
    assert.deepEqual(site.asked(), ['/feed', '/1', '/feed']);
    // The teaser changed, the page did not: a conditional request, and no arrival.
    site.routes.set('/feed', { ...RSS, body: teaser(' Again.') });
    assert.deepEqual(told(await courier.poll()), []);
    assert.deepEqual(site.asked(), ['/feed', '/1']);
    assert.equal(site.requests.at(-1)?.headers['if-none-match'], '"p1"');
    site.routes.set('/feed', { ...RSS, body: teaser(' Once more.') });
    site.routes.set('/1', { headers: { etag: '"p2"' }, body: pageOf('Story 1', text('the market')) });
    assert.deepEqual(told(await courier.poll()), ['changed Story 1']);
  });
});

test('a full text in the feed needs no page; a setting may ask for pages all the same', async () => {
  await withSite(async (site) => {
    const link = `${site.origin}/1`;
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { link })]) });
    site.routes.set('/1', { body: pageOf('Story 1', text('the page', 20)) });
    const courier = source(site);
    assert.match(words((await courier.poll()).arrivals[0]), /story 1/);
    assert.deepEqual(site.asked(), ['/feed']);
    const pages = await courier.poll(NOW, { text: 'page' });
    assert.deepEqual(told(pages), ['changed Story 1']);
    assert.match(words(pages.arrivals[0]), /the page/);
  });
});

test('a short item whose page has no more to say keeps the text of the feed', async () => {
  await withSite(async (site) => {
    const html = '<p>The ferry sails again from noon.</p>';
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { link: `${site.origin}/1`, html })]) });
    site.routes.set('/1', { body: pageOf('Story 1', html) });
    assert.equal(words((await source(site).poll()).arrivals[0]), 'The ferry sails again from noon.');
  });
});

test('language links come from the feed, else from the page when the newsroom has several languages', async () => {
  await withSite(async (site) => {
    const link = `${site.origin}/1`;
    const german = `${site.origin}/de/1`;
    const page = pageOf('Story 1', text('x'), `<link rel="alternate" hreflang="de" href="/de/1">`);
    site.routes.set('/1', { body: page });
    site.routes.set('/feed', {
      ...RSS,
      body: rssOf([item(1, { link, alternates: { de: german, 'x-default': link } })]),
    });
    const [given] = (await source(site, { joinLanguages: true }).poll()).arrivals;
    assert.deepEqual(given?.alternates, [{ language: 'de', address: german }]);
    assert.deepEqual(site.asked(), ['/feed']);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { link })]) });
    const [found] = (await source(site, { joinLanguages: true }).poll()).arrivals;
    assert.deepEqual(found?.alternates, [{ language: 'de', address: german }]);
    assert.deepEqual((await source(site).poll()).arrivals[0]?.alternates, []);
  });
});

test('a tombstone withdraws with its reason, once', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1)]) });
    await courier.poll();
    const tombstone =
      '<at:deleted-entry ref="tag:courier.example,2026:2" when="2026-11-22T11:00:00Z"><at:comment>It was forged.</at:comment></at:deleted-entry>';
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1)], 'en', tombstone) });
    const poll = await courier.poll();
    assert.deepEqual(poll.withdrawals, [
      {
        source: 'courier',
        key: 'tag:courier.example,2026:2',
        language: 'en',
        reason: 'It was forged.',
        withdrawnAt: '2026-11-22T11:00:00Z',
        evidence: 'tombstone',
      },
    ]);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(3), item(1)], 'en', tombstone) });
    const next = await courier.poll();
    assert.deepEqual(next.withdrawals, []);
    assert.deepEqual(told(next), ['new Story 3']);
  });
});

test('an item listed beside its tombstone stays withdrawn, unless it is newer; then it is back', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const tombstone = '<at:deleted-entry ref="tag:courier.example,2026:2" when="2026-11-22T11:00:00Z"/>';
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1)], 'en', tombstone) });
    const first = await courier.poll();
    assert.deepEqual(told(first), ['new Story 1']);
    const back = item(2, { updated: '2026-11-22T11:30:00Z' });
    site.routes.set('/feed', { ...RSS, body: rssOf([back, item(1)], 'en', tombstone) });
    assert.deepEqual(told(await courier.poll()), ['new Story 2']);
  });
});

test('a withdrawn item that returns unchanged is published again', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const tombstone = '<at:deleted-entry ref="tag:courier.example,2026:2"/>';
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1)]) });
    await courier.poll();
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1)], 'en', tombstone) });
    assert.equal((await courier.poll()).withdrawals.length, 1);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1)]) });
    assert.deepEqual(told(await courier.poll()), ['changed Story 2']);
  });
});

test('an item that vanished before older ones is withdrawn when its page is gone, and only then', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const at = (number: number): TestItem => item(number, { link: `${site.origin}/${number}` });
    site.routes.set('/feed', { ...RSS, body: rssOf([at(4), at(3), at(2), at(1)]) });
    for (const number of [1, 2, 3]) site.routes.set(`/${number}`, { body: 'there' });
    site.routes.set('/2', { status: 410 });
    await courier.poll();
    site.asked();
    // 4 answers 404, 3 is still there, 2 answers 410, 1 is the oldest and stays.
    site.routes.set('/feed', { ...RSS, body: rssOf([at(1)]) });
    const poll = await courier.poll();
    assert.deepEqual(
      poll.withdrawals.map(({ key, evidence }) => `${key.slice(-1)} ${evidence}`),
      ['2 page-gone', '4 vanished'],
    );
    assert.deepEqual(site.asked().sort(), ['/2', '/3', '/4', '/feed']);
    // 3 is asked again when it is due, though the feed did not change, and not before.
    await courier.poll(hours(0.5));
    assert.deepEqual(site.asked(), ['/feed']);
    site.routes.delete('/3');
    const later = await courier.poll(hours(1.1));
    assert.deepEqual(
      later.withdrawals.map(({ key }) => key.slice(-1)),
      ['3'],
    );
  });
});

test('items that merely grew old leave the feed without a question', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const at = (number: number): TestItem => item(number, { link: `${site.origin}/${number}` });
    site.routes.set('/feed', { ...RSS, body: rssOf([at(2), at(1)]) });
    await courier.poll();
    site.asked();
    site.routes.set('/feed', { ...RSS, body: rssOf([at(3), at(2)]) });
    const poll = await courier.poll();
    assert.deepEqual(poll.withdrawals, []);
    assert.deepEqual(site.asked(), ['/feed']);
  });
});

test('a site that is down withdraws nothing', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    const at = (number: number): TestItem => item(number, { link: `${site.origin}/${number}` });
    site.routes.set('/feed', { ...RSS, body: rssOf([at(2), at(1)]) });
    await courier.poll();
    site.routes.set('/feed', { ...RSS, body: rssOf([at(1)]) });
    site.routes.set('/2', { status: 503 });
    assert.deepEqual((await courier.poll()).withdrawals, []);
  });
});

test('an item whose page answers 410 is withdrawn while the feed still lists it', async () => {
  await withSite(async (site) => {
    const courier = source(site, { text: 'page' });
    const link = `${site.origin}/1`;
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { link })]) });
    site.routes.set('/1', { body: pageOf('Story 1', text('x')) });
    await courier.poll();
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { link, updated: '2026-11-22T11:00:00Z' })]) });
    site.routes.set('/1', { status: 410, body: 'gone' });
    const poll = await courier.poll();
    assert.equal(poll.withdrawals[0]?.evidence, 'page-gone');
    site.asked();
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1, { link, updated: '2026-11-22T11:00:00Z' })]) });
    assert.deepEqual((await courier.poll()).withdrawals, []);
  });
});

test('at most so many items are read, the newest', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1), item(3), item(2)]) });
    assert.deepEqual(told(await source(site, { maxItems: 2 }).poll()), ['new Story 3', 'new Story 2']);
  });
});

test('a news sitemap is one more list of items', async () => {
  await withSite(async (site) => {
    const news = (language: string): string =>
      `<url><loc>${site.origin}/${language}</loc><news:news><news:publication><news:name>C</news:name><news:language>${language}</news:language></news:publication><news:publication_date>2026-11-22T10:00:00Z</news:publication_date><news:title>Story ${language}</news:title></news:news></url>`;
    site.routes.set('/feed', {
      type: 'application/xml',
      body: `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">${news('en')}${news('de')}</urlset>`,
    });
    site.routes.set('/en', { body: pageOf('Story', text('one')) });
    site.routes.set('/de', { body: pageOf('Story', text('two')) });
    const poll = await source(site, { kind: 'sitemap' }).poll();
    assert.deepEqual(
      poll.arrivals.map(({ body }) => `${body.language} ${body.headline}`),
      ['en Story en', 'de Story de'],
    );
  });
});

test('the address of a site is followed to the feed it names, which is remembered and said', async () => {
  await withSite(async (site) => {
    const head = '<link rel="alternate" type="application/rss+xml" href="/feed">';
    site.routes.set('/', { body: pageOf('Home', '<p>x</p>', head) });
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1)]) });
    const courier = source(site, { address: `${site.origin}/` });
    const poll = await courier.poll();
    assert.deepEqual(told(poll), ['new Story 1']);
    assert.equal(poll.warnings[0]?.code, 'followed-link');
    assert.match(
      poll.warnings[0]?.message ?? '',
      /courier: http:.*\/ is a web page; its feed http:.*\/feed is read instead/,
    );
    site.asked();
    assert.equal((await courier.poll()).outcome, 'unchanged');
    assert.deepEqual(site.asked(), ['/feed']);
  });
});

test('a poll repeated from an older state delivers the same again', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2), item(1)]) });
    const first = await source(site).poll();
    const again = await source(site).poll();
    assert.deepEqual(again.arrivals, first.arrivals);
    assert.deepEqual(again.state, first.state);
  });
});

test('keys that objects know already are keys like any other', async () => {
  await withSite(async (site) => {
    const courier = source(site);
    site.routes.set('/feed', {
      ...RSS,
      body: rssOf([item(1, { guid: '__proto__' }), item(2, { guid: 'constructor' })]),
    });
    assert.equal((await courier.poll()).arrivals.length, 2);
    site.routes.set('/feed', {
      ...RSS,
      body: rssOf([item(1, { guid: '__proto__' }), item(2, { guid: 'constructor' }), item(3)]),
    });
    assert.deepEqual(told(await courier.poll()), ['new Story 3']);
  });
});

test('no more than two pages of one host are asked at once', async () => {
  await withSite(async (site) => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 8 }, (_, at) => item(at + 1, { link: `${site.origin}/${at}` }));
    site.routes.set('/feed', { ...RSS, body: rssOf(items) });
    for (let at = 0; at < 8; at += 1) {
      site.routes.set(`/${at}`, {
        handle: (_, response) => {
          running += 1;
          most = Math.max(most, running);
          setTimeout(() => {
            running -= 1;
            response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf('x', text(`page ${at}`)));
          }, 10);
        },
      });
    }
    assert.equal((await source(site, { text: 'page' }).poll()).arrivals.length, 8);
    assert.equal(most, 2);
  });
});
