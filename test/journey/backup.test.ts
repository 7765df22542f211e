import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { command, openScratch, type Running, start } from './command.ts';

const scratch = await openScratch();
const person = { home: scratch.path('home') };
let running: Running | undefined;
after(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  await scratch.remove();
});

test('a newsroom is backed up while it runs, and what was written is restored into a new one', {
  timeout: 300_000,
}, async () => {
  const folder = scratch.path('newsroom');
  const made = await command(['init', folder, '--name', 'courier.example', '--languages', 'de,ru'], person);
  assert.equal(made.exitCode, 0, made.err);
  const file = join(folder, 'tamizdat.yaml');
  const settings = (await readFile(file, 'utf8')).replace('port: 8080', 'port: 0');
  await writeFile(file, `${settings}\nconsole: { port: 0 }\n`);
  const fresh = scratch.path('fresh');
  await cp(folder, fresh, { recursive: true });

  running = start(['run', folder], person);
  await running.seen(/sign in/);
  const backup = scratch.path('courier.backup');
  const written = await command(['backup', folder, backup], person);
  assert.equal(written.exitCode, 0, written.err);
  assert.match(written.out, /Wrote .*courier\.backup: 0 articles, \d+ rows of \d+ tables/);
  assert.equal(running.child.exitCode, null);
  running.child.kill('SIGTERM');
  assert.equal((await running.ended).exitCode, 0, running.written().err);

  const restored = await command(['restore', backup, fresh], person);
  assert.equal(restored.exitCode, 0, restored.err);
  const rows = (text: string) => /: .*/.exec(text)?.[0];
  assert.equal(rows(restored.out), rows(written.out));
});
