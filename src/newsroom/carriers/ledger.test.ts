import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../../platform/store/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { openLedger } from './ledger.ts';

test('what a carrier holds is read in the byte order of the paths, page after page, and apart from that of others', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-ledger-'));
  const store = await openStore<Tables>(join(folder, 'database'), { migrations });
  context.after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ledger = openLedger(store.db, 'one');
  // A language's collation would put these in another order: with small and capital letters together, and without regard to signs.
  const odd = [
    'index.html',
    'Index.html',
    'index-2.html',
    'index.html.gz',
    'index/1',
    'zh-Hant/a',
    'zh/a',
    'a_b',
    'a-b',
  ];
  const many = Array.from({ length: 4500 }, (_, n) => `o/${String(n % 100).padStart(2, '0')}/${n}`);
  const all = [...odd, ...many];
  await ledger.record(new Map(all.map((path) => [path, `sha256 of ${path}`])));
  await openLedger(store.db, 'two').record(new Map([['head', 'x']]));
  const read: string[] = [];
  for await (const [path, state] of ledger.entries()) {
    assert.equal(state, `sha256 of ${path}`);
    read.push(path);
  }
  assert.deepEqual(
    read,
    all.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  assert.deepEqual(await ledger.load(new Set(['zh/a', 'head', 'absent'])), new Map([['zh/a', 'sha256 of zh/a']]));
  await ledger.record(new Map([...read.map((path) => [path, null] as const)]));
  for await (const entry of ledger.entries()) assert.fail(`left: ${entry[0]}`);
});
