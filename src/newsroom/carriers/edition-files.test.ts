import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { EditionFile } from '../../carry/index.ts';
import { openEditionFiles } from './edition-files.ts';

const texts: Readonly<Record<string, string>> = {
  'de/index.html': 'front',
  'de/index.html.gz': 'twin',
  'de/index/a': 'folder of a like name',
  'de-AT/index.html': 'other front',
  head: 'head',
  'm/aa/1.webp': 'picture',
};

async function anEdition(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-edition-files-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, 'files');
  for (const [path, text] of Object.entries(texts)) await put(root, path, text);
  return root;
}

async function put(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, `${path}.new`), text);
  await rename(join(root, `${path}.new`), join(root, path));
}

async function listed(root: string, paths?: ReadonlySet<string>): Promise<EditionFile[]> {
  const files: EditionFile[] = [];
  for await (const file of openEditionFiles(root).list(paths)) files.push(file);
  return files;
}

const entry = (path: string, text: string): EditionFile => ({
  path,
  sizeBytes: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
});
const expected = (of: Readonly<Record<string, string>>): EditionFile[] =>
  Object.entries(of)
    .map(([path, text]) => entry(path, text))
    .sort((one, two) => (one.path < two.path ? -1 : 1));

test('every file is listed in byte order with its size and hash, and what is noted meanwhile is not among them', async (context) => {
  const root = await anEdition(context);
  assert.deepEqual(await listed(root), expected(texts));
  assert.deepEqual(await listed(root), expected(texts));
  assert.deepEqual((await readdir(dirname(root))).sort(), ['files', 'hashes']);
});

test('a file that was replaced, added or removed since is listed as it is now', async (context) => {
  const root = await anEdition(context);
  await listed(root);
  await put(root, 'de/index.html', 'FRONT');
  await put(root, 'aa.txt', 'added');
  await rm(join(root, 'm'), { recursive: true });
  const { 'm/aa/1.webp': _, ...rest } = texts;
  assert.deepEqual(await listed(root), expected({ ...rest, 'de/index.html': 'FRONT', 'aa.txt': 'added' }));
});

test('hashes are remembered from one process to the next', async (context) => {
  const root = await anEdition(context);
  await listed(root);
  const file = join(dirname(root), 'hashes');
  const noted = await readFile(file, 'utf8');
  const { sha256 } = entry('head', 'head');
  await writeFile(file, noted.replace(sha256, 'f'.repeat(64)));
  // Nobody reads a file whose hash is noted.
  assert.equal((await listed(root)).find(({ path }) => path === 'head')?.sha256, 'f'.repeat(64));
  await utimes(join(root, 'head'), 0, 0);
  assert.equal((await listed(root)).find(({ path }) => path === 'head')?.sha256, sha256);
});

test('notes that are damaged, cut short, out of order or of another kind do no harm', async (context) => {
  const root = await anEdition(context);
  await listed(root);
  const file = join(dirname(root), 'hashes');
  const noted = await readFile(file, 'utf8');
  const [first = '', ...lines] = noted.trimEnd().split('\n');
  for (const damaged of [
    '',
    'something else\n',
    noted.slice(0, noted.length / 2),
    `${first}\n${'\0'.repeat(400)}\n${lines.join('\n')}\n`,
    `${first}\n${lines.toReversed().join('\n')}\n`,
    `tamizdat.hashes/v2\n${lines.join('\n').replace(/[0-9a-f]{64}/g, '0'.repeat(64))}\n`,
  ]) {
    await writeFile(file, damaged);
    assert.deepEqual(await listed(root), expected(texts));
    assert.equal(await readFile(file, 'utf8'), noted);
  }
});

test('where nothing can be noted, all is listed all the same, and nothing is left behind', async (context) => {
  const root = await anEdition(context);
  await mkdir(join(dirname(root), 'hashes', 'in the way'), { recursive: true });
  assert.deepEqual(await listed(root), expected(texts));
  assert.deepEqual((await readdir(dirname(root))).sort(), ['files', 'hashes']);
});

test('a listing that nobody reads to its end leaves the notes of before', async (context) => {
  const root = await anEdition(context);
  await listed(root);
  const noted = await readFile(join(dirname(root), 'hashes'), 'utf8');
  for await (const _ of openEditionFiles(root).list()) break;
  assert.equal(await readFile(join(dirname(root), 'hashes'), 'utf8'), noted);
  assert.deepEqual((await readdir(dirname(root))).sort(), ['files', 'hashes']);
});

test('of named paths those are listed that there are', async (context) => {
  const root = await anEdition(context);
  assert.deepEqual(await listed(root, new Set(['head', 'absent', 'de/index.html.gz'])), [
    entry('head', 'head'),
    entry('de/index.html.gz', 'twin'),
  ]);
});
