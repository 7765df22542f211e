import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseHTML } from 'linkedom';
import { openWordPress } from '../wordpress/open.ts';
import { ARTICLE, openNewsroom, page, type TestNewsroom, withdrawal } from './newsroom.ts';
import { type Answer, openSite, pushed, type Site } from './site.ts';

let site: Site;
let newsroom: TestNewsroom;
let close = async (): Promise<void> => {};
/** Ids and addresses of the posts, by language. */
const posts: Record<'ru' | 'fa', { id: number; link: string }> = { ru: { id: 0, link: '' }, fa: { id: 0, link: '' } };

before(async () => {
  newsroom = await openNewsroom();
  close = () => newsroom.close();
  const wordpress = await openWordPress();
  close = async () => {
    await wordpress.close();
    await newsroom.close();
  };
  site = await openSite(wordpress);
});

after(() => close());

const push = (id: number | null, post: object): Promise<Answer> =>
  site.rest('POST', id === null ? 'wp/v2/posts' : `wp/v2/posts/${id}`, post);
const read = async (language: 'ru' | 'fa'): Promise<Answer['body']> =>
  (await site.rest('GET', `wp/v2/posts/${posts[language].id}?context=edit`)).body;
const count = (html: string, piece: RegExp): number => [...html.matchAll(new RegExp(piece, 'g'))].length;
/** Values of an attribute of all elements that match, as a browser would read them. */
const values = (html: string, element: RegExp): string[] =>
  [...html.matchAll(new RegExp(element, 'g'))].map((match) => (match[1] ?? '').replaceAll(/&(?:amp|#038);/g, '&'));

test('it tells anyone that it is there, and only those who may write what it knows', async () => {
  const anyone = await site.rest('GET', 'tamizdat/v1/status', undefined, null);
  assert.equal(anyone.status, 200);
  assert.deepEqual(Object.keys(anyone.body), ['version', 'features']);
  const ours = await site.rest('GET', 'tamizdat/v1/status');
  assert.deepEqual(ours.body.newsrooms, {});
});

test('keys are pinned by those who may publish, and what is no key is named', async () => {
  const heads = [`${newsroom.address}head`];
  const path = 'tamizdat/v1/newsrooms';
  assert.equal((await site.rest('POST', path, { ...newsroom.keys, heads }, null)).status, 401);
  const reader = `reader:${await site.wordpress.php('account', 'reader', 'subscriber')}`;
  assert.equal((await site.rest('POST', path, { ...newsroom.keys, heads }, reader)).status, 403);
  const wrong: readonly [string, object][] = [
    ['newsroom', { newsroom: 'Courier' }],
    ['log', { log: newsroom.keys.clock }],
    ['log', { newsroom: 'herald.example' }],
    ['clock', { clock: 'x' }],
    ['desks', { desks: { ru: [newsroom.keys.log.replace('courier', 'herald')] } }],
    ['desks', { desks: { RU: [] } }],
    ['heads', { heads: ['https://mirror.example/courier/'] }],
    ['heads', { heads: ['ftp://mirror.example/head'] }],
    ['heads', { heads: ['https://user@mirror.example/head'] }],
    ['heads', { heads: ['https://mirror.example/a?b/head'] }],
    ['heads', { heads: Array.from({ length: 9 }, (_, at) => `https://mirror.example/${at}/head`) }],
  ];
  for (const [field, change] of wrong) {
    const { status, body } = await site.rest('POST', path, { ...newsroom.keys, heads, ...change });
    assert.equal(status, 400, JSON.stringify(change));
    assert.match(body.message, new RegExp(`^${field}: `));
  }
  assert.equal(await site.pin(newsroom.keys, heads), 'pinned');
  assert.equal(await site.pin(newsroom.keys, heads), 'same');
});

test('somebody who may publish, but not change what others wrote, does not change what another pinned', async () => {
  const author = `author:${await site.wordpress.php('account', 'author', 'author')}`;
  const { status } = await site.rest('POST', 'tamizdat/v1/newsrooms', { ...newsroom.keys, heads: [] }, author);
  assert.equal(status, 403);
});

test('meta goes to and fro unchanged, and only by those who may edit the post', async () => {
  for (const language of ['ru', 'fa'] as const) {
    const post = pushed(language, 1) as { meta: object };
    const { status, body } = await push(null, post);
    assert.equal(status, 201, JSON.stringify(body));
    posts[language] = { id: body.id, link: body.link };
    const { meta } = await read(language);
    assert.deepEqual({ ...meta, ...post.meta }, meta);
  }
  const author = `stranger:${await site.wordpress.php('account', 'stranger', 'author')}`;
  const change = { meta: { tamizdat_notice: 'changed' } };
  assert.equal((await site.rest('POST', `wp/v2/posts/${posts.ru.id}`, change, author)).status, 403);
  assert.equal((await site.rest('POST', `wp/v2/posts/${posts.ru.id}`, change, null)).status, 401);
  const own = await push(posts.ru.id, { meta: { tamizdat_stopped: 'publish' } });
  assert.equal(own.status, 403, 'what only the plug-in writes');
});

test('the head of the page names one canonical, all versions both ways, and what robots may do', async () => {
  const pages = { ru: await site.html(posts.ru.link), fa: await site.html(posts.fa.link) };
  const german = `https://mirror.example/courier/de/2026/11/22/${ARTICLE}.html`;
  for (const language of ['ru', 'fa'] as const) {
    const html = pages[language];
    const canonical = `https://courier.example/${language}/lighthouse?a=1&b=%D1%8F`;
    assert.deepEqual(values(html, /<link rel="canonical" href="([^"]*)"/), [canonical]);
    assert.deepEqual(
      Object.fromEntries(
        [...html.matchAll(/<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"/g)].map((match) => match.slice(1)),
      ),
      { de: german, 'x-default': german, ru: posts.ru.link, fa: posts.fa.link },
    );
    assert.match(html, /<meta name='robots' content='[^']*noindex[^']*'/);
    const data = JSON.parse(values(html, /<script type="application\/ld\+json">(.*?)<\/script>/)[0] ?? '');
    assert.equal(data['@type'], 'NewsArticle');
    assert.equal(data.inLanguage, language);
    assert.deepEqual(data.publisher, {
      '@type': 'NewsMediaOrganization',
      name: 'Линдхафенский вестник',
      url: 'https://courier.example/',
    });
    assert.equal(data.isBasedOn[0], canonical);
  }
});

test('a plug-in that prints the canonical itself prints the agreed one, once', async () => {
  await site.wordpress.php('companion', 'seo', 'on');
  const html = await site.html(posts.ru.link);
  await site.wordpress.php('companion', 'seo', 'off');
  assert.match(html, /<!-- seo -->/);
  const canonical = 'https://courier.example/ru/lighthouse?a=1&b=%D1%8F';
  assert.deepEqual(values(html, /<link rel="canonical" href="([^"]*)"/), [canonical]);
});

test('a post of the site’s own is left as it was', async () => {
  const { body } = await push(null, { status: 'publish', title: 'Ours', content: '<p>Own.</p>', slug: 'ours' });
  const html = await site.html(body.link);
  assert.deepEqual(values(html, /<link rel="canonical" href="([^"]*)"/), [body.link]);
  assert.doesNotMatch(html, /tamizdat|hreflang|ld\+json|noindex/);
});

test('around the text stand notice, language links, label and how to check, in the language of the article', async () => {
  const russian = await site.html(posts.ru.link);
  const pieces = [
    /<p class="tamizdat-notice" lang="ru" dir="ltr"><em>Сайт издания заблокирован/,
    /<p class="tamizdat-languages" lang="ru" dir="ltr"><a href="https:\/\/mirror.example[^>]*hreflang="de">Эта статья на немецком<\/a>/,
    /hreflang="fa">Эта статья на персидском<\/a>/,
    /<p class="tamizdat-label" lang="ru" dir="ltr">Машинный перевод/,
    /The whole text, revision 1\./,
    /<details class="tamizdat-check" lang="ru" dir="ltr"><summary>Подлинная ли это страница\?/,
    /npx tamizdat verify 3fk9m2tq7x\.html/,
  ];
  let at = 0;
  for (const piece of pieces) {
    const found = russian.slice(at).search(piece);
    assert.ok(found >= 0, `${piece} stands after the piece before it`);
    at += found;
    assert.equal(count(russian, piece), 1, `${piece} stands once`);
  }
  const persian = await site.html(posts.fa.link);
  assert.match(persian, /<p class="tamizdat-notice" lang="fa" dir="rtl">وب/);
  assert.match(persian, />این مطلب به روسی<\/a>/);
});

test('a piece that the content brings itself is not printed again', async () => {
  const own = '<p class="tamizdat-notice">Already here.</p><p>Text.</p>';
  await push(posts.ru.id, pushed('ru', 1, {}, { content: own }));
  const html = await site.html(posts.ru.link);
  assert.equal(count(html, /class="tamizdat-notice"/), 1);
  assert.match(html, /Already here\./);
  assert.equal(count(html, /class="tamizdat-check"/), 1);
  await push(posts.ru.id, pushed('ru', 1));
});

test('the feed has the notice too, the excerpt has the text alone', async () => {
  const feed = await site.html(`${site.wordpress.address}feed/`);
  assert.match(feed, /tamizdat-notice/);
  const { excerpt } = await read('fa');
  assert.match(excerpt.rendered, /The whole text/);
  assert.doesNotMatch(excerpt.rendered, /tamizdat|وب‌سایت/);
});

test('markup in what the newsroom says reaches no reader', async () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
  const meta = {
    tamizdat_notice: hostile,
    tamizdat_label: hostile,
    tamizdat_correction: hostile,
    tamizdat_proof: `javascript:alert(1)//${hostile}`,
    tamizdat_canonical: `javascript:alert(1)//${hostile}`,
    tamizdat_alternates: JSON.stringify({
      de: 'javascript:alert(1)',
      '"><script>': 'https://x.example/',
      en: `https://x.example/${hostile}`,
    }),
    tamizdat_robots: `"><script>`,
  };
  const { body } = await push(posts.ru.id, pushed('ru', 1, meta));
  assert.equal(body.code, undefined, JSON.stringify(body));
  const html = await site.html(posts.ru.link);
  const { document } = parseHTML(html);
  const all = [...document.querySelectorAll('*')];
  assert.ok(all.some((each) => each.className === 'tamizdat-notice'));
  assert.deepEqual([...document.querySelectorAll('script:not([type]), img, [onerror]')].map(String), []);
  assert.deepEqual(all.filter((each) => /^\s*javascript:/.test(each.getAttribute('href') ?? '')).map(String), []);
  assert.doesNotMatch(html, /"javascript:/);
  assert.deepEqual(values(html, /<link rel="canonical" href="([^"]*)"/), [posts.ru.link]);
  await push(posts.ru.id, pushed('ru', 1, { tamizdat_correction: '' }));
});

test('a head that verifies is taken, and tells how current this is', async () => {
  await newsroom.publish(page('ru', 1), page('fa', 1));
  const told = await site.poll();
  assert.deepEqual(told.errors, {});
  assert.equal(told.number, 1);
  assert.ok(Math.abs(Date.parse(told.time) - Date.now()) < 600_000, told.time);
});

test('a correction that was not pushed yet is told with a link to the signed page, until it is', async () => {
  await newsroom.publish(page('ru', 2), page('fa', 1));
  assert.deepEqual((await site.poll()).errors, {});
  assert.equal((await read('ru')).meta.tamizdat_newer, '2');
  const html = await site.html(posts.ru.link);
  assert.match(
    html,
    /<p class="tamizdat-newer" lang="ru" dir="ltr">Есть более новая версия этой статьи\. .*?3fk9m2tq7x\.html/,
  );
  assert.match(html, /The whole text, revision 1\./);
  assert.doesNotMatch(await site.html(posts.fa.link), /tamizdat-newer/);

  const { status } = await push(
    posts.ru.id,
    pushed('ru', 2, { tamizdat_correction: 'В первой редакции была ошибка.' }),
  );
  assert.equal(status, 200);
  const corrected = await site.html(posts.ru.link);
  assert.match(corrected, /<p class="tamizdat-correction" lang="ru" dir="ltr">В первой редакции/);
  assert.doesNotMatch(corrected, /tamizdat-newer/);
  assert.equal((await read('ru')).meta.tamizdat_newer, '');
});

test('a push of an older revision is refused', async () => {
  const { status, body } = await push(posts.ru.id, pushed('ru', 1));
  assert.equal(status, 409);
  assert.equal(body.code, 'tamizdat_older_revision');
  assert.match(await site.html(posts.ru.link), /The whole text, revision 2\./);
});

test('a withdrawal arrives by the poll alone: the text, its revisions and its pictures are gone', async () => {
  const alone = await site.picture('alone');
  const shared = await site.picture('shared');
  const figure = ({ id, address }: { id: number; address: string }): string =>
    `<!-- wp:image {"id":${id}} -->\n<figure class="wp-block-image"><img src="${address}" alt="" class="wp-image-${id}"/></figure>\n<!-- /wp:image -->`;
  await push(
    posts.ru.id,
    pushed('ru', 2, {}, { content: `<p>Secret text.</p>${figure(alone)}${figure(shared)}`, excerpt: 'Secret.' }),
  );
  await push(posts.fa.id, pushed('fa', 1, {}, { content: `<p>Text.</p>${figure(shared)}` }));
  // No desk is pinned: a reason would be anybody's.
  await site.pin({ ...newsroom.keys, desks: {} }, [`${newsroom.address}head`]);
  await newsroom.publish(withdrawal('ru', 3, 'Статья отозвана', 'Источник <em> & ошибся.'), page('fa', 1));
  assert.deepEqual((await site.poll()).errors, {});

  const html = await site.html(posts.ru.link);
  assert.match(html, /Эта статья отозвана\.</);
  assert.doesNotMatch(html, /Secret|ошибся|wp-image-|ld\+json|tamizdat-notice|tamizdat-label/);
  const post = await read('ru');
  assert.equal(post.status, 'publish');
  assert.equal(post.meta.tamizdat_revision, '3');
  assert.match(post.meta.tamizdat_withdrawn, /^\d{4}-.*Z$/);
  assert.doesNotMatch(JSON.stringify(post), /Secret/);
  assert.deepEqual((await site.rest('GET', `wp/v2/posts/${posts.ru.id}/revisions`)).body, []);
  assert.equal((await fetch(alone.address)).status, 404);
  assert.equal((await fetch(shared.address)).status, 200, 'the Persian version shows it');
  assert.match(await site.html(posts.fa.link), /<p>Text\.<\/p>/);
});

test('its reason is told once a pinned desk has signed it', async () => {
  const other = await openNewsroom();
  try {
    await site.pin({ ...newsroom.keys, desks: other.keys.desks }, [`${newsroom.address}head`]);
    await site.poll();
    assert.doesNotMatch(await site.html(posts.ru.link), /ошибся/);
  } finally {
    await other.close();
  }
  await site.pin(newsroom.keys, [`${newsroom.address}head`]);
  assert.deepEqual((await site.poll()).errors, {});
  const html = await site.html(posts.ru.link);
  assert.match(html, /Эта статья отозвана\. Причина:<\/p>\s*<p>Источник &lt;em&gt; &amp; ошибся\.<\/p>/);
  assert.equal((await read('ru')).title.raw, 'Статья отозвана');
});

test('a push that waited since before the withdrawal brings nothing back; a later revision does', async () => {
  assert.equal((await push(posts.ru.id, pushed('ru', 2))).status, 409);
  assert.match(await site.html(posts.ru.link), /Эта статья отозвана/);
  const again = await push(posts.ru.id, pushed('ru', 4, { tamizdat_withdrawn: '' }));
  assert.equal(again.status, 200);
  await site.poll();
  assert.match(await site.html(posts.ru.link), /The whole text, revision 4\./);
});

test('a withdrawal that is pushed leaves no earlier text among the revisions', async () => {
  const post = `wp/v2/posts/${posts.ru.id}`;
  const earlier = await site.rest('GET', `${post}/revisions?context=edit`);
  assert.match(JSON.stringify(earlier.body), /The whole text, revision 4/);
  await push(
    posts.ru.id,
    pushed('ru', 5, { tamizdat_withdrawn: '2026-11-22T12:00:00Z' }, { content: '<p>Reason.</p>' }),
  );
  assert.deepEqual((await site.rest('GET', `${post}/revisions?context=edit`)).body, []);
  await push(posts.ru.id, pushed('ru', 6, { tamizdat_withdrawn: '' }));
});

test('when the last post that showed a picture is withdrawn, the picture goes', async () => {
  await newsroom.publish(
    withdrawal('ru', 3, 'Статья отозвана', 'Источник.'),
    withdrawal('fa', 2, 'پس گرفته شد', 'منبع.'),
  );
  const { content } = await read('fa');
  const address = /src="([^"]*shared[^"]*)"/.exec(content.raw)?.[1] ?? '';
  assert.equal((await fetch(address)).status, 200);
  assert.deepEqual((await site.poll()).errors, {});
  assert.equal((await fetch(address)).status, 404);
  assert.match(
    await site.html(posts.fa.link),
    /<p lang="fa" dir="rtl">این مطلب پس گرفته شده است\. دلیل آن:<\/p>\s*<p>منبع\.<\/p>/,
  );
});

test('what was withdrawn goes though a newer revision is out that nobody has pushed', async () => {
  await newsroom.publish(page('fa', 3));
  await push(posts.fa.id, pushed('fa', 3, { tamizdat_withdrawn: '' }));
  await newsroom.publish(withdrawal('fa', 4, 'پس گرفته شد', 'منبع.'));
  await newsroom.publish(page('fa', 5));
  assert.match(await site.html(posts.fa.link), /The whole text, revision 3/);
  for (let polls = 0; polls < 2; polls += 1) {
    assert.deepEqual((await site.poll()).errors, {});
    assert.ok(!(await site.html(posts.fa.link)).includes('The whole text'));
    const { meta } = await read('fa');
    assert.deepEqual([meta.tamizdat_revision, meta.tamizdat_newer], ['4', '5']);
  }
});

test('nothing of it is left when it is deleted, and the posts stay', async () => {
  const left = await site.wordpress.php('companion', 'uninstall');
  assert.equal(left, '0 no event');
  assert.match(await site.html(posts.ru.link), /The whole text, revision 6\./);
});
