import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { command } from '../../test/journey/command.ts';
import { makeNewsroom } from '../../test/journey/newsroom.ts';
import { SmallWordPress } from '../../test/partner/small-wordpress.ts';
import { openSample, type Sample } from '../sample/index.ts';

let scratch: string;
let folder: string;
let wordpress: SmallWordPress;
let sample: Sample;
before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-partner-'));
  folder = join(scratch, 'newsroom');
  wordpress = await SmallWordPress.open();
  sample = await openSample({ now: () => new Date() });
  const made = await makeNewsroom(folder, {
    title: 'Lanmünder Bote',
    languages: ['de', 'ru'],
    sources: [{ feed: `${sample.address}/feed.xml` }, { feed: `${sample.address}/ru/feed.xml` }],
    partners: [
      {
        name: 'sister',
        kind: 'wordpress',
        address: wordpress.address,
        user: 'courier',
        password: 'env:SISTER_PASSWORD',
        languages: ['ru'],
        as: 'published',
        since: '2000-01-01',
      },
    ],
  });
  await made.round();
  await made.close();
});
after(async () => {
  await sample?.close();
  await wordpress?.close();
  await rm(scratch, { recursive: true, force: true });
});

const run = (...args: readonly string[]) =>
  command(['partner', ...args], {
    home: join(scratch, 'home'),
    env: { SISTER_PASSWORD: wordpress.password },
  });

test('a test prints what the site would take, and fails where it takes nothing', async () => {
  const told = await run('test', 'sister', folder);
  assert.equal(told.exitCode, 0, told.err);
  assert.match(told.out, /^passed {2}user: .*^missing plug-in: .*\n +hint: without it/ms);
  wordpress.capabilities = [];
  const refused = await run('test', 'sister', folder, '--json');
  wordpress.capabilities = ['edit_posts', 'publish_posts', 'edit_published_posts', 'upload_files'];
  assert.equal(refused.exitCode, 1);
  const { findings } = JSON.parse(refused.out) as { findings: { check: string; outcome: string }[] };
  assert.equal(findings.find(({ check }) => check === 'publish')?.outcome, 'failed');
  const unknown = await run('test', 'nobody', folder);
  assert.deepEqual(
    [unknown.exitCode, unknown.err],
    [1, 'error: there is no partner nobody in the settings\nhint: write one of sister\n'],
  );
});

test('a sync sends what was published since the agreement’s day, and the list says how it stands', async () => {
  const sent = await run('sync', 'sister', folder);
  assert.equal(sent.exitCode, 0, sent.err + sent.out);
  assert.equal(sent.out.trimEnd().split('\n').length, wordpress.posts.length);
  assert.match(sent.out, /^current {3}[0-9a-z]{10} ru$/m);
  const list = await run('list', folder);
  assert.match(
    list.out,
    new RegExp(`^sister  ${wordpress.address}  ru\n  ${wordpress.posts.length} posts: \\d+ current`),
  );
  wordpress.fault = () => ({ status: 500, page: 'oops' });
  const failed = await run('sync', 'sister', folder, '--json');
  wordpress.fault = () => null;
  assert.equal(failed.exitCode, 1);
  assert.ok(!`${failed.out}${failed.err}`.includes(wordpress.password));
});

test('a preview prints what would appear, keeps its HTML, and makes a link', async () => {
  const [article = ''] = wordpress.posts[0]?.slug.split('-') ?? [];
  const file = join(scratch, 'post.html');
  const shown = await run('preview', 'sister', article, folder, '--to', file);
  assert.equal(shown.exitCode, 0, shown.err);
  assert.match(shown.out, /\n {2}link {5}http:\/\/127\.0\.0\.1:4470\/partners\/preview\/[\w-]{43}\n$/);
  assert.match(await readFile(file, 'utf8'), /^<!-- wp:group .*tamizdat-notice/s);
  assert.equal((await run('preview', 'sister', article, folder, '--to', file)).exitCode, 1);
  const json = JSON.parse((await run('preview', 'sister', article, folder, '--language', 'de', '--json')).out);
  assert.match(json.refusedBy, /does not carry de/);
  const none = await run('preview', 'sister', 'zzzzzzzzzz', folder);
  assert.match(none.err, /error: there is no ru version of article zzzzzzzzzz to look at/);
});
