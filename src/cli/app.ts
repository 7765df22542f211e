import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { makeTwins } from '../compose/index.ts';
import { withTwins } from '../edition/index.ts';
import { placesOf, readAppCard } from '../newsroom/index.ts';
import { openAssets } from '../platform/assets/index.ts';
import { readSettings } from '../platform/config/index.ts';
import { writeDurably } from '../platform/home/index.ts';
import { CliError } from './error.ts';
import { printJson, type Terminal } from './terminal.ts';

/**
 * Writes the reader app of a newsroom into a folder, for the web host that is its app origin. Written again, it replaces
 * what changed; the page that names all other files comes last.
 */
export async function writeApp(
  folder: string,
  options: { readonly to: string; readonly json?: boolean },
  { terminal }: { readonly terminal: Terminal },
): Promise<number> {
  const { carriers, newsroom, app } = await readSettings(folder);
  // Whoever serves the app decides what people are told: it must never lie where carriers copy from.
  const target = await realPath(resolve(options.to));
  for (const carrier of carriers) {
    if (carrier.kind !== 'directory') continue;
    const { name, directory } = carrier;
    const place = await realPath(directory);
    if (!isInside(target, place) && !isInside(place, target)) continue;
    throw new CliError('misuse', `${options.to} is, lies in or holds the folder of the carrier ${name}`, {
      hint: 'the reader app is served from a place that people trust, never from a carrier: choose another folder',
    });
  }
  const { data, keys } = placesOf(folder);
  for (const own of [data, keys]) {
    const place = await realPath(own);
    if (!isInside(target, place) && !isInside(place, target)) continue;
    throw new CliError('misuse', `${options.to} is, lies in or holds ${own}, where the newsroom keeps its own files`, {
      hint: 'what lies there is carried, or secret: choose another folder',
    });
  }
  await refuseForeign(target, options.to);
  const card = { path: 'newsroom.json', bytes: await readAppCard(folder) };
  const files = [card, ...(await openAssets('reader'))];
  const ordered = files.toSorted((a, b) => Number(a.path === 'index.html') - Number(b.path === 'index.html'));
  for (const file of ordered) {
    for (const { path, bytes } of withTwins(file, makeTwins)) await write(join(target, path), bytes);
  }
  if (options.json === true) {
    printJson(terminal, { folder: target, newsroom, files: files.map(({ path }) => path), app: app ?? null });
    return 0;
  }
  terminal.print(`Wrote the reader app of ${newsroom} to ${options.to} (${files.length} files and their twins)`);
  terminal.print(
    `  next  put it on a web host that your readers trust, with https; write it again when carriers change`,
  );
  if (app === undefined) terminal.print('        then set "app" to its address in the settings, so that pages name it');
  return 0;
}

const isInside = (path: string, parent: string): boolean => `${path}${sep}`.startsWith(`${parent}${sep}`);

/** The path without links in it, of what is not there yet too. */
async function realPath(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real !== null || dirname(path) === path) return real ?? path;
  return join(await realPath(dirname(path)), basename(path));
}

/** Refuses a folder whose page is not that of an earlier reader app: somebody's site would be gone. */
async function refuseForeign(target: string, shown: string): Promise<void> {
  const textOf = (name: string): Promise<string | null> => readFile(join(target, name), 'utf8').catch(() => null);
  if ((await textOf('index.html')) === null || (await textOf('newsroom.json'))?.includes('tamizdat.app/')) return;
  throw new CliError('misuse', `${shown} holds an index.html that is not of a reader app`, {
    hint: 'choose an empty folder, or one that an earlier "tamizdat app" made',
  });
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeDurably(path, bytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw new CliError('cannot-write', `${path} cannot be written: ${(cause as Error).message}`, {
      hint: 'name a folder that this user may write to, with room in it, and run the same again',
      cause,
    });
  }
}
