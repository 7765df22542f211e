import assert from 'node:assert/strict';
import { after } from 'node:test';
import { publicationSuite } from '../conformance/publication.ts';
import { findPostgres, startPostgres } from './postgres.ts';

const bin = findPostgres();
assert.ok(bin !== null, 'PostgreSQL is installed (apt-get install postgresql)');
const server = await startPostgres(bin);
after(() => server.close());

publicationSuite('PostgreSQL', () => server.createDatabase());
