/**
 * Writes the vectors: `node test/vectors/make.ts`. Each becomes a folder with `case.json`, the page (`page.html`), what
 * the reader knows (`known.bundle`) and, below `carrier/`, exactly the files a verifier reads. The stored bytes are
 * golden: a change here that alters them means that published pages would no longer verify.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { bytesOf, type Report, verifyReport } from '../../src/proof/index.ts';
import { type Case, expectationOf, type StoredCase } from './case.ts';
import { genuineCases } from './cases-genuine.ts';
import { headCases } from './cases-head.ts';
import { historyCases } from './cases-history.ts';
import { pageCases } from './cases-page.ts';
import { trustCases } from './cases-trust.ts';
import { witnessCases } from './cases-witness.ts';

export const cases: readonly Case[] = [
  ...genuineCases,
  ...trustCases,
  ...headCases,
  ...historyCases,
  ...pageCases,
  ...witnessCases,
];

/** The files of a vector, and what the verifier says of it. */
export async function makeVector(each: Case): Promise<{ files: Map<string, Uint8Array>; report: Report }> {
  const { says } = each;
  const setup = await each.make();
  const { newsroom, path, seen, known = null, offline = false } = setup;
  const fingerprint = setup.fingerprint === undefined ? newsroom.fingerprint : setup.fingerprint;
  const now = setup.now ?? newsroom.now.toISOString();
  const files = new Map<string, Uint8Array>();
  const page = path === undefined ? null : (setup.bytes ?? newsroom.file(path));
  const read = async (name: string): Promise<Uint8Array | null> => {
    const bytes = await newsroom.read(name);
    if (bytes !== null) files.set(`carrier/${name}`, bytes);
    return bytes;
  };
  const report = await verifyReport({
    fingerprint,
    known,
    seen: seen ?? null,
    read: offline ? null : read,
    ...(page !== null && path !== undefined && { page: { bytes: page, path } }),
    now: new Date(now),
  });
  const expect = expectationOf(each);
  const stored: StoredCase = { says, fingerprint, now, path: path ?? null, offline, seen: seen ?? null, expect };
  files.set('case.json', bytesOf(`${JSON.stringify(stored, null, 2)}\n`));
  if (page !== null) files.set('page.html', page);
  if (known !== null) files.set('known.bundle', known);
  return { files, report };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const each of cases) {
    const folder = join(import.meta.dirname, each.name);
    await rm(folder, { recursive: true, force: true });
    for (const [path, bytes] of (await makeVector(each)).files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
    }
  }
}
