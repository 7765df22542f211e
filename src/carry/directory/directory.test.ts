import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { testCarrier } from '../../../test/conformance/carrier.ts';
import { type Carrier, CarryError } from '../carrier.ts';
import { directoryFault } from './directory-faults.ts';
import { openDirectoryCarrier } from './directory-target.ts';

const newsroom = 'courier.example';
const bytes = new TextEncoder().encode('text');
const isCode = (code: string) => (error: unknown) => error instanceof CarryError && error.code === code;

async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-carry-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function paths(carrier: Carrier): Promise<string[]> {
  const found: string[] = [];
  for await (const file of carrier.list()) found.push(file.path);
  return found.sort();
}

testCarrier('directory', {
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tamizdat-carry-'));
    return {
      carrier: await openDirectoryCarrier({ folder: join(folder, 'new', 'www'), newsroom }),
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
});

test('any web server may read what is carried, whatever the umask', async (context) => {
  const folder = join(await temporaryFolder(context), 'www');
  const before = process.umask(0o077);
  try {
    await mkdir(folder, { mode: 0o755 });
    const carrier = await openDirectoryCarrier({ folder, newsroom });
    await carrier.write('ru/2026/a.html', bytes);
  } finally {
    process.umask(before);
  }
  assert.equal((await stat(join(folder, 'ru/2026/a.html'))).mode & 0o777, 0o644);
  assert.equal((await stat(join(folder, 'ru/2026'))).mode & 0o777, 0o755);
  assert.equal((await stat(join(folder, 'ru'))).mode & 0o777, 0o755);
});

test('removing the last file of a folder removes the folder, and never the carrier itself', async (context) => {
  const folder = await temporaryFolder(context);
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  await carrier.write('ru/2026/11/a.html', bytes);
  await carrier.write('ru/b.html', bytes);
  await carrier.remove('ru/2026/11/a.html');
  assert.deepEqual(await readdir(join(folder, 'ru')), ['b.html']);
  await carrier.remove('ru/b.html');
  assert.deepEqual(await readdir(folder), ['.tamizdat-carrier']);
});

test('symbolic links are neither followed nor listed, for folders and for files', async (context) => {
  const outside = await temporaryFolder(context);
  await writeFile(join(outside, 'secret.html'), 'secret');
  const folder = await temporaryFolder(context);
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  await symlink(outside, join(folder, 'ru'));
  await symlink(join(outside, 'secret.html'), join(folder, 'link.html'));
  await assert.rejects(carrier.read('ru/secret.html', 100), isCode('path-refused'));
  await assert.rejects(carrier.write('ru/new.html', bytes), isCode('path-refused'));
  await assert.rejects(carrier.remove('ru/secret.html'), isCode('path-refused'));
  await assert.rejects(carrier.read('link.html', 100), isCode('path-refused'));
  await assert.rejects(carrier.remove('link.html'), isCode('path-refused'));
  assert.deepEqual(await paths(carrier), []);
  await carrier.write('link.html', bytes);
  assert.equal(await readFile(join(outside, 'secret.html'), 'utf8'), 'secret');
  assert.deepEqual(await readdir(outside), ['secret.html']);
  assert.equal((await carrier.read('link.html', 100))?.length, bytes.length);
});

test('dot files and names outside the layout are neither listed nor touched', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, '.htaccess'), 'Options -Indexes');
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  await carrier.write('index.html', bytes);
  await writeFile(join(folder, 'with space.txt'), 'x');
  await mkdir(join(folder, '.well-known'));
  assert.deepEqual(await paths(carrier), ['index.html']);
  await assert.rejects(carrier.remove('.htaccess'), isCode('path-refused'));
  assert.equal(await readFile(join(folder, '.htaccess'), 'utf8'), 'Options -Indexes');
});

test('a folder stands in the way of a file, and a file in the way of a folder', async (context) => {
  const folder = await temporaryFolder(context);
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  await mkdir(join(folder, 'head'));
  await writeFile(join(folder, 'ru'), 'x');
  await assert.rejects(carrier.write('head', bytes), isCode('path-refused'));
  await assert.rejects(carrier.write('ru/a.html', bytes), isCode('path-refused'));
  assert.equal(await carrier.read('head', 10), null);
  await assert.rejects(carrier.remove('head'), isCode('path-refused'));
  assert.deepEqual((await readdir(folder)).sort(), ['.tamizdat-carrier', 'head', 'ru']);
});

test('reading a named pipe does not hang', async (context) => {
  const folder = await temporaryFolder(context);
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  assert.equal(await carrier.read('pipe', 10), null);
});

test('a folder with other content is refused, unless it is to be taken over', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'index.html'), 'somebody else');
  await assert.rejects(openDirectoryCarrier({ folder, newsroom }), (error) => {
    assert.ok(error instanceof CarryError);
    assert.equal(error.code, 'target-foreign');
    assert.match(error.hint ?? '', /empty or new place/);
    return true;
  });
  const carrier = await openDirectoryCarrier({ folder, newsroom, adopt: true });
  assert.equal(await readFile(join(folder, 'index.html'), 'utf8'), 'somebody else');
  await carrier.write('head', bytes);
  await openDirectoryCarrier({ folder, newsroom });
});

test('a folder is known again as ours: by its marker from the first file on, by its head when that was copied', async (context) => {
  const folder = await temporaryFolder(context);
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  await carrier.write('m/ab/c.webp', bytes);
  await openDirectoryCarrier({ folder, newsroom });
  await assert.rejects(openDirectoryCarrier({ folder, newsroom: 'other.example' }), isCode('target-foreign'));
  await writeFile(join(folder, 'head'), `tamizdat.edition/v1\nnewsroom ${newsroom}\nlog x\n`);
  await rm(join(folder, '.tamizdat-carrier'));
  await openDirectoryCarrier({ folder, newsroom });
  await assert.rejects(openDirectoryCarrier({ folder, newsroom: 'other.example' }), isCode('target-foreign'));
});

test('a file is no folder to carry to', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'file'), 'x');
  await assert.rejects(openDirectoryCarrier({ folder: join(folder, 'file'), newsroom }), isCode('target-not-a-folder'));
  await assert.rejects(
    openDirectoryCarrier({ folder: join(folder, 'file', 'below'), newsroom }),
    isCode('target-not-a-folder'),
  );
});

test('a folder that vanished is not made anew, and another one at its place is not written to', async (context) => {
  const parent = await temporaryFolder(context);
  const folder = join(parent, 'drive');
  const carrier = await openDirectoryCarrier({ folder, newsroom });
  await carrier.write('head', bytes);
  await rename(folder, join(parent, 'elsewhere'));
  const isGone = (error: unknown) => isCode('carrier-unreachable')(error) && (error as CarryError).retryable;
  await assert.rejects(carrier.write('head', bytes), isGone);
  await assert.rejects(carrier.read('head', 10), isGone);
  await assert.rejects(carrier.remove('head'), isGone);
  await assert.rejects(paths(carrier), isGone);
  await mkdir(folder);
  await assert.rejects(carrier.write('head', bytes), isGone);
  assert.deepEqual(await readdir(folder), []);
});

test('errors of the disk become what a person can act on', () => {
  for (const [code, expected, retryable] of [
    ['ENOSPC', 'carrier-full', false],
    ['EDQUOT', 'carrier-full', false],
    ['EROFS', 'carrier-read-only', false],
    ['EACCES', 'carrier-forbidden', false],
    ['EBUSY', 'carrier-unreachable', true],
    ['EISDIR', 'path-refused', false],
    ['EIO', 'carrier-failed', false],
  ] as const) {
    const cause = Object.assign(new Error('system'), { code, syscall: 'write' });
    const error = directoryFault('usb', 'ru/a.html', cause);
    assert.ok(error instanceof CarryError);
    assert.equal(error.code, expected);
    assert.equal(error.retryable, retryable);
    assert.match(error.message, /usb/);
    assert.match(error.message, /ru\/a\.html/);
    assert.ok(error.hint !== undefined);
    assert.equal(error.cause, cause);
  }
});

test('an error that is not from the disk passes unchanged', () => {
  const fault = new TypeError('a fault of this program');
  assert.equal(directoryFault('usb', 'head', fault), fault);
});

test('a folder that was carried to before is not filled again when it is gone or another one', async (context) => {
  const folder = join(await temporaryFolder(context), 'stick');
  const again = () => openDirectoryCarrier({ folder, newsroom, name: 'stick', known: true });
  const isAway = (error: unknown): boolean => {
    assert.ok(error instanceof CarryError && error.code === 'carrier-unreachable' && error.retryable);
    assert.ok(error.message.startsWith(`stick: ${folder} is `), error.message);
    assert.match(error.hint ?? '', /mount the drive .* put an empty file \.tamizdat-carrier in it$/);
    return true;
  };
  await assert.rejects(again(), isAway);
  await assert.rejects(stat(folder), { code: 'ENOENT' });
  // The mount point of a stick that is not there: an empty folder, or one with other things in it.
  await mkdir(folder);
  await assert.rejects(again(), isAway);
  assert.deepEqual(await readdir(folder), []);
  // What the hint says.
  await writeFile(join(folder, '.tamizdat-carrier'), '');
  await (await again()).write('head', bytes);
  assert.match(
    await readFile(join(folder, '.tamizdat-carrier'), 'utf8'),
    /^tamizdat\.carrier\/v1\nnewsroom courier\.example\n/,
  );
});

test('a copy of the carrier without its dot files is still known by its head', async (context) => {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'head'), `tamizdat.edition/v1\nnewsroom ${newsroom}\n`);
  await (await openDirectoryCarrier({ folder, newsroom, known: true })).write('index.html', bytes);
});
