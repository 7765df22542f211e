/** The verifier of page files alone (`proof/verify-file.ts`), as small as it can be made: does it still say the same? */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleCode, ourBundles } from '../bench/verifier-bundles.ts';
import { leanErrorsPlugin } from '../src/platform/assets/lean-errors.ts';
import { BUNDLE_PATH, HEAD_PATH, MAX_MUTABLE_BYTES } from '../src/proof/index.ts';
import { cases } from './vectors/make.ts';
import { readVector } from './vectors/stored.ts';

const whole = fileURLToPath(new URL('../src/proof/verify-file.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'tamizdat-small-'));
after(() => rm(folder, { recursive: true, force: true }));

test('a verifier of a page and a head is one small response', async (t) => {
  const bundles = await ourBundles();
  const held: number[] = [];
  for (const { name, raw, gzip, goalBytes } of bundles) {
    t.diagnostic(`${gzip} bytes (${raw} raw): ${name}`);
    if (goalBytes === null) continue;
    assert.ok(gzip <= goalBytes, `${name}: ${gzip} bytes, at most ${goalBytes}`);
    held.push(goalBytes);
  }
  // The page alone, and with the head.
  assert.deepEqual(held, [8_192, 8_192]);
});

test('made small, it gives every vector the verdict that it gives as it stands', async () => {
  const path = join(folder, 'verify-file.mjs');
  await writeFile(path, await bundleCode({ entryPoints: [whole], plugins: [leanErrorsPlugin] }));
  const small: typeof import('../src/proof/verify-file.ts') = await import(pathToFileURL(path).href);
  const { verifyFile }: typeof small = await import(pathToFileURL(whole).href);
  const { page: genuine } = readVector('genuine-page').input;
  const labels = new Set<string>();
  for (const { name } of cases) {
    const { fingerprint, page = genuine, read = null, known = null, now } = readVector(name).input;
    const bundle = (await read?.(BUNDLE_PATH, MAX_MUTABLE_BYTES)) ?? known;
    if (fingerprint === null || page === undefined || bundle === null) continue;
    const head = await read?.(HEAD_PATH, MAX_MUTABLE_BYTES);
    const { bytes, ...place } = page;
    const input = { fingerprint, bundle, page: bytes, ...place, now, head: head ?? null };
    const [one, other] = [await small.verifyFile(input), await verifyFile(input)];
    assert.deepEqual(one.label, other.label, name);
    assert.deepEqual(one.page?.record, other.page?.record, name);
    labels.add(`${one.label.kind} ${one.label.failure}`);
  }
  assert.ok(labels.size > 30, [...labels].join(', '));
});
