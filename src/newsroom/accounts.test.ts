import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../platform/store/index.ts';
import { migrations, type Tables } from '../tables/index.ts';
import { accountsOf } from './accounts.ts';
import { placesOf } from './places.ts';

test('what people do with accounts is in the audit trail of the newsroom', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-accounts-of-'));
  const places = placesOf(folder);
  const store = await openStore<Tables>(places.database, { migrations });
  try {
    const accounts = accountsOf({ store, places }, { now: () => new Date('2026-11-23T08:00:00Z') });
    const link = (await accounts.links.first()) ?? assert.fail('there is somebody already');
    await accounts.links.use(link.secret, 'Anna');
    await accounts.links.invite({ role: 'chief', name: 'Vera' }, 'Anna');
    const lines = await store.db.selectFrom('audit').selectAll().orderBy('id').execute();
    assert.deepEqual(
      lines.map(({ at, who, what, article, detail }) => [at, who, what, article, JSON.parse(detail)]),
      [
        ['2026-11-23T08:00:00.000Z', 'Anna', 'signed-in', null, { how: 'link' }],
        ['2026-11-23T08:00:00.000Z', 'Anna', 'invited', null, { person: 'Vera', role: 'chief' }],
      ],
    );
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
});
