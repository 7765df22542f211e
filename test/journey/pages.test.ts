import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, posix } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseHTML } from 'linkedom';
import { type EditionServer, openEditionServer } from '../../src/platform/http/index.ts';
import { parsePagePath } from '../../src/proof/index.ts';
import { openSample, SAMPLE_LANGUAGES } from '../../src/sample/index.ts';
import { openScratch } from './command.ts';
import { type CarriedEdition, filesOf, readCarried } from './folder.ts';
import { makeNewsroom, sampleSources } from './newsroom.ts';

/** A first view has to arrive before connections freeze. */
const BUDGET_BYTES = 8192;

let folder: string;
let carried: CarriedEdition;
let files: ReadonlySet<string>;
let scratch: Awaited<ReturnType<typeof openScratch>>;
let server: EditionServer;

// Everything the sample has, in all its states: opening stock, reserve, a bulletin, corrections, withdrawals.
before(async () => {
  scratch = await openScratch();
  const sample = await openSample();
  const room = await makeNewsroom(scratch.path('newsroom'), {
    languages: [...SAMPLE_LANGUAGES],
    sources: sampleSources(sample),
  });
  folder = room.carried;
  await room.round();
  while (sample.state().waiting > 0) assert.ok(sample.publish().done);
  assert.ok(sample.publish().done);
  await room.round();
  for (const slug of ['kaimauer', 'nachtbus', 'sperre-orsanien']) assert.ok(sample.correct(slug).done, slug);
  for (const slug of ['robbe', 'lotsin']) assert.ok(sample.withdraw(slug).done, slug);
  await room.round();
  await room.close();
  await sample.close();
  carried = await readCarried(folder);
  files = new Set(await filesOf(folder));
  server = await openEditionServer({ folder });
});

after(async () => {
  await server?.close();
  await scratch.remove();
});

const htmlFiles = (): string[] => [...files].filter((path) => path.endsWith('.html'));

/** Where a link of a page leads inside the edition; null when it leaves it. */
function targetOf(path: string, link: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith('//')) return null;
  const [way = ''] = link.split(/[?#]/);
  const target = posix.normalize(posix.join(posix.dirname(path), way === '' ? posix.basename(path) : way));
  return target.endsWith('/') || target === '.' ? posix.join(target, 'index.html') : target;
}

test('the sample gives pages of every kind', () => {
  const kinds = new Set([...carried.pages.values()].map(({ record }) => record.kind));
  assert.deepEqual([...kinds].sort(), ['article', 'day', 'front', 'withdrawal']);
  assert.ok(carried.pages.size >= 50, `only ${carried.pages.size} pages`);
  assert.ok(
    [...carried.pages.values()].some(({ record }) => record.pages.length > 1),
    'no long read',
  );
});

test('no relative link of any page is dead', async () => {
  const dead: string[] = [];
  let followed = 0;
  for (const path of htmlFiles()) {
    const { document } = parseHTML(await readFile(join(folder, path), 'utf8'));
    for (const element of document.querySelectorAll('[href]')) {
      const link = element.getAttribute('href') ?? '';
      if (link.startsWith('#') && link.length > 1) {
        if (document.getElementById(decodeURIComponent(link.slice(1))) === null) dead.push(`${path}: ${link}`);
        continue;
      }
      const target = targetOf(path, link);
      if (target === null) continue;
      followed += 1;
      if (target.startsWith('..') || target.startsWith('/') || !files.has(target)) dead.push(`${path}: ${link}`);
    }
  }
  assert.deepEqual(dead, []);
  assert.ok(followed > 300, `only ${followed} links were followed`);
});

test('every page can be reached from the choice of languages by links alone', async () => {
  const reached = new Set<string>();
  const waiting = ['index.html'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    const { document } = parseHTML(await readFile(join(folder, path), 'utf8'));
    for (const element of document.querySelectorAll('a[href]')) {
      const target = targetOf(path, element.getAttribute('href') ?? '');
      if (target?.endsWith('.html')) waiting.push(target);
    }
  }
  assert.deepEqual(
    htmlFiles().filter((path) => !reached.has(path)),
    [],
  );
});

test('no page runs anything or fetches anything unasked', async () => {
  for (const path of htmlFiles()) {
    const text = await readFile(join(folder, path), 'utf8');
    const { document } = parseHTML(text);
    for (const script of document.querySelectorAll('script')) {
      assert.equal(script.getAttribute('type'), 'application/ld+json', path);
    }
    assert.equal(
      document.querySelectorAll('[src], [srcset], [background], [poster], [data], [action], [ping]').length,
      0,
      path,
    );
    assert.equal(
      document.querySelectorAll('iframe, img, video, audio, object, embed, form, base, meta[http-equiv=refresh]')
        .length,
      0,
      path,
    );
    for (const link of document.querySelectorAll('link[href]')) {
      const [rel, href] = [link.getAttribute('rel') ?? '', link.getAttribute('href') ?? ''];
      if (rel === 'icon') assert.match(href, /^data:/, path);
      else assert.match(rel, /^(?:canonical|alternate)$/, `${path}: <link rel="${rel}">`);
    }
    for (const [, address = ''] of text.matchAll(/url\(\s*['"]?([^'")]*)/gi)) assert.match(address, /^data:/, path);
    assert.doesNotMatch(text, /@import/i, path);
    for (const element of document.querySelectorAll('*')) {
      for (const name of element.getAttributeNames()) assert.doesNotMatch(name, /^on/i, `${path}: ${name}`);
    }
  }
});

test('language versions name each other, and each names itself', async () => {
  const sets = new Map<string, Map<string, string>>();
  for (const [path, { record }] of carried.pages) {
    if (record.kind !== 'article' || parsePagePath(path)?.part !== 1) continue;
    const { document } = parseHTML(await readFile(join(folder, path), 'utf8'));
    const links = [...document.querySelectorAll('link[rel=alternate][hreflang]')].map(
      (link) => [link.getAttribute('hreflang') ?? '', targetOf(path, link.getAttribute('href') ?? '') ?? ''] as const,
    );
    sets.set(path, new Map(links));
  }
  assert.ok([...sets.values()].filter((set) => set.size >= 3).length >= 30, 'hardly any page has versions');
  for (const [path, set] of sets) {
    if (set.size === 0) continue;
    const [language = ''] = path.split('/');
    assert.equal(set.get(language), path, `${path} does not name itself`);
    for (const [other, target] of set) {
      if (other === 'x-default') continue;
      assert.equal(sets.get(target)?.get(language), path, `${path} names ${target}, which does not name it back`);
    }
  }
});

test('the versions of an article are one article, in every language that has it', () => {
  const languages = new Map<string, string[]>();
  for (const { article, language } of carried.calendar) {
    if (article === null) continue;
    languages.set(article, [...(languages.get(article) ?? []), language]);
  }
  const counts = [...languages.values()].map((each) => each.sort().join(' '));
  const of = (set: string): number => counts.filter((each) => each === set).length;
  // From the sample's own articles, the one withdrawn before we came aside; one bulletin was made up.
  assert.equal(of('de en fa ru'), 1);
  assert.equal(of('de'), 5);
  assert.equal(of('de en ru'), counts.length - 6);
  assert.equal(counts.length, 20);
});

test('right-to-left pages say so, the others do not', async () => {
  for (const path of htmlFiles()) {
    const { document } = parseHTML(await readFile(join(folder, path), 'utf8'));
    const [language = ''] = path.split('/');
    const root = document.documentElement;
    if (path === 'index.html') continue;
    assert.equal(root.getAttribute('lang'), language, path);
    assert.equal(root.getAttribute('dir') ?? 'ltr', language === 'fa' ? 'rtl' : 'ltr', path);
    const body = document.querySelector('article[lang]') ?? document.querySelector('[data-salt]');
    assert.equal(body?.getAttribute('lang'), language, path);
    if (language === 'fa') assert.equal(body?.getAttribute('dir'), 'rtl', path);
  }
});

/** Everything the server sends for a path, from the first byte of the status line to the last of the body. */
function onTheWire(path: string, headers: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    const parts: Buffer[] = [];
    socket.on('data', (part) => parts.push(part));
    socket.on('end', () => resolve(Buffer.concat(parts)));
    socket.on('error', reject);
    socket.write(`GET /${path} HTTP/1.1\r\nHost: light.example\r\nConnection: close\r\n${headers}\r\n`);
  });
}

test('every front, day and article page is one response of at most 8 KiB, headers and proof included', async () => {
  const sizes: [number, string][] = [];
  for (const path of carried.pages.keys()) {
    const answer = await onTheWire(path, 'Accept-Encoding: gzip\r\n');
    const end = answer.indexOf('\r\n\r\n') + 4;
    const head = answer.subarray(0, end).toString('latin1');
    assert.match(head, /^HTTP\/1\.1 200 /, path);
    assert.match(head, /^content-encoding: gzip\r$/im, path);
    const page = await readFile(join(folder, path));
    assert.ok(gunzipSync(answer.subarray(end)).equals(page), `${path}: not the page`);
    // A host that compresses by itself sends this much, behind the same headers.
    const compressed = end + gzipSync(page, { level: 9 }).length;
    sizes.push([Math.max(answer.length, compressed), path]);
  }
  const [largest] = sizes.sort(([a], [b]) => b - a);
  assert.ok(largest !== undefined && largest[0] > 4000, 'nothing was measured');
  assert.deepEqual(
    sizes.filter(([size]) => size > BUDGET_BYTES),
    [],
  );
});

test('the choice of languages is at most 2 KiB', async () => {
  assert.ok((await onTheWire('', 'Accept-Encoding: gzip\r\n')).length <= 2048);
});
