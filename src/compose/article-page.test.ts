import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, joinParts, parseBody } from '../article/index.ts';
import { checkContent } from '../proof/index.ts';
import { type ArticlePageInput, composeArticle, composeWithdrawal } from './article-page.ts';
import type { NewsroomFace } from './face.ts';
import { prose } from './testing/prose.ts';
import { FACE, PERSIAN, RUSSIAN, withParagraphs } from './testing/specimen.ts';
import { WIRE_BUDGET_BYTES, WIRE_LIMIT_BYTES, wireBytes } from './wire.ts';

const PROOF_BYTES = 2_000;
const input: ArticlePageInput = {
  face: FACE,
  version: RUSSIAN,
  others: [{ language: 'de' }, { language: 'fa' }],
  homeAddress: 'https://courier.example/hafen/leuchtturm',
  salt: '00112233445566778899aabbccddeeff',
  proofBytes: PROOF_BYTES,
};
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);
const whole = (given: ArticlePageInput = input): string => {
  const [page, ...more] = composeArticle(given);
  assert.ok(page !== undefined && more.length === 0);
  return textOf(page.bytes);
};
const withFace = (face: Partial<NewsroomFace>): ArticlePageInput => ({ ...input, face: { ...FACE, ...face } });

test('the bytes between the markers are the article, and the page is fit to be signed', () => {
  for (const version of [RUSSIAN, PERSIAN]) {
    const [page] = composeArticle({ ...input, version });
    assert.ok(page !== undefined);
    assert.equal(page.path, `${version.body.language}/2026/11/22/3fk9m2tq7x.html`);
    const { body, salt } = parseBody(checkContent(page.bytes));
    assert.deepEqual(body, version.body);
    assert.equal(salt, input.salt);
    assert.ok(textOf(page.bytes).endsWith('</html>\n'));
  }
});

test('the same values make the same bytes', () => {
  assert.equal(whole(), whole());
});

test('nothing in a page runs, and nothing is fetched', () => {
  const html = whole();
  assert.deepEqual(
    [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag),
    ['<script type="application/ld+json">'],
  );
  assert.doesNotMatch(
    html,
    /<(?:img|video|source|iframe|object|embed|form|base|input)\b|\son[a-z]+=|@import|url\(|\bsrc=/i,
  );
  const loaded = [...html.matchAll(/<link rel="(?!alternate|canonical)[^>]*>/g)].map(([tag]) => tag);
  assert.deepEqual(loaded, ['<link rel="icon" href="data:,">']);
  assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none';/);
});

test('links lead inside the edition, save the marked ones; the blocked home address is only text', () => {
  const html = whole();
  for (const [, tag = '', address = ''] of html.matchAll(/(<a href="([^"]*)"[^>]*>)/g)) {
    if (/^https?:/.test(address)) assert.match(tag, /rel="external noreferrer nofollow"/);
    else assert.match(address, /^(?:\.\.\/)+(?:[a-z]{2}\/|m\/|index)/);
    assert.doesNotMatch(address, /courier\.example/);
  }
  assert.match(
    html,
    /заблокирован в некоторых странах\): <bdi dir="ltr">https:\/\/courier\.example\/hafen\/leuchtturm</,
  );
});

test('the notice is in the language of the reader and leads to the same article in the original language', () => {
  const notice = /<p class="notice">(.*?)<\/p>/;
  assert.equal(
    notice.exec(whole())?.[1],
    'Сайт издания <bdi>Линдхафенский вестник</bdi> заблокирован в некоторых странах. Здесь статья приведена полностью. <a href="../../../../de/2026/11/22/3fk9m2tq7x.html" hreflang="de">Эта статья на немецком</a>',
  );
  assert.doesNotMatch(notice.exec(whole({ ...input, others: [] }))?.[1] ?? '<a', /<a/);
});

test('who carries a newsroom in its place is named', () => {
  const html = whole(withFace({ carried: { from: 'courier.example', by: 'Bib <b>' } }));
  assert.match(
    html,
    /перенесённая с сайта <bdi>courier\.example<\/bdi>; публикует <bdi>Bib &lt;b&gt;<\/bdi>, а не сама/,
  );
  assert.doesNotMatch(html, /заблокирован/);
});

test('a newsroom may write its own notice', () => {
  const html = whole(withFace({ notice: { ru: 'Читайте {newsroom} & {home} {unknown}.' } }));
  assert.match(
    html,
    /Читайте <bdi>Линдхафенский вестник<\/bdi> &amp; <bdi>https:\/\/courier\.example\/<\/bdi> \{unknown\}\./,
  );
});

test('language versions name each other and themselves, and the original is the standard one', () => {
  const set = (version: typeof RUSSIAN, languages: string[]): string[] => {
    const [page] = composeArticle({ ...input, version, others: languages.map((language) => ({ language })) });
    const base = `https://carrier.example/${page?.path}`;
    return [
      ...textOf(page?.bytes ?? new Uint8Array()).matchAll(/<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"/g),
    ].map(([, language, address]) => `${language} ${new URL(address ?? '', base).pathname}`);
  };
  const expected = ['de', 'ru', 'fa'].map((language) => `${language} /${language}/2026/11/22/3fk9m2tq7x.html`);
  expected.push('x-default /de/2026/11/22/3fk9m2tq7x.html');
  assert.deepEqual(set(RUSSIAN, ['de', 'fa']), expected);
  assert.deepEqual(set(PERSIAN, ['ru', 'de']), expected);
});

test('a canonical address is given only where there is one, and never of another language', () => {
  assert.match(whole(), /<link rel="canonical" href="https:\/\/courier\.example\/hafen\/leuchtturm">/);
  const { homeAddress: _, ...without } = input;
  assert.doesNotMatch(whole(without), /canonical/);
});

test('a correction and the origin of a translation are said before the first word', () => {
  const above = whole().split('<!--tamizdat:body-->')[0] ?? '';
  assert.match(above, /В эту статью внесены исправления\./);
  assert.match(
    above,
    /Машинный перевод <bdi>с немецкого<\/bdi>; проверка: <bdi>Анна Вебер<\/bdi>, <bdi>22 ноября 2026 года<\/bdi>/,
  );
});

test('a page in a language without words of its own has English ones, marked as English', () => {
  const body = { ...RUSSIAN.body, language: 'ka' };
  const html = whole({ ...input, version: { ...RUSSIAN, body } });
  assert.match(html, /<html lang="ka" dir="ltr">/);
  assert.match(html, /<p class="notice" lang="en">The site of/);
  assert.match(html, /<footer lang="en">/);
  const turned = whole({ ...input, version: { ...PERSIAN, body: { ...PERSIAN.body, language: 'ur' } } });
  assert.match(turned, /<p class="notice" lang="en" dir="ltr">The site of/);
});

test('no text can leave its place: headline, title, names and addresses', () => {
  const hostile = `</title></script><!--tamizdat:proof --> "'><img src=x onerror=alert(1)>&amp;`;
  const body = { ...RUSSIAN.body, headline: hostile, kicker: hostile, bylines: [hostile], sections: [hostile] };
  const html = whole({
    ...withFace({ title: { ru: hostile }, notice: { ru: `${hostile} {newsroom}` }, appOrigin: hostile, home: hostile }),
    version: { ...RUSSIAN, body },
  });
  assert.doesNotMatch(html, /<img|<!--tamizdat:proof/);
  assert.equal(html.match(/<\/script>/g)?.length, 1);
  assert.equal(html.match(/<\/title>/g)?.length, 1);
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)?.[1] ?? '');
  assert.equal(data.headline, hostile);
  assert.deepEqual(parseBody(checkContent(new TextEncoder().encode(html))).body, body);
});

test('machine translation is declared to machines too', () => {
  assert.match(
    whole(),
    /"digitalSourceType":"https:\/\/schema\.org\/CompositeWithTrainedAlgorithmicMediaDigitalSource"/,
  );
  assert.doesNotMatch(whole({ ...input, version: PERSIAN }), /digitalSourceType/);
});

test('a long read continues on further parts that join to the article again', () => {
  const paragraphs = prose('ru', 3_000);
  const blocks = withParagraphs(RUSSIAN, paragraphs).body.blocks.flatMap((block, at): Block[] =>
    at % 3 === 2
      ? [{ id: `b${at + 1000}`, type: 'heading', level: 2, content: [{ type: 'text', text: 'Дальше' }] }, block]
      : [block],
  );
  const version = { ...RUSSIAN, body: { ...RUSSIAN.body, blocks } };
  const pages = composeArticle({ ...input, version });
  assert.ok(pages.length >= 4);
  for (const [at, { path, bytes }] of pages.entries()) {
    assert.equal(path, at === 0 ? 'ru/2026/11/22/3fk9m2tq7x.html' : `ru/2026/11/22/3fk9m2tq7x.${at + 1}.html`);
    const html = textOf(bytes);
    assert.ok(wireBytes(html, PROOF_BYTES) <= WIRE_BUDGET_BYTES);
    assert.match(html, new RegExp(`Часть ${at + 1} из ${pages.length}`));
    assert.equal(html.includes('rel="prev"'), at > 0);
    assert.equal(html.includes('rel="next"'), at < pages.length - 1);
    assert.equal(html.includes('hreflang="x-default"'), at === 0);
    assert.equal(html.includes('application/ld+json'), at === 0);
    if (at > 0) assert.match(html, new RegExp(`href="3fk9m2tq7x${at === 1 ? '' : `.${at}`}\\.html" rel="prev"`));
  }
  const parts = pages.map(({ bytes }) => parseBody(checkContent(bytes)));
  for (const { body } of parts) assert.notEqual(body.blocks.at(-1)?.type, 'heading');
  assert.deepEqual(joinParts(parts).body, version.body);
});

test('a block that fills a page alone may exceed the budget up to the limit', () => {
  // Four thousand bytes that no compressor shortens much; with a greater proof they pass 8 KiB.
  const dense = prose('ru', 270, 7).join(' ').slice(0, 2_000).trim();
  const version = withParagraphs(RUSSIAN, ['Коротко.', dense, 'Конец.']);
  const pages = composeArticle({ ...input, version, proofBytes: 7_400 });
  const sizes = pages.map(({ bytes }) => wireBytes(textOf(bytes), 7_400));
  assert.ok(sizes.some((size) => size > WIRE_BUDGET_BYTES));
  assert.ok(sizes.every((size) => size <= WIRE_LIMIT_BYTES));
});

test('a page beyond the hard limit is refused by name', () => {
  assert.throws(() => composeArticle({ ...input, proofBytes: 12_000 }), {
    name: 'ComposeError',
    code: 'page-too-large',
    message: /^ru\/2026\/11\/22\/3fk9m2tq7x/,
  });
});

test('a withdrawn version without a reason does not announce one', () => {
  const { kicker: _, ...rest } = RUSSIAN.body;
  const withdrawn = (blocks: readonly Block[]): string => {
    const version = { ...RUSSIAN, revision: 3, body: { ...rest, state: 'withdrawn' as const, blocks } };
    return textOf(composeWithdrawal({ ...input, version })[0]?.bytes ?? new Uint8Array());
  };
  assert.match(withdrawn([]), /Эта статья отозвана\.(?! Причина)/);
  const reason: Block = { id: 'b9', type: 'paragraph', content: [{ type: 'text', text: 'Ошибка' }] };
  assert.match(withdrawn([reason]), /Эта статья отозвана\. Причина:/);
});

test('a withdrawn version shows the reason in place of the text, and each function takes only its own kind', () => {
  const reason: Block = { id: 'b1', type: 'paragraph', content: [{ type: 'text', text: 'Ошибка в источнике.' }] };
  const { translation: _, ...rest } = RUSSIAN.body;
  const version = { ...RUSSIAN, revision: 3, body: { ...rest, state: 'withdrawn' as const, blocks: [reason] } };
  const [page] = composeWithdrawal({ ...input, version });
  const html = textOf(page?.bytes ?? new Uint8Array());
  assert.match(html, /<p class="state">Эта статья отозвана\. Причина:<\/p>/);
  assert.match(html, /Ошибка в источнике\./);
  assert.doesNotMatch(html, /name="description"/);
  assert.throws(() => composeArticle({ ...input, version }), { code: 'not-withdrawn' });
  assert.throws(() => composeWithdrawal(input), { code: 'not-withdrawn' });
});

test('articles of any length are cut so that every part fits and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 30 }), fc.integer(), (lengths, seed) => {
      const paragraphs = lengths.map((words, at) => prose('fa', words, seed + at).join(' '));
      const version = withParagraphs(PERSIAN, paragraphs);
      const pages = composeArticle({ ...input, version });
      for (const { bytes } of pages) assert.ok(wireBytes(textOf(bytes), PROOF_BYTES) <= WIRE_BUDGET_BYTES);
      assert.deepEqual(joinParts(pages.map(({ bytes }) => parseBody(checkContent(bytes)))).body, version.body);
    }),
    { numRuns: 15 },
  );
});

test('a text that says one thing over and over makes no page that is too long to be read', () => {
  const blocks = Array.from({ length: 30 }, (_, at): Block => {
    return { type: 'paragraph', id: `b${at + 1}`, content: [{ type: 'text', text: '&'.repeat(4_000) }] };
  });
  const body = { ...input.version.body, blocks };
  const pages = composeArticle({ ...input, version: { ...input.version, body } });
  assert.ok(pages.length > 1);
  for (const { path, bytes } of pages) {
    assert.ok(bytes.length <= 128 * 1024, `${path}: ${bytes.length}`);
    checkContent(bytes);
  }
});
