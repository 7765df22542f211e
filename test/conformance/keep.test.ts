import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { openStore, type Store } from '../../src/platform/store/index.ts';
import { migrations, type Tables } from '../../src/tables/index.ts';
import { keepSuite } from './keep.ts';

let folder: string;
let store: Store<Tables>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-keep-'));
  store = await openStore<Tables>(join(folder, 'database'), { migrations });
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function use(work: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
  await sql`truncate articles, versions, drafts, segments, held, revisions, cells, tallies, audit, memory, terms cascade`.execute(
    store.db,
  );
  await work(store.db);
}

keepSuite('embedded', use);
