import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openSample, type Sample } from '../../src/sample/index.ts';
import { command, openScratch } from './command.ts';

let sample: Sample;
const scratch = await openScratch();
const folder = scratch.path('courier');
const person = { home: scratch.path('home') };

before(async () => {
  sample = await openSample();
  const made = await command(
    ['init', folder, '--name', 'courier.example', '--languages', 'en', '--feed', `${sample.address}/en/feed.xml`],
    person,
  );
  assert.equal(made.exitCode, 0, made.err);
});

after(async () => {
  await sample.close();
  await scratch.remove();
});

test('the reader app is written whole, with the newsroom it is for, and again over itself', async () => {
  const target = scratch.path('reader');
  for (const time of ['first', 'second']) {
    const { exitCode, out, err } = await command(['app', folder, '--to', target, '--json'], person);
    assert.equal(exitCode, 0, `${time}: ${err}`);
    const told = JSON.parse(out) as { files: string[] };
    for (const name of ['index.html', 'newsroom.json', 'service-worker.js']) assert.ok(told.files.includes(name), name);
    for (const name of told.files) {
      const bytes = await readFile(join(target, name));
      assert.deepEqual(gunzipSync(await readFile(join(target, `${name}.gz`))), bytes, name);
    }
  }
  const card = JSON.parse(await readFile(join(target, 'newsroom.json'), 'utf8')) as Record<string, unknown>;
  assert.equal(card.format, 'tamizdat.app/v1');
  assert.equal(card.newsroom, 'courier.example');
  assert.match(String(card.fingerprint), /^[0-9a-f]{64}$/);
  const page = await readFile(join(target, 'index.html'), 'utf8');
  const named = [...page.matchAll(/(?:src|href)="([^":]+)"/g)].map(([, name]) => name ?? '');
  assert.ok(named.length > 3);
  const written = await readdir(target);
  for (const name of named) assert.ok(written.includes(name), `${name}, which the page names, was not written`);
});

test('it is never written where carriers copy from, by whatever name that is called', async () => {
  await mkdir(join(folder, 'public'), { recursive: true });
  await symlink(join(folder, 'public'), scratch.path('elsewhere'));
  for (const target of [
    join(folder, 'public'),
    join(folder, 'public', 'app'),
    folder,
    scratch.path('elsewhere'),
    join(scratch.path('elsewhere'), 'app'),
  ]) {
    const { exitCode, err } = await command(['app', folder, '--to', target], person);
    assert.equal(exitCode, 2, target);
    assert.match(err, /^error: .*carrier local/);
    assert.match(err, /^hint: .*never from a carrier/m);
  }
  assert.deepEqual(await readdir(join(folder, 'public')), []);
});

test('it is never written into what the newsroom keeps, nor over a page of somebody else', async () => {
  for (const target of [join(folder, 'keys'), join(folder, 'data', 'edition'), join(folder, 'data')]) {
    const { exitCode, err } = await command(['app', folder, '--to', target], person);
    assert.equal(exitCode, 2, target);
    assert.match(err, /^error: .*where the newsroom keeps its own files/);
  }
  const site = scratch.path('site');
  await mkdir(site);
  await writeFile(join(site, 'index.html'), 'my own page');
  const { exitCode, err } = await command(['app', folder, '--to', site], person);
  assert.equal(exitCode, 2);
  assert.match(err, /^error: .*not of a reader app\nhint: /);
  assert.deepEqual(await readdir(site), ['index.html']);
  assert.equal(await readFile(join(site, 'index.html'), 'utf8'), 'my own page');
});

test('what cannot be done is said, and with what to do', async () => {
  const noNewsroom = await command(['app', scratch.path('nothing'), '--to', scratch.path('x')], person);
  assert.equal(noNewsroom.exitCode, 1);
  assert.match(noNewsroom.err, /^error: .*\nhint: /);
  await writeFile(scratch.path('file'), 'mine');
  const ontoFile = await command(['app', folder, '--to', scratch.path('file')], person);
  assert.equal(ontoFile.exitCode, 1, ontoFile.err);
  assert.match(ontoFile.err, /^error: .*\nhint: /);
  assert.equal(await readFile(scratch.path('file'), 'utf8'), 'mine');
});
