import assert from 'node:assert/strict';
import { after } from 'node:test';
import { openServerStore } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { accountsSuite } from '../conformance/accounts.ts';
import { emptied } from '../conformance/empty-database.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
after(() => server.close());

const store = await openServerStore<Tables>(await server.createDatabase(), { migrations });
after(() => store.close());
accountsSuite('PostgreSQL', emptied(store));
