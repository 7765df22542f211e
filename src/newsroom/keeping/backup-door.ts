import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { removeDurably, TEMPORARY, writeDurably } from '../../platform/home/index.ts';
import { NewsroomError } from '../error.ts';
import type { Places } from '../places.ts';
import type { WorkPorts, Workplace } from '../workplace.ts';
import { dumpDatabase } from './backup-dump.ts';
import type { CopyReport } from './database-copy.ts';

/** A process that gives copies of the embedded database it holds. */
export interface BackupDoor {
  /** Gives none any more; one that is being made is broken off. */
  close(): Promise<void>;
}

/** What the file in the newsroom's folder says, to those who may read it: where to ask, and both secrets. */
const doorSchema = z.strictObject({
  port: z.int().min(1).max(65_535),
  /** Whoever asks says this one; whoever answers that one, so that no other program on an old port is believed. */
  ask: z.string().min(32),
  answer: z.string().min(32),
});
const reportSchema = z.object({ tables: z.record(z.string(), z.int()), jobs: z.int() });
const refusalSchema = z.object({ message: z.string() });

const DUMP = `${TEMPORARY}backup-`;
/** A large database takes minutes to copy; nothing is heard meanwhile. */
const SILENCE_MS = 15 * 60_000;

/** The file that says where a running process gives copies. */
export function doorOf({ data }: Pick<Places, 'data'>): string {
  return join(data, 'backup-door.json');
}

/**
 * Gives copies of the embedded database to whoever may read the newsroom's folder, on a loopback port, for `tamizdat backup`
 * while this process runs. A copy is complete before the first byte of it is sent, so that somebody who reads slowly keeps
 * nobody waiting. On a database of a server there is nothing to do: everybody can copy that.
 *
 * Only for the process that holds the newsroom's folder: what a dead one left there is removed.
 */
export async function openBackupDoor(
  { store, settings, places }: Pick<Workplace, 'store' | 'settings' | 'places'>,
  { now, log }: Pick<WorkPorts, 'now' | 'log'>,
): Promise<BackupDoor> {
  if (store.kind !== 'embedded') return { close: async () => {} };
  for (const name of await readdir(places.data)) {
    if (name.startsWith(DUMP)) await rm(join(places.data, name), { force: true });
  }
  const [ask, answer] = [secret(), secret()];
  const ending = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function give(response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, ending.signal]);
    const path = join(places.data, `${DUMP}${randomBytes(6).toString('hex')}`);
    try {
      signal.throwIfAborted();
      const { tables, jobs } = await dumpDatabase(store.db, path, settings, { now, signal });
      response.writeHead(200, {
        'content-type': 'application/gzip',
        'content-length': (await stat(path)).size,
        'tamizdat-answer': answer,
        'tamizdat-report': JSON.stringify({ tables: Object.fromEntries(tables), jobs }),
      });
      await pipeline(createReadStream(path), response, { signal });
    } catch (error) {
      if (!signal.aborted) log.warn('a backup could not be made', { error });
      if (response.headersSent) response.destroy();
      else {
        response.writeHead(500, { 'content-type': 'application/json', 'tamizdat-answer': answer });
        response.end(JSON.stringify({ message: error instanceof Error ? error.message : String(error) }));
      }
    } finally {
      await rm(path, { force: true });
    }
  }

  const server = createServer((asked, response) => {
    if (asked.method !== 'POST' || asked.url !== '/backup' || !isSame(asked.headers['tamizdat-ask'], ask)) {
      response.writeHead(404).end();
      return;
    }
    // One after the other: each takes the whole database for itself.
    last = last.then(() => give(response)).catch((error: unknown) => log.warn('a backup failed', { error }));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await writeDurably(doorOf(places), `${JSON.stringify({ port, ask, answer })}\n`, { mode: 0o600 });
  return {
    async close() {
      await removeDurably(doorOf(places));
      ending.abort();
      server.closeAllConnections();
      await Promise.all([last, new Promise((resolve) => server.close(resolve))]);
    },
  };
}

/**
 * Asks the process that holds the embedded database for a copy and writes it into a new file of this user's alone.
 * What is there after a failure is the caller's to remove.
 * @throws NewsroomError `backup-unanswered`
 */
export async function askForBackup(places: Places, path: string): Promise<CopyReport> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new NewsroomError('backup-unanswered', `the process that runs ${places.folder} gave no backup: ${reason}`, {
      hint: 'try again; if that does not help, stop it, and start it after the backup',
      retryable: true,
      cause,
    });
  };
  try {
    const { port, ask, answer } = doorSchema.parse(JSON.parse(await readFile(doorOf(places), 'utf8')));
    const answered = await post(port, ask);
    if (!isSame(answered.headers['tamizdat-answer'], answer)) {
      answered.destroy();
      return refuse('another program answers in its place');
    }
    if (answered.statusCode !== 200) return refuse(await reasonIn(answered));
    const report = reportSchema.parse(JSON.parse(String(answered.headers['tamizdat-report'])));
    // One that ends before its announced length fails here.
    await pipeline(answered, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
    return { tables: new Map(Object.entries(report.tables)), jobs: report.jobs };
  } catch (error) {
    if (error instanceof NewsroomError) throw error;
    return refuse(error instanceof Error ? error.message : String(error), error);
  }
}

function post(port: number, ask: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'tamizdat-ask': ask };
    const asked = request({ host: '127.0.0.1', port, path: '/backup', method: 'POST', headers, agent: false });
    asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error('it does not answer')));
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end();
  });
}

async function reasonIn(answered: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answered.setEncoding('utf8')) text = (text + chunk).slice(0, 10_000);
  return refusalSchema.parse(JSON.parse(text)).message;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(given: string | string[] | undefined, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
