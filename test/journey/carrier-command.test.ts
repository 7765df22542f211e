import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTestDav, type TestDav } from '../conformance/dav-server.ts';
import { openTestSftp, type TestSftp } from '../conformance/sftp-server.ts';
import { command, openScratch, type Person, start } from './command.ts';
import { type FeedSite, openFeedSite, rssOf, textAbout } from './feed-site.ts';
import { makeNewsroom } from './newsroom.ts';

const SECRET = 'secret of tests';

let site: FeedSite;
let scratch: Awaited<ReturnType<typeof openScratch>>;
let dav: TestDav;
let sftp: TestSftp;
let host: string;

before(async () => {
  scratch = await openScratch();
  site = await openFeedSite();
  site.answers.set('/feed.xml', rssOf([{ id: 'a', headline: 'Bridge closed', text: textAbout('the bridge') }]));
  dav = await openTestDav('basic');
  host = scratch.path('host');
  await mkdir(host);
  sftp = await openTestSftp(host);
});

after(async () => {
  await Promise.all([site.close(), dav.close(), sftp.close()]);
  await scratch.remove();
});

/** A newsroom with an edition and one carrier, and somebody who knows the secrets. */
async function newsroomOf(name: string): Promise<{ folder: string; file: string; person: Person }> {
  const folder = scratch.path(name);
  const room = await makeNewsroom(folder, {
    title: 'The Messenger',
    languages: ['en'],
    console: { port: 0 },
    sources: [{ feed: `${site.address}/feed.xml` }],
  });
  await room.round();
  await room.close();
  const person = { home: scratch.path(`${name}-home`), env: { DAV: dav.password, SFTP: SECRET, WRONG: 'guessed' } };
  return { folder, file: join(folder, 'tamizdat.yaml'), person };
}

const addDav = (folder: string, name: string, secret: string) => [
  ...['carrier', 'add', folder, `${dav.folder}${name}/`, '--name', name],
  ...['--user', dav.user, '--password', `env:${secret}`],
];

test('a carrier is added, tried, carried to, seen, and taken away again with its files', async () => {
  const { folder, file, person } = await newsroomOf('whole');
  const before = await readFile(file, 'utf8');
  const added = await command(addDav(folder, 'far', 'DAV'), person);
  assert.equal(added.exitCode, 0, added.err);
  assert.match(added.out, /^Added far: http:\/\/127\.0\.0\.1:\d+\/.*far\/\n/);
  const after = await readFile(file, 'utf8');
  const isComment = (line: string) => line.startsWith('#');
  assert.deepEqual(after.split('\n').filter(isComment), before.split('\n').filter(isComment));
  assert.match(after, /password: env:DAV/);

  const tried = await command(['carrier', 'test', folder, 'far', '--json'], person);
  assert.equal(tried.exitCode, 0, tried.out);
  const { checks } = JSON.parse(tried.out) as { checks: { check: string; result: string }[] };
  assert.deepEqual(
    checks.map(({ check, result }) => `${check} ${result}`),
    ['opens passed', 'writes passed', 'reads passed', 'lists passed', 'removes passed'],
  );

  const behind = await command(['carrier', 'status', folder], person);
  assert.match(behind.out, /^local \(directory\) .*\n {2}holds edition 1 .*, up to date\n/);
  assert.match(behind.out, /\nfar \(webdav\) http.*\n {2}holds no whole edition, as far as is known\n/);
  const synced = await command(['carrier', 'sync', folder, 'far', '--json'], person);
  assert.equal(synced.exitCode, 0, synced.err);
  const [report] = (JSON.parse(synced.out) as { carriers: { outcome: string; written: number }[] }).carriers;
  assert.equal(report?.outcome, 'complete');
  assert.ok((report?.written ?? 0) > 5);
  assert.match(
    (await command(['carrier', 'sync', folder], person)).out,
    /^local: up to date, nothing.*\nfar: up to date/,
  );
  assert.match(
    (await command(['carrier', 'status', folder], person)).out,
    /\nfar .*\n {2}holds edition 1 .*up to date/,
  );

  const unsure = await command(['carrier', 'remove', folder, 'far'], person);
  assert.deepEqual([unsure.exitCode, await readFile(file, 'utf8')], [1, after]);
  assert.match(unsure.err, /hint: say so with --confirm far/);
  const head = [...dav.tree.keys()].find((path) => path.endsWith('/far/head'));
  assert.ok(head);
  dav.asked.length = 0;
  const removed = await command(['carrier', 'remove', folder, 'far', '--files', '--confirm', 'far'], person);
  assert.equal(removed.exitCode, 0, removed.err);
  assert.match(removed.out, /^far is a carrier no more\n {2}\d+ files were removed there\n/);
  const deleted = dav.asked.filter((each) => each.startsWith('DELETE '));
  assert.match(deleted[0] ?? '', /\/far\/head$/, 'nobody is led to what is not there any more');
  assert.deepEqual(
    [...dav.tree]
      .filter(([path, bytes]) => path.includes('/far/') && bytes !== null)
      .map(([path]) => path.split('/').at(-1)),
    ['.tamizdat-carrier'],
  );
  assert.equal(await readFile(file, 'utf8'), before);
});

test('a carrier that cannot be opened is refused, and nothing is written', async () => {
  const { folder, file, person } = await newsroomOf('refused');
  const theirs = scratch.path('theirs');
  await mkdir(theirs);
  await writeFile(join(theirs, 'index.html'), 'their own site');
  const before = await readFile(file, 'utf8');
  for (const [args, wrong] of [
    [addDav(folder, 'wrong', 'WRONG'), /^error: wrong: .*\nhint: /],
    [addDav(folder, 'missing', 'NO_SUCH_SECRET'), /env:NO_SUCH_SECRET: there is no secret there/],
    [['carrier', 'add', folder, theirs], /theirs is not empty and does not hold an edition/],
    [['carrier', 'add', folder, join(folder, 'public'), '--name', 'twice'], /local is a carrier at that very place/],
    [['carrier', 'add', folder, join(folder, 'other'), '--name', 'local'], /carriers\[1\]\.name repeats local/],
    [['carrier', 'add', folder, 'https://desk:hunter2@dav.example/x/'], /has a password in it/],
    [['carrier', 'add', folder, 'https://dav.example/', '--user', 'a', '--password', 'hunter2'], /not a reference/],
    [['carrier', 'add', folder, 'gopher://x.example/'], /no kind of carrier has an address that begins with gopher:/],
    [['carrier', 'test', folder, 'nobody'], /has no carrier of the name nobody/],
  ] as const) {
    const { exitCode, err, out } = await command(args, person);
    assert.notEqual(exitCode, 0, args.join(' '));
    assert.match(err, wrong, args.join(' '));
    assert.doesNotMatch(err + out, /hunter2|guessed/);
    assert.equal(await readFile(file, 'utf8'), before);
  }
  assert.deepEqual(await readdir(theirs), ['index.html']);
});

test('a host is only added under the key that somebody compared', async () => {
  const { folder, file, person } = await newsroomOf('keyed');
  const [fingerprint = ''] = sftp.fingerprints;
  const args = ['carrier', 'add', folder, `sftp://courier@127.0.0.1:${sftp.port}/pages`, '--name', 'host'];
  const before = await readFile(file, 'utf8');
  const asked = await command([...args, '--password', 'env:SFTP'], person);
  assert.equal(asked.exitCode, 1);
  assert.ok(asked.err.includes(`--host-key ${fingerprint}`), asked.err);
  assert.deepEqual(sftp.tried, [], 'a password was sent to a host that nobody knew');
  assert.equal(await readFile(file, 'utf8'), before);

  const added = await command([...args, '--password', 'env:SFTP', '--host-key', fingerprint], person);
  assert.equal(added.exitCode, 0, added.err);
  assert.match(await readFile(file, 'utf8'), new RegExp(`hostKey: ${fingerprint.replaceAll('+', '\\+')}`));
  assert.equal((await command(['carrier', 'sync', folder, 'host'], person)).exitCode, 0);
  assert.ok((await readdir(join(host, 'pages'))).includes('head'));
});

test('what a carrier does wrong is named by the check that failed', async () => {
  const { folder, person } = await newsroomOf('lying');
  await command(addDav(folder, 'liar', 'DAV'), person);
  dav.fault = 'lies';
  try {
    const tried = await command(['carrier', 'test', folder, 'liar'], person);
    assert.equal(tried.exitCode, 1);
    assert.match(tried.out, /^failed {3}(?:writes|reads): /m);
    assert.match(tried.out, /\nliar cannot be used like this\n$/);
    assert.doesNotMatch(tried.out + tried.err, new RegExp(dav.password));
  } finally {
    dav.fault = null;
  }
});

test('while the newsroom runs, the commands that would change it name the process', async () => {
  const { folder, person } = await newsroomOf('running');
  const running = start(['run', folder], person);
  try {
    await running.seen(/is running/);
    for (const args of [
      ['carrier', 'add', folder, scratch.path('more')],
      ['carrier', 'sync', folder],
      ['carrier', 'status', folder],
      ['carrier', 'remove', folder, 'local', '--confirm', 'local'],
    ]) {
      const { exitCode, err } = await command(args, person);
      assert.equal(exitCode, 1, args.join(' '));
      assert.match(err, new RegExp(`\\b${running.child.pid}\\b`), args.join(' '));
    }
    assert.equal((await command(['carrier', 'test', folder, 'local'], person)).exitCode, 0);
  } finally {
    running.child.kill('SIGTERM');
    await running.ended;
  }
});
