/** Verifiers as bundles for browsers: ours, and two of others for comparison. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { leanErrorsPlugin } from '../src/platform/assets/lean-errors.ts';
import { shrink } from '../src/platform/assets/shrink.ts';

/** A bundle and what it can do. */
export interface Bundle {
  readonly name: string;
  /** What it may weigh; null where nothing was set as a goal. */
  readonly goalBytes: number | null;
  readonly raw: number;
  readonly gzip: number;
}

const PROOF = fileURLToPath(new URL('../src/proof/', import.meta.url));

/** What a verifier may weigh, minified and compressed: one response (docs/design/small-verifier.md). */
const GOAL_BYTES = 8 * 1024;

/** Ours, by what they take from the room `proof`; the goal is that of a reader's check, a page and a head. */
const OURS: readonly (readonly [name: string, contents: string, goalBytes: number | null])[] = [
  ['page', "export { checkPlace, verifyBundle, verifyPage } from './verify-file.ts';", GOAL_BYTES],
  [
    "page and head: a reader's check",
    "export { checkPlace, verifyBundle, verifyLoneHead, verifyPage } from './verify-file.ts';",
    GOAL_BYTES,
  ],
  ['the same with the label put into words', "export { verifyFile } from './verify-file.ts';", null],
  ['everything: carriers, updates, history', "export { verifyReport } from './report.ts';", null],
];

/** Theirs, pinned: a figure that changes by itself compares nothing. */
const THEIRS = [
  ['tuf-js 6.0.2 (for Node)', 'tuf-js', '6.0.2', 'node'],
  ['@freedomofpress/tuf-browser 0.1.8', '@freedomofpress/tuf-browser', '0.1.8', 'browser'],
] as const;

/** The code of a bundle for browsers as readers get it: no messages, made small twice. */
export async function bundleCode(options: BuildOptions): Promise<Uint8Array> {
  const { outputFiles = [] } = await build({
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
    ...options,
    write: false,
  });
  const [first] = outputFiles;
  if (first === undefined) throw new Error('esbuild wrote no bundle');
  return shrink(first.contents);
}

const weigh = (name: string, code: Uint8Array, goalBytes: number | null = null): Bundle => ({
  name,
  goalBytes,
  raw: code.length,
  gzip: gzipSync(code, { level: 9 }).length,
});

/** Weighs ours. */
export async function ourBundles(): Promise<Bundle[]> {
  const bundles: Bundle[] = [];
  for (const [name, contents, goalBytes] of OURS) {
    const stdin = { contents, resolveDir: PROOF, loader: 'ts' } as const;
    bundles.push(weigh(name, await bundleCode({ stdin, plugins: [leanErrorsPlugin] }), goalBytes));
  }
  return bundles;
}

/** Weighs theirs, fetched into a folder of their own; says why where one cannot be had. */
export async function theirBundles(): Promise<(Bundle | string)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tamizdat-verifiers-'));
  const bundles: (Bundle | string)[] = [];
  try {
    await writeFile(join(folder, 'package.json'), '{}');
    for (const [name, packageName, version, platform] of THEIRS) {
      try {
        const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
        await promisify(execFile)('npm', ['install', ...quiet, `${packageName}@${version}`], { cwd: folder });
        const contents = `export * from '${packageName}';`;
        bundles.push(weigh(name, await bundleCode({ stdin: { contents, resolveDir: folder }, platform })));
      } catch (error) {
        bundles.push(`${name}: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return bundles;
}
