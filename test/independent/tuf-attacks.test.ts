import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../src/proof/index.ts';
import { inDays, Repository } from './repository.ts';
import { Client, LOWER } from './tuf-bench.ts';
import { type FetchFile, fetchTarget } from './tuf-workflow.ts';

/*
 * The attack cases of the public TUF client conformance suite, on our own repository, so that they are tried wherever
 * the tests run. The suite itself drives `tuf-client` (README.md).
 */

const versions = (root: number, timestamp: number, snapshot: number, targets: number) => ({
  root,
  timestamp,
  snapshot,
  targets,
});

test('a refresh asks for what it needs, once, and keeps the very bytes it was given', async () => {
  const repository = await Repository.open();
  repository.files.set('timestamp.json', bytesOf(`${new TextDecoder().decode(repository.file('timestamp.json'))} \n`));
  const client = await Client.of(repository);
  assert.deepEqual(client.asked, ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json']);
  assert.deepEqual(client.files.get('timestamp'), repository.file('timestamp.json'));
  await client.refresh();
  assert.deepEqual(client.asked, ['2.root.json', 'timestamp.json']);
});

test('a first root that nobody of it signed, or that is no root, is refused before anything is asked', async () => {
  for (const [from, to] of [
    ['"version":1', '"version":2'],
    ['"version":1,', ''],
    ['"sig":"', '"sig":"00'],
  ] as const) {
    const client = new Client(await Repository.open());
    const text = new TextDecoder().decode(client.files.get('root'));
    client.files.set('root', bytesOf(text.replace(from, to)));
    assert.match(await client.refusal(), /^trust-(threshold|format)$/);
    assert.deepEqual(client.asked, []);
  }
});

for (const [role, kept] of [
  ['root', versions(1, 0, 0, 0)],
  ['timestamp', versions(2, 0, 0, 0)],
  ['snapshot', versions(2, 2, 0, 0)],
  ['targets', versions(2, 2, 2, 0)],
] as const) {
  test(`${role} metadata that its keys did not sign is refused; what came before it is kept`, async () => {
    const repository = await Repository.open();
    const client = new Client(repository);
    repository.roles[role].signers = ['stranger'];
    await repository.publish('root', ...LOWER);
    assert.equal(await client.refusal(), 'trust-threshold');
    assert.deepEqual(client.versions(), kept);
  });
}

for (const [role, parents, kept] of [
  ['root', [], versions(1, 0, 0, 0)],
  ['snapshot', ['timestamp'], versions(1, 2, 0, 0)],
  ['targets', ['snapshot', 'timestamp'], versions(1, 2, 2, 0)],
] as const) {
  test(`${role} metadata of another version than its name says is refused`, async () => {
    const repository = await Repository.open();
    const client = new Client(repository);
    repository.versions[role] = 3;
    await repository.sign(role, `2.${role}.json`);
    // The parents name these very bytes as version 2.
    repository.versions[role] = 2;
    await repository.publish(...parents);
    assert.equal(await client.refusal(), 'trust-mismatch');
    assert.deepEqual(client.versions(), kept);
  });
}

for (const [role, kept] of [
  ['timestamp', versions(1, 1, 1, 1)],
  ['snapshot', versions(1, 2, 1, 1)],
  ['targets', versions(1, 2, 2, 1)],
] as const) {
  test(`${role} metadata that expired is refused; what is trusted stays`, async () => {
    const repository = await Repository.open();
    const client = await Client.of(repository);
    repository.expires[role] = inDays(-1);
    await repository.publish(...LOWER);
    assert.equal(await client.refusal(), 'expired');
    assert.deepEqual(client.versions(), kept);
  });

  test(`${role} metadata that is not there is told, and what came before it is kept`, async () => {
    const repository = await Repository.open();
    const client = await Client.of(repository);
    await repository.publish(...LOWER);
    repository.files.delete(role === 'timestamp' ? 'timestamp.json' : `2.${role}.json`);
    assert.equal(await client.refusal(), 'missing');
    assert.deepEqual(client.versions(), kept);
  });
}

test('an expired root is kept and stops everything below it, until there is a newer one', async () => {
  const repository = await Repository.open();
  const client = await Client.of(repository);
  repository.expires.root = inDays(-1);
  await repository.publish('root', ...LOWER);
  assert.equal(await client.refusal(), 'expired');
  assert.deepEqual(client.versions(), versions(2, 1, 1, 1));
  repository.expires.root = inDays(1);
  await repository.publish('root');
  await client.refresh();
  assert.deepEqual(client.versions(), versions(3, 2, 2, 2));
});

test('trusted files that have expired meanwhile do not stand in the way of newer ones', async () => {
  const repository = await Repository.open();
  const client = await Client.of(repository);
  client.now = inDays(40);
  assert.equal(await client.refusal(), 'expired');
  for (const role of ['root', ...LOWER] as const) repository.expires[role] = inDays(60);
  await repository.publish('root', ...LOWER);
  await client.refresh();
  assert.deepEqual(client.versions(), versions(2, 2, 2, 2));
});

for (const role of ['snapshot', 'targets'] as const) {
  test(`${role} metadata of another hash than its parent names is refused`, async () => {
    const repository = await Repository.open();
    const client = await Client.of(repository);
    await repository.publish(...LOWER);
    repository.expires[role] = inDays(31);
    await repository.sign(role);
    assert.equal(await client.refusal(), 'trust-mismatch');
    assert.equal(client.versions()[role], 1);
  });
}

test('the snapshot in the place of the timestamp is refused, even when the same key signs both', async () => {
  const repository = await Repository.open();
  const client = new Client(repository);
  repository.files.set('timestamp.json', repository.file('1.snapshot.json'));
  assert.equal(await client.refusal(), 'trust-format');
  assert.deepEqual(client.versions(), versions(1, 0, 0, 0));
});

test('of two timestamps of one version the one that came first stays, and nothing it names is asked for', async () => {
  const repository = await Repository.open();
  const client = await Client.of(repository);
  const before = client.files.get('timestamp');
  await repository.publish('targets', 'snapshot');
  await repository.sign('timestamp');
  await client.refresh();
  assert.deepEqual(client.asked, ['2.root.json', 'timestamp.json']);
  assert.deepEqual(client.files.get('timestamp'), before);
});

for (const [role, republished] of [
  ['timestamp', ['timestamp']],
  ['snapshot', ['snapshot', 'timestamp']],
  ['targets', ['targets', 'snapshot', 'timestamp']],
] as const) {
  test(`an older ${role} under new metadata is refused as a rollback`, async () => {
    const repository = await Repository.open();
    await repository.publish(...LOWER);
    const client = await Client.of(repository);
    repository.versions[role] = 0;
    await repository.publish(...republished);
    assert.equal(await client.refusal(), 'rollback');
    assert.equal(client.versions()[role], 2);
  });

  test(`a ${role} version raised by a thief is forgotten with the keys of snapshot and timestamp`, async () => {
    const repository = await Repository.open();
    repository.versions[role] = 1_000_000;
    await repository.publish(...LOWER);
    const client = await Client.of(repository);
    assert.equal(client.versions()[role], 1_000_001);
    repository.rotate('snapshot', 'online-2');
    repository.rotate('timestamp', 'online-2');
    repository.versions[role] = 1;
    await repository.publish('root', ...LOWER);
    await client.refresh();
    assert.deepEqual(client.versions(), { ...versions(2, 3, 3, 3), ...{ [role]: 2 } });
  });
}

test('a snapshot that no longer names what it named is refused', async () => {
  const repository = await Repository.open();
  await repository.publish('snapshot');
  await repository.alter('snapshot', ({ meta = {} }) => {
    meta['other.json'] = { version: 1 };
  });
  await repository.publish('timestamp');
  const client = await Client.of(repository);
  await repository.publish('snapshot', 'timestamp');
  assert.equal(await client.refusal(), 'rollback');
  assert.equal(client.versions().snapshot, 2);
});

test('a thief’s version is forgotten with one of two keys, though the other one signed it too', async () => {
  const repository = await Repository.open();
  for (const role of ['snapshot', 'timestamp'] as const) {
    repository.roles[role] = { keys: ['online', 'second'], threshold: 1 };
    repository.versions[role] = 1_000_000;
  }
  await repository.publish('root', ...LOWER);
  const client = await Client.of(repository);
  for (const role of ['snapshot', 'timestamp'] as const) {
    repository.rotate(role, 'second');
    repository.versions[role] = 4;
  }
  await repository.publish('root', ...LOWER);
  await client.refresh();
  assert.deepEqual(client.versions(), versions(3, 5, 5, 3));
});

test('a target is taken only as the targets describe it, and not fetched again when it is there', async () => {
  const repository = await Repository.open();
  const targets = await (await Client.of(repository)).refresh();
  const genuine = [...repository.files].find(([name]) => name.endsWith('.policy.txt'))?.[1];
  assert.ok(genuine);
  const asked: [string, number][] = [];
  const giving = (bytes: Uint8Array | null): FetchFile => {
    return async (name, maxBytes) => {
      asked.push([name, maxBytes]);
      return bytes;
    };
  };
  const { bytes, isCached } = await fetchTarget(targets, 'policy.txt', giving(genuine));
  assert.deepEqual([bytes, isCached], [genuine, false]);
  assert.match(asked[0]?.[0] ?? '', /^[0-9a-f]{64}\.policy\.txt$/);
  // No more than its length is read, however much a server gives.
  assert.equal(asked[0]?.[1], genuine.length);
  const cached = await fetchTarget(targets, 'policy.txt', giving(null), genuine);
  assert.deepEqual([cached.isCached, asked.length], [true, 1]);
  const refuses = (code: string) => (error: unknown) => (error as { code?: string }).code === code;
  const altered = genuine.with(3, 0x41);
  for (const false_ of [altered, genuine.slice(1), new Uint8Array(0)]) {
    await assert.rejects(fetchTarget(targets, 'policy.txt', giving(false_), altered), refuses('trust-mismatch'));
  }
  await assert.rejects(fetchTarget(targets, 'policy.txt', giving(null)), refuses('missing'));
  await assert.rejects(fetchTarget(targets, 'other.txt', giving(genuine)), refuses('missing'));
});
