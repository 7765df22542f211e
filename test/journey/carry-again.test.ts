import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCli } from '../../src/cli/index.ts';
import { command, openScratch } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { filesOf, readCarried } from './folder.ts';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite({
    '/feed.xml': rssOf([
      { id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') },
      { id: 'ferry', headline: 'Ferry late', text: textAbout('the ferry') },
    ]),
  });
});

after(async () => {
  await site.close();
  await scratch.remove();
});

test('stopped while it carries, it says so with its exit code, and the next run finishes', async () => {
  const home = scratch.path('home-stopped');
  const folder = scratch.path('stopped');
  const args = ['carry', `${site.address}/feed.xml`, '--to', folder];
  const stop = new AbortController();
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await runCli(args, {
    env: { TAMIZDAT_HOME: home },
    signal: stop.signal,
    terminal: {
      isInteractive: false,
      print: (line = '') => void out.push(line),
      note: (line) => void err.push(line),
      progress: (line) => {
        if (/ [1-9]\d* of \d+ files/.test(line)) stop.abort();
      },
    },
  });
  assert.equal(exitCode, 130, out.join('\n'));
  assert.deepEqual(out, []);
  assert.match(err.join('\n'), /stopped; .*run the same again/);
  assert.ok(!(await filesOf(folder)).includes('head'), 'it was not stopped');
  assert.equal((await command(args, { home })).exitCode, 0);
  assert.equal((await readCarried(folder)).calendar.length, 2);
});

test('options that say something else than at the first time are refused, the same ones are not', async () => {
  const person = { home: scratch.path('home-options') };
  const carry = ['carry', `${site.address}/feed.xml`, '--to', scratch.path('options'), '--by', 'a reader'];
  const options = ['--title', 'The Light', '--language', 'en', '--text', 'feed', '--max', '10'];
  const first = await command([...carry, ...options], person);
  assert.equal(first.exitCode, 0, first.err);
  assert.equal((await command([...carry, ...options], person)).exitCode, 0);
  for (const [name, value] of [
    ['--by', 'somebody else'],
    ['--title', 'The Dark'],
    ['--language', 'de'],
    ['--text', 'page'],
    ['--max', '20'],
  ] as const) {
    const { exitCode, err } = await command(['carry', `${site.address}/feed.xml`, name, value], person);
    assert.equal(exitCode, 2, name);
    assert.match(err, new RegExp(`^error: ${name}: .*\\nhint: change it in .*tamizdat\\.yaml$`, 'm'));
  }
});

test('every carrier that failed is named, the others are served, and JSON says all of it', async () => {
  const person = { home: scratch.path('home-failed') };
  const folders = ['one', 'two', 'three'].map((name) => scratch.path(`failed-${name}`));
  const carry = ['carry', `${site.address}/feed.xml`];
  for (const folder of folders) assert.equal((await command([...carry, '--to', folder], person)).exitCode, 0);
  for (const folder of folders.slice(0, 2)) {
    await rm(folder, { recursive: true });
    await writeFile(folder, 'not a folder any more');
  }
  site.answers.set('/feed.xml', { status: 503 });
  const { exitCode, out, err } = await command([...carry, '--json'], person);
  assert.equal(exitCode, 1);
  const told = JSON.parse(out);
  assert.deepEqual(
    told.carriers.map(({ outcome }: { outcome: string }) => outcome),
    ['failed', 'failed', 'complete'],
  );
  assert.match(told.carriers[0].failure, /failed-one/);
  assert.equal(told.sources[0].outcome, 'failed');
  assert.match(told.sources[0].failure, /503/);
  const errors = err.split('\n').filter((line) => line.startsWith('error: '));
  assert.equal(errors.length, 3, err);
  for (const name of ['feed.xml', 'failed-one', 'failed-two']) {
    assert.ok(
      errors.some((line) => line.includes(name)),
      name,
    );
  }
});

test('a name or password in the address is refused before anything is made, and not repeated', async () => {
  const home = scratch.path('home-password');
  const address = site.address.replace('http://', 'http://editor:grey-heron@');
  const { exitCode, err } = await command(['carry', `${address}/feed.xml`, '--to', scratch.path('x')], { home });
  assert.equal(exitCode, 2);
  assert.doesNotMatch(err, /heron/);
  assert.deepEqual(await readdir(join(home, 'carried')).catch(() => []), []);
});

test('signatures that run out are told whoever carries now and then', async () => {
  const home = scratch.path('home-expiring');
  const start = Date.now();
  const folder = scratch.path('expiring');
  site.answers.set('/quiet.xml', rssOf([{ id: 'one', headline: 'One', text: textAbout('one') }]));
  const carry = ['carry', `${site.address}/quiet.xml`, '--to', folder];
  const first = await command(carry, { home, now: () => new Date(start) });
  assert.doesNotMatch(first.err, /expires/);
  const later = await command(carry, { home, now: () => new Date(start + 160 * 86_400_000) });
  assert.match(
    later.err,
    /^warning: the targets signature expires in (?:19|20) days: renew it with tamizdat keys renew$/m,
  );
});
