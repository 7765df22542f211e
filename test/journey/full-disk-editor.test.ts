import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { command, openScratch, start } from './command.ts';
import { visitFirst } from './desk-visitor.ts';
import { openFeedSite, rssOf } from './feed-site.ts';
import { readCarried } from './folder.ts';
import { until } from './until.ts';

test('an editor who saves while the disk is full is told so and keeps the text, and sends it again when there is room', {
  timeout: 240_000,
}, async (t) => {
  const scratch = await openScratch();
  t.after(() => scratch.remove());
  const item = { id: 'ferry', headline: 'Die Fähre fährt wieder', text: '<p>Sie legt am Abend an.</p>' };
  const site = await openFeedSite({ '/feed.xml': rssOf([item], 'Der Bote', 'de') });
  t.after(() => site.close());
  const home = scratch.path('home');
  const folder = scratch.path('bote');
  const options = ['--name', 'bote.example', '--languages', 'de,ru', '--feed', `${site.address}/feed.xml`];
  assert.equal((await command(['init', folder, ...options], { home })).exitCode, 0);
  const file = join(folder, 'tamizdat.yaml');
  const settings = (await readFile(file, 'utf8'))
    .replace('port: 8080', 'port: 0')
    .replace(/^translations: \[\]$/m, 'translations: [{ from: de, to: ru }]');
  await writeFile(file, `${settings}\nconsole: { port: 0 }\n`);
  const full = scratch.path('full');
  const preload = new URL('failing-disk.ts', import.meta.url).href;
  const running = start(['run', folder], { home, env: { FULL_DISK: full, NODE_OPTIONS: `--import=${preload}` } });
  t.after(async () => {
    running.child.kill('SIGKILL');
    await running.ended;
  });
  await running.seen(/bote\.example is running/);
  const desk = await visitFirst(running, 'Ada Brook');
  const { calendar } = await readCarried(join(folder, 'public'));
  const draft = `/articles/${calendar[0]?.article}/ru`;
  assert.match(await (await desk.get(draft)).text(), /Die Fähre fährt wieder/);

  await writeFile(full, '');
  const text = 'Паром снова ходит "по расписанию"';
  const form = { act: 'save', edit: '1', target: text };
  const refused = await desk.post(`${draft}/segments/headline`, form, 'text/html');
  assert.equal(refused.status, 503);
  const page = await refused.text();
  assert.match(page, /most often the disk is full/);
  assert.ok(page.includes('Паром снова ходит &quot;по расписанию&quot;</textarea>'), page);
  assert.ok(page.includes(`action="${draft}/segments/headline"`), page);

  await rm(full);
  // By itself: nothing is started again by hand.
  const saved = await until(async () => {
    const answer = await desk.post(`${draft}/segments/headline`, form, 'text/html');
    return answer.status === 303 && answer;
  });
  assert.match(saved.headers.get('location') ?? '', /headline/);
  assert.ok((await (await desk.get(draft)).text()).includes('Паром снова ходит &quot;по расписанию&quot;'));
});
