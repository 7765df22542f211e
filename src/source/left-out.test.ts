import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Unkept, withoutUnkept } from './left-out.ts';
import { type Poll, pollSource } from './poll.ts';
import type { SourceSettings } from './settings.ts';
import { emptySourceState, type SourceState } from './source-state.ts';
import { pageOf, rssOf, type TestItem, text } from './testing/feeds.ts';
import { type TestSite, withSite } from './testing/site.ts';

const RSS = { type: 'application/rss+xml; charset=utf-8' };
const NOW = new Date('2026-11-22T12:00:00Z');

const key = (number: number): string => `tag:courier.example,2026:${number}`;
const item = (number: number, more: Partial<TestItem> = {}): TestItem => ({
  guid: key(number),
  title: `Story ${number}`,
  date: `Sun, 22 Nov 2026 0${number}:00:00 GMT`,
  html: text(`story ${number}`),
  ...more,
});

/** A caller that polls a feed and keeps what it is told to; its state goes through JSON, as in a database. */
function caller(site: TestSite) {
  let state: SourceState = emptySourceState();
  const all: SourceSettings = { name: 'courier', kind: 'feed', address: `${site.origin}/feed` };
  return {
    get state(): SourceState {
      return state;
    },
    async poll(keeping: string, why: (each: number) => Unkept['why'] | null = () => null): Promise<Poll> {
      const ports = { fetch: site.client.fetch, now: () => NOW };
      const poll = await pollSource({ ...all, keeping }, state, ports);
      const unkept = poll.arrivals.flatMap((arrival) => {
        const reason = why(Number(arrival.key.slice(-1)));
        return reason === null ? [] : [{ key: arrival.key, why: reason }];
      });
      state = JSON.parse(JSON.stringify(withoutUnkept(state, poll, unkept, keeping))) as SourceState;
      return poll;
    },
  };
}

const numbers = (poll: Poll): number[] => poll.arrivals.map((arrival) => Number(arrival.key.slice(-1)));
const serve = (site: TestSite, items: readonly TestItem[], rest = ''): void => {
  site.routes.set('/feed', { ...RSS, headers: { etag: '"same"' }, body: rssOf(items, 'en', rest) });
};
const only =
  (number: number, why: Unkept['why'] = 'refused') =>
  (each: number) =>
    each === number ? why : null;

test('what is left out comes again when the settings change, behind an unchanged ETag too, and not before', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    serve(site, [item(2), item(1)]);
    assert.deepEqual(numbers(await courier.poll('en', only(2))), [2, 1]);
    assert.deepEqual(Object.keys(courier.state.items), [key(1)]);
    assert.deepEqual(numbers(await courier.poll('en', only(2))), []);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(3), item(2), item(1)]) });
    assert.deepEqual(numbers(await courier.poll('en', only(2))), [3], 'an unrelated change brings it again');
    serve(site, [item(3), item(2), item(1)]);
    assert.deepEqual(numbers(await courier.poll('en ru')), [2]);
    assert.deepEqual(courier.state.leftOut, {});
    assert.deepEqual(numbers(await courier.poll('de en ru')), []);
  });
});

test('what is left out comes again when it changes', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    serve(site, [item(2), item(1)]);
    await courier.poll('en', only(2));
    site.routes.set('/feed', { ...RSS, body: rssOf([item(2, { html: text('something else') }), item(1)]) });
    assert.deepEqual(numbers(await courier.poll('en')), [2]);
    assert.deepEqual(courier.state.leftOut, {});
  });
});

test('of a refused change the version before is remembered, and the change comes again', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    serve(site, [item(1)]);
    await courier.poll('a');
    const before = courier.state.items[key(1)];
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, { html: text('a change') })]) });
    assert.deepEqual(numbers(await courier.poll('a', only(1))), [1]);
    assert.deepEqual(courier.state.items[key(1)], before);
    assert.deepEqual(numbers(await courier.poll('b')), [1]);
    assert.notEqual(courier.state.items[key(1)]?.contentHash, before?.contentHash);
  });
});

test('what was left out and leaves the feed is forgotten, asked for nowhere and withdrawn never', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    const link = (number: number) => ({ link: `${site.origin}/${number}` });
    serve(site, [item(2, link(2)), item(1, link(1))]);
    await courier.poll('en', only(2));
    site.asked();
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1, link(1))]) });
    const poll = await courier.poll('en');
    assert.deepEqual([poll.withdrawals, site.asked()], [[], ['/feed']]);
    assert.deepEqual(courier.state.leftOut, {});
  });
});

test('what the caller has from elsewhere is remembered: it comes again under other settings and can be withdrawn', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    serve(site, [item(2), item(1)]);
    await courier.poll('a', only(2, 'elsewhere'));
    assert.equal(courier.state.items[key(2)]?.elsewhere, true);
    assert.deepEqual(numbers(await courier.poll('b', only(2, 'elsewhere'))), [2]);
    const tombstone = `<at:deleted-entry ref="${key(2)}"/>`;
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1)], 'en', tombstone) });
    const [withdrawal] = (await courier.poll('b')).withdrawals;
    assert.deepEqual([withdrawal?.key, withdrawal?.elsewhere], [key(2), true]);
  });
});

test('a page that is read again for what was left out is not asked whether it changed', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    const teaser = { link: `${site.origin}/1`, html: '', teaser: 'In short.' };
    site.routes.set('/1', { headers: { etag: '"page"' }, body: pageOf('Story 1', text('story 1')) });
    serve(site, [item(1, teaser)]);
    assert.deepEqual(numbers(await courier.poll('a', only(1, 'elsewhere'))), [1]);
    assert.deepEqual(numbers(await courier.poll('b')), [1]);
  });
});

test('what fails when it is read again waits as any failed item does', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    const teaser = { link: `${site.origin}/1`, html: '', teaser: 'In short.' };
    site.routes.set('/1', { body: pageOf('Story 1', text('story 1')) });
    serve(site, [item(1, teaser)]);
    await courier.poll('a', only(1));
    site.routes.set('/1', { status: 503 });
    await courier.poll('b');
    assert.equal(courier.state.failures[key(1)]?.attempts, 1);
    site.asked();
    await courier.poll('b');
    assert.deepEqual(site.asked(), ['/feed']);
  });
});

test('an item that the source no longer lists is known to be so, until it is back', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    const unlisted = () =>
      Object.entries(courier.state.items).flatMap(([each, state]) => (state.unlisted ? [each] : []));
    serve(site, [item(2), item(1)]);
    await courier.poll('a');
    site.routes.set('/feed', { ...RSS, body: rssOf([item(3), item(2)]) });
    await courier.poll('a');
    assert.deepEqual(unlisted(), [key(1)]);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(3)]).replace(/<\/channel>.*/, '<item><title>Story') });
    await courier.poll('a');
    assert.deepEqual(unlisted(), [key(1)], 'a text that breaks off says nothing about what is missing from it');
    site.routes.set('/feed', { ...RSS, body: rssOf([item(3), item(2), item(1)]) });
    await courier.poll('a');
    assert.deepEqual(unlisted(), []);
  });
});

test('of a withdrawn item nothing is remembered but that it was', async () => {
  await withSite(async (site) => {
    const courier = caller(site);
    const link = `${site.origin}/mayor-took-bribes`;
    const alternates = { ru: `${site.origin}/ru/mayor-took-bribes` };
    site.routes.set('/mayor-took-bribes', { body: pageOf('Mayor took bribes', text('the mayor')) });
    serve(site, [item(2, { title: 'Mayor took bribes', link, alternates, html: '', teaser: 'Short.' }), item(1)]);
    await courier.poll('a');
    const hashes = Object.values(courier.state.items[key(2)] ?? {}).filter((each) =>
      /^[0-9a-f]{64}$/.test(String(each)),
    );
    assert.equal(hashes.length, 2);
    site.routes.set('/feed', { ...RSS, body: rssOf([item(1)], 'en', `<at:deleted-entry ref="${key(2)}"/>`) });
    assert.equal((await courier.poll('a')).withdrawals.length, 1);
    const state = JSON.stringify(courier.state);
    assert.doesNotMatch(state, /bribes/i);
    for (const hash of hashes) assert.ok(!state.includes(String(hash)));
    assert.deepEqual(courier.state.items[key(2)]?.page, undefined);
    assert.equal(courier.state.items[key(2)]?.withdrawn, true);
  });
});
