/**
 * How the files for browsers are made from the sources. Runs in a clone and when the package is packed, never in an
 * installation: esbuild comes with the development dependencies.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { AssetFile, Assets } from './assets.ts';

const source = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What both sets are built with: small files for browsers of the last three years. */
const COMMON = {
  bundle: true,
  write: false,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
} as const;

/** Makes a set. Fails with what esbuild says is wrong with the sources. */
export function buildAssets(name: Assets): Promise<AssetFile[]> {
  return name === 'reader' ? buildReader() : buildConsole();
}

/** The console's style and its one script. */
async function buildConsole(): Promise<AssetFile[]> {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [source('console/browser/live.ts'), source('console/console.css')],
    outdir: source('.'),
    entryNames: '[name]-[hash]',
  });
  return outputFiles.map(({ path, contents }) => ({ path: path.slice(source('.').length), bytes: contents }));
}

/** The whole reader app: see `docs/design/reader.md` for why it is cut as it is. */
async function buildReader(): Promise<AssetFile[]> {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [source('reader/app.ts')],
    outdir: source('.'),
    splitting: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
  });
  const files = outputFiles.map(({ path, contents }) => ({ path: path.slice(source('.').length), bytes: contents }));
  const html = await readFile(source('reader/index.html'));
  return [...files, { path: 'index.html', bytes: new Uint8Array(html) }];
}
