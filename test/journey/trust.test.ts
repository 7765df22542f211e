import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEditionServer } from '../../src/platform/http/index.ts';
import { formatFingerprint } from '../../src/proof/index.ts';
import { command, openScratch } from './command.ts';
import { openFeedSite, rssOf, textAbout } from './feed-site.ts';

let scratch: Awaited<ReturnType<typeof openScratch>>;
let folder: string;
let fingerprint: string;
let newsroom: string;

before(async () => {
  scratch = await openScratch();
  folder = scratch.path('carried');
  const site = await openFeedSite({
    '/feed.xml': rssOf([{ id: 'bridge', headline: 'Bridge closed', text: textAbout('the bridge') }]),
  });
  const args = ['carry', `${site.address}/feed.xml`, '--to', folder, '--by', 'Jonna', '--json'];
  const { exitCode, out, err } = await command(args, { home: scratch.path('home-carrying') });
  await site.close();
  assert.equal(exitCode, 0, err);
  ({ fingerprint, newsroom } = JSON.parse(out));
});

after(() => scratch.remove());

/** Runs commands as somebody who trusts nobody yet. */
function stranger(name: string) {
  const home = scratch.path(`home-${name}`);
  return (...args: string[]) => command(args, { home });
}

for (const [name, path] of [
  ['root file', 'trust/1.root.json'],
  ['bundle', 'trust/bundle'],
  ['folder', '.'],
] as const) {
  test(`a newsroom is trusted from its ${name}`, async () => {
    const run = stranger(name.replace(' ', '-'));
    const added = await run('trust', 'add', join(folder, path));
    assert.equal(added.exitCode, 0, added.err);
    assert.ok(added.out.includes(`fingerprint ${formatFingerprint(fingerprint)}\n`));
    assert.match(added.err, /^hint: compare the fingerprint/m);
    const verified = await run('verify', folder);
    assert.equal(verified.exitCode, 0);
    assert.match(verified.out, /^Edition \d+ is genuine, current as of /);
    assert.match((await run('trust', 'list')).out, /^The Harbour Light, as carried from 127\.0\.0\.1 by Jonna /);
  });
}

test('a newsroom is trusted from an address, and then everything it serves is known', async () => {
  const run = stranger('address');
  const server = await openEditionServer({ folder });
  try {
    const added = await run('trust', 'add', server.address, '--json');
    assert.deepEqual(JSON.parse(added.out), {
      fingerprint,
      identity: { newsroom, title: 'The Harbour Light', carried: { from: '127.0.0.1', by: 'Jonna' } },
      isNew: true,
      namesakes: [],
    });
    assert.equal((await run('verify', server.address)).exitCode, 0);
    assert.equal(JSON.parse((await run('trust', 'add', server.address, '--json')).out).isNew, false);
  } finally {
    await server.close();
  }
});

test('with --fingerprint only the right newsroom is trusted', async () => {
  const run = stranger('fingerprint');
  const shown = formatFingerprint(fingerprint);
  const off = shown.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  for (const wrong of [off, shown.slice(0, -6), '0'.repeat(64)]) {
    const refused = await run('trust', 'add', folder, '--fingerprint', wrong);
    assert.equal(refused.exitCode, 1, wrong);
    assert.match(refused.err, /^error: .*is not the newsroom with that fingerprint/m);
    assert.match(refused.err, /^hint: do not trust it/m);
  }
  assert.match((await run('trust', 'list')).out, /^No newsroom is trusted yet/);
  for (const right of [shown, shown.replaceAll(' ', ''), fingerprint]) {
    assert.equal((await run('trust', 'add', folder, '--fingerprint', right)).exitCode, 0, right);
  }
  assert.equal(JSON.parse((await run('trust', 'list', '--json')).out).length, 1);
});

test('the list says what was seen, and what is removed is known no more', async () => {
  const run = stranger('list');
  await run('trust', 'add', folder);
  assert.equal(JSON.parse((await run('trust', 'list', '--json')).out)[0].edition, null);
  await run('verify', folder);
  const [entry] = JSON.parse((await run('trust', 'list', '--json')).out);
  assert.deepEqual([entry.fingerprint, entry.identity.newsroom, entry.edition], [fingerprint, newsroom, 1]);

  const unknown = await run('trust', 'remove', 'courier.example');
  assert.equal(unknown.exitCode, 1);
  assert.match(unknown.err, /^error: no trusted newsroom is called courier\.example$/m);
  assert.equal((await run('trust', 'remove', newsroom)).exitCode, 0);
  assert.equal((await run('verify', folder)).exitCode, 3);
  await run('trust', 'add', folder);
  assert.deepEqual(JSON.parse((await run('trust', 'remove', fingerprint.slice(0, 12), '--json')).out), {
    removed: fingerprint,
  });
});

test('what holds no trust data is refused by name', async () => {
  const run = stranger('nothing');
  await writeFile(scratch.path('letter.txt'), 'Dear reader');
  for (const where of [scratch.path('letter.txt'), scratch.path('missing'), scratch.path('.')]) {
    const { exitCode, err } = await run('trust', 'add', where);
    assert.equal(exitCode, 1, where);
    assert.match(err, /^error: /m);
    assert.ok(err.includes(where), `${where} is not named: ${err}`);
  }
});

test('a damaged entry of the trust store is named, and what to do about it', async () => {
  const home = scratch.path('home-damaged');
  assert.equal((await command(['trust', 'add', folder], { home })).exitCode, 0);
  const file = join(home, 'trust', `${fingerprint}.json`);
  await writeFile(file, '{"format":');
  const { exitCode, err } = await command(['trust', 'list'], { home });
  assert.equal(exitCode, 1);
  assert.ok(err.startsWith(`error: ${file} cannot be understood\nhint: `), err);
});
