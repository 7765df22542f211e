/**
 * The command that the public TUF client conformance suite drives (its CLIENT-CLI.md): `init`, `refresh`, `download`.
 * Exits 0 when all went well, 1 when anything was refused, 2 when called wrongly.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type FetchFile, fetchTarget, refreshTrust, type TrustedFiles } from './tuf-workflow.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'metadata-dir': { type: 'string' },
    'metadata-url': { type: 'string' },
    'target-name': { type: 'string', multiple: true },
    'target-base-url': { type: 'string' },
    'target-dir': { type: 'string' },
  },
});

class Misuse extends Error {}

function option(name: 'metadata-dir' | 'metadata-url' | 'target-base-url' | 'target-dir'): string {
  const value = values[name];
  if (value === undefined) throw new Misuse(`--${name} is missing`);
  return value;
}

async function readOrNull(path: string): Promise<Uint8Array | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  // A name that ends otherwise: the suite counts the `.json` files.
  const draft = join(folder, `${name}.part`);
  await writeFile(draft, bytes, { flush: true });
  await rename(draft, join(folder, name));
}

function trustedIn(folder: string): TrustedFiles {
  return {
    read: (role) => readOrNull(join(folder, `${role}.json`)),
    write: (role, bytes) => writeWhole(folder, `${role}.json`, bytes),
    remove: (role) => rm(join(folder, `${role}.json`), { force: true }),
  };
}

/** Reads at most `maxBytes` of what an address gives; null when it says that there is nothing. */
function fetchFrom(base: string): FetchFile {
  return async (name, maxBytes) => {
    const path = name.split('/').map(encodeURIComponent).join('/');
    const response = await fetch(`${base.replace(/\/$/, '')}/${path}`);
    if (response.status === 404 || response.status === 403) return null;
    if (!response.ok || response.body === null) throw new Error(`${name}: the server answers ${response.status}`);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body) {
      size += part.length;
      if (size > maxBytes) throw new Error(`${name}: larger than ${maxBytes} bytes`);
      parts.push(part);
    }
    return new Uint8Array(Buffer.concat(parts));
  };
}

const refresh = () =>
  refreshTrust({
    trusted: trustedIn(option('metadata-dir')),
    fetchFile: fetchFrom(option('metadata-url')),
    now: new Date(),
  });

async function download(): Promise<void> {
  const [folder, fetchFile] = [option('target-dir'), fetchFrom(option('target-base-url'))];
  const targets = await refresh();
  for (const name of values['target-name'] ?? []) {
    // One file name for each target, and none that leads out of the folder.
    const file = encodeURIComponent(name).replaceAll('.', '%2E');
    const { bytes, isCached } = await fetchTarget(targets, name, fetchFile, await readOrNull(join(folder, file)));
    if (!isCached) await writeWhole(folder, file, bytes);
  }
}

async function main(): Promise<void> {
  const [command, rootPath] = positionals;
  if (command === 'init' && rootPath !== undefined) {
    await trustedIn(option('metadata-dir')).write('root', await readFile(rootPath));
  } else if (command === 'refresh') await refresh();
  else if (command === 'download') await download();
  else throw new Misuse('init <trusted root>, refresh or download is missing');
}

try {
  await main();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Misuse ? 2 : 1;
}
