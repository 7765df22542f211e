import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson, type Json } from '../../src/proof/index.ts';
import { holdCeremony } from './ceremony.ts';
import { Repository } from './repository.ts';
import { missing, runTool } from './tools.ts';

/** Debian's own Python, which has Debian's packages, before any other on PATH. */
const PYTHON = { PATH: `/usr/bin:${process.env.PATH}` };
const PROGRAM = join(import.meta.dirname, 'check_trust.py');
const skip = await missing(
  'Python with securesystemslib and PyNaCl',
  'python3',
  ['-c', 'import nacl.signing, securesystemslib.formats, securesystemslib.keys'],
  PYTHON,
);

let scratch: string;
let count = 0;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-trust-'));
});
after(() => rm(scratch, { recursive: true, force: true }));

const check = (folder: string) => runTool('python3', [PROGRAM, folder], PYTHON);

/** Writes a repository into a new folder. */
async function written(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  count += 1;
  const folder = join(scratch, `trust-${count}`);
  for (const [name, bytes] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

/** One key a role at first, then thresholds of two and three, and a title that tries the canonical form. */
async function upgraded(): Promise<Repository> {
  const repository = await Repository.open();
  repository.roles.root = { keys: ['root-1', 'root-2', 'root-3'], threshold: 2, signers: ['root', 'root-1', 'root-3'] };
  repository.roles.targets = { keys: ['ed-1', 'ed-2', 'ed-3'], threshold: 2, signers: ['ed-1', 'ed-3'] };
  repository.roles.snapshot = { keys: ['s-1', 's-2', 's-3'], threshold: 3 };
  repository.roles.timestamp = { keys: ['t-1', 't-2'], threshold: 2 };
  repository.title = 'Der "Bote" \\ Łódź, пик 𝔊';
  await repository.publish('root', 'targets', 'snapshot', 'timestamp');
  return repository;
}

test('securesystemslib and libsodium agree with a newsroom before and after its ceremonies', { skip }, async () => {
  const told = [];
  for (const files of await holdCeremony(scratch)) {
    const { exitCode, out, err } = await check(await written(files));
    assert.equal(exitCode, 0, err);
    told.push(out);
  }
  assert.deepEqual(told, [
    'agree: 1 roots, signatures root 1/1 of 1, targets 1/1 of 1, snapshot 1/1 of 1, timestamp 1/1 of 1\n',
    'agree: 2 roots, signatures root 2/2 of 3, targets 2/2 of 3, snapshot 1/1 of 1, timestamp 1/1 of 1\n',
    'agree: 3 roots, signatures root 2/2 of 3, targets 2/2 of 3, snapshot 1/1 of 1, timestamp 1/1 of 1\n',
  ]);
});

test('securesystemslib and libsodium agree with thresholds of all four roles', { skip }, async () => {
  const { exitCode, out, err } = await check(await written((await upgraded()).files));
  assert.equal(exitCode, 0, err);
  assert.equal(
    out,
    'agree: 2 roots, signatures root 2/2 of 3, targets 2/2 of 3, snapshot 3/3 of 3, timestamp 2/2 of 2\n',
  );
});

for (const [role, signers] of [
  ['root', ['root', 'root-1']],
  ['root', ['root-1', 'root-2']],
  ['targets', ['ed-1', 'root-1']],
  ['snapshot', ['s-1', 's-2', 't-1']],
  ['timestamp', ['t-1', 's-1']],
] as const) {
  test(`securesystemslib and libsodium refuse a ${role} that ${signers.join(' and ')} signed`, { skip }, async () => {
    const repository = await upgraded();
    repository.roles[role].signers = signers;
    await repository.sign(role);
    const above = (['targets', 'snapshot', 'timestamp'] as const).slice(role === 'targets' ? 1 : 2);
    if (role !== 'root') for (const parent of above) if (parent !== role) await repository.sign(parent);
    const { exitCode, err } = await check(await written(repository.files));
    assert.match(err, /^error: Fault: .*[0-9] of [0-9] signatures\n$/);
    assert.equal(exitCode, 1);
  });
}

for (const [what, name, from, to, fault] of [
  ['a date in the root', '2.root.json', /"expires":"2/, '"expires":"3', /2\.root\.json by the root before: 0 of 1/],
  ['a key in the root', '2.root.json', /"public":"./, '"public":"z', /ValueError|key id/],
  ['a date in the timestamp', 'timestamp.json', /"expires":"2/, '"expires":"3', /timestamp\.json: 0 of 2/],
  ['a date in the snapshot', '2.snapshot.json', /"expires":"2/, '"expires":"3', /2\.snapshot\.json: of another hash/],
  ['a letter in the targets', '2.targets.json', /Bote/, 'Note', /2\.targets\.json: of another hash/],
  ['a line of desks.txt', /\.desks\.txt$/, /desk\/ru/, 'desk/rv', /desks\.txt: of another hash/],
] as const) {
  test(`securesystemslib and libsodium refuse one changed byte: ${what}`, { skip }, async () => {
    const { files } = await upgraded();
    const path = [...files.keys()].find((each) => (typeof name === 'string' ? each === name : name.test(each))) ?? '';
    const text = new TextDecoder().decode(files.get(path));
    assert.match(text, from);
    files.set(path, new TextEncoder().encode(text.replace(from, to)));
    const { exitCode, err } = await check(await written(files));
    assert.match(err, fault);
    assert.equal(exitCode, 1);
  });
}

/** What canonical JSON can hold. */
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((number) => number + 0),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value')),
  ),
})).value;

test('our canonical JSON is that of securesystemslib', { skip }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json, { minLength: 50, maxLength: 200 }), async (values) => {
      const { out, err } = await runTool('python3', [PROGRAM, '--canonical'], PYTHON, JSON.stringify(values));
      assert.equal(err, '');
      assert.deepEqual(JSON.parse(out), values.map(canonicalJson));
    }),
    { numRuns: 5 },
  );
});
