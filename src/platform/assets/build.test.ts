import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { buildAssets } from './build.ts';

/** What one file may weigh on the wire: a connection may freeze after little more (docs/design/reader.md). */
const FILE_BYTES = 8 * 1024;
/** What a reader of one language loads to read. */
const READER_BYTES = 40 * 1024;

const files = await buildAssets('reader');
const weighed = files.map(({ path, bytes }) => ({ path, bytes: brotliCompressSync(bytes).length }));
const text = (path: string): string => new TextDecoder().decode(files.find((file) => file.path === path)?.bytes);
/** Those of pages; what is said elsewhere comes later. */
const isWords = (path: string): boolean => /^[a-z]{2}-[A-Z0-9]+\.js$/.test(path);
const html = text('index.html');
/** Asked for at once by the page. */
const first = [...html.matchAll(/(?:href|src)="([^":,]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');

test('every file of the reader app is one small response', (t) => {
  for (const { path, bytes } of weighed) {
    t.diagnostic(`${String(bytes).padStart(6)} ${path}`);
    assert.ok(bytes <= FILE_BYTES, `${path}: ${bytes} bytes, at most ${FILE_BYTES}`);
  }
});

test('what a reader of one language loads stays within the budget', (t) => {
  const sum = (wanted: (path: string) => boolean) =>
    weighed.reduce((total, { path, bytes }) => total + (wanted(path) ? bytes : 0), 0);
  const words = Math.max(...weighed.filter(({ path }) => isWords(path)).map(({ bytes }) => bytes));
  const read = sum((path) => path === 'index.html' || first.includes(path)) + words;
  t.diagnostic(`${read} bytes to read in one language; ${sum(() => true)} bytes of all files`);
  assert.ok(read <= READER_BYTES, `${read} bytes, at most ${READER_BYTES}`);
});

test('everything the first view needs is asked for at once, and is there', () => {
  const names = new Set(files.map(({ path }) => path));
  const needed = new Set(first.filter((path) => path.endsWith('.js')));
  assert.ok(needed.size > 2);
  for (const path of first) assert.ok(names.has(path), `${path} is named and not there`);
  for (const path of needed) {
    for (const [, other = ''] of text(path).matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
      assert.ok(needed.has(other), `${path} needs ${other}, which is asked for only then`);
    }
  }
});

test('the page allows the app’s own files and nothing that stands in it', () => {
  assert.match(
    html,
    /http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'; style-src 'self'/,
  );
  assert.doesNotMatch(html, /unsafe|<style|\son[a-z]+=|\sstyle=/);
  assert.match(html, /<noscript>/);
});

test('the service worker knows every other file, and its version changes with them', () => {
  const worker = text('service-worker.js');
  for (const { path } of files) {
    if (path !== 'service-worker.js') assert.ok(worker.includes(JSON.stringify(path)), `${path} would not be kept`);
  }
  assert.doesNotMatch(worker, /APP_FILES|APP_VERSION/);
});

test('what comes later needs nothing but the first view and itself', () => {
  const later = files.filter(({ path }) => /^(?:places|check-file|turn-on)-[A-Z0-9]+\.js$/.test(path));
  assert.equal(later.length, 3);
  for (const { path } of later) {
    assert.ok(!first.includes(path), `${path} is asked for at once`);
    for (const [, other = ''] of text(path).matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
      assert.ok(first.includes(other), `${path} needs ${other}, which the first view does not have`);
    }
  }
});

test('whose work is in a file stays said in it', () => {
  const old = files.find(({ path }) => path.startsWith('old-browser-'))?.path ?? '';
  assert.match(text(old), /noble-ed25519 - MIT License \(c\) 2019 Paul Miller/);
});
