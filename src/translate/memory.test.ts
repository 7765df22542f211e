import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { memorySuite } from '../../test/conformance/memory.ts';
import { openStore, type Store } from '../platform/store/index.ts';
import { migrations, type Tables } from '../tables/index.ts';

let folder = '';
let store: Store<Tables>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-memory-'));
  store = await openStore<Tables>(folder, { migrations });
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

memorySuite('the memory in the embedded database', async (work) => {
  for (const table of ['memory_uses', 'memory_grams', 'memory', 'terms'] as const)
    await store.db.deleteFrom(table).execute();
  await work(store.db);
});
