import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../../../test/journey/until.ts';
import { SmallWordPress } from '../../../test/partner/small-wordpress.ts';
import { editSettings } from '../../platform/config/index.ts';
import { writeDurably } from '../../platform/home/index.ts';
import { TwoCarriers } from '../testing/two-carriers.ts';
import type { PartnerPost, Partners } from './partners.ts';

let wordpress: SmallWordPress;
let two: TwoCarriers;
before(async () => {
  wordpress = await SmallWordPress.open();
  two = await TwoCarriers.open();
});
after(async () => {
  await two.close();
  await wordpress.close();
});

const partners = (): Partners => two.newsroom.workplace.partners;
const state = async () => (await partners().find('sister')) ?? assert.fail('there is no sister');
const waiting = async () =>
  (await two.newsroom.jobs.overview()).find(({ queue }) => queue === 'partner') ?? assert.fail('no queue');
/** Does now what the queue would do; how each came out. */
async function send(): Promise<string[]> {
  const states: string[] = [];
  await partners().sync('sister', ({ state: each, problem }) => void states.push(problem ?? each));
  return states;
}
const first = async (): Promise<PartnerPost> => (await state()).posts[0] ?? assert.fail('it carries nothing');

/** Agrees with the sister paper on something. */
async function agree(rest: string): Promise<void> {
  await two.reopen(async () => {
    await writeDurably(join(two.folder, 'sister'), `${wordpress.password}\n`, { mode: 0o600 });
    await editSettings(two.folder, (text) => {
      const entry = `{ name: sister, title: The Sister Paper, kind: wordpress, address: "${wordpress.address}", user: courier, password: file:sister, ${rest} }`;
      return `${text.replace(/\npartners:.*\n/, '\n')}\npartners: [${entry}]\n`;
    });
  });
}

test('an agreement of today takes what comes from now on, and not the archive', async () => {
  await two.round();
  await agree('languages: [en], as: published');
  await two.newsroom.publish();
  assert.deepEqual((await state()).posts, []);
  assert.equal((await waiting()).waiting, 0);
  assert.deepEqual(await send(), []);
});

test('with a day in the agreement, what was published since then is sent, each once', async () => {
  await agree('languages: [en], as: published, since: 2000-01-01');
  const states = await send();
  assert.ok(states.length > 2);
  assert.deepEqual([...new Set(states)], ['current']);
  assert.equal(wordpress.posts.length, states.length);
  wordpress.takeWrites();
  await send();
  assert.deepEqual(wordpress.takeWrites(), []);
  const post = await first();
  assert.deepEqual([post.state, post.revision, post.publishedRevision], ['current', 1, 1]);
  assert.match(wordpress.posts[0]?.content ?? '', /This article in German.*<\/a>/);
  assert.match(wordpress.posts[0]?.content ?? '', /href="https:\/\/a\.example\/de\/\d{4}\//);
  assert.doesNotMatch(wordpress.posts[0]?.content ?? '', /href="https:\/\/bote\.example/);
});

test('what an edition brings out is asked for in the same transaction, and merges with what waits', async () => {
  const before = (await waiting()).waiting;
  two.later(60);
  assert.ok(two.sample.publish().done && two.sample.publish().done);
  await two.round();
  const asked = (await waiting()).waiting - before;
  assert.ok(asked > 0, `${asked} jobs`);
  assert.ok((await state()).posts.some(({ state: each }) => each === 'waiting'));
  await send();
  assert.deepEqual([...new Set((await state()).posts.map((post) => post.state))], ['current']);
});

test('what failed says why and what to do, never the password, and goes by itself', async () => {
  wordpress.fault = (request) => (request.startsWith('GET tamizdat') ? { status: 503, page: 'busy' } : null);
  await send();
  const failed = await first();
  assert.equal(failed.state, 'failed');
  assert.match(failed.problem ?? '', /asks to be left alone/);
  assert.ok(failed.hint);
  wordpress.fault = () => null;
  await writeDurably(join(two.folder, 'sister'), 'wrong password\n', { mode: 0o600 });
  await send();
  const shown = JSON.stringify(await state());
  assert.match(shown, /does not take the user/);
  assert.ok(!shown.includes('wrong password') && !shown.includes('file:sister'));
  await writeDurably(join(two.folder, 'sister'), `${wordpress.password}\n`, { mode: 0o600 });
  await send();
  assert.equal((await first()).state, 'current');
});

test('two processes at once make each post once', async () => {
  const [post] = (await state()).posts;
  const gone = wordpress.posts.splice(0).filter(({ slug }) => slug !== `${post?.article}-en`);
  wordpress.posts.push(...gone);
  await partners().overwrite(post ?? assert.fail(), 'Anna');
  await Promise.all([send(), send()]);
  assert.equal(wordpress.posts.filter(({ slug }) => slug === `${post?.article}-en`).length, 1);
});

test('a test says what the site would take, and remembers it', async () => {
  wordpress.features = ['meta', 'links'];
  wordpress.capabilities = ['edit_posts'];
  const findings = (await partners().test('sister')) ?? [];
  const found = Object.fromEntries(findings.map(({ check, outcome }) => [check, outcome]));
  assert.deepEqual(found, {
    site: 'passed',
    user: 'passed',
    publish: 'failed',
    pictures: 'missing',
    'plug-in': 'passed',
    keys: 'passed',
  });
  assert.match(wordpress.pinned ?? '', /^bote\.example\/log\/1\+/);
  assert.deepEqual((await state()).tested?.findings, findings);
  wordpress.fault = () => ({ status: 403, page: '<html>challenge</html>' });
  const [only] = (await partners().test('sister')) ?? [];
  assert.deepEqual([only?.check, only?.outcome], ['site', 'failed']);
  wordpress.fault = () => null;
  wordpress.features = null;
  wordpress.pinned = null;
});

test('stopped and shown again, one article and everything, with a line in the audit trail', async () => {
  const post = await first();
  const shown = () => wordpress.posts.filter(({ status }) => status === 'publish').length;
  const all = shown();
  assert.ok(await partners().setStopped(post, true, 'Anna'));
  await send();
  assert.equal(shown(), all - 1);
  assert.deepEqual([(await first()).state, (await first()).stoppedBy], ['stopped', 'Anna']);
  assert.ok(await partners().setStopped({ partner: 'sister' }, true, 'Anna'));
  await send();
  assert.equal(shown(), 0);
  assert.equal((await state()).stopped?.by, 'Anna');
  await partners().setStopped({ partner: 'sister' }, false, 'Anna');
  await send();
  assert.equal(shown(), all - 1);
  await partners().setStopped(post, false, 'Anna');
  await send();
  assert.equal(shown(), all);
  const trail = await two.newsroom.editing.audit({});
  const acts = trail.flatMap(({ what, detail }) => (what === 'partner-changed' ? [detail.act] : []));
  assert.deepEqual(acts.slice(0, 4), ['show again', 'show again', 'stop', 'stop']);
  assert.equal(await partners().setStopped({ ...post, article: 'zzzzzzzzzz' }, true, 'Anna'), false);
});

test('a stop waits for no revision that is not out', async () => {
  assert.ok(two.sample.correct().done);
  await two.keep();
  await partners().setStopped({ partner: 'sister' }, true, 'Anna');
  await send();
  assert.deepEqual(
    wordpress.posts.filter(({ status }) => status === 'publish').map(({ slug }) => slug),
    [],
  );
  await two.newsroom.publish();
  await send();
  await partners().setStopped({ partner: 'sister' }, false, 'Anna');
  await send();
  assert.deepEqual([...new Set((await state()).posts.map((post) => post.state))], ['current']);
});

test('the plug-in is told what changed of keys and addresses, and nothing where all is there', async () => {
  wordpress.features = ['meta'];
  await send();
  const told = wordpress.said ?? assert.fail('nothing is pinned');
  assert.notDeepEqual(told.heads, []);
  wordpress.said = { ...told, heads: [] };
  await send();
  assert.deepEqual(wordpress.said, told);
  wordpress.takeWrites();
  await send();
  assert.deepEqual(wordpress.takeWrites(), []);
  wordpress.features = null;
  wordpress.pinned = null;
});

test('what was changed by hand waits for a person, who may write over it', async () => {
  const changed = wordpress.posts.find(({ status }) => status === 'publish') ?? assert.fail();
  changed.title = 'Our own headline';
  await send();
  const post = await first();
  assert.deepEqual([post.state, changed.title], ['differs', 'Our own headline']);
  assert.ok(await partners().overwrite(post, 'Anna'));
  await send();
  assert.notEqual(changed.title, 'Our own headline');
  assert.equal((await first()).state, 'current');
});

test('a preview is what will be sent, and its link opens for a week and for nobody who guesses', async () => {
  const name = await first();
  const preview = (await partners().previews.draw(name)) ?? assert.fail('nothing to see');
  const sent = wordpress.posts.find(({ slug }) => slug === preview.slug) ?? assert.fail();
  const plain = (html: string) => html.replaceAll(/<!--.*?-->|src="[^"]*"|wp-image-\d+/g, '');
  assert.equal(plain(preview.content), plain(sent.content));
  const { secret } = (await partners().previews.makeLink(name)) ?? assert.fail('no link');
  assert.match(secret, /^[\w-]{43}$/);
  assert.deepEqual(await partners().previews.open(secret), preview);
  assert.equal(await partners().previews.open(`${secret.slice(0, -1)}!`), null);
  const [picture] = preview.pictures;
  if (picture !== undefined) assert.ok(await partners().previews.picture(preview, picture.sha256));
  assert.equal(await partners().previews.picture(preview, 'b'.repeat(64)), null);
  two.later(8 * 24 * 60);
  assert.equal(await partners().previews.open(secret), null);
  assert.equal(await partners().previews.draw({ ...name, partner: 'nobody' }), null);
});

test('a withdrawal reaches the partner, whatever its editors did, and leaves no picture of it', async () => {
  const post = (await state()).posts.find(({ state: each }) => each === 'current') ?? assert.fail();
  const there = wordpress.posts.find(({ slug }) => slug === `${post.article}-en`) ?? assert.fail();
  there.content += '<p>Our own view.</p>';
  const actor = { name: 'Anna' };
  const name = { article: post.article, language: 'en' };
  const { outcome } = await two.newsroom.editing.withdraw(name, 'A source took back what was said.', actor);
  assert.equal(outcome, 'done');
  await two.newsroom.publish();
  await send();
  assert.match(there.content, /A source took back what was said/);
  assert.doesNotMatch(there.content, /Our own view|wp-image/);
  const now = (await state()).posts.find(({ article }) => article === post.article);
  assert.equal(now?.state, 'withdrawn');
});

test('a heartbeat asks for what was not seen for a day', async () => {
  const before = await waiting();
  two.later(2 * 24 * 60);
  await two.newsroom.heartbeat();
  assert.ok((await waiting()).waiting >= before.waiting);
  assert.ok((await waiting()).waiting > 0);
});

test('the queue itself does it, and what was withdrawn before its time is never sent', async () => {
  await agree('languages: [en], as: published, delay: 30d');
  two.later(60);
  assert.ok(two.sample.publish().done);
  await two.round();
  const fresh = (await state()).posts.find(({ state: each }) => each === 'waiting') ?? assert.fail('nothing waits');
  assert.ok(fresh.dueAt.getTime() > two.now.getTime());
  const count = wordpress.posts.length;
  await two.newsroom.editing.withdraw({ article: fresh.article }, 'Too early.', { name: 'Anna' });
  await two.newsroom.publish();
  const [other] = (await state()).posts.filter(({ state: each }) => each === 'current');
  const changed = wordpress.posts.find(({ slug }) => slug === `${other?.article}-en`) ?? assert.fail();
  changed.title = 'Our own headline';
  await partners().overwrite(other ?? assert.fail(), 'Anna');
  await two.newsroom.workplace.work();
  await until(async () => changed.title !== 'Our own headline');
  await until(async () => (await waiting()).waiting + (await waiting()).active === 0);
  assert.equal(wordpress.posts.length, count);
});

test('a partner that is in the settings no more is asked for nothing', async () => {
  await two.reopen(async () => {
    await editSettings(two.folder, (text) => text.replace(/\npartners:.*\n/, '\n'));
  });
  assert.equal(await partners().find('sister'), null);
  assert.deepEqual(await partners().list(), []);
  assert.equal(await partners().again('sister'), 0);
});
