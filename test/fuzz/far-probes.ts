/** Probes of what stands around verification: whole folders on a disk, and bytes that come packed from a host. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { brotliCompressSync, brotliDecompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { readPageBody } from '../../src/cli/page-body.ts';
import { hasTwins } from '../../src/edition/index.ts';
import { HttpError } from '../../src/platform/http/index.ts';
import { readInflated } from '../../src/platform/http/inflate.ts';
import { MAX_MUTABLE_BYTES, parsePagePath, verifyReport } from '../../src/proof/index.ts';
import { fetchBytes } from '../../src/reader/fetch-bytes.ts';
import { command } from '../journey/command.ts';
import { begin, cost } from './counting.ts';
import { type Probe, spoil } from './probes.ts';
import { type Files, readerOf, type Specimen } from './specimen.ts';

/** A folder with the third edition, twins and all, and a reader who trusts it; made once. */
interface Disk {
  readonly files: Files;
  readonly folder: string;
  readonly home: string;
}

let disk: Promise<Disk> | null = null;

async function openDisk({ editions, now }: Specimen): Promise<Disk> {
  const root = await mkdtemp(join(tmpdir(), 'tamizdat-fuzz-disk-'));
  const files = new Map(editions.at(-1));
  for (const [path, bytes] of [...files]) {
    if (!hasTwins(path)) continue;
    files.set(`${path}.gz`, new Uint8Array(gzipSync(bytes)));
    files.set(`${path}.br`, new Uint8Array(brotliCompressSync(bytes)));
  }
  const opened = { files, folder: join(root, 'folder'), home: join(root, 'home') };
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(opened.folder, path)), { recursive: true });
    await writeFile(join(opened.folder, path), bytes);
  }
  await command(['trust', 'add', opened.folder], { home: opened.home, now: () => now });
  return opened;
}

/** Takes the folder away again. */
export async function closeDisk(): Promise<void> {
  const opened = await disk;
  if (opened !== null) await rm(dirname(opened.folder), { recursive: true, force: true });
  disk = null;
}

/** Whether what is different between two states of a file is covered by no signature and no hash. */
async function isSame(specimen: Specimen, files: Files, path: string, spoilt: Uint8Array): Promise<boolean> {
  const { fingerprint, now, truth } = specimen;
  if (/\.(?:gz|br)$/.test(path)) {
    const inflated = path.endsWith('.gz') ? gunzipSync(spoilt) : brotliDecompressSync(spoilt);
    return inflated.equals(files.get(path.slice(0, -3)) ?? new Uint8Array());
  }
  if (/^(?:o|log\/tile)\//.test(path)) return false;
  const isPage = parsePagePath(path) !== null;
  const read = readerOf(isPage ? files : new Map([...files, [path, spoilt]]));
  const page = isPage ? { page: { bytes: spoilt, path }, readBody: readPageBody } : {};
  const report = await verifyReport({ fingerprint, read, now, ...page });
  return report.exitCode === 0 && truth.lieIn(report, { now, isAboutPage: isPage }) === null;
}

/** `verify` on a folder in which one file is spoilt. */
export const folderProbe: Probe = async (specimen, dice, trace) => {
  disk ??= openDisk(specimen);
  const { files, folder, home } = await disk;
  // Files of trust/ that the bundle holds are for other clients; ours reads the bundle.
  const path = dice.pick([...files.keys()].filter((each) => !/^trust\/(?!bundle)/.test(each)));
  const genuine = files.get(path) ?? new Uint8Array();
  const spoilt = spoil(trace, path, genuine, specimen, dice);
  await writeFile(join(folder, path), spoilt);
  try {
    const person = { home: `${home}`, now: () => specimen.now };
    const { exitCode, out, err } = await command(['verify', folder, '--json'], person);
    if (exitCode !== 0 && exitCode !== 1 && exitCode !== 3) throw new Error(`exit code ${exitCode}: ${err}`);
    const { label } = JSON.parse(out);
    if (label.kind === 'conflict') throw new Error('a conflict, and the newsroom never forked');
    if (exitCode === 0 && trace.isChanged && !(await isSame(specimen, files, path, spoilt))) {
      throw new Error(`called genuine: ${label.text}`);
    }
  } finally {
    await writeFile(join(folder, path), genuine);
  }
};

const MIB = 2 ** 20;
/** Small files that inflate to 32 MiB. */
const ZEROS = new Uint8Array(32 * MIB);
const BOMBS = { gzip: gzipSync(ZEROS), br: brotliCompressSync(ZEROS), deflate: deflateSync(ZEROS) };
const PACKERS = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
type Encoding = keyof typeof PACKERS;
/** What may be inflated beyond the cap before it is noticed: a chunk or two of each of two decoders, and what they hold ready. */
const SLACK_BYTES = MIB / 2;

/** Packed answers of a host: cut, altered, packed twice, and bombs. */
export const packedProbe: Probe = async ({ editions }, dice, trace) => {
  const encoding = dice.pick(Object.keys(PACKERS) as Encoding[]);
  const [path, bytes] = dice.pick([...(editions.at(-1) ?? [])]);
  const isBomb = dice.next() < 0.3;
  const packed = isBomb ? BOMBS[encoding] : PACKERS[encoding](bytes);
  const isTwice = dice.next() < 0.3;
  const sent = spoil(trace, `${path}.${encoding}`, isTwice ? gzipSync(packed) : packed, { all: [bytes, packed] }, dice);
  begin();
  try {
    const body = Readable.from(
      sent.length === 0 ? [] : [sent.subarray(0, sent.length >> 1), sent.subarray(sent.length >> 1)],
    );
    const got = await readInflated(
      body,
      isTwice ? `${encoding}, gzip` : encoding,
      MAX_MUTABLE_BYTES,
      'https://one.example/',
    );
    if (got.length > MAX_MUTABLE_BYTES)
      throw new Error(`${got.length} bytes, at most ${MAX_MUTABLE_BYTES} were asked for`);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
  }
  const bound = (isTwice ? 2 : 1) * (MAX_MUTABLE_BYTES + SLACK_BYTES);
  if (cost.inflatedBytes > bound) throw new Error(`${cost.inflatedBytes} bytes inflated, at most ${bound}`);
};

/** Answers that a browser has inflated already: the app reads its cap and no further. */
export const endlessProbe: Probe = async (_specimen, dice, trace) => {
  const chunkBytes = dice.pick([1, 700, 16_384, 65_536]);
  const chunks = dice.below(6 + Math.ceil((2 * MAX_MUTABLE_BYTES) / chunkBytes));
  const fails = dice.next() < 0.2;
  trace.what = `${chunks} chunks of ${chunkBytes} bytes${fails ? ', then a failure' : ''}`;
  trace.isChanged = true;
  let given = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (given < chunks) {
        given += 1;
        controller.enqueue(new Uint8Array(chunkBytes));
      } else if (fails) controller.error(new TypeError('connection lost'));
      else controller.close();
    },
  });
  const minute = { firstMs: 60_000, stallMs: 60_000, wholeMs: 60_000 };
  const { signal } = new AbortController();
  const answer = await fetchBytes(
    async () => new Response(body),
    'https://one.example/head',
    MAX_MUTABLE_BYTES,
    minute,
    signal,
  );
  const isWhole = !fails && chunks * chunkBytes <= MAX_MUTABLE_BYTES;
  const expected = isWhole ? chunks * chunkBytes : 'silent';
  const told = answer instanceof Uint8Array ? answer.length : answer;
  if (told !== expected) throw new Error(`${told} instead of ${expected}`);
  if (given * chunkBytes > MAX_MUTABLE_BYTES + 3 * chunkBytes) throw new Error(`${given} chunks read of ${chunks}`);
};
