import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeLanguageChoice } from '../compose/index.ts';
import { bytesOf } from '../proof/index.ts';
import { isLanguageChoice } from './language-choice.ts';

const choice = new TextDecoder().decode(
  composeLanguageChoice({
    name: 'courier.example',
    title: { de: 'Lindhafener Bote', ru: 'Линдхафенский вестник', fa: 'پیک لیندهافن' },
    home: 'https://courier.example/',
    originalLanguage: 'de',
    languages: ['de', 'ru', 'fa', 'pt-BR'],
  }).bytes,
);

test('what stands at the root of an edition is a plain choice of languages', () => {
  assert.equal(isLanguageChoice(bytesOf(choice)), true);
});

for (const [what, from, to] of [
  ['a link elsewhere', 'href="ru/index.html"', 'href="https://courier.example/ru/index.html"'],
  ['a link to an article', 'href="ru/index.html"', 'href="ru/2026/11/22/3fk9m2tq7x.html"'],
  ['a script', '</ul>', '</ul><script>x()</script>'],
  ['a script that a browser reads and a strict reader does not', '</ul>', '</ul><script/x>x()</script>'],
  ['a handler', '<main>', '<main onclick="x()">'],
  ['a paragraph', '</ul>', '</ul><p>News</p>'],
  ['a picture', '</ul>', '</ul><img src="https://beacon.example/x">'],
  ['a refresh', '<main>', '<meta http-equiv="refresh" content="0;url=/fake"><main>'],
  ['a comment', '</ul>', '</ul><!-- x -->'],
  ['text of its style', 'body{', 'body::before{content:"News"}body{'],
  ['a fetching style', 'body{', 'body{background:url(x);'],
  ['an escape in its style', 'body{', 'body{background:u\\72l(x);'],
  ['an icon from elsewhere', 'href="data:,"', 'href="/icon.png"'],
  ['an attribute twice', '<a href="ru/index.html"', '<a href="ru/index.html" href="/fake"'],
  ['much text', '</h1>', `${'News '.repeat(2000)}</h1>`],
] as const) {
  test(`${what} makes it something that nobody signed`, () => {
    assert.ok(choice.includes(from), from);
    assert.equal(isLanguageChoice(bytesOf(choice.replace(from, to))), false);
  });
}

test('what leads nowhere is no choice, nor is what is no UTF-8', () => {
  assert.equal(
    isLanguageChoice(bytesOf('<!doctype html>\n<html lang="de">\n<body>\n<h1>News</h1>\n</body>\n</html>\n')),
    false,
  );
  assert.equal(isLanguageChoice(Uint8Array.of(...bytesOf(choice), 0xff)), false);
});
