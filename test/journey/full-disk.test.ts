import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parseEdition, parseHead, parseNote } from '../../src/proof/index.ts';
import { command, openScratch, type Running, start } from './command.ts';
import { type FeedItem, type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { filesOf, hashesOf, readCarried } from './folder.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;
const mounts: string[] = [];
const started: Running[] = [];

/** Runs a program of the system; false when it may not do that or is not there. */
function system(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
});

after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  for (const path of mounts.splice(0).reverse()) system('umount', path);
  await site.close();
  await scratch.remove();
});

/** A fault of a disk, brought about and taken away again. */
interface Trouble {
  /** What the message must say. */
  readonly says: RegExp;
  end(): Promise<void>;
}

/** Nobody may write below the folder: the trouble that every user but root can bring about. */
function forbid(folder: string): Trouble {
  assert.ok(system('chmod', '-R', 'a-w', folder));
  return {
    says: /may not|not allowed|permission/i,
    end: async () => assert.ok(system('chmod', '-R', 'u+w', folder)),
  };
}

/** Fills the disk of a folder: a small one of its own where this user may mount, else it is made unwritable. */
async function fill(folder: string): Promise<Trouble> {
  const aside = `${folder}-aside`;
  await rename(folder, aside);
  await mkdir(folder);
  if (!system('mount', '-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', folder)) {
    await rm(folder, { recursive: true });
    await rename(aside, folder);
    return forbid(folder);
  }
  mounts.push(folder);
  await cp(aside, folder, { recursive: true });
  // First in large pieces, then in ever smaller ones, until not a page is left.
  let at = 0;
  for (let sizeBytes = 8 * 1024 * 1024; sizeBytes >= 1; sizeBytes = Math.floor(sizeBytes / 4)) {
    for (;;) {
      const file = join(folder, `.filler-${at}`);
      at += 1;
      try {
        await writeFile(file, Buffer.alloc(sizeBytes));
      } catch {
        await rm(file, { force: true });
        break;
      }
    }
  }
  return {
    says: /full|no space/i,
    async end() {
      for (const name of await readdir(folder)) if (name.startsWith('.filler-')) await rm(join(folder, name));
    },
  };
}

/** Makes the disk of a folder read-only: by a mount where this user may, else it is made unwritable. */
async function lockUp(folder: string): Promise<Trouble> {
  if (!system('mount', '--bind', folder, folder)) return forbid(folder);
  mounts.push(folder);
  assert.ok(system('mount', '-o', 'remount,bind,ro', folder));
  return {
    says: /read-only/,
    async end() {
      assert.ok(system('mount', '-o', 'remount,bind,rw', folder));
    },
  };
}

const reports = (count: number): FeedItem[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${at}`,
    headline: `Report ${at}`,
    text: textAbout(`matter ${at}`),
  }));

/** A newsroom with one edition of two articles on two carriers, and a feed that has a third. */
async function carriedTwice(name: string) {
  const home = scratch.path(`home-${name}`);
  const address = `${site.address}/${name}.xml`;
  const folders = [scratch.path(`${name}-one`), scratch.path(`${name}-two`)] as const;
  site.answers.set(`/${name}.xml`, rssOf(reports(2)));
  for (const folder of folders) {
    const { exitCode, err } = await command(['carry', address, '--to', folder], { home });
    assert.equal(exitCode, 0, err);
  }
  site.answers.set(`/${name}.xml`, rssOf(reports(3)));
  const [settings = ''] = (await filesOf(home)).filter((path) => path.endsWith('tamizdat.yaml'));
  return {
    home,
    folders,
    data: join(home, settings, '..', 'data'),
    carry: () => command(['carry', address], { home }),
    verify: (folder: string) => command(['verify', folder], { home }),
  };
}

for (const [what, bringAbout] of [
  ['full', fill],
  ['read-only', lockUp],
] as const) {
  test(`a carrier on a ${what} disk keeps its last edition, the others get the new one, and it follows later`, async () => {
    const { folders, carry, verify } = await carriedTwice(`carrier-${what}`);
    const [poor, rich] = folders;
    const before = (await readCarried(poor)).edition.number;
    const trouble = await bringAbout(poor);
    const failed = await carry();
    assert.equal(failed.exitCode, 1);
    assert.match(failed.err, /^error: folder-1/m);
    assert.match(failed.err, trouble.says);
    assert.match(failed.err, /^hint: /m);
    assert.equal((await readCarried(rich)).calendar.length, 3, 'the other carrier had to wait');
    // This reader has seen the newer edition: going by its own trust data and head the poor one is sound.
    const reader = { home: scratch.path(`reader-${what}`) };
    assert.equal((await command(['trust', 'add', poor], reader)).exitCode, 0);
    const verified = await command(['verify', poor], reader);
    assert.equal(verified.exitCode, 0, verified.out);
    assert.equal((await readCarried(poor)).edition.number, before);

    await trouble.end();
    const later = await carry();
    assert.equal(later.exitCode, 0, later.err);
    assert.deepEqual(await hashesOf(poor), await hashesOf(rich));
    assert.equal((await verify(poor)).exitCode, 0);
  });

  test(`an edition that cannot be written to a ${what} disk leaves the last one intact, and comes out later`, async () => {
    const { folders, data, carry, verify } = await carriedTwice(`edition-${what}`);
    const [one, two] = folders;
    const edition = join(data, 'edition');
    const before = await hashesOf(one);
    const files = await hashesOf(join(edition, 'files'));
    const trouble = await bringAbout(edition);
    for (let time = 1; time <= 2; time += 1) {
      const failed = await carry();
      assert.equal(failed.exitCode, 1, failed.out);
      assert.match(failed.err, /^error: cannot write .*edition/m);
      assert.match(failed.err, trouble.says);
      assert.match(failed.err, /^hint: the last edition is intact/m);
    }
    assert.deepEqual(await hashesOf(one), before);
    assert.deepEqual(await hashesOf(join(edition, 'files')), files);
    assert.equal((await verify(one)).exitCode, 0);

    await trouble.end();
    const later = await carry();
    assert.equal(later.exitCode, 0, later.err);
    assert.equal((await readCarried(one)).calendar.length, 3);
    assert.deepEqual(await hashesOf(two), await hashesOf(one));
    assert.equal((await verify(one)).exitCode, 0);
  });

  test(`a newsroom whose data lie on a ${what} disk says so, and goes on when that is mended`, async () => {
    const { folders, data, carry, verify } = await carriedTwice(`data-${what}`);
    const [one] = folders;
    const before = await hashesOf(one);
    const trouble = await bringAbout(data);
    const failed = await carry();
    assert.equal(failed.exitCode, 1, failed.out);
    assert.match(failed.err, /^error: /m);
    assert.match(failed.err, trouble.says);
    assert.match(failed.err, /^hint: /m);
    assert.doesNotMatch(failed.err, /defect of tamizdat/, failed.err);
    assert.deepEqual(await hashesOf(one), before);

    await trouble.end();
    const later = await carry();
    assert.equal(later.exitCode, 0, later.err);
    assert.equal((await readCarried(one)).calendar.length, 3);
    assert.equal((await verify(one)).exitCode, 0);
  });
}

test('a home that cannot be written to is named, for every command that keeps something there', async () => {
  const { folders } = await carriedTwice('home');
  const closed = scratch.path('closed');
  await mkdir(closed);
  const trouble = await lockUp(closed);
  const home = join(closed, 'below', 'home');
  for (const args of [
    ['trust', 'add', folders[0]],
    ['carry', `${site.address}/home.xml`, '--to', scratch.path('home-three')],
    ['init', join(closed, 'newsroom')],
  ]) {
    const { exitCode, err } = await command(args, { home });
    assert.equal(exitCode, 1, args.join(' '));
    assert.match(err, trouble.says, args.join(' '));
    assert.ok(err.startsWith(`error: ${closed}/`), err);
    assert.doesNotMatch(err, /defect of tamizdat/);
  }
  await trouble.end();
});

test('a file where a folder must be is told by name', async () => {
  const { home, data, folders, carry } = await carriedTwice('file');
  const file = scratch.path('a-file');
  await writeFile(file, 'in the way');
  const to = await command(['carry', `${site.address}/file.xml`, '--to', file], { home });
  assert.equal(to.exitCode, 1);
  assert.ok(to.err.includes(`${file} is not a folder`), to.err);

  const [poor, rich] = folders;
  await rm(poor, { recursive: true });
  await writeFile(poor, 'in the way');
  const failed = await carry();
  assert.equal(failed.exitCode, 1);
  assert.match(failed.err, /^error: folder-1: .* is not a folder\nhint: /m);
  assert.equal((await readCarried(rich)).calendar.length, 3);
  assert.ok((await filesOf(join(data, 'edition'))).length > 0);
});

test('a newsroom that runs out of disk under its database goes on answering, publishes when there is room, and can be stopped', {
  timeout: 120_000,
}, async ({ signal }) => {
  const home = scratch.path('home-run');
  const folder = scratch.path('run');
  const full = scratch.path('full');
  const say = (count: number) => site.answers.set('/run.xml', rssOf(reports(count)));
  say(1);
  const made = await command(['init', folder, '--name', 'run.example', '--feed', `${site.address}/run.xml`], { home });
  assert.equal(made.exitCode, 0, made.err);
  const file = join(folder, 'tamizdat.yaml');
  const settings = await readFile(file, 'utf8');
  await writeFile(file, settings.replace('port: 8080', 'port: 0').replaceAll('every: 5m', 'every: 1s'));
  const preload = new URL('failing-disk.ts', import.meta.url).href;
  const running = start(['run', folder], { home, env: { FULL_DISK: full, NODE_OPTIONS: `--import=${preload}` } });
  started.push(running);
  const [, address = ''] = await running.seen(/edition +(http:\/\/127\.0\.0\.1:\d+\/)/);
  const edition = async (): Promise<number> => {
    const answer = await fetch(`${address}head`);
    assert.equal(answer.status, 200);
    return parseEdition(parseNote(parseHead(new Uint8Array(await answer.arrayBuffer())).note).text).number;
  };
  const failures = () =>
    running
      .written()
      .err.split('\n')
      .filter((line) => line.includes('No space left on device'));
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await pause(100, undefined, { signal });
  };

  const first = await edition();
  await writeFile(full, '');
  say(2);
  // Not once only: the database is asked again and again, and started again, while the disk stays full.
  await until(() => failures().some((line) => line.includes('starting it again')));
  assert.equal(await edition(), first);
  const [failure = ''] = failures();
  assert.match(failure, /"code":"engine-stopped".*"hint":"see that the disk has space/);

  await rm(full);
  await until(async () => (await edition()) > first);
  assert.equal((await command(['verify', address], { home })).exitCode, 0);

  await writeFile(full, '');
  const before = failures().length;
  say(3);
  await until(() => failures().length > before);
  running.child.kill('SIGTERM');
  const { exitCode, err } = await running.ended;
  assert.equal(exitCode, 0, err);
  assert.doesNotMatch(err, /defect of tamizdat|unhandled/i);
});
