import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseHTML } from 'linkedom';
import { makeBulletin } from './bulletin.ts';
import { languagesOf, type SAMPLE_LANGUAGES, type SampleArticle, sampleArticles, sampleFolder } from './content.ts';

const articles = sampleArticles();
const published = articles.filter((each) => !each.reserve);
const bulletin = makeBulletin(3, new Date('2026-11-22T10:00:00Z'));

function documentOf(body: string): Document {
  return parseHTML(`<!doctype html><html><body>${body}</body></html>`).document;
}

function textOf(body: string): string {
  return documentOf(body).body.textContent;
}

function eachVersion(
  visit: (body: string, language: (typeof SAMPLE_LANGUAGES)[number], article: SampleArticle) => void,
) {
  for (const article of [...articles, bulletin]) {
    for (const language of languagesOf(article)) visit(article.bodies[language] ?? '', language, article);
  }
}

test('the paper has at least fourteen articles and a reserve of five, ids and names each once', () => {
  assert.ok(published.length >= 14);
  assert.ok(articles.length - published.length >= 5);
  assert.equal(new Set(articles.map((each) => each.id)).size, articles.length);
});

test('nine articles can be read in English and Russian, one of them in Persian too', () => {
  const standing = published.filter((each) => each.withdrawal?.hoursBefore === undefined);
  const translated = standing.filter((each) => each.languages.en !== undefined && each.languages.ru !== undefined);
  assert.ok(translated.length >= 9);
  assert.ok(translated.some((each) => each.languages.fa !== undefined));
});

test('the reserve exists in German, English and Russian', () => {
  for (const article of articles.filter((each) => each.reserve)) {
    assert.deepEqual(languagesOf(article), ['de', 'en', 'ru'], article.slug);
  }
});

test('most articles have 250 words or more, one is a long read and one very short', () => {
  const lengths = published.map((each) => textOf(each.bodies.de).split(/\s+/).filter(Boolean).length);
  assert.ok(Math.max(...lengths) >= 2_200, `the longest has ${Math.max(...lengths)} words`);
  assert.ok(Math.min(...lengths) < 90);
  assert.ok(lengths.filter((each) => each >= 250).length > published.length / 2);
});

test('translations have the same blocks in the same order as the German original', () => {
  const outline = (body: string) =>
    [...documentOf(body).body.querySelectorAll('p, h2, h3, blockquote, ul, ol, li, table, tr, figure, hr')].map(
      (each) => each.localName,
    );
  eachVersion((body, language, article) => {
    assert.deepEqual(outline(body), outline(article.bodies.de), `${article.slug}/${language}`);
  });
});

test('between them the articles use every block of the article model', () => {
  const kinds: Readonly<Record<string, string>> = {
    lead: 'p.lead',
    'second heading': 'h2',
    'third heading': 'h3',
    'attributed quote': 'blockquote cite',
    'quote with figcaption': 'figure > blockquote + figcaption',
    'nested list': 'li > ul',
    'nested ordered list': 'ol ol',
    'table with caption': 'table > caption',
    'picture with caption and credit': 'figure > img ~ figcaption .credit',
    'responsive picture': 'figure > picture > source[srcset]',
    'late picture': 'img[data-src]',
    'video with poster': 'video[poster] > source[type="video/mp4"]',
    'captions in Russian': 'video > track[srclang="ru"]',
    'foreign link': 'a[href^="https:"]',
    'link inside the paper': 'a[href^="/"]',
    'foreign phrase': 'p [lang]',
    separator: 'hr',
    subscript: 'sub',
    superscript: 'sup',
    'line break': 'p > br',
    strong: 'p > strong',
    emphasis: 'p > em',
  };
  for (const [kind, selector] of Object.entries(kinds)) {
    assert.ok(
      published.some((each) => documentOf(each.bodies.de).querySelector(selector) !== null),
      `no ${kind} (${selector})`,
    );
  }
  const quotes = published.flatMap((each) => [...documentOf(each.bodies.de).querySelectorAll('blockquote')]);
  const nameless = quotes.filter((each) => !each.querySelector('cite') && each.parentElement?.localName !== 'figure');
  assert.ok(nameless.length > 0, 'no quote without attribution');
  assert.ok(published.some((each) => /<p>(<strong>)?▶/.test(each.bodies.de)));
  assert.ok(published.some((each) => each.corrected !== undefined));
  assert.ok(published.some((each) => each.withdrawal?.hoursBefore !== undefined));
  assert.ok(published.some((each) => each.languages.de.kicker !== undefined));
});

test('a correction that waits changes exactly one place in every language', () => {
  let waiting = 0;
  eachVersion((body, language, article) => {
    if (article.correction === undefined) return;
    waiting += 1;
    const change = article.correction[language];
    assert.ok(change, `${article.slug}/${language} has no correction`);
    assert.equal(body.split(change.find).length, 2, `${article.slug}/${language}: ${change.find}`);
    assert.ok(!body.includes(change.replace), `${article.slug}/${language} says it already`);
  });
  assert.ok(waiting > 20);
});

test('every address in a text is the paper’s own or below .example', () => {
  eachVersion((body, language, article) => {
    for (const element of documentOf(body).querySelectorAll('[href], [src], [srcset], [poster], [data-src]')) {
      for (const name of ['href', 'src', 'srcset', 'poster', 'data-src']) {
        const address = element.getAttribute(name);
        if (address === null) continue;
        const own = address.startsWith('/') && !address.startsWith('//');
        assert.ok(own || new URL(address).hostname.endsWith('.example'), `${article.slug}/${language}: ${address}`);
        if (own && address.startsWith('/media/')) {
          assert.ok(existsSync(join(sampleFolder, address)), `${article.slug}/${language}: no ${address}`);
        }
      }
    }
  });
});

test('quotation marks are those of the language, and never typewriter ones', () => {
  const pairs = { de: ['„', '“'], en: ['“', '”'], ru: ['«', '»'], fa: ['«', '»'] } as const;
  eachVersion((body, language, article) => {
    const heads = Object.values(article.languages[language] ?? {}).join('\n');
    // Phrases marked as another language keep that language's marks.
    const native = body.replace(/<(span|i|cite) lang="[^"]*"[^>]*>.*?<\/\1>/g, '');
    const text = `${heads}\n${textOf(native)}`;
    const at = `${article.slug}/${language}`;
    assert.doesNotMatch(text, /["']/, at);
    const [open, close] = pairs[language];
    assert.equal(text.split(open).length, text.split(close).length, `${at}: ${open} and ${close} do not pair`);
    const foreign = [...new Set('„“”«»‚‘')].filter((each) => each !== open && each !== close);
    for (const mark of foreign) assert.ok(!text.includes(mark), `${at} has ${mark}`);
  });
});

test('Persian is written with its own letters, digits and joiners', () => {
  for (const article of articles.filter((each) => each.bodies.fa !== undefined)) {
    const text = textOf(article.bodies.fa ?? '').replace(/Office for Network Order/g, '');
    assert.doesNotMatch(text, /[يكى]/, 'Arabic letters');
    assert.doesNotMatch(text, /[0-9٠-٩]/, 'digits that are not Persian');
    assert.doesNotMatch(text, /(?:^|\s)ن?می\s/, 'a verb prefix without its joiner');
    assert.doesNotMatch(text, /\sها(?:ی)?\s/, 'a plural ending without its joiner');
    assert.match(text, /\u200c/);
  }
});

test('all media together stay below one megabyte, each picture below 60 KB', () => {
  const folder = join(sampleFolder, 'media');
  const files = readdirSync(folder).map((name) => ({ name, sizeBytes: statSync(join(folder, name)).size }));
  assert.ok(files.length > 10);
  assert.ok(files.reduce((sum, each) => sum + each.sizeBytes, 0) <= 1_000_000);
  for (const { name, sizeBytes } of files.filter((each) => /\.(jpg|png)$/.test(each.name))) {
    assert.ok(sizeBytes <= 60_000, `${name} has ${sizeBytes} bytes`);
  }
});

test('a bulletin is the same for the same number and day, and another for another', () => {
  const day = new Date('2026-11-22T10:00:00Z');
  assert.deepEqual(makeBulletin(3, day), bulletin);
  assert.notDeepEqual(makeBulletin(4, day).bodies, bulletin.bodies);
  assert.notEqual(makeBulletin(3, new Date('2026-11-23T10:00:00Z')).slug, bulletin.slug);
});
