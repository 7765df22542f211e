import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../article/index.ts';
import { blocksFromHtml } from './blocks.ts';
import { pollSource } from './poll.ts';
import { emptySourceState } from './source-state.ts';
import { type TestSite, withSite } from './testing/site.ts';

/** What Debian's WordPress was seen to send, and what a critical editor wants of it. */

const AT = Date.parse('2026-11-22T12:00:00Z');
const TEXT =
  'The council of Lanmünde decided on the sea lock on Monday evening, after a debate of three hours. '.repeat(5);

interface Post {
  readonly slug: string;
  readonly title: string;
  readonly html: string;
  readonly categories?: readonly string[];
}

function feedOf(origin: string, posts: readonly Post[], field = 'content:encoded'): string {
  const items = posts.map(
    ({ slug, title, html, categories = [] }) => `<item><title>${title}</title><link>${origin}/${slug}/</link>
<dc:creator><![CDATA[Ida Quist]]></dc:creator><pubDate>Sun, 22 Nov 2026 09:00:00 +0000</pubDate>
${categories.map((name) => `<category><![CDATA[${name}]]></category>`).join('')}
<guid isPermaLink="false">${origin}/?p=${slug}</guid><${field}><![CDATA[${html}]]></${field}></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Courier</title><language>en-US</language>${items.join('')}</channel></rss>`;
}

function publish(site: TestSite, posts: readonly Post[], field?: string): void {
  site.routes.set('/feed/', {
    type: 'application/rss+xml; charset=UTF-8',
    // Made from the date of the newest post: the same after one is withdrawn.
    headers: { etag: '"newest-post"' },
    body: feedOf(site.origin, posts, field),
  });
}

async function poll(site: TestSite, minutes = 0, state = emptySourceState()) {
  const settings = { name: 'courier', kind: 'feed', address: `${site.origin}/feed/` } as const;
  return pollSource(settings, state, { fetch: site.client.fetch, now: () => new Date(AT + minutes * 60_000) });
}

function page(body: string): string {
  return `<!DOCTYPE html><html lang="en-US"><head><title>Post – Courier</title></head><body><div class="wp-site-blocks">
<header class="wp-block-template-part"><nav><a href="/">Home</a></nav></header><main class="wp-block-group"><h1
class="wp-block-post-title">Post</h1>${body}<div class="wp-block-template-part"><div class="wp-block-group"><p>Posted</p><div
class="wp-block-post-date"><time datetime="2026-11-22T10:00:00+01:00">November 22, 2026</time></div><p>in</p><div
class="taxonomy-category wp-block-post-terms"><a href="/category/city/">City</a></div><p>by</p><div
class="wp-block-post-author"><p class="wp-block-post-author__name">Ida Quist</p></div><p>Tags:</p></div></div></main></div></body></html>`;
}

const PASSWORD_FORM = `<form action="https://courier.example/wp-login.php?action=postpass" class="post-password-form" method="post">
<p>This content is password protected. To view it please enter your password below:</p>
<p><label>Password: <input name="post_password" type="password" /></label> <input type="submit" value="Enter" /></p></form>`;

test('a post that wants a password is left out and named, never carried as its password form', async () => {
  await withSite(async (site) => {
    for (const [field, text] of [
      ['content:encoded', PASSWORD_FORM],
      ['description', 'There is no excerpt because this is a protected post.'],
    ] as const) {
      publish(site, [{ slug: 'members', title: 'Protected: For members', html: text }], field);
      site.routes.set('/members/', { body: page(`<div class="entry-content">${PASSWORD_FORM}</div>`) });
      const { arrivals, warnings } = await poll(site);
      assert.deepEqual(arrivals, [], field);
      assert.match(warnings.map(({ message }) => message).join('\n'), /"Protected: For members" .*left out: no text/);
    }
  });
});

test('a post without text is left out: what stands around an empty text is not the article', async () => {
  await withSite(async (site) => {
    publish(site, [{ slug: 'empty', title: 'A headline and nothing else', html: '' }]);
    // Classic themes leave an empty element in its place, block themes none at all.
    for (const text of ['<div class="entry-content"></div>', '']) {
      site.routes.set('/empty/', { body: page(text) });
      const { arrivals, warnings } = await poll(site);
      assert.deepEqual(arrivals, []);
      assert.match(warnings.map(({ message }) => message).join('\n'), /left out: no text/);
    }
  });
});

test('a summary that holds all words of a short post in one line does not replace its paragraphs', async () => {
  await withSite(async (site) => {
    publish(
      site,
      [{ slug: 'short', title: 'Short', html: 'One sentence. Password Log in Two sentences.' }],
      'description',
    );
    const form = '<form action="/x"><label>Password <input></label><button>Log in</button></form>';
    site.routes.set('/short/', {
      body: page(`<div class="entry-content"><p>One sentence.</p>${form}<p>Two sentences.</p></div>`),
    });
    const { arrivals } = await poll(site);
    assert.deepEqual(
      arrivals.flatMap(({ body }) => body.blocks.map((block) => 'content' in block && plainText(block.content))),
      ['One sentence.', 'Two sentences.'],
    );
  });
});

test('a post withdrawn behind an unchanged ETag is noticed within a quarter of an hour', async () => {
  await withSite(async (site) => {
    const [first, second, third] = ['first', 'second', 'third'].map((slug) => ({
      slug,
      title: slug,
      html: `<p>${slug} ${TEXT}</p>`,
    })) as [Post, Post, Post];
    const dated = (posts: readonly Post[]): void => {
      publish(site, posts);
      const route = site.routes.get('/feed/');
      const body = String(route?.body).replace('09:00:00 +0000</pubDate>', '08:00:00 +0000</pubDate>');
      site.routes.set('/feed/', { ...route, body });
    };
    dated([first, second, third]);
    const before = await poll(site);
    assert.equal(before.arrivals.length, 3);
    dated([first, third]);
    const soon = await poll(site, 5, before.state);
    assert.equal(soon.outcome, 'unchanged');
    const later = await poll(site, 15, soon.state);
    assert.deepEqual(
      later.withdrawals.map(({ address }) => address),
      [`${site.origin}/second/`],
    );
    const after = await poll(site, 20, later.state);
    assert.equal(after.outcome, 'unchanged');
  });
});

test('the oldest post of a site that has few is missed too, and one that only grew old is not asked for', async () => {
  await withSite(async (site) => {
    const dated = (posts: readonly number[]): void => {
      publish(
        site,
        posts.map((day) => ({ slug: `day-${day}`, title: `Day ${day}`, html: `<p>${day} ${TEXT}</p>` })),
      );
      const route = site.routes.get('/feed/');
      const body = String(route?.body).replace(/(?<=<link>\S+day-)(\d+)([\s\S]*?<pubDate>)Sun, 22/g, '$1$2$1');
      site.routes.set('/feed/', { ...route, body });
    };
    dated([13, 12, 11]);
    const first = await poll(site);
    assert.equal(first.arrivals.length, 3);
    site.asked();
    dated([14, 13, 12]);
    const second = await poll(site, 20, first.state);
    assert.equal(second.arrivals.length, 1);
    assert.deepEqual(site.asked(), ['/feed/'], 'day 11 made room for day 14');
    dated([14, 13]);
    const third = await poll(site, 40, second.state);
    assert.deepEqual(site.asked(), ['/feed/', '/day-12/']);
    assert.deepEqual(
      third.withdrawals.map(({ address }) => address),
      [`${site.origin}/day-12/`],
    );
  });
});

test('a post in another script than the site declares is carried in its own language', async () => {
  await withSite(async (site) => {
    const russian = 'Порт закрывается на семь дней, сообщило в понедельник портовое управление. '.repeat(6);
    const persian = 'ادارهٔ بندر روز دوشنبه اعلام کرد که بندر هفت روز بسته می‌ماند. '.repeat(8);
    publish(site, [
      { slug: 'ru', title: 'Порт закрыт', html: `<p>${russian}</p>` },
      { slug: 'fa', title: 'بندر بسته است', html: `<p>${persian}</p>` },
      { slug: 'en', title: 'Port closed', html: `<p>${TEXT}</p>` },
    ]);
    const { arrivals, warnings } = await poll(site);
    assert.deepEqual(
      arrivals.map(({ body }) => [body.language, body.direction]),
      [
        ['ru', 'ltr'],
        ['fa', 'rtl'],
        ['en-US', 'ltr'],
      ],
    );
    assert.match(
      warnings.map(({ message }) => message).join('\n'),
      /declared as en-US, but looks like fa; carried as fa/,
    );
  });
});

test('the category WordPress puts a post in that has none is no section', async () => {
  await withSite(async (site) => {
    publish(site, [
      { slug: 'none', title: 'None', html: `<p>${TEXT}</p>`, categories: ['Uncategorized'] },
      { slug: 'city', title: 'City', html: `<p>${TEXT}</p>`, categories: ['Без рубрики', 'City'] },
    ]);
    const { arrivals } = await poll(site);
    assert.deepEqual(
      arrivals.map(({ body }) => body.sections),
      [[], ['City']],
    );
  });
});

test('a correction added to a known post is dated when it came, not when the post was published', async () => {
  await withSite(async (site) => {
    const post = { slug: 'lock', title: 'Lock', html: `<p>${TEXT}</p>` };
    publish(site, [post]);
    const before = await poll(site);
    publish(site, [
      { ...post, html: `${post.html}<p><strong>Correction:</strong> There were five votes against.</p>` },
    ]);
    const { arrivals } = await poll(site, 30, before.state);
    const times = arrivals.flatMap(({ body }) =>
      body.blocks.flatMap((block) => (block.type === 'correction' ? [block.time] : [])),
    );
    assert.deepEqual(times, ['2026-11-22T12:30:00Z']);
  });
});

const context = { language: 'en', base: 'https://courier.example/post', name: 'test' };

test('a gallery keeps the captions of its pictures beside its own', () => {
  const blocks = blocksFromHtml(
    `<p>Before.</p><figure class="wp-block-gallery has-nested-images"><figure class="wp-block-image"><img src="/a.jpg" alt="a"/><figcaption>Low
water</figcaption></figure><figure class="wp-block-image"><img src="/b.jpg" alt="b"/><figcaption>The lock (Photo: Port
authority)</figcaption></figure><figcaption class="blocks-gallery-caption">Two views from Monday</figcaption></figure>`,
    context,
  );
  assert.deepEqual(
    blocks.map((block) =>
      block.type === 'picture'
        ? [plainText(block.caption ?? []), block.credit]
        : [block.type, 'content' in block && plainText(block.content)],
    ),
    [
      ['paragraph', 'Before.'],
      ['Low water', undefined],
      ['The lock', 'Photo: Port authority'],
      ['paragraph', 'Two views from Monday'],
    ],
  );
});

test('an embed that WordPress could not resolve is a link, not a bare address', () => {
  const blocks = blocksFromHtml(
    `<p>Before.</p><figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">
https://video.example/watch?v=harbour
</div><figcaption>The hearing, recorded</figcaption></figure>`,
    context,
  );
  assert.deepEqual(blocks.slice(1), [
    {
      type: 'paragraph',
      content: [
        {
          type: 'link',
          address: 'https://video.example/watch?v=harbour',
          content: [{ type: 'text', text: 'video.example' }],
        },
      ],
    },
    { type: 'paragraph', content: [{ type: 'text', text: 'The hearing, recorded' }] },
  ]);
});
