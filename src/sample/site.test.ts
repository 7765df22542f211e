import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { languagesOf, SAMPLE_LANGUAGES, sampleArticles } from './content.ts';
import { openSample } from './site.ts';

const NOW = new Date('2026-11-22T10:15:00Z');
const sample = await openSample({ now: () => NOW });
after(() => sample.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const reply = await fetch(new URL(path, sample.address), { headers });
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

function documentOf(html: string): Document {
  return parseHTML(html).document;
}

/** A request with any Host header; `fetch` does not let one choose it. */
function post(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, sample.address), { method: 'POST', headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
    });
    asked.on('error', reject).end();
  });
}

const standing = sampleArticles().filter((each) => !each.reserve && each.withdrawal?.hoursBefore === undefined);
const versions = standing.flatMap((article) =>
  languagesOf(article).map((language) => ({
    article,
    language,
    path: `${language === 'de' ? '' : `/${language}`}/${article.section}/${article.slug}.html`,
  })),
);

test('every language version has a page with its language, headline, text and NewsArticle data', async () => {
  for (const { article, language, path } of versions) {
    const { status, text } = await get(path);
    assert.equal(status, 200, path);
    const page = documentOf(text);
    assert.equal(page.documentElement.getAttribute('lang'), language);
    assert.equal(page.documentElement.getAttribute('dir'), language === 'fa' ? 'rtl' : 'ltr');
    const headline = article.languages[language]?.headline;
    assert.equal(page.querySelectorAll('h1').length, 1, path);
    assert.equal(page.querySelector('h1')?.textContent, headline);
    assert.equal(page.querySelector('link[rel="canonical"]')?.getAttribute('href'), sample.address + path);
    const data = JSON.parse(page.querySelector('script[type="application/ld+json"]')?.textContent ?? '{}');
    assert.equal(data['@type'], 'NewsArticle');
    assert.equal(data.headline, headline);
    assert.equal(data.inLanguage, language);
    assert.ok(data.datePublished <= data.dateModified && data.dateModified <= NOW.toISOString());
    assert.ok(data.author.length > 0 && data.articleSection.length > 0);
    const first = documentOf(`<body>${article.bodies[language]}`).querySelector('p')?.textContent ?? '-';
    assert.ok(page.querySelector('.article-body')?.textContent?.includes(first), path);
  }
});

test('hreflang sets are complete, name themselves and one default, and each side names the other', async () => {
  const sets = new Map<string, string>();
  for (const { article, language, path } of versions) {
    const page = documentOf((await get(path)).text);
    const links = [...page.querySelectorAll('head link[rel="alternate"][hreflang]')];
    const found = Object.fromEntries(links.map((each) => [each.getAttribute('hreflang'), each.getAttribute('href')]));
    assert.equal(links.length, languagesOf(article).length + 1, path);
    assert.equal(found[language], sample.address + path);
    assert.equal(found['x-default'], found.de);
    const seen = sets.get(article.slug);
    assert.equal(JSON.stringify(found), seen ?? JSON.stringify(found), path);
    sets.set(article.slug, JSON.stringify(found));
  }
  assert.ok(sets.size >= 13);
});

test('every link and picture on the site leads somewhere', async () => {
  const known = new Set<string>(SAMPLE_LANGUAGES.map((each) => (each === 'de' ? '/' : `/${each}/`)));
  for (const path of known) {
    const { status, headers, text } = await get(path);
    assert.equal(status, 200, path);
    if (!headers.get('content-type')?.startsWith('text/html')) continue;
    for (const element of documentOf(text).querySelectorAll('[href], [src], [poster]')) {
      const address = element.getAttribute('href') ?? element.getAttribute('src') ?? element.getAttribute('poster');
      const url = new URL(address ?? '', sample.address + path);
      if (url.origin === sample.address) known.add(url.pathname);
      else if (url.protocol !== 'mailto:') assert.ok(url.hostname.endsWith('.example'), url.href);
    }
  }
  assert.ok(known.size > versions.length);
});

test('a withdrawn article answers 410 with the reason and without its text', async () => {
  const { status, text } = await get('/en/hafen/werftverkauf.html');
  assert.equal(status, 410);
  assert.match(text, /turned out to be forged/);
  assert.doesNotMatch(text, /tens of millions/);
  assert.doesNotMatch((await get('/en/')).text, /werftverkauf/);
});

test('pages, feeds and media answer 304 to a client that has them', async () => {
  for (const path of [
    '/',
    '/hafen/kaimauer.html',
    '/feed.xml',
    '/atom-teaser.xml',
    '/feed.json',
    '/news-sitemap.xml',
    '/media/nordkai.jpg',
  ]) {
    const { status, headers } = await get(path);
    assert.equal(status, 200, path);
    const tag = headers.get('etag');
    assert.ok(tag, path);
    const again = await get(path, { 'if-none-match': tag });
    assert.deepEqual([again.status, again.text], [304, ''], path);
    if (path.startsWith('/media/')) continue;
    assert.equal((await get(path, { 'if-modified-since': headers.get('last-modified') ?? '' })).status, 304, path);
  }
});

test('what does not exist answers 404, in the language of the place', async () => {
  for (const path of [
    '/nope',
    '/de/',
    '/hafen',
    '/hafen/x.html',
    '/kultur/kaimauer.html',
    '/en/sport/handball.html',
    '/hafen/robbe.html',
    '/media/draw.ts',
    '/media/..%2Fsite.ts',
    '/hafen/kaimauer.html/x',
  ]) {
    assert.equal((await get(path)).status, 404, path);
  }
  assert.match((await get('/ru/nope')).text, /lang="ru"/);
});

test('control publishes, corrects and withdraws, and the site shows it', async () => {
  const published = await post('/control/publish?slug=robbe', {});
  assert.deepEqual([published.status, JSON.parse(published.text).slug], [200, 'robbe']);
  assert.match((await get('/')).text, /Eine Robbe mietet sich/);

  const corrected = await post('/control/correct?slug=robbe', {});
  assert.equal(corrected.status, 200);
  const page = documentOf((await get('/hafen/robbe.html')).text);
  assert.match(page.querySelector('.correction')?.textContent ?? '', /Korrektur .*fünf Monate alt, nicht acht/);
  assert.equal(page.querySelector('.correction time')?.getAttribute('datetime'), NOW.toISOString());
  assert.match(page.querySelector('.article-body')?.textContent ?? '', /etwa fünf Monate alt und gesund/);

  assert.equal((await post('/control/withdraw?slug=robbe', {})).status, 200);
  const gone = await get('/ru/hafen/robbe.html');
  assert.equal(gone.status, 410);
  assert.match(gone.text, /станции помощи тюленям/);
  assert.equal((await post('/control/withdraw?slug=robbe', {})).status, 409);
  assert.equal(sample.state().articles.find((each) => each.slug === 'robbe')?.state, 'withdrawn');
});

test('control refuses names that merely lead here, and forms of other sites', async () => {
  const before = JSON.stringify(sample.state());
  for (const headers of [
    { host: 'bote.example' },
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    // A carrier of the demonstration, on another port of this machine.
    { origin: 'http://127.0.0.1:4483' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    assert.equal((await post('/control/publish', headers)).status, 403, JSON.stringify(headers));
  }
  const { port } = new URL(sample.address);
  assert.equal((await get('/control')).status, 200);
  assert.equal((await post('/control', { host: 'bote.example' })).status, 403);
  assert.equal((await post('/control/nothing', { host: `localhost:${port}` })).status, 404);
  assert.equal(JSON.stringify(sample.state()), before);
});

test('the control page has three buttons and what changed last, and needs no script', async () => {
  const { text } = await get('/control');
  const page = documentOf(text);
  const actions = [...page.querySelectorAll('main form[method="post"]')].map((each) => each.getAttribute('action'));
  assert.deepEqual(actions, ['/control/publish', '/control/correct', '/control/withdraw']);
  assert.equal(page.querySelector('script'), null);
  assert.equal(page.querySelectorAll('main li').length, 10);
});

test('a press on the control page leads back to it, and what was done stands first', async () => {
  const other = await openSample({ now: () => NOW });
  try {
    const press = async (action: string) => {
      const reply = await fetch(`${other.address}/control/${action}`, {
        method: 'POST',
        headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', origin: other.address },
        redirect: 'manual',
      });
      return { status: reply.status, location: reply.headers.get('location'), page: documentOf(await reply.text()) };
    };
    const first = async () => {
      const line = documentOf(await (await fetch(`${other.address}/control`)).text()).querySelector('main li');
      const link = line?.querySelector('a');
      return [link?.textContent, link?.getAttribute('lang'), line?.querySelector('small')?.textContent?.split(',')[0]];
    };
    const { status, location } = await press('publish?slug=robbe');
    assert.deepEqual([status, location], [303, '/control']);
    assert.deepEqual(await first(), ['A seal takes a berth in the marina', 'en', 'published']);
    await press('correct?slug=robbe');
    assert.deepEqual((await first()).at(-1), 'corrected');
    await press('withdraw?slug=robbe');
    assert.deepEqual((await first()).at(-1), 'withdrawn');
    const refused = await press('withdraw?slug=robbe');
    assert.equal(refused.status, 409);
    assert.equal(
      refused.page.querySelector('[role="status"]')?.textContent,
      'Nothing was done: robbe is not published.',
    );
    assert.equal(refused.page.querySelectorAll('main form').length, 3);
  } finally {
    await other.close();
  }
});

test('a taken port is a clear error', async () => {
  const port = Number(new URL(sample.address).port);
  await assert.rejects(openSample({ port }), { name: 'ServeError', code: 'address-in-use' });
});

test('a public address goes into links, feeds and data instead of the socket', async () => {
  const other = await openSample({ publicAddress: 'https://bote.example' });
  try {
    for (const path of ['/hafen/kaimauer.html', '/feed.xml', '/news-sitemap.xml']) {
      const text = await (await fetch(other.address + path)).text();
      assert.ok(text.includes('https://bote.example/'), path);
      assert.ok(!text.includes(other.address), path);
    }
  } finally {
    await other.close();
  }
});
