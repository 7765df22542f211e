import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { guardedTerminal, printJson, shownText, type Terminal } from './terminal.ts';

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

/** A terminal that keeps the lines it is given. */
function collecting(): { readonly lines: string[]; readonly terminal: Terminal } {
  const lines: string[] = [];
  const add = (line = ''): void => void lines.push(line);
  return { lines, terminal: { isInteractive: false, print: add, note: add, progress: add } };
}

test('what a terminal would obey is shown instead, and one call stays one line', () => {
  const { lines, terminal } = collecting();
  const guarded = guardedTerminal(terminal);
  for (const write of [guarded.print, guarded.note, guarded.progress]) {
    write('\u001b[2J\u009b1;1HGenuine\u202e\u2028\r\nGenuine, current\u0000\u{e0041}');
  }
  const shown = '\\u{1b}[2J\\u{9b}1;1HGenuine\\u{202e}\\u{2028}\\u{d}\\u{a}Genuine, current\\u{0}\\u{e0041}';
  assert.deepEqual(lines, [shown, shown, shown]);
  assert.equal(shownText('\ud800'), '\\u{d800}');
});

test('a private key is never shown, whole or in part', () => {
  const { lines, terminal } = collecting();
  const guarded = guardedTerminal(terminal);
  const key = 'PRIVATE+KEY+courier.example/root+5117aed5+ASKQ5FJEFZ7U0fkPYnwCY42yeINH0FSF2Ydh/h7eSXfH';
  guarded.note(`error: ${key.slice(0, 80)} is not a public key`);
  printJson(guarded, { key });
  assert.equal(lines[0], 'error: PRIVATE+KEY+… is not a public key');
  assert.deepEqual(JSON.parse(lines.slice(1).join('')), { key: 'PRIVATE+KEY+…' });
});

test('letters of every script stay as they are, the non-joiner of Persian among them', () => {
  for (const text of ['پیک لان\u200cمونده', 'Ланмюндский вестник', '“Bote” – 北京 👩 é'])
    assert.equal(shownText(text), text);
});

test('JSON holds nothing that a terminal obeys, and parses to what was given', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (value) => {
      const { lines, terminal } = collecting();
      printJson(guardedTerminal(terminal), value);
      assert.deepEqual(JSON.parse(lines.join('\n')), JSON.parse(JSON.stringify(value)));
      for (const line of lines) assert.equal(shownText(line), line);
    }),
  );
  const { lines, terminal } = collecting();
  printJson(guardedTerminal(terminal), { name: '\u202e\u009b\u{e0041}' });
  assert.deepEqual(lines, ['{', '  "name": "\\u202e\\u009b\\udb40\\udc41"', '}']);
});
