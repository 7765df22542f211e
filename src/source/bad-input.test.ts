import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, type Fetch, openClient } from '../platform/http/index.ts';
import { type Poll, pollSource } from './poll.ts';
import type { SourceSettings } from './settings.ts';
import { emptySourceState, type SourceState } from './source-state.ts';
import { encodeAs } from './testing/encode.ts';
import { pageOf, rssOf, type TestItem, text } from './testing/feeds.ts';
import { type TestSite, withSite } from './testing/site.ts';

const RSS = { type: 'application/rss+xml; charset=utf-8' };
const NOW = new Date('2026-11-22T12:00:00Z');

function poll(
  site: TestSite,
  state: SourceState = emptySourceState(),
  settings: Partial<SourceSettings> = {},
  ports: { fetch?: Fetch; now?: Date; signal?: AbortSignal } = {},
): Promise<Poll> {
  const all: SourceSettings = { name: 'courier', kind: 'feed', address: `${site.origin}/feed`, ...settings };
  const { fetch = site.client.fetch, now = NOW, signal } = ports;
  return pollSource(all, state, { fetch, now: () => now, ...(signal !== undefined && { signal }) });
}

const good: TestItem = {
  guid: 'good',
  title: 'Good story',
  date: 'Sun, 22 Nov 2026 09:00:00 GMT',
  html: text('the good'),
};
const headlines = (result: Poll): string[] => result.arrivals.map(({ body }) => body.headline);
const messages = (result: Poll): string[] => result.warnings.map(({ message }) => message);

/** The source fails as a whole: a value that names it, and nothing of the state is lost. */
async function fails(
  site: TestSite,
  message: RegExp,
  settings: Partial<SourceSettings> = {},
  fetch?: Fetch,
): Promise<void> {
  const before: SourceState = {
    ...emptySourceState(),
    items: {
      kept: {
        language: 'en',
        alternates: [],
        fingerprint: 'f',
        contentHash: 'c',
        publishedAt: '2026-11-22T09:00:00Z',
        headline: 'Kept',
      },
    },
  };
  const result = await poll(site, before, settings, fetch === undefined ? {} : { fetch });
  assert.equal(result.outcome, 'failed');
  assert.match(result.failure?.message ?? '', message);
  assert.match(result.failure?.message ?? '', /^courier: http/);
  assert.deepEqual(result.state.items, before.items);
  assert.deepEqual([result.arrivals, result.withdrawals], [[], []]);
}

/** A client with small limits, so that slow servers are known soon. */
async function impatient(site: TestSite, run: (fetch: Fetch) => Promise<void>): Promise<void> {
  const client: Client = openClient({
    allowPrivate: (host) => site.origin.endsWith(host),
    limits: { firstByteMs: 100, idleMs: 100, totalMs: 400 },
  });
  try {
    await run(client.fetch);
  } finally {
    await client.close();
  }
}

test('a feed that is not XML fails with its name and what stands there', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { type: 'text/plain', body: 'Service temporarily unavailable' });
    await fails(site, /not XML \(starts with "Service temporarily un/);
    site.routes.set('/feed', { type: 'text/html', body: '<html><body>Maintenance</body></html>' });
    await fails(site, /a web page, not a feed/);
    site.routes.set('/feed', { ...RSS, body: '' });
    await fails(site, /not XML \(empty\)/);
    site.routes.set('/feed', { ...RSS, body: '{"not":"a feed"}' });
    await fails(site, /JSON, but not a JSON Feed/);
  });
});

test('a page that names a feed that is a page again is not followed for ever', async () => {
  await withSite(async (site) => {
    const head = '<link rel="alternate" type="application/rss+xml" href="/other">';
    site.routes.set('/feed', { body: pageOf('Home', '<p>x</p>', head) });
    site.routes.set('/other', { body: pageOf('Home', '<p>x</p>', head) });
    await fails(site, /\/other: a web page, not a feed/);
  });
});

test('an endless feed is cut off at the cap', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', {
      handle: (_, response) => {
        response.writeHead(200, { 'content-type': RSS.type });
        const more = (): void => {
          while (!response.destroyed && response.write('<item><title>x</title></item>'.repeat(2_000))) {}
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
    });
    await fails(site, /more than 10000000 bytes/);
  });
});

test('a feed that says it is 2 GB is not waited for', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', {
      handle: (_, response) => {
        response.writeHead(200, { 'content-type': RSS.type, 'content-length': String(2 ** 31) });
        const more = (): void => {
          while (!response.destroyed && response.write(' '.repeat(65_536))) {}
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
    });
    await fails(site, /more than 10000000 bytes/);
  });
});

test('a server that never answers, and one that trickles, fail in time', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { handle: () => {} });
    await impatient(site, (fetch) => fails(site, /no answer in time|not finished/, {}, fetch));
    site.routes.set('/feed', {
      handle: (_, response) => {
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    });
    await impatient(site, (fetch) => fails(site, /not finished/, {}, fetch));
  });
});

test('a redirect loop fails with its way', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { status: 302, headers: { location: '/feed2' } });
    site.routes.set('/feed2', { status: 302, headers: { location: '/feed' } });
    await fails(site, /redirects lead nowhere: .*\/feed → .*\/feed2 → .*\/feed/);
  });
});

test('a feed that answers with an error is told apart from one that is gone', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { status: 500 });
    const broken = await poll(site);
    assert.match(broken.failure?.message ?? '', /answers 500/);
    assert.equal(broken.failure?.retryable, true);
    site.routes.set('/feed', { status: 403 });
    const refused = await poll(site);
    assert.equal(refused.failure?.retryable, false);
    assert.ok(refused.failure?.hint !== undefined);
  });
});

test('an entity bomb fails by name', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', {
      ...RSS,
      body: `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>`,
    });
    await fails(site, /declares entities of its own/);
  });
});

test('a feed in another encoding than it declares is read right, and it is said', async () => {
  await withSite(async (site) => {
    const russian = 'Жители города получили сообщение о том, что мост через реку закрыт до весны. '.repeat(8);
    const feed = rssOf([{ guid: '1', title: 'Мост закрыт', date: good.date ?? '', html: `<p>${russian}</p>` }], 'ru');
    site.routes.set('/feed', { ...RSS, body: encodeAs(feed, 'windows-1251') });
    const result = await poll(site);
    assert.deepEqual(headlines(result), ['Мост закрыт']);
    assert.match(messages(result)[0] ?? '', /^courier: http.*\/feed: declared as utf-8, but is windows-1251/);
  });
});

test('a feed that is nearly XML is read, and it is said', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { ...RSS, body: rssOf([good]).replace('The Courier', 'Fish & Courier') });
    const result = await poll(site);
    assert.deepEqual(headlines(result), ['Good story']);
    assert.match(messages(result)[0] ?? '', /^courier: http.*\/feed: not well-formed/);
  });
});

test('a feed that breaks off gives its whole items and withdraws nothing', async () => {
  await withSite(async (site) => {
    const second: TestItem = {
      ...good,
      guid: 'second',
      title: 'Second',
      link: `${site.origin}/second`,
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
    };
    site.routes.set('/feed', { ...RSS, body: rssOf([second, good]) });
    const first = await poll(site);
    const whole = rssOf([good, { ...second, html: text('a change') }]);
    site.routes.set('/feed', { ...RSS, body: whole.slice(0, whole.indexOf('a change') + 200) });
    const result = await poll(site, first.state);
    assert.deepEqual([result.arrivals, result.withdrawals], [[], []]);
    assert.match(messages(result)[0] ?? '', /breaks off/);
    assert.ok('second' in result.state.items);
  });
});

/** Items that fail alone, and how they are named. */
const ITEMS: readonly (readonly [string, TestItem, RegExp])[] = [
  ['an item without text and page', { guid: '1', title: 'Empty' }, /^courier: "Empty" \(1\): left out: no text/],
  [
    'an item that is only text',
    { html: text('x') },
    /^courier: an item without title and address: has no id, address, title or date/,
  ],
  [
    'an item with only white space and tags',
    { guid: '1', title: 'Blank', html: '<p>&nbsp;</p><script>x()</script><p><br></p>' },
    /^courier: "Blank" \(1\): left out: no text/,
  ],
  [
    'an item dated more than a day ahead',
    { guid: '1', title: 'Tomorrow', date: 'Wed, 25 Nov 2026 09:00:00 GMT', html: text('x') },
    /^courier: "Tomorrow" \(1\): dated 2026-11-25T09:00:00Z, more than a day ahead/,
  ],
  [
    'an item with the id of another',
    { guid: 'good', title: 'Double', html: text('x') },
    /^courier: "Double" \(good\): has the id of an item before it \(good\); the first one is taken/,
  ],
  [
    'an item with 10,000 nested tags',
    { guid: '1', title: 'Deep', html: '<div>'.repeat(10_000) },
    /^courier: "Deep" \(1\): left out: HTML nested more than 256 elements deep/,
  ],
  [
    'an item with more blocks than an article has',
    { guid: '1', title: 'Long', html: '<p>x</p>'.repeat(2_500) },
    /^courier: "Long" \(1\): left out: 2500 blocks of text; 2000 are the most/,
  ],
];

for (const [what, bad, message] of ITEMS) {
  test(`${what} is named with source and item, and everything else goes on`, async () => {
    await withSite(async (site) => {
      site.routes.set('/feed', { ...RSS, body: rssOf([good, bad]) });
      const result = await poll(site);
      assert.equal(result.outcome, 'read');
      assert.deepEqual(headlines(result), ['Good story']);
      assert.equal(result.warnings.length, 1, JSON.stringify(result.warnings));
      assert.match(messages(result)[0] ?? '', message);
      assert.equal(result.warnings[0]?.source, 'courier');
      assert.ok(result.warnings[0]?.item !== undefined);
    });
  });
}

test('an item dated ahead is read when its day has come, though the feed did not change', async () => {
  await withSite(async (site) => {
    const tomorrow: TestItem = { ...good, guid: 'ahead', title: 'Ahead', date: 'Tue, 24 Nov 2026 13:00:00 GMT' };
    site.routes.set('/feed', { ...RSS, headers: { etag: '"1"' }, body: rssOf([tomorrow, good]) });
    const first = await poll(site);
    assert.deepEqual(headlines(first), ['Good story']);
    assert.equal((await poll(site, first.state)).outcome, 'unchanged');
    const later = await poll(site, first.state, {}, { now: new Date('2026-11-23T14:00:00Z') });
    assert.deepEqual(headlines(later), ['Ahead']);
  });
});

test('an item that cannot be read keeps what was carried before', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { ...RSS, body: rssOf([good]) });
    const first = await poll(site);
    site.routes.set('/feed', { ...RSS, body: rssOf([{ ...good, html: '<b>'.repeat(10_000) }]) });
    const result = await poll(site, first.state);
    assert.deepEqual([result.arrivals, result.withdrawals], [[], []]);
    assert.match(messages(result)[0] ?? '', /^courier: "Good story" \(good\): kept as it was: HTML nested/);
    assert.deepEqual(result.state.items.good, first.state.items.good);
  });
});

/** Pages that cannot be read, and how they are named. */
const PAGES: readonly (readonly [string, Parameters<TestSite['routes']['set']>[1], RegExp])[] = [
  ['is missing', { status: 404 }, /\/1\): left out: http.*\/1: answers 404/],
  ['answers with an error', { status: 500 }, /\/1\): left out: http.*\/1: answers 500/],
  ['redirects in a loop', { status: 302, headers: { location: '/1' } }, /redirects lead nowhere/],
  [
    'leads into the private network',
    { status: 302, headers: { location: 'http://10.0.0.1/' } },
    /10\.0\.0\.1.*private network/,
  ],
  ['is not a page', { type: 'application/pdf', body: '%PDF-1.7' }, /not a web page but application\/pdf/],
  ['is nested without end', { body: `<html><body>${'<div>'.repeat(10_000)}` }, /nested more than 256/],
  ['is larger than any page', { body: `<html>${' '.repeat(5_100_000)}` }, /more than 5000000 bytes/],
  ['has no text', { body: '<html><body><script>render()</script><div id="app"></div></body></html>' }, /no text/],
];

for (const [what, route, message] of PAGES) {
  test(`an item whose page ${what} is named, and everything else goes on`, async () => {
    await withSite(async (site) => {
      const teaser: TestItem = { guid: '1', title: 'Teaser', link: `${site.origin}/1`, date: good.date ?? '' };
      site.routes.set('/feed', { ...RSS, body: rssOf([teaser, good]) });
      site.routes.set('/1', route);
      const result = await poll(site);
      assert.deepEqual(headlines(result), ['Good story']);
      assert.equal(result.warnings.length, 1);
      assert.match(messages(result)[0] ?? '', /^courier: "Teaser" \(http/);
      assert.match(messages(result)[0] ?? '', message);
    });
  });
}

test('a page that was down is tried again when it is due, though the feed did not change', async () => {
  await withSite(async (site) => {
    const teaser: TestItem = {
      guid: '1',
      title: 'Teaser',
      link: `${site.origin}/1`,
      date: good.date ?? '',
      teaser: 'Short […]',
    };
    site.routes.set('/feed', { ...RSS, headers: { etag: '"1"' }, body: rssOf([teaser]) });
    site.routes.set('/1', { status: 503 });
    const first = await poll(site);
    assert.deepEqual(headlines(first), []);
    site.routes.set('/1', { body: pageOf('Teaser', text('x')) });
    assert.equal((await poll(site, first.state)).outcome, 'unchanged');
    const later = await poll(site, first.state, {}, { now: new Date(NOW.getTime() + 6 * 60_000) });
    assert.deepEqual(headlines(later), ['Teaser']);
    assert.deepEqual(later.state.failures, {});
  });
});

test('a page that is missing for good is not asked at every poll', async () => {
  await withSite(async (site) => {
    const teaser: TestItem = { guid: '1', title: 'Teaser', link: `${site.origin}/1`, date: good.date ?? '' };
    site.routes.set('/feed', { ...RSS, body: rssOf([teaser]) });
    const first = await poll(site);
    site.asked();
    site.routes.set('/feed', { ...RSS, body: rssOf([good, teaser]) });
    const second = await poll(site, first.state);
    assert.deepEqual(site.asked(), ['/feed']);
    assert.deepEqual(headlines(second), ['Good story']);
  });
});

test('a host that says it is too much is left alone for the rest of the poll', async () => {
  await withSite(async (site) => {
    const items = Array.from(
      { length: 9 },
      (_, at): TestItem => ({ guid: `${at}`, title: `T${at}`, link: `${site.origin}/${at}` }),
    );
    site.routes.set('/feed', { ...RSS, body: rssOf(items) });
    for (let at = 0; at < 9; at += 1) site.routes.set(`/${at}`, { status: 429 });
    const result = await poll(site);
    assert.equal(result.warnings.length, 9);
    assert.ok(site.asked().length <= 3);
  });
});

test('a full text is not kept back for ever because its page is down and its languages unknown', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { ...RSS, body: rssOf([{ ...good, link: `${site.origin}/1` }]) });
    site.routes.set('/1', { status: 500 });
    let { state } = await poll(site, emptySourceState(), { joinLanguages: true });
    let result: Poll | undefined;
    for (let hour = 1; hour <= 2; hour += 1) {
      result = await poll(site, state, { joinLanguages: true }, { now: new Date(NOW.getTime() + hour * 3_600_000) });
      state = result.state;
    }
    assert.deepEqual(result === undefined ? [] : headlines(result), ['Good story']);
    assert.match(
      result === undefined ? '' : (messages(result)[0] ?? ''),
      /carried without language links: .*answers 500/,
    );
  });
});

test('hostile HTML in an item leaves only its words, and nothing is fetched for it', async () => {
  await withSite(async (site) => {
    const html = `${text('the harbour')}<script src="${site.origin}/x.js">steal()</script><p onclick="steal()"><a href="javascript:steal()">click</a></p>
      <base href="https://evil.example/"><form action="/x"><input></form><iframe src="javascript:steal()"></iframe><svg onload="steal()"></svg><img src="${site.origin}/pixel.gif" width=1 height=1>`;
    site.routes.set('/feed', { ...RSS, body: rssOf([{ ...good, html }]) });
    const result = await poll(site);
    assert.doesNotMatch(JSON.stringify(result.arrivals), /steal|evil|javascript|pixel|<p|<a/);
    assert.deepEqual(site.asked(), ['/feed']);
  });
});

test('an item in no declared language is guessed with a warning, or left out', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', {
      ...RSS,
      body: rssOf(
        [good, { ...good, guid: '2', title: 'Xyz', html: '<p>Lorem ipsum dolor sit amet consectetur.</p>' }],
        null,
      ),
    });
    const result = await poll(site);
    assert.equal(result.arrivals[0]?.body.language, 'en');
    assert.ok(
      messages(result).some((each) =>
        /^courier: "Good story" \(good\): declares no language; looks like en/.test(each),
      ),
    );
    assert.ok(
      messages(result).some((each) =>
        /^courier: "Xyz" \(2\): left out: no text in a language that is declared or known/.test(each),
      ),
    );
    const set = await poll(site, emptySourceState(), { language: 'en' });
    assert.deepEqual(messages(set), []);
    assert.equal(set.arrivals.length, 2);
  });
});

test('a declared language in the wrong script is never silently wrong', async () => {
  await withSite(async (site) => {
    const russian = '<p>Жители города получили сообщение о том, что мост через реку закрыт до весны.</p>';
    site.routes.set('/feed', { ...RSS, body: rssOf([{ ...good, title: 'Мост закрыт', html: russian }], 'en-US') });
    assert.match(messages(await poll(site))[0] ?? '', /declared as en-US, but looks like ru/);
  });
});

test('an item without a date is taken as published now, once, and it is said', async () => {
  await withSite(async (site) => {
    const { date: _, ...undated } = good;
    site.routes.set('/feed', { ...RSS, body: rssOf([undated]) });
    const first = await poll(site);
    assert.equal(first.arrivals[0]?.body.publishedAt, '2026-11-22T12:00:00Z');
    assert.match(messages(first)[0] ?? '', /"Good story" \(good\): has no date; taken as published now/);
    site.routes.set('/feed', { ...RSS, body: rssOf([{ ...undated, html: text('a change') }]) });
    const second = await poll(site, first.state, {}, { now: new Date(NOW.getTime() + 3_600_000) });
    assert.equal(second.arrivals[0]?.body.publishedAt, '2026-11-22T12:00:00Z');
    assert.deepEqual(messages(second), []);
  });
});

test('a caller that stops a poll gets that as an error, and nothing half done', async () => {
  await withSite(async (site) => {
    site.routes.set('/feed', { handle: () => {} });
    const stop = new AbortController();
    const running = poll(site, emptySourceState(), {}, { signal: stop.signal });
    stop.abort();
    await assert.rejects(running, (error: { code?: string }) => error.code === 'aborted');
  });
});
