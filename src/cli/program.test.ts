import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { runCli } from './program.ts';
import type { Terminal } from './terminal.ts';

let home: string;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'tamizdat-cli-'));
});

after(() => rm(home, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    isInteractive: false,
    print: (line = '') => void out.push(`${line}\n`),
    note: (line) => void err.push(`${line}\n`),
    progress: () => {},
  };
  const exitCode = await runCli(args, { env: { TAMIZDAT_HOME: home }, terminal });
  return { exitCode, out: out.join(''), err: err.join('') };
}

const COMMANDS = [
  [
    'carry',
    ['--from', '--every', '--to', '--by', '--title', '--language', '--text', '--max', '--passphrase-file', '--json'],
  ],
  ['init', ['--name', '--title', '--home', '--languages', '--feed', '--passphrase-file', '--json']],
  ['start', ['--port', '--passphrase-file']],
  ['run', ['--role', '--passphrase-file']],
  ['verify', ['--absent', '--day', '--json']],
  ['monitor', ['--newsroom', '--every', '--once', '--keep', '--json']],
  ['trust', []],
  ['trust add', ['--fingerprint', '--json']],
  ['trust list', ['--json']],
  ['trust remove', ['--json']],
  ['policy', ['--witness', '--remove', '--quorum', '--passphrase-file', '--json']],
  ['witness', ['--log', '--from', '--name', '--host', '--port', '--address']],
  ['keys', []],
  ['keys list', ['--json']],
  ['keys fingerprint', ['--svg', '--json']],
  ['keys create', ['--role', '--newsroom', '--passphrase-file', '--json']],
  ['keys propose', ['--root', '--targets', '--root-threshold', '--targets-threshold', '--json']],
  ['keys sign', ['--key', '--fingerprint', '--out', '--passphrase-file', '--json']],
  ['keys import', ['--json']],
  ['keys rotate', ['--passphrase-file', '--json']],
  ['keys renew', ['--force', '--passphrase-file', '--json']],
  ['keys close', ['--after', '--now', '--withdraw', '--reissue', '--doubt-carriers', '--passphrase-file', '--json']],
  ['keys retire-log', ['--log', '--doubt-carriers', '--passphrase-file', '--json']],
  ['people', []],
  ['people link', ['--json']],
  ['app', ['--to', '--json']],
  ['demo', ['--port', '--fast', '--anew']],
] as const;

for (const [command, options] of COMMANDS) {
  test(`"${command} --help" tells what it does and every option of it`, async () => {
    const { exitCode, out, err } = await run(...command.split(' '), '--help');
    assert.equal(exitCode, 0);
    assert.equal(err, '');
    assert.ok(out.startsWith(`Usage: tamizdat ${command} `), out);
    for (const option of options) assert.match(out, new RegExp(`^ {2}${option}\\b.* \\S`, 'm'));
    const listed = [...out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);
    assert.deepEqual(listed, [...options]);
  });
}

test('the help of all lists the commands and the exit codes', async () => {
  const { exitCode, out } = await run('--help');
  assert.equal(exitCode, 0);
  for (const command of [
    'carry',
    'init',
    'run',
    'policy',
    'witness',
    'app',
    'verify',
    'monitor',
    'keys',
    'trust',
    'demo',
  ]) {
    assert.match(out, new RegExp(`^ {2}${command}\\b.* \\S`, 'm'));
  }
  assert.match(out, /Exit codes: 0 .*; 1 .*; 2 misuse; 3 cannot tell/);
});

test('what is no verifier key is misuse', async () => {
  const { exitCode, err } = await run('witness', join(home, 'witness'), '--log', 'courier.example/log/1');
  assert.equal(exitCode, 2);
  assert.match(err, /^error: "courier\.example\/log\/1" is not a verifier key\nhint: .*tamizdat policy/);
});

test('--version is that of the package', async () => {
  const { exitCode, out } = await run('--version');
  assert.equal(exitCode, 0);
  assert.match(out, /^\d+\.\d+\.\d+\n$/);
});

test('without a command the help is shown, as misuse', async () => {
  const { exitCode, out, err } = await run();
  assert.equal(exitCode, 2);
  assert.match(out + err, /^Usage: tamizdat /);
});

const FEED = 'https://courier.example/feed.xml';

for (const [why, args, says] of [
  ['an unknown command', ['publish'], /^error: unknown command 'publish'/],
  ['a misspelt command', ['verfy', 'x'], /^error: unknown command 'verfy'/],
  ['an unknown option', ['carry', FEED, '--into', 'x'], /^error: unknown option '--into'/],
  ['nothing to carry', ['carry'], /^error: what to carry is missing/],
  [
    'a feed and an edition to carry',
    ['carry', FEED, '--from', 'x', '--to', 'y'],
    /^error: --from and a feed are two things/,
  ],
  ['a name for what others signed', ['carry', '--from', 'x', '--by', 'me'], /^error: --by says nothing of an edition/],
  ['a feed again and again', ['carry', FEED, '--every', '10m'], /^error: --every goes with --from/],
  ['a time that is none', ['carry', '--from', 'x', '--every', '1s'], /^error: .*from 10s to 24h/],
  ['a missing argument of init', ['init'], /^error: missing required argument 'folder'/],
  ['a missing argument of verify', ['verify'], /^error: missing required argument 'what'/],
  ['a missing argument of trust add', ['trust', 'add'], /^error: missing required argument 'where'/],
  ['a missing argument of trust remove', ['trust', 'remove'], /^error: missing required argument 'newsroom'/],
  ['an argument too many', ['verify', 'one', 'two'], /^error: too many arguments/],
  ['an option without its value', ['carry', FEED, '--to'], /^error: option '--to <folder>' argument missing/],
  ['no folder to carry to', ['carry', FEED], /^error: where to is missing/],
  [
    'a feed that is no address',
    ['carry', 'courier.example/feed.xml', '--to', 'x'],
    /^error: courier\.example\/feed\.xml is not an http or https address/,
  ],
  [
    'a feed of another scheme',
    ['carry', 'file:///etc/passwd', '--to', 'x'],
    /^error: file:\/\/\/etc\/passwd is not an http or https address/,
  ],
  ['an unknown choice', ['carry', FEED, '--to', 'x', '--text', 'some'], /^error: .*some.*auto, feed, page/],
  ['a count that is none', ['carry', FEED, '--to', 'x', '--max', '0'], /^error: .*from 1 to 2000/],
  ['a port that is none', ['demo', '--port', '99999'], /^error: .*port from 1 to 65526/],
  ['a language that is none', ['init', 'x', '--languages', 'de,!'], /^error: "!" is not a language/],
  [
    'a source that is no address',
    ['init', 'x', '--feed', 'somewhere'],
    /^error: somewhere is not an http or https address/,
  ],
  ['an address that is none', ['verify', 'http://'], /^error: http:\/\/ is not an address/],
] as const) {
  test(`${why} is misuse: exit 2, an error line and a hint line, and nothing is made`, async () => {
    const { exitCode, out, err } = await run(...args);
    assert.equal(exitCode, 2, err);
    assert.match(err, says);
    assert.match(err, /^hint: \S/m);
    assert.equal(out, '');
    assert.deepEqual(await readdir(home), []);
  });
}

test('a defect of ours exits neither with 0 nor with 1, which says that a page is forged', async () => {
  const lines: string[] = [];
  const terminal: Terminal = {
    isInteractive: false,
    print: (line = '') => void lines.push(line),
    note: (line) => void lines.push(line),
    progress: () => {},
  };
  const page = join(home, 'page.html');
  await writeFile(page, '<!--tamizdat:');
  const now = (): Date => {
    throw new Error('no clock');
  };
  const exitCode = await runCli(['verify', page], { env: { TAMIZDAT_HOME: home }, terminal, now });
  await rm(page);
  assert.equal(exitCode, 70);
  assert.match(lines.join('\n'), /^error: Error: no clock\n[\s\S]*^hint: this is a defect of tamizdat/m);
});
