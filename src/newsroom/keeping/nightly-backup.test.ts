import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLog } from '../../platform/telemetry/index.ts';
import { Workplace } from '../workplace.ts';
import { restoreBackup } from './backup.ts';
import { backUpIfDue, openNightlyBackups } from './nightly-backup.ts';

const log = openLog({ level: 'error' });
const SETTINGS = 'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de, ru]\n';

let base: string;
before(async () => {
  base = await mkdtemp(join(tmpdir(), 'tamizdat-nightly-'));
});
after(() => rm(base, { recursive: true, force: true }));

async function newFolder(name: string, more = ''): Promise<string> {
  const made = await mkdtemp(join(base, `${name}-`));
  await writeFile(join(made, 'tamizdat.yaml'), `${SETTINGS}${more}`);
  return made;
}

test('one backup a day is made at night, and the newest are kept', async () => {
  const folder = await newFolder('kept', 'backups: { folder: nights, keep: 2 }\n');
  const at = (day: number, hour: number) => ({ now: () => new Date(2026, 10, day, hour, 30), log });
  const workplace = await Workplace.open(folder, at(20, 12));
  try {
    await workplace.store.db.insertInto('articles').values({ id: 'one', day: '2026-11-20' }).execute();
    const nights = join(folder, 'nights');
    assert.equal(await backUpIfDue(workplace, at(20, 2)), null);
    assert.equal(await backUpIfDue(workplace, at(20, 3)), join(nights, 'courier.example-2026-11-20.backup'));
    assert.equal(await backUpIfDue(workplace, at(20, 23)), null, 'there is one of this day');
    for (const other of [
      'courier.example-notes.backup',
      'courier.example-2026-11-01.backup.old',
      'a-2026-11-01.backup',
    ])
      await writeFile(join(nights, other), '');
    await backUpIfDue(workplace, at(21, 3));
    // A night that was slept through is made up for whenever it is seen.
    const running = openNightlyBackups(workplace, at(23, 17));
    for (let names: string[] = []; !names.includes('courier.example-2026-11-23.backup'); ) {
      names = await readdir(nights);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await running.close();
    await backUpIfDue(workplace, at(24, 3));
    assert.deepEqual((await readdir(nights)).sort(), [
      'a-2026-11-01.backup',
      'courier.example-2026-11-01.backup.old',
      'courier.example-2026-11-23.backup',
      'courier.example-2026-11-24.backup',
      'courier.example-notes.backup',
    ]);
    const newest = join(nights, 'courier.example-2026-11-24.backup');
    assert.equal((await stat(newest)).mode & 0o777, 0o600);
    const report = await restoreBackup(newest, await newFolder('restored'), at(24, 4));
    assert.equal(report.tables.get('articles'), 1);
  } finally {
    await workplace.close();
  }
});

test('without the setting none is made, and what cannot be written is no reason to stop', async () => {
  const now = () => new Date(2026, 10, 20, 12);
  const workplace = await Workplace.open(await newFolder('none'), { now, log });
  try {
    assert.equal(await backUpIfDue(workplace, { now }), null);
    const told: string[] = [];
    const quiet = { ...log, error: (message: string) => void told.push(message) };
    workplace.settings = { ...workplace.settings, backups: { folder: join(base, 'file', 'x'), keep: 1 } };
    await writeFile(join(base, 'file'), 'no folder');
    const running = openNightlyBackups(workplace, { now, log: quiet });
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await running.close();
    assert.match(told[0] ?? '', /tried again/);
  } finally {
    await workplace.close();
  }
});
