import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { accountsSuite } from './accounts.ts';

accountsSuite('embedded', async (work) => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-accounts-suite-'));
  const store = await openStore<Tables>(folder, { migrations });
  try {
    await work(store.db);
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});
