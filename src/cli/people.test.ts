import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { placesOf } from '../newsroom/index.ts';
import { runCli } from './program.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-people-'));
  const settings = 'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de]\n';
  await writeFile(join(folder, 'tamizdat.yaml'), settings);
});
after(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    isInteractive: false,
    print: (line = '') => void out.push(line),
    note: (line: string) => void err.push(line),
    progress: () => {},
  };
  const exitCode = await runCli(args, { env: { TAMIZDAT_HOME: folder }, terminal });
  return { exitCode, out, err: err.join('\n') };
}

test('a link is printed by itself, and what it does beside it; on disk stands no secret', async () => {
  const { exitCode, out, err } = await run('people', 'link', folder, 'Anna Keller');
  assert.equal(exitCode, 0);
  assert.match(out.join('|'), /^http:\/\/127\.0\.0\.1:4470\/sign-in\/link\?key=[\w-]{43}$/);
  assert.match(err, /signs in Anna Keller/);
  const files = await readdir(placesOf(folder).signInLinks);
  assert.equal(files.length, 1);
  assert.ok(!files.join().includes((out[0] ?? '').slice(-43)));
});

test('without a name a link makes a new operator, and programs are told in JSON', async () => {
  const { out, err } = await run('people', 'link', folder, '--json');
  const { link, expiresAt } = JSON.parse(out[0] ?? '');
  assert.match(link, /\/sign-in\/link\?key=/);
  assert.ok(Date.parse(expiresAt) > Date.now());
  assert.equal(err, '');
});

test('what is no name, and a folder that is no newsroom, are refused', async () => {
  assert.equal((await run('people', 'link', folder, '<b>')).exitCode, 2);
  assert.equal((await run('people', 'link', join(folder, 'nothing'))).exitCode, 1);
});
