import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { command, openScratch } from './command.ts';
import { type Answer, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { articlesWith, hashesOf, readCarried } from './folder.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;
let feeds = 0;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
});

after(async () => {
  await site.close();
  await scratch.remove();
});

const ferry = { id: 'ferry', headline: 'Ferry late', text: textAbout('the ferry') };
const market = { id: 'market', headline: 'Market moves', text: textAbout('the market') };
const sound = rssOf([ferry, market]);

/** A feed at an address of its own, and commands of somebody who carries it. */
function carrying(answer: Answer) {
  feeds += 1;
  const name = `feed-${feeds}`;
  site.answers.set(`/${name}.xml`, answer);
  const address = `${site.address}/${name}.xml`;
  const folder = scratch.path(name);
  const home = scratch.path(`home-${name}`);
  return {
    address,
    folder,
    home,
    become: (next: Answer) => void site.answers.set(`/${name}.xml`, next),
    carry: (signal?: AbortSignal) =>
      command(['carry', address, '--to', folder], { home, ...(signal === undefined ? {} : { signal }) }),
    verify: () => command(['verify', folder], { home }),
  };
}

const chunk = Buffer.alloc(64 * 1024, '<item><title>more</title></item>\n');
const bombMember = gzipSync(Buffer.alloc(1024 * 1024, ' '), { level: 9 });

const unreadable: readonly (readonly [string, Answer, RegExp])[] = [
  ['text that is no XML', 'Good morning, this is not a feed.', /not (?:a feed|XML|an? )/i],
  ['JSON of another kind', { headers: { 'content-type': 'application/json' }, body: '{"posts":[]}' }, /feed/i],
  ['a page that names no feed', '<!doctype html><html><body>Hello</body></html>', /web page, not a feed/],
  ['an empty answer', '', /feed/i],
  ['half an XML document', '<?xml version="1.0"?><rss><chan', /feed|item|article/i],
  [
    'a feed without end',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/xml' });
      response.write('<?xml version="1.0"?><rss><channel><title>On and on</title>');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', more);
      response.on('error', () => {});
      more();
    },
    /more than|too large|larger/i,
  ],
  [
    'two gigabytes in two megabytes of gzip',
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/xml', 'content-encoding': 'gzip' });
      let left = 2048;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(bombMember)) return;
        }
        response.end();
      };
      response.on('drain', more);
      response.on('error', () => {});
      more();
    },
    /more than|too large|larger/i,
  ],
  ['a redirect to itself', { status: 302, headers: { location: '?' } }, /redirects lead nowhere/],
  [
    'a redirect into a private network',
    { status: 301, headers: { location: 'http://127.0.0.1:9/' } },
    /private network/,
  ],
  ['an error of the server', { status: 500, body: 'oops' }, /answers 500/],
  [
    'entities that grow without end',
    `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rss version="2.0"><channel><title>&c;</title><item><title>&c;</title><description>&c;</description></item></channel></rss>`,
    /entit|DTD|DOCTYPE/i,
  ],
];

for (const [what, answer, says] of unreadable) {
  test(`${what} is refused by name, and what was carried before stays`, async () => {
    const fresh = carrying(answer);
    const first = await fresh.carry();
    assert.equal(first.exitCode, 1);
    assert.match(first.err, /^error: /m);
    assert.match(first.err, says);
    assert.ok(first.err.includes(fresh.address), `the source is not named: ${first.err}`);
    assert.doesNotMatch(first.err, /defect of tamizdat/);

    const grown = carrying(sound);
    assert.equal((await grown.carry()).exitCode, 0);
    const before = await hashesOf(grown.folder);
    grown.become(answer);
    const later = await grown.carry();
    assert.equal(later.exitCode, 1);
    assert.match(later.err, says);
    assert.deepEqual(await hashesOf(grown.folder), before);
    grown.become(rssOf([ferry, market, { id: 'new', headline: 'All well again', text: textAbout('the tower') }]));
    const recovered = await grown.carry();
    assert.equal(recovered.exitCode, 0, recovered.err);
    assert.match(recovered.out, /1 added, 0 corrected, 0 withdrawn/);
  });
}

test('a server that never answers is given up when the person stops waiting', async () => {
  const stop = new AbortController();
  const slow = carrying(() => stop.abort());
  const { exitCode, err } = await slow.carry(stop.signal);
  assert.equal(exitCode, 130, err);
  assert.match(err, /^stopped; what was published stays/m);
});

test('text in another encoding than it says is read, and the contradiction is told', async () => {
  const text = 'Паром опаздывает: городской совет снова отложил решение о мосте через гавань до весны.';
  const feed = rssOf(
    [{ id: 'parom', headline: 'Паром опаздывает', text: `<p>${text}</p><p>${text}</p>` }],
    'Маяк',
    'ru',
  );
  const windows1251 = Buffer.from(
    [...feed.replace('encoding="utf-8"', '')].map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );
  const wrong = carrying({ headers: { 'content-type': 'application/rss+xml; charset=utf-8' }, body: windows1251 });
  const { exitCode, err } = await wrong.carry();
  assert.equal(exitCode, 0, err);
  assert.match(err, /^warning: .*(?:utf-8|windows-1251)/m);
  assert.ok(err.includes(wrong.address));
  assert.equal(articlesWith(await readCarried(wrong.folder), 'городской совет снова отложил').length, 1);
});

/** Bad items by their headline, each with what is said about it; the item is left out unless it is `kept`. */
const badItems = [
  { headline: 'Without a text', text: '', says: /no text|without a text|text/i },
  { headline: 'From the day after tomorrow', text: textAbout('time'), future: true, says: /more than a day ahead/ },
  {
    headline: 'Ten thousand levels',
    text: `${'<div><b>'.repeat(5000)}deep${'</b></div>'.repeat(5000)}`,
    says: /nested|deep/i,
  },
] as const;

test('one bad item is named and left out, everything else is published', async () => {
  const bad = badItems.map(({ headline, text, ...rest }, at) => ({
    id: `bad-${at}`,
    headline,
    text,
    ...('future' in rest ? { publishedAt: new Date(Date.now() + 2.5 * 86_400_000) } : {}),
  }));
  const twin = { id: 'ferry', headline: 'The same id again', text: textAbout('a double') };
  const mixed = carrying(rssOf([ferry, ...bad, twin, market]));
  const { exitCode, out, err } = await mixed.carry();
  assert.equal(exitCode, 0, err);
  assert.match(out, /^Edition 1: 2 added/);
  for (const { headline, says } of badItems) {
    const line = err.split('\n').find((each) => each.startsWith('warning: ') && each.includes(headline));
    assert.ok(line !== undefined, `${headline} is not named:\n${err}`);
    assert.ok(line.includes(mixed.address), line);
    assert.match(line, says);
  }
  assert.match(err, /^warning: .*The same id again.*the first one is taken$/m);
  const carried = await readCarried(mixed.folder);
  assert.equal(articlesWith(carried, 'Ferry late').length, 1);
  assert.equal(articlesWith(carried, 'Market moves').length, 1);
  assert.equal(carried.calendar.length, 2);
  assert.equal((await mixed.verify()).exitCode, 0);
});

test('an item that breaks later keeps its last good text', async () => {
  const feed = carrying(sound);
  assert.equal((await feed.carry()).exitCode, 0);
  const before = await hashesOf(feed.folder);
  feed.become(rssOf([{ ...ferry, text: '' }, market]));
  const { exitCode, err } = await feed.carry();
  assert.equal(exitCode, 0, err);
  assert.match(err, /^warning: .*Ferry late/m);
  assert.deepEqual(await hashesOf(feed.folder), before);
});

test('a picture that is none is named and left out, and its article is published', async () => {
  site.answers.set('/media/none.jpg', { headers: { 'content-type': 'image/jpeg' }, body: 'this is no picture' });
  const pictures = [`${site.address}/media/none.jpg`, `${site.address}/media/missing.jpg`];
  const figures = pictures.map((address) => `<figure><img src="${address}" alt="The ferry"></figure>`).join('');
  const feed = carrying(rssOf([{ ...ferry, text: figures + textAbout('the ferry') }, market]));
  const { exitCode, out, err } = await feed.carry();
  assert.equal(exitCode, 0, err);
  assert.match(out, /^Edition 1: 2 added/);
  for (const address of pictures) {
    const line = err.split('\n').find((each) => each.startsWith('warning: ') && each.includes(address));
    assert.ok(line !== undefined, `${address} is not named:\n${err}`);
    assert.ok(line.includes('Ferry late') && line.includes(feed.address), line);
  }
  assert.equal((await feed.verify()).exitCode, 0);
});

test('of hostile HTML only the words arrive', async () => {
  const hostile = `<base href="https://evil.example/"><script>alert(1)</script>
<p onclick="steal()">Harbour news for <a href="javascript:alert(2)">everyone</a> and <a href="data:text/html,x">all</a>.</p>
<svg onload="alert(3)"><script>alert(4)</script></svg><iframe src="https://evil.example/"></iframe>
<form action="https://evil.example/"><input name="card" autofocus onfocus="alert(5)"><button>Send</button></form>
<img src="x" onerror="alert(6)"><object data="x"></object><style>body{background:url(https://evil.example/beacon)}</style>
<meta http-equiv="refresh" content="0;url=https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">
<p style="background:url(https://evil.example/b)">And <b>bold <i>words</b></i> &lt;script&gt;alert(7)&lt;/script&gt; <!--tamizdat:body--> <!--/tamizdat:body--></p>
<p>]]&gt; --> <!--tamizdat:proof ${'x'.repeat(20)}</p>${textAbout('the quay')}`;
  const feed = carrying(
    rssOf([{ id: 'hostile', headline: 'Quay </title><script>alert(8)</script>', text: hostile }, market]),
  );
  const { exitCode, err } = await feed.carry();
  assert.equal(exitCode, 0, err);
  const carried = await readCarried(feed.folder);
  const [path = ''] = articlesWith(carried, 'Harbour news for');
  const { text } = carried.pages.get(path) ?? assert.fail('not published');
  assert.ok(text.includes('bold'));
  // Words that look like markup may stand there, escaped; markup may not.
  const markup = text.replace(/<script type="application\/ld\+json">[^<]*<\/script>/g, '').match(/<[^>]*>/g) ?? [];
  for (const tag of markup) {
    assert.doesNotMatch(tag, /^<(?:script|svg|iframe|form|input|button|object|base|img|embed)/i);
    assert.doesNotMatch(tag, /javascript:|data:text|\son\w+=|refresh/i, tag);
    // What a frame would have shown may be named, as a link that says it leads away.
    if (tag.includes('evil.example')) assert.match(tag, /^<a href="https:\/\/evil\.example\/" rel="external /);
  }
  assert.doesNotMatch(text, /<style>[^<]*evil/);
  const verified = await feed.verify();
  assert.equal(verified.exitCode, 0, verified.out);
});
