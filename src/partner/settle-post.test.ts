import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { SmallWordPress } from '../../test/partner/small-wordpress.ts';
import { PartnerError } from './error.ts';
import type { PictureShelf } from './pictures.ts';
import type { PlacedPicture } from './post-html.ts';
import { type KnownPost, type PostWish, settlePost } from './settle-post.ts';
import { PICTURE, postInput, SHA, version, withdrawn } from './testing/specimen.ts';
import { WordPressSite } from './wordpress/site.ts';

const NOTHING: KnownPost = { post: null, address: null, drawn: null, kept: null, pictures: [] };
let wordpress: SmallWordPress;
let placed: Map<string, PlacedPicture>;
let shownElsewhere: boolean;
/** As it was remembered last, whatever came of it. */
let remembered: KnownPost;
beforeEach(async () => {
  wordpress = await SmallWordPress.open();
  placed = new Map();
  shownElsewhere = false;
  remembered = NOTHING;
});
afterEach(() => wordpress.close());

const shelf: PictureShelf = {
  find: async (sha256) => placed.get(sha256) ?? null,
  save: async (sha256, picture) => void placed.set(sha256, picture),
  forget: async (sha256) => void placed.delete(sha256),
  isShownElsewhere: async () => shownElsewhere,
  read: async () => PICTURE,
};
const site = (password = wordpress.password) =>
  new WordPressSite({ address: wordpress.address, user: 'courier', password }, { limits: { answerMs: 1_500 } });
const settle = (wish: Partial<PostWish> = {}, known: KnownPost = NOTHING, at = site()) =>
  settlePost(
    {
      input: postInput(),
      isStopped: false,
      as: 'published',
      mayOverwrite: false,
      mayRestore: false,
      ...wish,
    },
    known,
    {
      site: at,
      features: new Set(wordpress.features ?? []),
      shelf,
      remember: async (each) => {
        remembered = each;
      },
    },
  );
const only = () => {
  const [post, ...others] = wordpress.posts;
  assert.equal(others.length, 0);
  return post ?? assert.fail('there is no post');
};
const failsWith = (work: Promise<unknown>, code: string, isRetryable: boolean) =>
  assert.rejects(work, (error: PartnerError) => {
    assert.ok(error instanceof PartnerError, String(error));
    assert.deepEqual([error.code, error.retryable], [code, isRetryable], error.message);
    assert.ok(error.hint !== undefined && error.hint !== '');
    for (const secret of [wordpress.password, Buffer.from(`courier:${wordpress.password}`).toString('base64')])
      assert.ok(!`${error.message} ${error.hint}`.includes(secret));
    return true;
  });

test('a post is made once, with its picture, and seen in public', async () => {
  const first = await settle();
  assert.deepEqual([first.state, first.problem, first.pictures], ['current', null, [SHA]]);
  assert.equal(only().status, 'publish');
  assert.equal(only().slug, '3fk9m2tq7x-ru');
  assert.equal(wordpress.pictures[0]?.alt, 'Катер "под" облаками');
  assert.equal(wordpress.pictures[0]?.caption, 'Катер на рассвете · Фото: Ida Quist');
  wordpress.takeWrites();
  const again = await settle({}, first);
  assert.deepEqual(again, first);
  assert.deepEqual(wordpress.takeWrites(), []);
});

test('what was made before a crash is found and not made again, neither post nor picture', async () => {
  wordpress.fault = (request) => (request === 'POST wp/v2/media' ? 'dies-after' : null);
  await failsWith(settle(), 'partner-unreachable', true);
  wordpress.fault = (request) => (request === 'POST wp/v2/posts' ? 'dies-after' : null);
  await failsWith(settle(), 'partner-unreachable', true);
  wordpress.fault = () => null;
  assert.equal((await settle()).state, 'current');
  assert.equal(only().content.match(/wp-image-/g)?.length, 1);
  assert.equal(wordpress.pictures.length, 1);
});

test('a draft stays a draft until the partner publishes it, and is kept current all the same', async () => {
  const first = await settle({ as: 'draft' });
  assert.deepEqual([first.state, only().status], ['draft', 'draft']);
  only().status = 'publish';
  const next = await settle({ as: 'draft', input: postInput(version(2, { headline: 'Порт открыт' })) }, first);
  assert.deepEqual([next.state, only().status, only().title], ['current', 'publish', 'Порт открыт']);
});

test('a correction changes the post in place', async () => {
  const first = await settle();
  const { id } = only();
  const next = await settle({ input: postInput(version(2, { state: 'corrected', headline: 'Верно' })) }, first);
  assert.deepEqual([next.state, next.post, only().title], ['current', id, 'Верно']);
  assert.match(only().content, /data-tamizdat="3fk9m2tq7x ru 2"/);
});

test('a picture that is shown no more goes, unless another post shows it', async () => {
  const first = await settle();
  const bare = postInput(version(2, { blocks: [{ id: 'b1', type: 'separator' }] }));
  shownElsewhere = true;
  const kept = await settle({ input: bare }, first);
  assert.equal(wordpress.pictures.length, 1);
  shownElsewhere = false;
  await settle({ input: bare }, { ...kept, pictures: [SHA], drawn: null });
  assert.equal(wordpress.pictures.length, 0);
});

test('what the partner changed by hand is told and left, until somebody has it written over', async () => {
  const first = await settle();
  only().content += '<p>Our own view.</p>';
  const next = { input: postInput(version(2, { headline: 'Верно' })) };
  const differs = await settle(next, first);
  assert.equal(differs.state, 'differs');
  assert.match(differs.problem ?? '', /changed by hand/);
  assert.match(only().content, /Our own view/);
  assert.equal((await settle({ ...next, mayOverwrite: true }, differs)).state, 'current');
  assert.doesNotMatch(only().content, /Our own view/);
});

test('a change of ours whose end nobody saw is not taken for somebody else’s', async () => {
  const first = await settle();
  remembered = first;
  const next = { input: postInput(version(2, { headline: 'Верно' })) };
  wordpress.cache = '<p>the page of yesterday</p>';
  await failsWith(settle(next, first), 'partner-not-shown', true);
  wordpress.cache = null;
  assert.equal((await settle(next, remembered)).state, 'current');
  const third = { input: postInput(version(3, { headline: 'Ещё' })) };
  wordpress.fault = (request) => (request.startsWith('POST wp/v2/posts/') ? 'dies-after' : null);
  await failsWith(settle(third, remembered), 'partner-unreachable', true);
  wordpress.fault = () => null;
  assert.equal((await settle(third, remembered)).state, 'current');
  assert.equal(only().title, 'Ещё');
});

test('a post that was taken away is told, and put there again only when somebody says so', async () => {
  const first = await settle();
  only().status = 'trash';
  assert.equal((await settle({}, first)).state, 'differs');
  assert.equal(only().status, 'trash');
  assert.equal((await settle({ mayRestore: true }, first)).state, 'current');
  wordpress.posts.length = 0;
  assert.equal((await settle({}, first)).state, 'differs');
  assert.equal((await settle({ mayRestore: true }, first)).state, 'current');
});

test('a withdrawal leaves the reason, takes pictures and older texts away, and stops at no change by hand', async () => {
  const first = await settle();
  const [picture] = wordpress.pictures;
  only().content += `<p>Our own view. <img src="${wordpress.address}uploads/${picture?.slug}.webp"></p>`;
  const done = await settle({ input: postInput(withdrawn()) }, first);
  assert.deepEqual([done.state, done.pictures, wordpress.pictures.length], ['withdrawn', [], 0]);
  assert.match(only().content, /отозвал свои слова/);
  assert.doesNotMatch(only().content + only().excerpt, /Ланмюнде|Our own view|wp-image/);
  // Nobody can delete them over REST.
  assert.match(done.problem ?? '', /older texts of the post among its revisions/);
  wordpress.takeWrites();
  assert.deepEqual(await settle({ input: postInput(withdrawn()) }, done), done);
  assert.deepEqual(wordpress.takeWrites(), []);
});

test('a withdrawal is not done before the public page shows it', async () => {
  const first = await settle();
  wordpress.cache = `<html>${only().content}</html>`;
  await failsWith(settle({ input: postInput(withdrawn()) }, first), 'partner-not-shown', true);
  assert.doesNotMatch(only().content, /Ланмюнде/);
  wordpress.cache = null;
  assert.equal((await settle({ input: postInput(withdrawn()) }, first)).state, 'withdrawn');
});

test('a withdrawal of what was never sent, or is deleted, is done at once', async () => {
  assert.equal((await settle({ input: postInput(withdrawn()) })).state, 'withdrawn');
  assert.deepEqual(wordpress.takeWrites(), []);
});

test('what failed on the way back into sight comes into sight the next time', async () => {
  const first = await settle();
  const stopped = await settle({ isStopped: true }, first);
  wordpress.fault = (request) => (request.startsWith('POST wp/v2/posts') ? { status: 503, page: 'busy' } : null);
  await failsWith(settle({}, stopped), 'partner-busy', true);
  wordpress.fault = () => null;
  const back = await settle({}, remembered);
  assert.deepEqual([back.state, only().status], ['current', 'publish']);
});

test('a stop that was not seen to work is undone all the same', async () => {
  const first = await settle();
  await settle({ isStopped: true }, first);
  // The row is what was remembered before the public page was read.
  assert.equal((await settle({}, remembered)).state, 'current');
  assert.equal(only().status, 'publish');
});

test('a draft that the partner made of a post stays one when a stop ends', async () => {
  const first = await settle();
  only().status = 'draft';
  const stopped = await settle({ isStopped: true }, first);
  assert.equal((await settle({}, stopped)).state, 'draft');
  assert.equal(only().status, 'draft');
});

test('what the plug-in withdrew by itself gives way to a newer revision, and to nothing else', async () => {
  wordpress.features = ['meta', 'poll'];
  const first = await settle();
  only().content = '<p>Withdrawn.</p>';
  only().meta.tamizdat_withdrawn = '2026-11-22T11:00:00Z';
  only().meta.tamizdat_revision = '2';
  assert.equal((await settle({ input: postInput(version(2)) }, first)).state, 'differs');
  assert.equal((await settle({ input: postInput(version(3)) }, first)).state, 'current');
  assert.equal(only().meta.tamizdat_withdrawn, '');
});

test('stopped is hidden as a draft, and resumed as it was', async () => {
  const first = await settle();
  const stopped = await settle({ isStopped: true }, first);
  assert.deepEqual([stopped.state, only().status], ['stopped', 'draft']);
  assert.equal((await settle({}, stopped)).state, 'current');
  assert.equal(only().status, 'publish');
  wordpress.fault = (request) =>
    request.startsWith('GET /3fk9') ? { status: 200, page: '<p data-tamizdat="3fk9m2tq7x ru 1">' } : null;
  await failsWith(settle({ isStopped: true }, first), 'partner-not-shown', true);
});

test('a post of somebody else under our slug is left alone', async () => {
  wordpress.posts.push({
    id: 90,
    status: 'publish',
    slug: '3fk9m2tq7x-ru',
    title: 'Ours',
    content: '<p>Ours</p>',
    excerpt: '',
    meta: {},
    revisions: [],
  });
  const found = await settle();
  assert.equal(found.state, 'differs');
  assert.match(found.problem ?? '', /not ours/);
  assert.equal(only().content, '<p>Ours</p>');
});

test('an article goes without pictures that are refused, and says so', async () => {
  wordpress.fault = (request) =>
    request === 'POST wp/v2/media' ? { status: 403, json: { code: 'rest_cannot_create' } } : null;
  const done = await settle();
  assert.equal(done.state, 'current');
  assert.match(done.problem ?? '', /pictures were refused/);
  assert.match(only().content, /Катер на рассвете/);
  assert.doesNotMatch(only().content, /<img/);
});

test('with the plug-in a post brings its meta, and what the partner stopped there stays stopped', async () => {
  wordpress.features = ['meta', 'head', 'notice', 'links'];
  const first = await settle();
  assert.equal(only().meta.tamizdat_canonical, 'https://courier.example/ru/hafen');
  assert.equal(only().meta.tamizdat_revision, '1');
  assert.deepEqual(JSON.parse(only().meta.tamizdat_heads ?? ''), ['https://mirror.example/head']);
  assert.match(only().content, /tamizdat-notice/);
  assert.match(only().content, /tamizdat-languages/);
  assert.equal(wordpress.pictures[0]?.meta.tamizdat_sha256, SHA);
  only().meta.tamizdat_stopped = '2026-11-22T11:00:00Z';
  wordpress.takeWrites();
  const stopped = await settle({ input: postInput(version(2)) }, first);
  assert.equal(stopped.state, 'stopped');
  assert.deepEqual(wordpress.takeWrites(), []);
  const done = await settle({ input: postInput(withdrawn(3)) }, first);
  assert.equal(done.state, 'withdrawn');
  assert.equal(only().meta.tamizdat_withdrawn, '2026-11-22T12:00:00Z');
  assert.equal(done.problem, null);
});

const html = '<html><title>Just a moment…</title></html>';
for (const [what, fault, code, isRetryable] of [
  ['a wrong password', { status: 401, json: { code: 'incorrect_password' } }, 'partner-denied', false],
  ['a role that may not', { status: 403, json: { code: 'rest_cannot_create' } }, 'partner-forbidden', false],
  ['no such interface', { status: 404, json: { code: 'rest_no_route' } }, 'partner-not-wordpress', false],
  ['no WordPress', { status: 404, page: html }, 'partner-not-wordpress', false],
  ['a firewall', { status: 403, page: html }, 'partner-blocked', true],
  ['a challenge that says 200', { status: 200, page: html }, 'partner-blocked', true],
  ['a password in front of it', { status: 401, page: html }, 'partner-denied', false],
  ['too many questions', { status: 429, page: html }, 'partner-busy', true],
  ['maintenance', { status: 503, page: html }, 'partner-busy', true],
  ['a fault of PHP', { status: 500, json: { code: 'internal_server_error' } }, 'partner-failed', true],
  ['another address', { status: 301, location: 'https://www.sister.example/' }, 'partner-moved', false],
  ['a newer revision there', { status: 409, json: { code: 'tamizdat_older_revision' } }, 'partner-newer', false],
  ['JSON of something else', { status: 200, json: { hello: 'world' } }, 'partner-not-wordpress', false],
  ['a name of a refusal that is a text', { status: 400, json: { code: '<b>x</b>' } }, 'partner-failed', false],
  ['an endless answer', 'endless', 'answer-too-large', false],
  ['silence', 'never-answers', 'partner-unreachable', true],
  ['a connection that breaks', 'dies-before', 'partner-unreachable', true],
] as const) {
  test(`${what} is told as what it is, by a code and a hint, without the password`, async () => {
    wordpress.fault = (request) => (request.includes('wp/v2/posts') ? fault : null);
    await failsWith(settle(), code, isRetryable);
    assert.equal(wordpress.posts.length, 0);
  });
}

test('the public page of a post is read on the site itself, and nowhere that it names', async () => {
  const page = (location: string) => (request: string) =>
    request.startsWith('GET /3fk9') ? { status: 302, location } : null;
  wordpress.fault = page('http://127.0.0.1:1/elsewhere');
  await failsWith(settle(), 'partner-not-shown', true);
  wordpress.fault = page(`${wordpress.address}3fk9m2tq7x-ru/`);
  await failsWith(settle(), 'partner-not-shown', true);
  await assert.rejects(site().readPage('http://127.0.0.1:1/'), { code: 'partner-moved' });
});

test('a password that is wrong is told so', async () => {
  await failsWith(settle({}, NOTHING, site('wrong')), 'partner-denied', false);
});

test('what is stopped in the middle says why it was stopped', async () => {
  const stop = new AbortController();
  wordpress.fault = () => {
    stop.abort(new Error('the process ends'));
    return 'never-answers';
  };
  const access = { address: wordpress.address, user: 'courier', password: wordpress.password };
  await assert.rejects(settle({}, NOTHING, new WordPressSite(access, { signal: stop.signal })), {
    message: 'the process ends',
  });
});
