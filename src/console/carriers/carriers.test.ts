import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CarryError } from '../../carry/index.ts';
import type { Desk } from '../parts.ts';
import { askConsole, readText } from '../testing/ask-console.ts';
import { deskSpecimen } from '../testing/desk-specimen.ts';
import { memoryCarriers } from '../testing/memory-carriers.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

function open(change: (carriers: NonNullable<Desk['carriers']>) => Desk['carriers'] = (carriers) => carriers) {
  const asked: string[] = [];
  const carriers = change(memoryCarriers(asked));
  const { desk } = deskSpecimen();
  const console = askConsole({ ...desk, ...(carriers === undefined ? {} : { carriers }) });
  opened.push(console.close);
  return { ...console, asked };
}

test('each carrier says what it holds, when it was read back, what readers get, what failed and what is under way', async () => {
  const document = await open().page('/carriers');
  const of = (name: string) => readText(document.querySelector(`#carrier-${name}`));
  assert.match(readText(document.querySelector('main')), /3 of 5 carriers hold the current edition/);
  assert.match(of('lantern'), /edition 12.*up to date.*Read back: .*11 min ago.*folder \/srv\/lantern/);
  assert.match(
    of('harbour'),
    /edition 12.*the newest, but not all is right.*41 files as they should be, 2 not shown yet.*readers get something else en\/index\.html/,
  );
  assert.match(
    of('orchard'),
    /3 editions behind.*no answer in time: see whether the host is up\..*Tried 3 times.*in 4 min/,
  );
  assert.match(of('pages'), /nothing whole.*400 of 1,?000 files, 4\.0 of 10 MB, 0\.2 MB\/s, 30 s left.*never/);
  const bar = document.querySelector('#carrier-pages progress');
  assert.deepEqual([bar?.getAttribute('value'), bar?.getAttribute('max')], ['400', '1000']);
  assert.doesNotMatch(of('harbour'), /up to date/);
  assert.match(of('quiet'), /paused.*nothing is corrected or withdrawn there/i);
});

test('one is tried, held back and let go by a button of its own', async () => {
  const { page, post, asked } = open();
  const document = await page('/carriers');
  assert.ok(document.querySelector('form[action="/carriers/orchard/pause"]'));
  assert.equal(document.querySelector('form[action="/carriers/quiet/pause"]'), null);
  for (const [name, act] of [
    ['orchard', 'again'],
    ['orchard', 'pause'],
    ['quiet', 'resume'],
  ]) {
    const answer = await post(`/carriers/${name}/${act}`, {});
    assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/carriers']);
  }
  assert.deepEqual(asked, ['again orchard', 'pause orchard', 'resume quiet']);
});

test('a test answers with what was found, by name', async () => {
  const { post } = open();
  const answer = await post('/carriers/orchard/test', {});
  const text = await answer.text();
  assert.equal(answer.status, 200);
  assert.match(text, /orchard cannot be used like this/);
  assert.match(text, /failed<\/strong> <b>writes<\/b>: orchard: the disk is full/);
  assert.match(text, /make room there/);
});

test('a carrier is added by a form for its kind, which asks for no secret', async () => {
  const { page, post, asked } = open();
  for (const [kind, field] of [
    ['directory', 'directory'],
    ['s3', 'bucket'],
    ['sftp', 'hostKey'],
    ['webdav', 'webdav'],
    ['git', 'branch'],
  ]) {
    const document = await page(`/carriers/add?kind=${kind}`);
    assert.ok(document.querySelector(`input[name=${field}]`), kind);
    assert.equal(document.querySelector('input[type=password]'), null);
  }
  const typed = {
    kind: 'webdav',
    name: 'far',
    webdav: ' https://dav.example/ ',
    user: 'a',
    password: 'env:CARRIER_DAV',
    group: '',
  };
  assert.equal((await post('/carriers/add', typed)).status, 303);
  assert.deepEqual(asked, [
    'add {"name":"far","webdav":"https://dav.example/","user":"a","password":"env:CARRIER_DAV"}',
  ]);
});

test('only secrets that are kept for carriers can be named by a form', async () => {
  const { post, asked } = open();
  const dav = { kind: 'webdav', name: 'far', webdav: 'https://dav.example/', user: 'a' };
  for (const password of [
    'env:TAMIZDAT_PASSPHRASE',
    'env:CARRIER_',
    'file:keys/root.key',
    'file:/etc/shadow',
    'file:secrets/../keys/root.key',
    'secret itself',
  ]) {
    const answer = await post('/carriers/add', { ...dav, password });
    assert.equal(answer.status, 422, password);
    assert.match(await answer.text(), /password can only be env:CARRIER_NAME or file:secrets\/name here/);
  }
  const git = { kind: 'git', name: 'pages', git: 'git@git.example:a/b.git', branch: 'pages' };
  assert.equal((await post('/carriers/add', { ...git, keyFile: '/root/.ssh/id' })).status, 422);
  assert.deepEqual(asked, []);
  assert.equal((await post('/carriers/add', { ...git, keyFile: 'secrets/pages' })).status, 303);
});

test('what cannot be added is given back with what is wrong', async () => {
  const refuse = async () => {
    throw new CarryError('carrier-forbidden', 'far: the host does not let us in', { hint: 'see the user' });
  };
  const { post } = open(({ changes: _, ...rest }) => ({
    ...rest,
    changes: { addCarrier: refuse, removeCarrier: refuse },
  }));
  const answer = await post('/carriers/add', { kind: 'webdav', name: 'far', webdav: 'https://dav.example/' });
  const text = await answer.text();
  assert.equal(answer.status, 422);
  assert.match(text, /the host does not let us in.*see the user/s);
  assert.match(text, /value="https:\/\/dav\.example\/"/);
});

test('a carrier is removed by its name, typed', async () => {
  const { post, asked, page } = open();
  await post('/carriers/orchard/remove', { typed: 'orchid' });
  assert.match(readText((await page('/carriers')).querySelector('#said.refused')), /Nothing was removed/);
  await post('/carriers/orchard/remove', { typed: ' orchard ' });
  assert.deepEqual(asked, ['remove orchard']);
});

test('a process that does not publish changes no settings, and says so', async () => {
  const { page, post, asked } = open((carriers) => ({ ...carriers, changes: null }));
  const document = await page('/carriers');
  assert.equal(document.querySelector('a[href="/carriers/add"]'), null);
  assert.equal(document.querySelector('form[action$="/remove"]'), null);
  await post('/carriers/add', { kind: 'directory', name: 'x', directory: 'x' });
  assert.match(readText((await page('/carriers')).querySelector('#said.refused')), /another process/);
  assert.deepEqual(asked, []);
});
