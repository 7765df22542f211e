import assert from 'node:assert/strict';
import { after } from 'node:test';
import { openServerStore } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { accountsSuite } from '../conformance/accounts.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
after(() => server.close());

accountsSuite('PostgreSQL', async (work) => {
  const store = await openServerStore<Tables>(await server.createDatabase(), { migrations });
  try {
    await work(store.db);
  } finally {
    await store.close();
  }
});
