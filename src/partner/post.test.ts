import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { articleBody } from '../../test/arbitraries/article.ts';
import { drawnHash, drawPost, keptHash, picturesOf } from './post.ts';
import { postText } from './post-html.ts';
import { postInput, SHA, version, withdrawn } from './testing/specimen.ts';

const NONE: ReadonlySet<string> = new Set();
const PLACED = new Map([[SHA, { media: 12, address: 'https://sister.example/uploads/a.webp' }]]);
const content = (input = postInput(), features = NONE) => drawPost(input, PLACED, features).content;

test('a post stands in its language, under the notice, with links to copies and the blocked address as text', () => {
  const text = content();
  assert.match(
    text,
    /<div class="wp-block-group tamizdat-article" lang="ru" dir="ltr" data-tamizdat="3fk9m2tq7x ru 1">/,
  );
  const order = [
    'tamizdat-notice',
    'tamizdat-languages',
    'tamizdat-label',
    'tamizdat-lead',
    'wp:heading',
    'tamizdat-check',
  ];
  assert.deepEqual(
    order.map((each) => text.indexOf(each)),
    order.map((each) => text.indexOf(each)).toSorted((a, b) => a - b),
  );
  assert.match(text, /<a href="https:\/\/mirror\.example\/de\/[^"]+" rel="noreferrer">Эта статья на немецком<\/a>/);
  assert.doesNotMatch(text, /href="https:\/\/courier\.example/);
});

test('WordPress finds no shortcode and no address to make a player of in a text', () => {
  const text = content();
  assert.match(text, /Глубина &lt; 4 м, &#91;gallery&#93;/);
  assert.match(text, /<p>https&#58;\/\/video\.example\/watch<\/p>/);
  assert.match(text, /href="https:\/\/authority\.example\/\?a=1&amp;b=&quot;2&quot;"/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      const written = postText(any);
      assert.doesNotMatch(written, /[<>[\]]|:\/\//);
    }),
  );
});

test('no text of ours is an emoji, for which WordPress would fetch a picture from elsewhere', () => {
  const point = { id: 'b8', type: 'point', content: [{ type: 'text', text: 'Пункт' }] } as const;
  assert.doesNotMatch(
    content(postInput(version(1, { blocks: [point] }))),
    /\p{Emoji_Presentation}|\p{Extended_Pictographic}/u,
  );
});

test('a picture is shown with alternative, caption and credit; without a place for it the words stay', () => {
  assert.match(
    content(),
    /<img src="https:\/\/sister\.example\/uploads\/a\.webp" alt="Катер &quot;под&quot; облаками" class="wp-image-12"\/><figcaption class="wp-element-caption">Катер на рассвете · Фото: Ida Quist</,
  );
  const without = drawPost(postInput(), new Map(), NONE).content;
  assert.doesNotMatch(without, /<img/);
  assert.match(without, /<em>Катер на рассвете · Фото: Ida Quist<\/em>/);
});

test('of what is withdrawn the reason is left, in text, summary and meta', () => {
  const { content: text, excerpt, meta } = drawPost(postInput(withdrawn()), PLACED, new Set(['meta']));
  assert.match(text, /Эта статья отозвана.*Источник отозвал свои слова/s);
  assert.doesNotMatch(text + excerpt, /Ланмюнде|wp-image|приведена полностью/);
  assert.deepEqual(
    [meta?.tamizdat_withdrawn, meta?.tamizdat_canonical, meta?.tamizdat_robots],
    ['2026-11-22T12:00:00Z', '', 'noindex'],
  );
  assert.deepEqual(picturesOf(postInput(withdrawn())), []);
});

test('a text from right to left says so on the whole and on each paragraph', () => {
  const text = content(postInput(version(1, { language: 'fa', direction: 'rtl' })));
  assert.match(text, /lang="fa" dir="rtl"/);
  assert.match(text, /<!-- wp:paragraph \{"direction":"rtl"\} -->\n<p dir="rtl">/);
});

test('every body makes balanced blocks, and no text of it ends one', () => {
  fc.assert(
    fc.property(articleBody, (body) => {
      const text = content(postInput({ ...version(), body }));
      const open: string[] = [];
      for (const [, end, name] of text.matchAll(/<!-- (\/?)wp:([a-z-]+)/g)) {
        if (end === '') open.push(name ?? '');
        else assert.equal(open.pop(), name);
      }
      assert.deepEqual(open, []);
      assert.doesNotMatch(text.replaceAll(/<!-- [^>]* -->/g, ''), /[[\]]/);
      assert.doesNotMatch(text, /<(?:script|iframe|style|form|object)/i);
    }),
    { numRuns: 50 },
  );
});

test('two drawings of the same have one hash, and another notice, revision, picture or feature another', async () => {
  const input = postInput();
  const hash = await drawnHash(input, NONE);
  assert.equal(await drawnHash(postInput(), NONE), hash);
  const others = [
    drawnHash({ ...input, words: { ...input.words, notice: 'другое' } }, NONE),
    drawnHash(postInput(version(2)), NONE),
    drawnHash(postInput(version(1, { blocks: input.version.body.blocks.slice(0, 4) })), NONE),
    drawnHash(input, new Set(['meta'])),
  ];
  assert.equal(new Set([hash, ...(await Promise.all(others))]).size, 5);
  assert.notEqual(await keptHash({ title: 'a', content: 'b' }), await keptHash({ title: 'ab', content: '' }));
});
