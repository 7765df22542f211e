/**
 * What publishing one article costs beside archives of several sizes: see README.md.
 *
 *     node bench/publish.ts [--sizes 1024,100096,1000192] [--rounds 5] [--a-day 100] [--today 20]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dayPath, frontPath } from '../src/proof/index.ts';
import { Desk, makeBigArchive, TODAY } from './big-archive.ts';

/** One publication, as the process that made it counted it. */
interface Published {
  readonly ms: number;
  readonly hashedBytes: number;
  readonly hashes: number;
  readonly signatures: number;
  /** Files for carriers, twins left out. */
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly gzipBytes: number | null }[];
  /** Most memory the process ever took, beyond what it took with its keys open and nothing published. */
  readonly memoryBytes: number;
}

/** Counts what goes through WebCrypto from now on: all hashes and signatures of `proof` do. */
function countWork(): { hashedBytes: number; hashes: number; signatures: number } {
  const work = { hashedBytes: 0, hashes: 0, signatures: 0 };
  const { subtle } = crypto;
  const digest = subtle.digest.bind(subtle);
  const sign = subtle.sign.bind(subtle);
  subtle.digest = (algorithm, data) => {
    work.hashes += 1;
    work.hashedBytes += data.byteLength;
    return digest(algorithm, data);
  };
  subtle.sign = (...input: Parameters<typeof sign>) => {
    work.signatures += 1;
    return sign(...input);
  };
  return work;
}

/** Memory of this process now, or the most it ever had. `resourceUsage` would tell the parent's, which is inherited. */
function residentBytes(of: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync('/proc/self/status', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(of));
  return Number(/[0-9]+/.exec(line ?? '')?.[0]) * 1024;
}

/** The process of one archive: publishes whenever it is told to. */
async function publisher(path: string): Promise<void> {
  const desk = await Desk.open(path);
  const files = join(path, 'edition', 'files');
  const work = countWork();
  const idleBytes = residentBytes('VmRSS');
  const sizeOf = (name: string): number | null => statSync(join(files, name), { throwIfNoEntry: false })?.size ?? null;
  process.on('message', async () => {
    const draft = desk.draft();
    Object.assign(work, { hashedBytes: 0, hashes: 0, signatures: 0 });
    const start = performance.now();
    const { written } = await desk.publish(draft);
    const ms = performance.now() - start;
    const published: Published = {
      ...work,
      ms,
      files: written
        .filter((name) => !/\.(?:gz|br)$/.test(name))
        .map((name) => ({ path: name, sizeBytes: sizeOf(name) ?? 0, gzipBytes: sizeOf(`${name}.gz`) })),
      memoryBytes: residentBytes('VmHWM') - idleBytes,
    };
    process.send?.(published);
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

const { values } = parseArgs({
  options: {
    // Whole tiles of 256: so all logs stand at the same place of their newest tile, which is what hashing depends on.
    sizes: { type: 'string', default: '1024,100096,1000192' },
    rounds: { type: 'string', default: '5' },
    'a-day': { type: 'string', default: '100' },
    today: { type: 'string', default: '20' },
    publisher: { type: 'string' },
  },
});

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((one, two) => one - two)[numbers.length >> 1] ?? Number.NaN;
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

/** What of the files stands beside the article's own page: neither that nor `log/`, which no reader needs. */
const isBeside = ({ path }: { readonly path: string }): boolean =>
  !path.startsWith('log/') && (!path.startsWith('ru/') || path === dayPath('ru', TODAY) || path === frontPath('ru'));

async function measure(): Promise<void> {
  const archives = [];
  for (const size of values.sizes.split(',').map(Number)) {
    const start = performance.now();
    const { path } = await makeBigArchive(size, Number(values['a-day']));
    const child = fork(import.meta.filename, ['--publisher', path]);
    await once(child, 'message');
    const publish = async (): Promise<Published> => {
      child.send('publish');
      const [published] = (await once(child, 'message')) as [Published];
      return published;
    };
    const earlier: Published[] = [];
    for (let at = 1; at < Number(values.today); at += 1) earlier.push(await publish());
    console.log(`${size} articles: made in ${((performance.now() - start) / 1000).toFixed(0)} s`);
    archives.push({ size, child, publish, earlier, rounds: [] as Published[] });
  }
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const { publish, rounds } of archives) rounds.push(await publish());

  const [first] = archives;
  if (first === undefined) throw new Error('name at least one size');
  for (const { size, child, earlier, rounds } of archives) {
    child.disconnect();
    const beside = rounds.map(({ files }) => files.filter(isBeside));
    const total = (files: Published['files'], of: (file: Published['files'][number]) => number): number =>
      files.reduce((bytes, file) => bytes + of(file), 0);
    const sum = (of: (file: Published['files'][number]) => number) =>
      kilobytes(mean(beside.map((files) => total(files, of))));
    const raw = ({ sizeBytes }: Published['files'][number]) => sizeBytes;
    const pages = ({ path, sizeBytes }: Published['files'][number]) => (path.endsWith('.html') ? sizeBytes : 0);
    const ratio = (of: (each: Published) => number): string =>
      `×${median(rounds.map((each, at) => of(each) / of(first.rounds[at] as Published))).toFixed(2)}`;
    console.log(`
${size} articles
  files beside the page     ${Math.max(...beside.map((files) => files.length))}
  bytes beside the page     ${sum(raw)}, of which the day page and the front ${sum(pages)}
  the same, compressed      ${sum(({ sizeBytes, gzipBytes }) => gzipBytes ?? sizeBytes)}
  hashed                    ${kilobytes(mean(rounds.map((each) => each.hashedBytes)))} in ${mean(rounds.map((each) => each.hashes)).toFixed(0)} hashes (${ratio((each) => each.hashedBytes)})
  signatures                ${mean(rounds.map((each) => each.signatures)).toFixed(0)}
  time                      ${median(rounds.map((each) => each.ms)).toFixed(0)} ms (${ratio((each) => each.ms)})
  memory above idle         ${kilobytes(Math.max(...rounds.map((each) => each.memoryBytes)) / 1000).replace('KB', 'MB')}`);
    for (const nth of [1, 5, 10]) {
      const files = earlier[nth - 1]?.files.filter(isBeside);
      if (files !== undefined) console.log(`  article ${nth} of the day   ${kilobytes(total(files, raw))} beside it`);
    }
    for (const { path, sizeBytes, gzipBytes } of beside.at(-1) ?? [])
      console.log(`    ${String(sizeBytes).padStart(6)} ${String(gzipBytes ?? '').padStart(6)}  ${path}`);
  }
}

if (values.publisher === undefined) await measure();
else await publisher(values.publisher);
