import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TamizdatError } from '../../errors/index.ts';

/** Why the files for browsers cannot be had. */
export type AssetsErrorCode = 'assets-not-built';

/** The files that browsers load could not be read or built. */
export class AssetsError extends TamizdatError<AssetsErrorCode> {}

/** A file that a browser loads. */
export interface AssetFile {
  /** Relative to where the set is served, with forward slashes: `app-3FA2.js`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Which set: the reader app whole, or what the console's pages load. */
export type Assets = 'reader' | 'console';

/** Where a packed installation ships the sets, a folder each. */
const shipped = fileURLToPath(new URL('built/', import.meta.url));

/**
 * The files of a set: as shipped in an installation, built from the sources in a clone. Built at each call, so that a
 * clone serves what its sources say.
 *
 * @throws AssetsError `assets-not-built` when they are neither there nor can be built
 */
export async function openAssets(name: Assets): Promise<AssetFile[]> {
  const folder = join(shipped, name);
  if (existsSync(folder)) {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Promise.all(
      paths.sort().map(async (path) => ({
        path: path.slice(folder.length + 1).replaceAll('\\', '/'),
        bytes: new Uint8Array(await readFile(path)),
      })),
    );
  }
  try {
    const { buildAssets } = await import('./build.ts');
    return await buildAssets(name);
  } catch (cause) {
    throw notBuilt(name, cause);
  }
}

/** The error for a set that could not be built: what builds it may be missing, or the sources be wrong. */
export function notBuilt(name: Assets, cause: unknown): AssetsError {
  const isMissing = (cause as { readonly code?: unknown } | null)?.code === 'ERR_MODULE_NOT_FOUND';
  const hint = isMissing
    ? 'run "npm ci": building needs esbuild and terser, which come with it'
    : 'the sources do not build as they stand: "npm run types" tells where';
  return new AssetsError('assets-not-built', `the browser files of the ${name} could not be built: ${cause}`, {
    hint,
    cause,
  });
}
