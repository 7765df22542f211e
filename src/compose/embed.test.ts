import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import * as any from '../../test/arbitraries/article.ts';
import type { LanguageVersion } from '../article/index.ts';
import { embedHtml } from './embed.ts';
import { FACE, PERSIAN, RUSSIAN } from './testing/specimen.ts';

const ADDRESS = 'https://carrier.example/ru/2026/11/22/3fk9m2tq7x.html';

function embed(version: LanguageVersion, address = ADDRESS) {
  const html = embedHtml({ face: FACE, version, address }) ?? assert.fail('no snippet');
  const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
  return { html, document, text: document.body.textContent ?? '' };
}

test('a snippet shows headline, first sentences, how it was translated, why it is here, and where the current version is', () => {
  const { document, text } = embed(RUSSIAN);
  const quote = document.querySelector('body > blockquote');
  assert.deepEqual(
    ['cite', 'lang', 'dir'].map((name) => quote?.getAttribute(name)),
    [ADDRESS, 'ru', 'ltr'],
  );
  assert.equal(document.querySelector('strong a')?.textContent, RUSSIAN.body.headline);
  for (const said of [
    /Сорок лет маяк/,
    /Машинный перевод с немецкого; проверка: Анна Вебер/,
    /внесены исправления/,
    /заблокирован/,
    /Линдхафенский вестник, 23 ноября 2026/,
  ]) {
    assert.match(text, said);
  }
  const links = [...document.querySelectorAll('a')];
  assert.deepEqual(
    links.map((link) => [link.getAttribute('href'), link.getAttribute('rel')]),
    [
      [ADDRESS, 'noreferrer'],
      [ADDRESS, 'noreferrer'],
    ],
  );
  assert.match(links[1]?.textContent ?? '', /Актуальная версия/);
});

test('a snippet in Persian runs from right to left, and one in a language without words marks what is English', () => {
  assert.equal(embed(PERSIAN).document.querySelector('blockquote')?.getAttribute('dir'), 'rtl');
  const georgian = embed({ ...RUSSIAN, body: { ...RUSSIAN.body, language: 'ka' } });
  assert.equal(
    georgian.document.querySelector('span[lang="en"] a')?.textContent,
    'Current version, with any later corrections',
  );
});

test('nothing of a withdrawn article is offered', () => {
  const version: LanguageVersion = { ...RUSSIAN, body: { ...RUSSIAN.body, state: 'withdrawn' } };
  assert.equal(embedHtml({ face: FACE, version, address: ADDRESS }), null);
});

test('whatever an article and its address say, a snippet is a few plain elements that load nothing', () => {
  const version = fc.record({ article: any.articleId, day: any.day, revision: fc.nat(), body: any.articleBody });
  const messy = fc.oneof(any.messyText, fc.constant('"><script src=//evil.example></script>'));
  fc.assert(
    fc.property(version, messy, messy, (each, headline, address) => {
      const { document } = embed({ ...each, body: { ...each.body, state: 'current', headline } }, address);
      const plain = 'blockquote, p, strong, a, span';
      assert.equal(document.querySelectorAll('body *').length, document.querySelectorAll(plain).length);
      for (const element of document.querySelectorAll('body *')) {
        for (const { name } of element.attributes) assert.match(name, /^(?:class|cite|lang|dir|href|rel)$/);
      }
    }),
  );
});
