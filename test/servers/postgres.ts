import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

/** A PostgreSQL server of a test's own, in a temporary folder, on a port of this machine. */
export interface TestServer {
  readonly port: number;
  /**
   * Makes a database, owned by the user `tamizdat`, as the handbook says, or with another order of texts. Returns its
   * address.
   */
  createDatabase(options?: { readonly collate?: string }): Promise<string>;
  /** The address of a database with another password. */
  withPassword(address: string, password: string): string;
  /** Stops the server as a crash would, or in order; `start` brings it back with what it has acknowledged. */
  stop(how?: 'crash' | 'in order'): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its folder. */
  close(): Promise<void>;
}

/** Where the programs of PostgreSQL are: Debian keeps them off the PATH, a folder a version. Null when there are none. */
export function findPostgres(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(base, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

const PASSWORD = 'a p@ss/word:of#tests';

/** Starts a server. As root it runs as the user `postgres`, since it refuses to run as root. */
export async function startPostgres(bin: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-postgres-'));
  const user: { uid?: number; gid?: number } = process.getuid?.() === 0 ? idsOf('postgres') : {};
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
  await promisify(execFile)(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync', '--locale=C.UTF-8'],
    { ...user, cwd: folder },
  );
  const port = await freePort();
  const settings = ['fsync=off', `port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
  let server: ChildProcess | undefined;
  let ended: Promise<unknown> = Promise.resolve();
  const kill = (): void => void server?.kill('SIGQUIT');
  process.on('exit', kill);

  async function start(): Promise<void> {
    const args = ['-D', data, ...settings.flatMap((each) => ['-c', each])];
    const child = spawn(join(bin, 'postgres'), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-4_000);
    });
    let isEnded = false;
    ended = new Promise((resolve) => child.once('exit', resolve)).then(() => {
      isEnded = true;
    });
    server = child;
    for (;;) {
      if (isEnded) throw new Error(`PostgreSQL ended: ${said}`);
      if (await answers()) return;
      await sleep(50);
    }
  }

  const ownerAddress = `postgres://owner:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;

  async function ask(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: ownerAddress });
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  const answers = (): Promise<boolean> =>
    ask('select 1').then(
      () => true,
      () => false,
    );

  async function stop(how: 'crash' | 'in order' = 'in order'): Promise<void> {
    server?.kill(how === 'crash' ? 'SIGQUIT' : 'SIGINT');
    await ended;
  }

  await start();
  await ask(`create role tamizdat login password '${PASSWORD}'`);
  let databases = 0;
  return {
    port,
    async createDatabase({ collate = 'C' } = {}) {
      databases += 1;
      const name = `courier_${databases}`;
      await ask(
        `create database ${name} owner tamizdat template template0 encoding 'UTF8' lc_collate '${collate}' lc_ctype 'C.UTF-8'`,
      );
      return `postgres://tamizdat:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${name}`;
    },
    withPassword: (address, password) => address.replace(encodeURIComponent(PASSWORD), encodeURIComponent(password)),
    stop,
    start,
    async close() {
      process.off('exit', kill);
      await stop('crash');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function idsOf(name: string): { uid: number; gid: number } {
  const id = (what: string): number => Number(execFileSync('id', [what, name], { encoding: 'utf8' }).trim());
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
