import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openJobs } from '../../src/platform/jobs/index.ts';
import { openStore } from '../../src/platform/store/index.ts';
import { openLog } from '../../src/platform/telemetry/index.ts';
import { testJobs } from './jobs.ts';
import { type StoreSchema, storeMigrations } from './store.ts';

testJobs('embedded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  return {
    open: (migrations) => openStore<StoreSchema>(folder, { migrations }),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

test('embedded: a job whose process died is taken up at the next start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  const store = await openStore<StoreSchema>(folder, { migrations: storeMigrations });
  const parts = { store, log: openLog({ level: 'error', destination: { write: () => {} } }), now: () => new Date() };
  const first = await openJobs(parts);
  await first.enqueue(store.db, 'translate', { article: 'a', language: 'ru' });
  // What a process leaves that was killed in the middle.
  await sql`update jobs.job set state = 'active', started_on = now(), heartbeat_on = now()`.execute(store.db);
  await first.close();
  await sql`update jobs.job set state = 'active', completed_on = null, started_on = now()`.execute(store.db);
  const second = await openJobs(parts);
  const standing = (await second.overview()).find(({ queue }) => queue === 'translate');
  assert.deepEqual([standing?.active, standing?.later], [0, 1]);
  await second.close();
  await store.close();
  rmSync(folder, { recursive: true });
});
