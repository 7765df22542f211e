import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Updater } from 'tuf-js';
import { parsePolicy } from '../../src/proof/index.ts';
import { openHost } from '../verify/edition.ts';
import { holdCeremony } from './ceremony.ts';
import { Repository } from './repository.ts';

let scratch: string;
let count = 0;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tamizdat-tuf-js-'));
});
after(() => rm(scratch, { recursive: true, force: true }));

interface Site {
  /** By name relative to `trust/`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** A client of tuf-js that trusts a site's first root; each `update` is a whole run of its workflow. */
async function openClient(site: Site) {
  count += 1;
  const [metadataDir, targetDir] = [join(scratch, `metadata-${count}`), join(scratch, `targets-${count}`)];
  for (const folder of [metadataDir, targetDir]) await mkdir(folder);
  await writeFile(join(metadataDir, 'root.json'), site.files.get('1.root.json') ?? '');
  return {
    /** Refreshes and downloads every target; their bytes by name. */
    async update(files = site.files): Promise<Map<string, Uint8Array>> {
      const host = await openHost((path) => files.get(path.replace('/trust/', '')) ?? null);
      try {
        const updater = new Updater({
          metadataDir,
          targetDir,
          metadataBaseUrl: `${host.address}/trust`,
          targetBaseUrl: `${host.address}/trust/targets`,
          config: { fetchRetry: 0, fetchRetries: 0 },
        });
        await updater.refresh();
        const downloaded = new Map<string, Uint8Array>();
        for (const name of ['policy.txt', 'desks.txt']) {
          const target = await updater.getTargetInfo(name);
          assert.ok(target, `${name}: no such target`);
          downloaded.set(name, new Uint8Array(await readFile(await updater.downloadTarget(target))));
        }
        return downloaded;
      } finally {
        await host.close();
      }
    },
    /** Version of the trusted metadata of a role. */
    version: async (role: string): Promise<number> =>
      JSON.parse(await readFile(join(metadataDir, `${role}.json`), 'utf8')).signed.version,
  };
}

test('tuf-js follows a newsroom from its first root through the ceremony of two of three and a change of online keys', async () => {
  const ceremony = await holdCeremony(scratch);
  const [first] = ceremony;
  const early = await openClient({ files: first });
  for (const [at, files] of ceremony.entries()) {
    const late = await openClient({ files });
    for (const client of [early, late]) {
      const downloaded = await client.update(files);
      const policy = await parsePolicy(downloaded.get('policy.txt') ?? new Uint8Array(0));
      assert.equal(policy.logs[0]?.name, 'courier.example/log/1');
      assert.match(new TextDecoder().decode(downloaded.get('desks.txt')), /^tamizdat.desks\/v1\n/);
      assert.equal(await client.version('root'), at + 1);
    }
  }
  // A carrier that lags behind the ceremony is refused.
  await assert.rejects(early.update(first));
});

/** From one key a role to two of three for root and targets, and new online keys. */
async function upgrade(repository: Repository): Promise<void> {
  repository.roles.root = { keys: ['root-1', 'root-2', 'root-3'], threshold: 2, signers: ['root', 'root-1', 'root-3'] };
  repository.roles.targets = { keys: ['ed-1', 'ed-2', 'ed-3'], threshold: 2, signers: ['ed-2', 'ed-3'] };
  repository.roles.snapshot = { keys: ['snapshot-2'], threshold: 1 };
  repository.roles.timestamp = { keys: ['timestamp-2', 'timestamp-3'], threshold: 2 };
  repository.title = 'The Harbour Light';
  await repository.publish('root', 'targets', 'snapshot', 'timestamp');
}

test('tuf-js follows a change of every key and threshold, step by step and all at once', async () => {
  const repository = await Repository.open();
  const early = await openClient(repository);
  const late = await openClient(repository);
  await early.update();
  await upgrade(repository);
  await early.update();
  assert.deepEqual([await early.version('root'), await early.version('targets')], [2, 2]);
  repository.roles.root = { keys: ['root-2', 'root-3', 'root-4'], threshold: 2, signers: ['root-2', 'root-3'] };
  await repository.publish('root', 'timestamp');
  for (const client of [early, late]) {
    await client.update();
    assert.deepEqual([await client.version('root'), await client.version('timestamp')], [3, 3]);
  }
});

for (const [what, name] of [
  ['root', '2.root.json'],
  ['timestamp', 'timestamp.json'],
  ['snapshot', '2.snapshot.json'],
  ['targets', '2.targets.json'],
  ['policy.txt', /\.policy\.txt$/],
] as const) {
  test(`tuf-js refuses one changed byte: ${what}`, async () => {
    const repository = await Repository.open();
    const client = await openClient(repository);
    await client.update();
    await upgrade(repository);
    const path = [...repository.files.keys()].find((each) =>
      typeof name === 'string' ? each === name : name.test(each),
    );
    assert.ok(path);
    const genuine = repository.file(path);
    const text = new TextDecoder().decode(genuine);
    // A date, or a digit of a key: it still parses.
    const changed = text.replace(
      /("expires":"|\+)(.)/,
      (_, start: string, digit: string) => start + (digit === '2' ? '3' : '2'),
    );
    assert.notEqual(changed, text);
    repository.files.set(path, new TextEncoder().encode(changed));
    await assert.rejects(client.update());
    repository.files.set(path, genuine);
    await client.update();
  });
}

test('tuf-js refuses what we would refuse: old online keys, too few editors, an older timestamp', async () => {
  const repository = await Repository.open();
  await upgrade(repository);
  const client = await openClient(repository);
  await client.update();
  const { targets, timestamp } = repository.roles;
  repository.roles.timestamp = { ...timestamp, signers: ['online', 'timestamp-2'] };
  await repository.publish('timestamp');
  await assert.rejects(client.update(), /threshold|signed|verif/i);
  repository.roles.timestamp = timestamp;
  repository.roles.targets = { ...targets, signers: ['ed-1'] };
  await repository.publish('targets', 'snapshot', 'timestamp');
  await assert.rejects(client.update(), /threshold|signed|verif/i);
  repository.roles.targets = targets;
  await repository.publish('targets', 'snapshot', 'timestamp');
  await client.update();
  repository.versions.timestamp = 1;
  await repository.publish('timestamp');
  await assert.rejects(client.update(), /version/i);
});
