import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('a reader of the output that goes away, as head does, ends no work and shows no fault', async () => {
  const terminal = fileURLToPath(new URL('./terminal.ts', import.meta.url));
  const script = `
    const { processTerminal } = await import(${JSON.stringify(terminal)});
    const terminal = processTerminal();
    for (let line = 0; line < 20; line += 1) {
      terminal.print('line '.repeat(2_000));
      await new Promise((next) => setImmediate(next));
    }
    terminal.note('done');
    process.exitCode = 7;`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const [exitCode] = await once(child, 'close');
  assert.equal(told.replace(/\(node:\d+\) ExperimentalWarning[\s\S]*?\n\(Use .*\n/, ''), 'done\n');
  assert.equal(exitCode, 7);
});
