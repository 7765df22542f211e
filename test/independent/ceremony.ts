/**
 * A newsroom that goes from one key a role to two of three, and then changes its online key, by the commands a person
 * would give: `init`, `keys create`, `propose`, `sign`, `import`, `rotate`.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../journey/command.ts';

/** The files of `trust/` at one moment, by name relative to it. */
export type TrustFiles = ReadonlyMap<string, Uint8Array>;

async function trustOf(folder: string): Promise<TrustFiles> {
  const trust = join(folder, 'data', 'edition', 'files', 'trust');
  const names = (await readdir(trust, { recursive: true })).filter((name) => /\.(json|txt)$/.test(name));
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, new Uint8Array(await readFile(join(trust, name)))] as [string, Uint8Array]),
    ),
  );
}

/** Its trust data as made by `init`, after the change to two of three, and after that of the online key. */
export async function holdCeremony(scratch: string): Promise<readonly [TrustFiles, TrustFiles, TrustFiles]> {
  const path = (name: string) => join(scratch, name);
  const newsroom = path('newsroom');
  const run = async (...args: string[]) => {
    const { exitCode, out, err } = await command([...args, '--json'], { home: path('home') });
    assert.equal(exitCode, 0, `${args.join(' ')}: ${err}`);
    return JSON.parse(out);
  };
  await run('init', newsroom, '--name', 'courier.example', '--languages', 'de,ru');
  const first = await trustOf(newsroom);

  const { keys } = await run('keys', 'list', newsroom);
  const publicKeys = async (role: string): Promise<string[]> => {
    const own = keys.find((key: { file: string }) => key.file === `${role}-1.key`).verifierKey;
    const made = [];
    for (const number of [2, 3]) {
      const file = path(`${role}-${number}.key`);
      made.push((await run('keys', 'create', file, '--role', role, '--newsroom', 'courier.example')).public);
    }
    return [own, ...made];
  };
  /** Signs the request with each key, on its own machine, and brings the signatures home. */
  const signed = async (...files: string[]) => {
    const signatures = [];
    for (const file of files) {
      const out = path(`signatures-${signatures.length}.json`);
      await run('keys', 'sign', join(newsroom, 'keys-request.json'), '--key', file, '--out', out);
      signatures.push(out);
    }
    await run('keys', 'import', newsroom, ...signatures);
  };
  const [root, targets] = [await publicKeys('root'), await publicKeys('targets')];
  await run('keys', 'propose', newsroom, '--root', ...root, '--targets', ...targets);
  const own = join(newsroom, 'keys', 'root-1.key');
  await signed(own, path('root-2.key'), path('targets-2.key'), path('targets-3.key'));
  const upgraded = await trustOf(newsroom);

  await run('keys', 'rotate', newsroom, 'online');
  await signed(path('root-2.key'), path('root-3.key'));
  return [first, upgraded, await trustOf(newsroom)];
}
