import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, concatBytes } from './bytes.ts';
import { ProofError } from './errors.ts';
import { type Hash, parseBase64Hash } from './hash.ts';
import { articlePath, dayPath, frontPath, mediaPath, objectPath, pagePath, parsePagePath } from './layout.ts';
import { checkContent, joinPage, splitPage } from './page.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;

const root = parseBase64Hash('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=') as Hash;
const checkpoint = 'courier.example/log/1\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— a.example AAAAAAA=\n';
const proven = { note: 'record\n\n— a.example AAAAAAA=\n', proof: { index: 0, hashes: [root], checkpoint } };
const content = (body: string, before = '<!doctype html>\n', after = '</html>\n') =>
  bytesOf(`${before}<!--tamizdat:body-->\n${body}\n<!--/tamizdat:body-->\n${after}`);

test('a page is taken apart into what it was joined from', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('<!--') && each.isWellFormed());
  fc.assert(
    fc.property(text, text, text, (body, before, after) => {
      const bytes = content(body, `${before}\n`, `${after}\n`);
      const page = splitPage(joinPage(bytes, proven));
      assert.deepEqual(page.content, bytes);
      assert.equal(page.body, body);
      assert.equal(page.note, proven.note);
      assert.deepEqual(page.proof, proven.proof);
      assert.equal(checkContent(bytes), body);
    }),
  );
});

test('content that would make an ambiguous page is refused before it is signed', () => {
  for (const bytes of [
    bytesOf('<html></html>\n'),
    content('a<!--tamizdat:body-->b'),
    content('a\n<!--/tamizdat:body-->\nb'),
    content('a', '<p>'),
    content('a', '<!--tamizdat:other-->\n'),
    content('a', '\n', '<!--tamizdat:proof\n'),
    content('a', '\n', 'no newline at the end'),
    bytesOf('<!--tamizdat:other-->\na\n<!--/tamizdat:body-->\n'),
    bytesOf('<!--tamizdat:body-->\na\n<!--/tamizdat:other-->\n'),
    bytesOf('<!--/tamizdat:body-->\n<!--tamizdat:body-->\n'),
    bytesOf('<!--tamizdat:body-->\n<!--/tamizdat:body-->\n'),
  ]) {
    assert.throws(() => checkContent(bytes), refuses('markers'), new TextDecoder().decode(bytes));
  }
  assert.throws(() => checkContent(concatBytes(content('a'), Uint8Array.of(0xc3, 0x0a))), refuses('not-utf8'));
  assert.throws(() => checkContent(content('a'.repeat(256 * 1024))), refuses('too-large'));
  assert.equal(checkContent(content('')), '');
});

test('a proof that would end its comment early is not joined', () => {
  const evil = { ...proven, note: 'record\n\n— a-->b.example AAAAAAA=\n' };
  assert.throws(() => joinPage(content('a'), evil), refuses('markers'));
});

test('a page above the cap is refused before it is decoded', () => {
  assert.throws(() => splitPage(new Uint8Array(256 * 1024 + 1).fill(0xff)), refuses('too-large'));
});

test('nothing may follow, precede or repeat the proof', () => {
  const page = new TextDecoder().decode(joinPage(content('a'), proven));
  for (const changed of [
    page.slice(0, -1),
    `${page}\n`,
    `${page}<p>`,
    page.replace('-->\n', '--> \n').replace(/-->\n$/, '-->'),
    page.replace('<!--tamizdat:proof\n', '<!--tamizdat:proof \n'),
    page.replace('<!--tamizdat:proof\n', 'x<!--tamizdat:proof\n'),
    page.replace('<!--tamizdat:proof\n', '<!--tamizdat:proof\n--><p>shown</p><!--\n'),
    page.replace('\nc2sp.org', '\n--!>\nc2sp.org'),
    `\ufeff${page}`.replace('<!--tamizdat:proof\n', ''),
    page.replace(/-->\n$/, '— <!--tamizdat:body AAAAAAA=\n-->\n'),
    page.replace(/-->\n$/, '— <!--/tamizdat:body AAAAAAA=\n-->\n'),
  ]) {
    assert.throws(() => splitPage(bytesOf(changed)), refuses('markers'), changed);
  }
});

test('a byte order mark is content like any other byte', () => {
  const bytes = content('a', '\ufeff<!doctype html>\n');
  assert.deepEqual(splitPage(joinPage(bytes, proven)).content, bytes);
});

test('paths of pages are those of the layout, and lead back to what they name', () => {
  assert.equal(frontPath('ru'), 'ru/index.html');
  assert.equal(dayPath('ru', '2026-11-22'), 'ru/2026/11/22/index.html');
  assert.equal(dayPath('ru', '2026-11-22', 2), 'ru/2026/11/22/index.2.html');
  assert.equal(articlePath('ru', '2026-11-22', '3fk9m2tq7x', 3), 'ru/2026/11/22/3fk9m2tq7x.3.html');
  assert.equal(mediaPath({ sha256: 'ab12', extension: 'webp' }), 'm/ab/ab12.webp');
  assert.equal(objectPath('ab12'), 'o/ab/ab12');
  for (const path of [
    'ru/index.html',
    'pt-BR/2026/11/22/index.html',
    'ru/2026/11/22/index.12.html',
    'ru/2026/11/22/3fk9m2tq7x.html',
    'ru/2026/11/22/3fk9m2tq7x.2.html',
  ]) {
    const parsed = parsePagePath(path);
    assert.ok(parsed, path);
    assert.equal(pagePath(parsed), path);
  }
  for (const path of [
    'index.html',
    'ru/index.2.html',
    'ru/3fk9m2tq7x.html',
    'ru/2026/11/31/index.html',
    'ru/2026/11/22/index.1.html',
    'ru/2026/11/22/index.02.html',
    'ru/2026/11/22/',
    '/ru/index.html',
    '../ru/index.html',
    'RU/index.html',
    'pt-br/index.html',
    'zh-hant/index.html',
    'ru-RU-RU/index.html',
    'de-1996-1996/index.html',
    'ru/2026/11/22/3fk9m2tq7l.html',
    'ru/2026/11/22/3fk9m2tq7x.html.gz',
    'ru/2026/11/22/index.html\n',
  ]) {
    assert.equal(parsePagePath(path), null, path);
  }
});
