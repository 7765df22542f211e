/** From an empty folder to a newsroom that runs, with one command and a browser. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { openSample, type Sample } from '../../src/sample/index.ts';
import { openScratch, type Running, start } from './command.ts';

let sample: Sample;
let scratch: Awaited<ReturnType<typeof openScratch>>;
const started: Running[] = [];

before(async () => {
  scratch = await openScratch();
  sample = await openSample();
});
after(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await sample.close();
  await scratch.remove();
});

function running(folder: string): Running {
  const process = start(['start', folder], { home: scratch.path('home') });
  started.push(process);
  return process;
}

test('one command makes a newsroom in the browser and runs it; the next time it only runs it', async () => {
  const folder = scratch.path('courier');
  const first = running(folder);
  const [link] = await first.seen(/http:\/\/127\.0\.0\.1:\d+\/setup\/link\/[\w-]+/);
  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const post = async (step: string, fields: Record<string, string>) => {
    const body = new URLSearchParams(fields);
    const answer = await fetch(new URL(`/setup/${step}`, link), {
      method: 'POST',
      headers: { cookie },
      body,
      redirect: 'manual',
    });
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
  };
  const next = { act: 'next' };
  assert.equal(
    (await post('newsroom', { title: 'The Harbour Courier', home: 'https://courier.example/' })).status,
    303,
  );
  assert.equal((await post('languages', { languages: 'de, en, ru' })).status, 303);
  const feed = `${sample.address}/feed.xml`;
  const look = await post('sources', { act: 'look', kind: 'feed', address: feed });
  assert.match(look.text, /class="headline"/);
  await post('sources', { act: 'add', kind: 'feed', address: feed });
  assert.equal((await post('sources', next)).location, '/setup/carriers');
  // Whatever else runs on this machine: nothing is served on a fixed port here.
  await post('carriers', { act: 'remove', at: '0' });
  assert.equal((await post('carriers', next)).location, '/setup/keys');
  const words = 'four quiet harbour cranes';
  assert.equal((await post('keys', { passphrase: words, again: words })).location, '/setup/made');
  assert.equal((await post('start', {})).status, 200);
  await first.seen(/courier\.example is running/);
  first.child.kill('SIGTERM');
  assert.equal((await first.ended).exitCode, 0);

  const again = running(folder);
  await again.seen(/courier\.example is running/);
  assert.doesNotMatch(again.written().out, /\/setup\//);
  again.child.kill('SIGTERM');
  assert.equal((await again.ended).exitCode, 0);
});

test('a wizard that is stopped leaves nothing behind', async () => {
  const folder = scratch.path('nothing');
  const wizard = running(folder);
  await wizard.seen(/\/setup\/link\//);
  wizard.child.kill('SIGTERM');
  assert.equal((await wizard.ended).exitCode, 0);
  assert.equal(existsSync(folder), false);
});
