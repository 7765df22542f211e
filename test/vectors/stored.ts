import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportInput } from '../../src/proof/index.ts';
import type { Expectation, StoredCase } from './case.ts';

const bytesAt = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

/** A vector as it is stored: what a verifier is given, and what it must say. */
export function readVector(name: string): { input: ReportInput; expect: Expectation } {
  const folder = join(import.meta.dirname, name);
  const stored = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')) as StoredCase;
  const known = join(folder, 'known.bundle');
  // A carrier that ignores the cap: what is too large must be refused by the verifier itself.
  const read = async (path: string, maxBytes: number) => {
    assert.ok(maxBytes > 0);
    const file = join(folder, 'carrier', path);
    return existsSync(file) ? bytesAt(file) : null;
  };
  return {
    expect: stored.expect,
    input: {
      fingerprint: stored.fingerprint,
      known: existsSync(known) ? bytesAt(known) : null,
      seen: stored.seen,
      read: stored.offline ? null : read,
      ...(stored.path !== null && { page: { bytes: bytesAt(join(folder, 'page.html')), path: stored.path } }),
      now: new Date(stored.now),
    },
  };
}
