import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseEdition, parseHead, parseNote } from '../../src/proof/index.ts';
import { command, openScratch, type Person, type Running, start } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { filesOf, hashesOf } from './folder.ts';
import { makeNewsroom } from './newsroom.ts';
import { until } from './until.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;
/** Accepts and never answers. */
let silent: Server;
const sockets = new Set<Socket>();
const started: Running[] = [];

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  for (const socket of sockets) socket.destroy();
  silent.close();
  await site.close();
  await scratch.remove();
});

/** A newsroom with an edition on `public` already; `more` are lines of its settings for further carriers. */
async function newsroomOf(name: string, more: string): Promise<{ folder: string; file: string; person: Person }> {
  site.answers.set(`/${name}.xml`, rssOf([{ id: 'a', headline: 'Bridge closed', text: textAbout('the bridge') }]));
  const folder = scratch.path(name);
  const room = await makeNewsroom(folder, {
    title: 'The Messenger',
    languages: ['en'],
    console: { port: 0 },
    sources: [{ feed: `${site.address}/${name}.xml`, every: '1s' }],
  });
  await room.round();
  await room.close();
  const file = join(folder, 'tamizdat.yaml');
  const settings = await readFile(file, 'utf8');
  assert.match(settings, /\n {4}directory: public\n/);
  await writeFile(file, settings.replace('\n    directory: public\n', `\n    directory: public\n${more}`));
  return { folder, file, person: { home: scratch.path(`${name}-home`) } };
}

function run(folder: string, person: Person): Running {
  const running = start(['run', folder], person);
  started.push(running);
  return running;
}

/** The number of the edition that a folder's `head` names; null before there is one. */
async function editionOf(folder: string): Promise<number | null> {
  const head = await readFile(join(folder, 'head')).catch(() => null);
  return head === null ? null : parseEdition(parseNote(parseHead(new Uint8Array(head)).note).text).number;
}

test('what is published reaches the others at once while one carrier accepts and never answers', async () => {
  const { port } = silent.address() as { port: number };
  const dead = `  - name: dead\n    webdav: http://127.0.0.1:${port}/copy/\n`;
  const { folder, person } = await newsroomOf('dead', `${dead}  - name: other\n    directory: other\n`);
  const running = run(folder, person);
  await running.seen(/is running/);
  await until(async () => sockets.size > 0);
  site.answers.set('/dead.xml', rssOf([{ id: 'b', headline: 'Ferry late', text: textAbout('the ferry') }]));
  for (const name of ['public', 'other']) await until(async () => (await editionOf(join(folder, name))) === 2);
  for (const name of ['public', 'other']) {
    assert.ok((await readFile(join(folder, name, 'en', 'index.html'), 'utf8')).includes('Ferry late'));
  }
  running.child.kill('SIGTERM');
  const { exitCode, err } = await running.ended;
  assert.equal(exitCode, 0, err);
  const told = await command(['carrier', 'status', folder], person);
  assert.match(told.out, /\ndead \(webdav\) .*\n {2}holds no whole edition/);
  assert.match(told.out, /\nother \(directory\) .*\n {2}holds edition 2 .*, up to date\n {2}read back /);
});

test('killed in the middle of carrying, it goes on where it was', async () => {
  // So little at a time that it is killed before all is there.
  const slow = '  - name: slow\n    directory: slow\n    bytesPerSecond: 8192\n';
  const { folder, file, person } = await newsroomOf('killed', slow);
  const place = join(folder, 'slow');
  const first = run(folder, person);
  await until(async () => (await filesOf(place).catch(() => [])).some((path) => !path.startsWith('.')));
  first.child.kill('SIGKILL');
  await first.ended;
  const before = await filesOf(place);
  assert.ok(!before.includes('head'), 'all was carried before it was killed');

  await writeFile(file, (await readFile(file, 'utf8')).replace('    bytesPerSecond: 8192\n', ''));
  const second = run(folder, person);
  await second.seen(/is running/);
  second.child.kill('SIGTERM');
  assert.equal((await second.ended).exitCode, 0);
  const synced = await command(['carrier', 'sync', folder], person);
  assert.equal(synced.exitCode, 0, synced.err);
  assert.deepEqual(await hashesOf(place), await hashesOf(join(folder, 'public')));
});
