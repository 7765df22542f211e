/**
 * Carrying a large edition for the first time, and again with one article changed, against rclone and rsync: see README.md.
 *
 *     node bench/carry.ts [--to directory,sftp,s3] [--pages 10000] [--rounds 3]
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs, promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Carrier, type CarrierTarget, MemoryLedger, openCarrier, syncCarrier } from '../src/carry/index.ts';
import { openEditionFiles } from '../src/newsroom/carriers/edition-files.ts';

/** With no more of the environment than a path: settings of whoever runs this are none of ours. */
const run = (program: string, given: readonly string[]) =>
  promisify(execFile)(program, [...given], { env: { PATH: process.env.PATH } });
const NEWSROOM = 'courier.example';
const { values } = parseArgs({
  options: {
    to: { type: 'string', default: 'directory' },
    pages: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
  },
});

/** What one program took for one sync. */
interface Taken {
  readonly seconds: number;
  readonly calls: number | null;
}

/** A place to carry to, and how each program gets there. */
interface Place {
  readonly kind: string;
  target(name: string): CarrierTarget;
  /** Where rclone finds it. */
  rclone(name: string): { readonly to: string; readonly options: readonly string[] };
  /** Null where rsync cannot get there. */
  rsync(name: string): { readonly to: string; readonly options: readonly string[] } | null;
  close(): Promise<void>;
}

/** Writes an edition like a real one: pages of some 6 KB with twins, days, objects, pictures, `head`. */
async function makeEdition(files: string, pages: number): Promise<void> {
  const words = 'мост закрыт город река совет решение вечером сегодня жители ждут новый путь'.split(' ');
  const put = async (path: string, bytes: string | Uint8Array, hasTwins = true): Promise<void> => {
    const file = join(files, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    if (!hasTwins) return;
    await writeFile(`${file}.gz`, gzipSync(bytes));
    await writeFile(`${file}.br`, brotliCompressSync(bytes, { params: { 1: 5 } }));
  };
  const page = (seed: string): string =>
    `<!doctype html>${Array.from({ length: 30 }, (_, at) => `<p>${words.map((_, n) => words[(n * at + seed.length) % words.length]).join(' ')}</p>`).join('')}<!--tamizdat:proof ${seed} ${randomBytes(700).toString('base64')}-->\n`;
  const named = async (folder: string, bytes: Uint8Array, ending: string): Promise<void> => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    await put(`${folder}/${hash.slice(0, 2)}/${hash}${ending}`, bytes, folder === 'o');
  };
  for (let at = 0; at < pages; at += 1) {
    const day = dayOf(at);
    await put(`ru/${day}/a${at}.html`, page(`a${at}`));
    if (at % 50 === 0) await put(`ru/${day}/index.html`, page(`day ${day}`));
    if (at % 10 === 0) await named('m', randomBytes(12_000), '.webp');
    if (at % 20 === 0) await named('o', randomBytes(1_500), '');
  }
  for (const path of ['ru/index.html', 'index.html', 'ru/feed.xml', 'head']) await put(path, page(path));
  await put('log/checkpoint', 'checkpoint', false);
}

const dayOf = (article: number): string => {
  const number = Math.floor(article / 50);
  return `20${String(10 + Math.floor(number / 336)).padStart(2, '0')}/${String(1 + (Math.floor(number / 28) % 12)).padStart(2, '0')}/${String(1 + (number % 28)).padStart(2, '0')}`;
};

/** One article corrected: what publishing changes, as `bench/publish.ts` counts it. Returns the paths. */
async function changeOne(files: string, round: number): Promise<string[]> {
  const changed: string[] = [];
  const put = async (path: string, hasTwins: boolean): Promise<void> => {
    const bytes = `${round} ${randomBytes(4_000).toString('base64')}`;
    const twins = hasTwins
      ? ([
          ['.gz', gzipSync(bytes)],
          ['.br', brotliCompressSync(bytes)],
        ] as const)
      : [];
    for (const [ending, content] of [['', bytes] as const, ...twins]) {
      const file = join(files, path + ending);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      changed.push(path + ending);
    }
  };
  for (const path of [`ru/${dayOf(7)}/a7.html`, `ru/${dayOf(7)}/index.html`, 'ru/index.html', 'ru/feed.xml', 'head'])
    await put(path, true);
  for (let object = 0; object < 4; object += 1) {
    const hash = createHash('sha256').update(`${round} ${object}`).digest('hex');
    await put(`o/${hash.slice(0, 2)}/${hash}`, true);
  }
  await put('log/checkpoint', false);
  return changed;
}

async function timed(work: () => Promise<number | null>): Promise<Taken> {
  const start = performance.now();
  const calls = await work();
  return { seconds: (performance.now() - start) / 1000, calls };
}

/** Counts what is asked of a carrier. */
function counting(carrier: Carrier): { readonly carrier: Carrier; calls(): number } {
  let calls = 0;
  const counted = new Proxy(carrier, {
    get(of, name) {
      const value = Reflect.get(of, name, of);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (['read', 'write', 'remove', 'list'].includes(String(name))) calls += 1;
        return value.apply(of, given);
      };
    },
  });
  return { carrier: counted, calls: () => calls };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts one of the servers of `test/servers/`; resolves to what it says after "ready". */
async function startServer(script: string, ...given: string[]): Promise<{ ready: string; child: ChildProcess }> {
  const child = spawn(join(import.meta.dirname, '..', 'test', 'servers', script), given, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const ready = /^ready (\S+)/.exec(line);
    if (ready !== null) return { ready: ready[1] ?? '', child };
  }
  throw new Error(`${script} did not start; its reason stands above`);
}

async function endServer(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

async function openPlace(kind: string, work: string): Promise<Place> {
  if (kind === 'directory') {
    const at = (name: string): string => join(work, `to-${name}`);
    return {
      kind,
      target: (name) => ({ kind: 'directory', directory: at(name) }),
      rclone: (name) => ({ to: at(name), options: [] }),
      rsync: (name) => ({ to: `${at(name)}/`, options: [] }),
      close: async () => {},
    };
  }
  if (kind === 'sftp') {
    const port = await freePort();
    const { ready: folder, child } = await startServer('sftp.sh', String(port), String(await freePort()));
    const secret = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
    const user = secret('user');
    const shell = `ssh -p ${port} -i ${join(folder, 'key')} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
    return {
      kind,
      target: (name) => ({
        kind: 'sftp',
        host: '127.0.0.1',
        port,
        user,
        folder: name,
        hostKey: secret('ed25519.fingerprint'),
        privateKey: readFileSync(join(folder, 'key'), 'utf8'),
      }),
      rclone: (name) => ({
        to: `:sftp:${name}`,
        options: [
          '--sftp-host',
          '127.0.0.1',
          '--sftp-port',
          String(port),
          '--sftp-user',
          user,
          '--sftp-key-file',
          join(folder, 'key'),
        ],
      }),
      rsync: (name) => ({ to: `${user}@127.0.0.1:${name}/`, options: ['-e', shell] }),
      close: () => endServer(child),
    };
  }
  if (kind === 's3') {
    const { ready: service, child } = await startServer('s3/swift.sh', String(await freePort()));
    const [keyId, key] = ['test:tester', 'testing'];
    const options = [
      '--s3-provider',
      'Other',
      '--s3-endpoint',
      service,
      '--s3-access-key-id',
      keyId,
      '--s3-secret-access-key',
      key,
      '--s3-region',
      'us-east-1',
    ];
    for (const bucket of ['ours', 'rclone'])
      await run('rclone', ['--config', '/dev/null', 'mkdir', `:s3:${bucket}`, ...options]);
    return {
      kind,
      target: (name) => ({
        kind: 's3',
        service,
        bucket: 'ours',
        prefix: `${name}/`,
        region: 'us-east-1',
        keyId,
        key,
        encode: 'none',
      }),
      rclone: (name) => ({ to: `:s3:rclone/${name}`, options }),
      rsync: () => null,
      close: () => endServer(child),
    };
  }
  throw new Error(`there is no bench for ${kind}: directory, sftp or s3`);
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, two) => one - two)[numbers.length >> 1] ?? Number.NaN;

async function compare(kind: string, work: string): Promise<void> {
  const files = join(work, 'edition', 'files');
  const place = await openPlace(kind, work);
  const taken = new Map<string, Map<string, Taken[]>>();
  const note = (what: string, program: string, one: Taken): void => {
    const of = taken.get(what) ?? new Map<string, Taken[]>();
    taken.set(what, of.set(program, [...(of.get(program) ?? []), one]));
  };
  try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const ledger = new MemoryLedger();
      const edition = openEditionFiles(files);
      const ours = (changed?: ReadonlySet<string>) => async (): Promise<number> => {
        const counted = counting(
          await openCarrier(place.target(`ours-${round}`), { name: kind, newsroom: NEWSROOM, adopt: true }),
        );
        const report = await syncCarrier({ carrier: counted.carrier, ledger, edition, changed });
        await counted.carrier.close();
        if (report.outcome !== 'complete') throw new Error(`${kind}: ${JSON.stringify(report.faults[0])}`);
        return counted.calls();
      };
      const rclone = async (): Promise<null> => {
        const { to, options } = place.rclone(`rclone-${round}`);
        await run('rclone', ['--config', '/dev/null', 'sync', files, to, ...options]);
        return null;
      };
      const rsyncTo = place.rsync(`rsync-${round}`);
      const rsync = (fsync: boolean) => async (): Promise<null> => {
        if (rsyncTo === null) return null;
        const options = ['-a', '--delete', ...(fsync ? ['--fsync'] : []), ...rsyncTo.options];
        await run('rsync', [
          ...options,
          `${files}/`,
          fsync ? rsyncTo.to.replace('rsync-', 'rsync-fsync-') : rsyncTo.to,
        ]);
        return null;
      };
      let changed = new Set<string>();
      const programs: [string, (isFirst: boolean) => () => Promise<number | null>][] = [
        ['tamizdat', (isFirst) => ours(isFirst ? undefined : changed)],
        ['rclone', () => rclone],
        ...(rsyncTo === null ? [] : ([['rsync', () => rsync(false)]] as [string, () => () => Promise<null>][])),
        // The same, but as durable when it ends as ours.
        ...(kind === 'directory'
          ? ([['rsync --fsync', () => rsync(true)]] as [string, () => () => Promise<null>][])
          : []),
      ];
      // Who comes later finds the files in memory: the order turns from round to round.
      const inTurn = programs.map((_, at) => programs[(at + round) % programs.length] as (typeof programs)[number]);
      for (const [program, work] of inTurn) note('first', program, await timed(work(true)));
      changed = new Set(await changeOne(files, round));
      for (const [program, work] of inTurn) note('one article', program, await timed(work(false)));
    }
  } finally {
    await place.close();
  }
  for (const [what, of] of taken) {
    const own = of.get('tamizdat') ?? [];
    console.log(`\n${kind}, ${what}`);
    for (const [program, all] of of) {
      const seconds = median(all.map((each) => each.seconds));
      const ratio = median(all.map((each, at) => each.seconds / (own[at]?.seconds ?? Number.NaN)));
      const calls = all[0]?.calls;
      const told = calls === null || calls === undefined ? '' : `, ${calls} calls`;
      console.log(`  ${program.padEnd(14)} ${seconds.toFixed(2).padStart(8)} s   ×${ratio.toFixed(2)} of ours${told}`);
    }
  }
}

const work = await mkdtemp(join(tmpdir(), 'tamizdat-bench-carry-'));
try {
  await makeEdition(join(work, 'edition', 'files'), Number(values.pages));
  for (const kind of values.to.split(',')) await compare(kind, work);
} finally {
  await rm(work, { recursive: true, force: true });
}
