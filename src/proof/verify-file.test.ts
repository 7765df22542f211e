import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases } from '../../test/vectors/make.ts';
import { readVector } from '../../test/vectors/stored.ts';
import { BUNDLE_PATH, HEAD_PATH, type ReadFile } from './layout.ts';
import { verifyReport } from './report.ts';
import { formatTrustBundle, parseTrustBundle } from './trust-bundle.ts';
import { verifyFile } from './verify-file.ts';

const MAX_BYTES = 1024 * 1024;

/** A carrier's bundle with the roots before its newest put in front, as far as the carrier gives them. */
async function wholeBundle(read: ReadFile): Promise<Uint8Array | null> {
  const bundle = await read(BUNDLE_PATH, MAX_BYTES);
  if (bundle === null) return null;
  try {
    const files = parseTrustBundle(bundle);
    const roots = [];
    for (let version = 1; ; version += 1) {
      const name = `${version}.root.json`;
      if (files.some((file) => file.name === name)) break;
      const bytes = await read(`trust/${name}`, MAX_BYTES);
      if (bytes === null) break;
      roots.push({ name, bytes });
    }
    const whole = formatTrustBundle([...roots, ...files]);
    return parseTrustBundle(whole).length > 0 ? whole : bundle;
  } catch {
    // What is no bundle is given as it is.
    return bundle;
  }
}

/** A genuine page, for the vectors that are about a carrier as a whole. */
const { page: genuine } = readVector('genuine-page').input;

test('every vector gets the verdict that it gets from the whole verifier', async () => {
  const kinds = new Map<string, number>();
  for (const { name } of cases) {
    const { input } = readVector(name);
    const { fingerprint, page = genuine, read = null, now } = input;
    if (fingerprint === null || page === undefined) continue;
    const bundle = read === null ? (input.known ?? null) : await wholeBundle(read);
    const head = (await read?.(HEAD_PATH, MAX_BYTES)) ?? null;
    if (bundle === null) continue;
    const given = new Map([
      [BUNDLE_PATH, bundle],
      [HEAD_PATH, head],
    ]);
    for (const isHeadGiven of [true, false]) {
      const whole = await verifyReport({
        fingerprint,
        page,
        now,
        isBodyOnly: true,
        read: async (path) => (path === HEAD_PATH && !isHeadGiven ? null : (given.get(path) ?? null)),
      });
      const small = await verifyFile({
        fingerprint,
        bundle,
        page: page.bytes,
        now,
        head: isHeadGiven ? head : null,
        ...(page.path !== undefined && { path: page.path }),
      });
      const what = `${name}, ${isHeadGiven ? 'with' : 'without'} a head`;
      assert.deepEqual(small.label, whole.label, what);
      assert.deepEqual(small.page?.record, whole.page?.record, what);
      assert.deepEqual(small.head?.edition, whole.head?.edition, what);
      kinds.set(small.label.kind, (kinds.get(small.label.kind) ?? 0) + 1);
    }
  }
  for (const kind of ['current', 'older', 'not-genuine', 'conflict']) assert.ok(kinds.has(kind), kind);
  assert.ok((kinds.get('not-genuine') ?? 0) > 100, 'few vectors were refused');
});

test('where bundle, head and page tell it all, the verdict is the one that the vector names', async () => {
  for (const name of ['body-altered', 'desk-signature', 'root-unsigned', 'targets-by-stranger', 'fork-page']) {
    const { input, expect } = readVector(name);
    const { fingerprint, page, read, now } = input;
    assert.ok(fingerprint !== null && page !== undefined && read, name);
    const bundle = await wholeBundle(read);
    assert.ok(bundle !== null, name);
    const head = await read(HEAD_PATH, MAX_BYTES);
    const { label } = await verifyFile({ fingerprint, bundle, page: page.bytes, head, now });
    assert.deepEqual([label.kind, label.failure], [expect.label, expect.failure], name);
  }
});
