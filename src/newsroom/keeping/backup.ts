import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { readSettings } from '../../platform/config/index.ts';
import { exists, HomeError, openLock } from '../../platform/home/index.ts';
import { openJobs } from '../../platform/jobs/index.ts';
import { StoreError } from '../../platform/store/index.ts';
import { migrations } from '../../tables/index.ts';
import { NewsroomError } from '../error.ts';
import type { NewsroomPorts } from '../open-folder.ts';
import { placesOf } from '../places.ts';
import { askForBackup, doorOf } from './backup-door.ts';
import { type BackupHead, dumpDatabase, placeBackup } from './backup-dump.ts';
import { type CopyReport, type DatabaseLine, fillDatabase } from './database-copy.ts';
import { openDatabase } from './storage.ts';

/** What copying needs from whoever asks for it. */
export type CopyPorts = Pick<NewsroomPorts, 'now' | 'log' | 'env'>;

/**
 * Writes what a newsroom's database holds into one file of this user's alone: drafts, memory, people, what waits to be done.
 * What is published is in the edition's files and keys are in theirs; neither is in it. It is there whole or not at all. An
 * embedded database that a running process holds is copied by that process ({@link openBackupDoor}).
 * @throws NewsroomError `backup-exists`, `backup-unanswered`; HomeError `locked` while another process has an embedded
 *   database open that gives no copies
 */
export async function writeBackup(folder: string, file: string, ports: CopyPorts): Promise<CopyReport> {
  const settings = await readSettings(folder);
  const places = placesOf(folder);
  return placeBackup(resolve(file), async (temporary) => {
    const store = await openDatabase(settings, places, ports.env).catch(async (error: unknown) => {
      const isHeld = error instanceof HomeError && error.code === 'locked';
      if (isHeld && (await exists(doorOf(places)))) return null;
      throw error;
    });
    if (store === null) return askForBackup(places, temporary);
    try {
      return await dumpDatabase(store.db, temporary, settings, ports);
    } finally {
      await store.close();
    }
  });
}

/**
 * Fills the database of a newsroom from a backup: all of it or nothing. The database must be new: of a newsroom that was
 * never run, or whose `data/database` was moved away.
 * @throws NewsroomError `backup-unreadable`; StoreError `not-empty`, `copy-damaged`, `newer-database`
 */
export async function restoreBackup(file: string, folder: string, ports: CopyPorts): Promise<CopyReport> {
  const settings = await readSettings(folder);
  const places = placesOf(folder);
  const path = resolve(file);
  const lines = readLines(path);
  const head = parseHead((await lines.next()).value ?? '', path);
  if (head.newsroom !== settings.newsroom) {
    throw new NewsroomError('backup-unreadable', `${path} is of the newsroom ${head.newsroom}`, {
      hint: `it cannot be restored into ${settings.newsroom}: name the folder of that newsroom`,
    });
  }
  const unknown = head.migrations.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0) {
    throw new StoreError('newer-database', `${path} was made by a newer version (it knows ${unknown.join(', ')})`, {
      hint: 'restore it with that version',
    });
  }
  const lock = await openLock(places.data, `the newsroom in ${places.folder}`);
  try {
    // As it was when the backup was made: what came since is done to its rows, at the next start.
    const then = Object.fromEntries(Object.entries(migrations).filter(([name]) => head.migrations.includes(name)));
    const store = await openDatabase(settings, places, ports.env, then);
    try {
      const jobs = await openJobs({ store, log: ports.log, now: ports.now });
      try {
        return await fillDatabase(store, jobs, parseLines(lines, path), `the database of ${settings.newsroom}`);
      } finally {
        await jobs.close();
      }
    } finally {
      await store.close();
    }
  } finally {
    await lock.close();
  }
}

/** The lines of a gzipped file. @throws NewsroomError `backup-unreadable` */
async function* readLines(path: string): AsyncGenerator<string, undefined> {
  const source = createReadStream(path);
  const bytes = createGunzip();
  source.on('error', (error) => bytes.destroy(error));
  source.pipe(bytes).setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of bytes) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  if (rest !== '') throw unreadable(path, undefined);
}

async function* parseLines(lines: AsyncGenerator<string, undefined>, path: string): AsyncGenerator<DatabaseLine> {
  for await (const line of lines) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch (error) {
      throw unreadable(path, error);
    }
    if (typeof parsed !== 'object' || parsed === null) throw unreadable(path, undefined);
    yield parsed as DatabaseLine;
  }
}

function parseHead(line: string, path: string): BackupHead {
  try {
    const head = JSON.parse(line) as BackupHead;
    if (head.format === 'tamizdat.backup/v1' && Array.isArray(head.migrations)) return head;
  } catch (error) {
    throw unreadable(path, error);
  }
  throw unreadable(path, undefined);
}

function unreadable(path: string, cause: unknown): NewsroomError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new NewsroomError('backup-unreadable', `${path} is no backup of a newsroom, or is damaged${reason}`, {
    hint: 'nothing was changed; name a file that tamizdat backup wrote',
    cause,
  });
}
