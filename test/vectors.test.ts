import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import {
  type CheckName,
  FAILURES,
  type FailureName,
  formatTime,
  type Report,
  verifyReport,
} from '../src/proof/index.ts';
import { type Expectation, expectationOf } from './vectors/case.ts';
import { cases, makeVector } from './vectors/make.ts';
import { readVector } from './vectors/stored.ts';

const folder = join(import.meta.dirname, 'vectors');
const bytesAt = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

/** The result, told as an expectation is. */
function said({ label, checks }: Report, expect: Expectation): Expectation {
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  const told = { label: label.kind, failure: label.failure, check: failed?.check ?? null };
  const time = label.time === null ? null : formatTime(label.time);
  const { witnessed } = label;
  return {
    ...told,
    ...(expect.time !== undefined && { time }),
    ...(expect.witnessed !== undefined && witnessed !== null && { witnessed }),
  };
}

const CARRIER_FAULTS: Readonly<Record<string, CheckName>> = {
  'genuine-carrier-behind': 'head',
  'genuine-carrier-before-rotation': 'trust',
  'genuine-tiles-damaged': 'history',
};

for (const each of cases) {
  const { name, says, label } = each;
  test(`vector ${name}: ${says}`, async () => {
    const { input, expect } = readVector(name);
    assert.deepEqual(expect, expectationOf(each), 'the stored expectation is the one of the generator');
    const report = await verifyReport(input);
    const told = said(report, expect);
    // What is wrong with the carrier fails its own check and leaves the page genuine.
    const check = CARRIER_FAULTS[name] ?? expect.check;
    assert.deepEqual(told, { ...expect, check }, JSON.stringify(report.checks, null, 1));
    assert.equal(
      report.exitCode,
      label === 'not-genuine' || label === 'conflict' ? 1 : label === 'cannot-tell' ? 3 : 0,
    );
  });
}

test('the generator writes exactly the stored bytes', async () => {
  for (const each of cases) {
    const { files } = await makeVector(each);
    const at = join(folder, each.name);
    const stored = globSync('**', { cwd: at, withFileTypes: true }).filter((entry) => entry.isFile());
    const names = stored.map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(at.length + 1)
        .split(sep)
        .join('/'),
    );
    assert.deepEqual(names.sort(), [...files.keys()].sort(), each.name);
    for (const [path, bytes] of files) assert.deepEqual(bytesAt(join(at, path)), bytes, `${each.name}/${path}`);
  }
});

test('every failure a verifier can name has a vector', () => {
  /** Not reachable through what a carrier or a page gives. */
  const elsewhere: readonly FailureName[] = [
    'note-signature', // the default of verifyNote; verification names who should have signed instead
    'not-append-only', // consistency is for monitors and witnesses
    'body-mismatch', // needs one who parses bodies, through `readBody`
    'notices-format', // shown, not part of a verdict
    'carriers-format',
    'object-missing', // silence: genuine-silent-calendar
  ];
  const covered = new Set<string | null>(cases.map(({ failure }) => failure));
  const codes = Object.keys(FAILURES);
  assert.ok(codes.length > 30);
  const missing = codes.filter((code) => !covered.has(code) && !elsewhere.includes(code as FailureName));
  assert.deepEqual(missing, []);
});
