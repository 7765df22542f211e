/**
 * The most memory that carrying a large edition ever takes: see README.md.
 *
 *     node bench/carry-memory.ts [--files 1000000] [--young 4]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';
import { syncCarrier } from '../src/carry/index.ts';
import { SparseCarrier, SparseEdition, SparseLedger } from './sparse-edition.ts';

const GOAL_BYTES = 200_000_000;

/** What one sync took. */
interface Taken {
  readonly what: string;
  readonly peakBytes: number;
  readonly seconds: number;
  readonly calls: number;
}

/** Memory of this process now, or the most it ever had. `resourceUsage` would tell the parent's, which is inherited. */
function residentBytes(of: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync('/proc/self/status', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(of));
  return Number(/[0-9]+/.exec(line ?? '')?.[0]) * 1024;
}

/** The process that carries. Each sync adds to the same peak: what counts is the last. */
async function carry(count: number): Promise<void> {
  const edition = new SparseEdition(count);
  const ledger = new SparseLedger(edition);
  const carrier = new SparseCarrier(edition);
  process.send?.(residentBytes('VmHWM'));
  const sync = async (what: string, changed?: ReadonlySet<string>): Promise<void> => {
    carrier.calls = 0;
    const start = performance.now();
    const report = await syncCarrier({ carrier, ledger, edition, changed });
    if (report.outcome !== 'complete') throw report.faults[0];
    const seconds = (performance.now() - start) / 1000;
    const taken: Taken = { what, peakBytes: residentBytes('VmHWM'), seconds, calls: carrier.calls };
    process.send?.(taken);
  };
  await sync('first');
  const page = edition.pathOf(count - 1).replace(/\.gz$/, '');
  const changed = [page, `${page}.gz`, `${page}.br`, 'head'];
  ledger.remember(changed);
  carrier.remember(changed);
  edition.change(changed);
  await sync('one article', new Set(changed));
  await sync('everything, unchanged');
  ledger.lose();
  await sync('everything, ledger lost');
}

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '1000000' },
    /** MiB of the heap's young half, as Node is told; 0: what Node takes by itself. */
    young: { type: 'string', default: '4' },
    child: { type: 'boolean', default: false },
  },
});
const count = Number(values.files);
if (values.child) {
  await carry(count);
  process.disconnect();
} else {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  // As an installation has it: loading TypeScript takes 40 MB by itself.
  const built = join(dirname(import.meta.dirname), 'node_modules', '.cache', 'bench-carry-memory.mjs');
  buildSync({
    entryPoints: [import.meta.filename],
    outfile: built,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const child = fork(built, ['--child', '--files', values.files], {
    execArgv: values.young === '0' ? [] : [`--max-semi-space-size=${values.young}`],
  });
  let peakBytes = 0;
  child.on('message', (told: number | Taken) => {
    if (typeof told === 'number') console.log(`${count} files; before: ${megabytes(told)}`);
    else {
      peakBytes = told.peakBytes;
      const calls = `${told.calls} calls to the carrier`;
      console.log(
        `  ${told.what.padEnd(24)} ${told.seconds.toFixed(1).padStart(6)} s  ${calls.padEnd(34)} peak so far ${megabytes(peakBytes)}`,
      );
    }
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) process.exit(1);
  console.log(`goal: less than ${megabytes(GOAL_BYTES)}: ${peakBytes < GOAL_BYTES ? 'met' : 'NOT MET'}`);
}
