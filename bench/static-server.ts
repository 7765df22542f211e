/**
 * The edition server against nginx with one worker, on the same files: requests per second, ratio, bytes on the wire.
 * How it measures, and what is to be expected: `bench/README.md`.
 *
 *     node bench/static-server.ts [--rounds 5] [--seconds 3] [--connections 64]
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { openEditionServer } from '../src/platform/http/index.ts';

const GOAL = 0.6;

/** One kind of request: what a reader's browser or app asks for. */
interface Workload {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Contender {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

function requireProgram(program: string, test: readonly string[], debian: string): void {
  try {
    execFileSync(program, test, { stdio: 'ignore' });
  } catch (error) {
    // wrk answers --version with exit code 1; only a missing program matters.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return;
    console.error(`error: ${program} is not installed\nhint: apt-get install ${debian}`);
    process.exit(1);
  }
}

/** A tree like an edition: pages with a proof that does not compress, twins, pictures, head. */
async function makeEdition(folder: string): Promise<readonly Workload[]> {
  const put = async (path: string, bytes: string | Uint8Array, twins: boolean): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
    if (!twins) return;
    await writeFile(join(folder, `${path}.gz`), gzipSync(bytes, { level: 9 }));
    await writeFile(join(folder, `${path}.br`), brotliCompressSync(bytes));
  };
  const words = 'мост закрыт город река совет решение вечером сегодня жители ждут новый путь'.split(' ');
  const sentence = (length: number): string =>
    Array.from({ length }, (_, n) => words[(n * n + length) % words.length]).join(' ');
  const proof = `<!--tamizdat:proof\n${randomBytes(900).toString('base64')}\n-->\n`;
  const article = `<!doctype html><html lang="ru"><style>body{max-width:40em}</style>${Array.from(
    { length: 40 },
    (_, n) => `<p>${sentence(12 + (n % 7))}</p>`,
  ).join('')}${proof}`;
  for (let n = 0; n < 200; n += 1)
    await put(`ru/2026/11/22/article${n}.html`, article.replace('мост', `мост ${n}`), true);
  await put('ru/index.html', article, true);
  await put('head', `tamizdat.edition/v1\n${randomBytes(1300).toString('base64')}`, true);
  const picture = randomBytes(15_000);
  const sha256 = createHash('sha256').update(picture).digest('hex');
  const picturePath = `m/${sha256.slice(0, 2)}/${sha256}.webp`;
  await put(picturePath, picture, false);
  const browser = { 'Accept-Encoding': 'gzip, deflate, br, zstd' };
  return [
    { name: 'article page, gzip', path: '/ru/2026/11/22/article7.html', headers: { 'Accept-Encoding': 'gzip' } },
    { name: 'article page, browser', path: '/ru/2026/11/22/article7.html', headers: browser },
    { name: 'front page by folder, gzip', path: '/ru/', headers: { 'Accept-Encoding': 'gzip' } },
    { name: 'head, as it is', path: '/head', headers: {} },
    { name: 'picture', path: `/${picturePath}`, headers: browser },
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    if (attempt > 100) throw new Error(`nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** Lines added to Debian's settings: none, or the cache of open files, which saves nginx most of its system calls. */
const NGINX = {
  nginx: '',
  'nginx, tuned': 'open_file_cache max=10000 inactive=60s; open_file_cache_valid 1s;',
} as const;

async function startNginx(name: keyof typeof NGINX, folder: string, base: string): Promise<Contender> {
  const port = await freePort();
  const work = join(base, name.replace(', ', '-'));
  await mkdir(work);
  // Debian's own settings, with one worker, twins, the same headers as ours, and no log.
  await writeFile(
    join(work, 'nginx.conf'),
    `daemon off; worker_processes 1; pid ${work}/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  types { text/html html; image/webp webp; application/xml xml; } default_type text/plain; charset utf-8;
  access_log off; server_tokens off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  gzip_static on; gzip_vary on; ${NGINX[name]}
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${work}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port}; root ${folder}; index index.html;
    add_header Cache-Control no-cache; add_header Referrer-Policy no-referrer; add_header Access-Control-Allow-Origin *;
  }
}
`,
  );
  const child = spawn('nginx', ['-p', work, '-c', join(work, 'nginx.conf')], { stdio: 'inherit' });
  await listening(port);
  return { name, port, stop: () => stopChild(child) };
}

/** Ours in a process of its own, so that it has its core to itself as nginx has. */
async function startOurs(folder: string): Promise<Contender> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--serve', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) => child.stdout?.once('data', (line) => resolve(Number(line))));
  return { name: 'tamizdat', port, stop: () => stopChild(child) };
}

function requestsPerSecond(contender: Contender, workload: Workload, seconds: number, connections: number): number {
  const headers = Object.entries(workload.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const address = `http://127.0.0.1:${contender.port}${workload.path}`;
  const output = execFileSync('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, ...headers, address], {
    encoding: 'utf8',
  });
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${contender.name}, ${workload.name}:\n${output}`);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]);
}

/** Bytes of one whole answer, and how many of them are status line and headers. */
function bytesOnWire(contender: Contender, workload: Workload): Promise<{ whole: number; top: number }> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const socket = connect(contender.port, '127.0.0.1');
    const headers = Object.entries(workload.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${workload.path} HTTP/1.1\r\nHost: carrier.example\r\n${headers.join('')}\r\n`);
    socket.on('error', reject);
    socket.on('data', (part) => {
      bytes = Buffer.concat([bytes, part]);
      const top = bytes.indexOf('\r\n\r\n') + 4;
      const length = /content-length: (\d+)/i.exec(bytes.subarray(0, top).toString('latin1'))?.[1];
      if (length === undefined || bytes.length < top + Number(length)) return;
      socket.destroy();
      resolve({ whole: bytes.length, top });
    });
  });
}

const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

async function compare(options: { rounds: number; seconds: number; connections: number }): Promise<void> {
  requireProgram('nginx', ['-v'], 'nginx');
  requireProgram('wrk', ['--version'], 'wrk');
  const work = await mkdtemp(join(tmpdir(), 'tamizdat-bench-'));
  // nginx started by root serves as another user.
  await chmod(work, 0o755);
  const folder = join(work, 'edition');
  const contenders: Contender[] = [];
  try {
    const workloads = await makeEdition(folder);
    const ours = await startOurs(folder);
    contenders.push(ours, await startNginx('nginx', folder, work), await startNginx('nginx, tuned', folder, work));
    console.log(`${options.rounds} rounds of ${options.seconds} s each in turn, ${options.connections} connections`);
    for (const workload of workloads) {
      const rates = new Map<Contender, number[]>(contenders.map((each) => [each, []]));
      for (const each of contenders) requestsPerSecond(each, workload, 1, options.connections);
      for (let round = 0; round < options.rounds; round += 1) {
        // The order turns around each round: whoever comes second may find the machine warmer or busier.
        for (const each of round % 2 === 0 ? contenders : contenders.toReversed()) {
          rates.get(each)?.push(requestsPerSecond(each, workload, options.seconds, options.connections));
        }
      }
      console.log(`\n${workload.name}`);
      for (const [each, measured] of rates) {
        const { whole, top } = await bytesOnWire(each, workload);
        const ratios = measured.map((rate, round) => (rates.get(ours)?.[round] ?? Number.NaN) / rate);
        const verdict = each.name !== 'nginx' ? '' : medianOf(ratios) >= GOAL ? ': goal met' : ': BELOW THE GOAL';
        const spread = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
        const compared = each === ours ? '' : `; ours is ${medianOf(ratios).toFixed(2)} of it (${spread})${verdict}`;
        const rate = Math.round(medianOf(measured)).toString().padStart(7);
        console.log(`  ${each.name.padEnd(12)} ${rate} req/s, ${whole} bytes on the wire (headers ${top})${compared}`);
      }
    }
    console.log(`\ngoal: at least ${GOAL} of nginx as Debian sets it up, with one worker`);
  } finally {
    for (const each of contenders) await each.stop();
    await rm(work, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '64' },
    serve: { type: 'string' },
  },
});
if (values.serve !== undefined) {
  const server = await openEditionServer({ folder: values.serve });
  console.log(server.port);
  process.once('SIGTERM', () => void server.close());
} else {
  await compare({
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    connections: Number(values.connections),
  });
}
