import { rm } from 'node:fs/promises';
import {
  editSettings,
  readSecret,
  readSettings,
  type SecretReference,
  setDatabase,
} from '../../platform/config/index.ts';
import { exists, openLock, syncFolder } from '../../platform/home/index.ts';
import { openJobs } from '../../platform/jobs/index.ts';
import { openServerStore, type Store, StoreError } from '../../platform/store/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { NewsroomError } from '../error.ts';
import { placesOf } from '../places.ts';
import type { CopyPorts } from './backup.ts';
import { type CopyReport, fillDatabase, readDatabase } from './database-copy.ts';
import { openDatabase } from './storage.ts';

/**
 * Moves a newsroom from the embedded database to one of a PostgreSQL server. In this order: everything is copied, all of it
 * or nothing; what came out is compared with what went in; the settings name the server; the embedded database is removed,
 * since it would keep what is withdrawn later. Until the settings are written the embedded one is in force, after that the
 * other. Interrupted, it is simply done again.
 *
 * @param reference where the address of the new database is written
 * @returns null when it was moved before and only remains had to be removed
 * @throws NewsroomError `moved-already`; StoreError `not-empty` and its kin; HomeError `locked` while the newsroom runs
 */
export async function moveDatabase(
  folder: string,
  reference: SecretReference,
  ports: CopyPorts,
): Promise<CopyReport | null> {
  const places = placesOf(folder);
  const lock = await openLock(places.data, `the newsroom in ${places.folder}`);
  try {
    const settings = await readSettings(folder);
    if (settings.database !== undefined) {
      if (settings.database !== reference) {
        throw new NewsroomError('moved-already', `${settings.file}: the database is ${settings.database} already`, {
          hint: 'this moves an embedded database only; between servers, use pg_dump and pg_restore',
        });
      }
      await removeEmbedded(places.database, places.data);
      return null;
    }
    const env = ports.env ?? process.env;
    const address = await readSecret(reference, { folder: places.folder, env });
    const from = await openDatabase(settings, places, env);
    let report: CopyReport;
    try {
      const to = await openServerStore<Tables>(address, { migrations });
      try {
        report = await copy(from, to, ports);
      } finally {
        await to.close();
      }
    } finally {
      await from.close();
    }
    await editSettings(folder, (text) => setDatabase(text, reference));
    await removeEmbedded(places.database, places.data);
    return report;
  } finally {
    await lock.close();
  }
}

async function copy(from: Store<Tables>, to: Store<Tables>, ports: CopyPorts): Promise<CopyReport> {
  const jobs = await openJobs({ store: to, log: ports.log, now: ports.now });
  try {
    return await fillDatabase(to, jobs, readDatabase(from.db), 'the database to move to');
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'not-empty')) throw error;
    // A move that was interrupted between copying and writing the settings left all of it there.
    const [there, here] = [await fingerprintOf(to), await fingerprintOf(from)];
    if (there.digest !== here.digest) throw error;
    return here.report;
  } finally {
    await jobs.close();
  }
}

/** What tells two databases apart: the hashes of all tables. */
async function fingerprintOf(store: Store<Tables>): Promise<{ readonly digest: string; readonly report: CopyReport }> {
  const tables = new Map<string, number>();
  const hashes: string[] = [];
  let table = '';
  let jobs = 0;
  for await (const line of readDatabase(store.db)) {
    if ('table' in line) table = line.table;
    else if ('jobs' in line) jobs = line.jobs;
    else if ('rows' in line) {
      tables.set(table, line.rows);
      hashes.push(`${table} ${line.sha256}`);
    }
  }
  return { digest: hashes.join('\n'), report: { tables, jobs } };
}

async function removeEmbedded(database: string, data: string): Promise<void> {
  if (!(await exists(database))) return;
  await rm(database, { recursive: true });
  await syncFolder(data);
}
