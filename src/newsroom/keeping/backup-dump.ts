import { createWriteStream } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Kysely } from 'kysely';
import type { Settings } from '../../platform/config/index.ts';
import { exists, makeFolder, syncFolder, TEMPORARY } from '../../platform/home/index.ts';
import { migrations, type Tables } from '../../tables/index.ts';
import { NewsroomError } from '../error.ts';
import { type CopyReport, readDatabase } from './database-copy.ts';

/** The first line of a backup. */
export interface BackupHead {
  readonly format: 'tamizdat.backup/v1';
  readonly newsroom: string;
  readonly time: string;
  /** The migrations that its tables have gone through. */
  readonly migrations: readonly string[];
}

/**
 * Writes what a database holds, as it is at one moment, into a new file of this user's alone: gzipped lines of JSON, durable
 * when it returns. The embedded database does nothing else meanwhile. What is there after a failure is the caller's to remove.
 */
export async function dumpDatabase(
  db: Kysely<Tables>,
  path: string,
  { newsroom }: Pick<Settings, 'newsroom'>,
  { now, signal }: { readonly now: () => Date; readonly signal?: AbortSignal },
): Promise<CopyReport> {
  const tables = new Map<string, number>();
  let jobs = 0;
  const head: BackupHead = {
    format: 'tamizdat.backup/v1',
    newsroom,
    time: now().toISOString(),
    migrations: Object.keys(migrations).sort(),
  };
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify(head)}\n`;
    let table = '';
    for await (const line of readDatabase(db)) {
      if ('table' in line) table = line.table;
      else if ('rows' in line) tables.set(table, line.rows);
      else if ('jobs' in line) jobs = line.jobs;
      yield `${JSON.stringify(line)}\n`;
    }
  }
  const out = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(Readable.from(lines()), createGzip(), out, { ...(signal && { signal }) });
  return { tables, jobs };
}

/**
 * Puts a new backup in its place: there whole or not at all, and never in the place of another file. `write` is given the path
 * of a file to make.
 * @throws NewsroomError `backup-exists`
 */
export async function placeBackup<Report>(
  path: string,
  write: (temporary: string) => Promise<Report>,
): Promise<Report> {
  const folder = dirname(path);
  const temporary = join(folder, `${TEMPORARY}${basename(path)}-${process.pid}`);
  if (await exists(path)) throw alreadyThere(path);
  await makeFolder(folder);
  try {
    const report = await write(temporary);
    // Unlike renaming, this never takes the place of another file.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? alreadyThere(path) : error;
    });
    await syncFolder(folder);
    return report;
  } finally {
    await rm(temporary, { force: true });
  }
}

function alreadyThere(path: string): NewsroomError {
  return new NewsroomError('backup-exists', `${path} is there already`, {
    hint: 'nothing is overwritten: name a file that is not there',
  });
}
