import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isRotation } from './keys-change.ts';
import { folderFirst, shownPath } from './keys-context.ts';
import { runCli } from './program.ts';
import type { Terminal } from './terminal.ts';

test('the folder may be left out before what is to be replaced', () => {
  assert.deepEqual(folderFirst(['online'], isRotation), { folder: '.', rest: ['online'] });
  assert.deepEqual(folderFirst(['courier', 'desk', 'de'], isRotation), { folder: 'courier', rest: ['desk', 'de'] });
  assert.deepEqual(folderFirst(['./online', 'clock'], isRotation), { folder: './online', rest: ['clock'] });
});

test('a path is shown as one would type it from here', () => {
  assert.equal(shownPath(process.cwd()), '.');
  assert.equal(shownPath(join(process.cwd(), 'courier')), 'courier');
  assert.equal(shownPath('/srv/courier'), '/srv/courier');
});

test('what cannot mean anything is misuse, and says what would', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tamizdat-keys-cli-'));
  const notes: string[] = [];
  const terminal: Terminal = {
    isInteractive: false,
    print: () => {},
    note: (line) => void notes.push(line),
    progress: () => {},
  };
  const said = async (...args: string[]) => {
    notes.length = 0;
    const exitCode = await runCli(['keys', ...args], { env: { TAMIZDAT_HOME: home }, terminal });
    return `${exitCode} ${notes.join('\n')}`;
  };
  try {
    assert.match(await said('rotate', home), /^2 .*what is to be rotated is not said\nhint: say one of: online/s);
    assert.match(await said('rotate', home, 'desk'), /^2 /);
    assert.match(await said('rotate', home, 'online', 'clock'), /^2 /);
    assert.match(await said('rotate', 'root'), /^2 .*keys propose --root/s);
    assert.match(await said('create', join(home, 'x.key'), '--role', 'log', '--newsroom', 'a.example'), /^2 /);
    assert.match(await said('create', join(home, 'x.key'), '--role', 'root', '--newsroom', 'A B'), /^2 /);
    assert.match(await said('propose', home, '--root-threshold', '2'), /^2 .*needs the keys/s);
    assert.match(await said('propose', home, '--root', 'x', '--root-threshold', '0'), /^2 /);
    assert.match(await said('import', home, join(home, 'nothing.json')), /^1 .*cannot be read/s);
    assert.match(await said('sign', join(home, 'nothing.json'), '--key', 'x'), /^1 .*cannot be read/s);
    assert.match(await said('list', home), /^1 /);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
