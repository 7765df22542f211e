import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from '../../src/proof/index.ts';
import { Repository } from './repository.ts';
import { Client, LOWER } from './tuf-bench.ts';

/* The cases of the TUF client conformance suite about keys, thresholds and chains of roots: see `tuf-attacks.test.ts`. */

/** Keys, threshold and signers of each root in turn; the last is refused where `isRefused`. */
const chains: readonly (readonly [string, boolean, readonly (readonly [string, number, string])[]])[] = [
  [
    'one key after another',
    false,
    [
      ['1', 1, '1'],
      ['2', 1, '21'],
      ['2', 1, '2'],
    ],
  ],
  [
    'signatures of others beside it',
    false,
    [
      ['1', 1, '314'],
      ['2', 1, '3214'],
      ['2', 1, '324'],
    ],
  ],
  [
    'any three of five',
    false,
    [
      ['01234', 3, '024'],
      ['01234', 3, '041'],
      ['01234', 3, '013'],
    ],
  ],
  [
    'one of five replaced',
    false,
    [
      ['01234', 3, '024'],
      ['01345', 3, '041'],
    ],
  ],
  [
    'one of five replaced, the new one signing',
    false,
    [
      ['01234', 3, '024'],
      ['01345', 3, '0245'],
      ['01345', 3, '045'],
    ],
  ],
  [
    'all five replaced',
    false,
    [
      ['01234', 3, '024'],
      ['56789', 3, '024567'],
      ['56789', 3, '567'],
    ],
  ],
  [
    'one of three to two of three',
    false,
    [
      ['123', 1, '1'],
      ['123', 2, '12'],
    ],
  ],
  [
    'two of three to one of three',
    false,
    [
      ['123', 2, '12'],
      ['123', 1, '12'],
      ['123', 1, '1'],
    ],
  ],
  [
    'one of one to two of two',
    false,
    [
      ['1', 1, '1'],
      ['12', 2, '12'],
    ],
  ],
  [
    'a next root its predecessor did not sign',
    true,
    [
      ['1', 1, '1'],
      ['2', 1, '234'],
    ],
  ],
  [
    'a next root its own key did not sign',
    true,
    [
      ['1', 1, '1'],
      ['2', 1, '134'],
    ],
  ],
  [
    'too few of the new keys',
    true,
    [
      ['01234', 3, '024'],
      ['01345', 3, '024'],
    ],
  ],
  [
    'too few of the old keys',
    true,
    [
      ['01234', 3, '024'],
      ['01345', 3, '045'],
    ],
  ],
  [
    'a raised threshold not met',
    true,
    [
      ['123', 1, '1'],
      ['123', 2, '2'],
    ],
  ],
  [
    'a lowered threshold before it holds',
    true,
    [
      ['123', 2, '12'],
      ['123', 1, '1'],
    ],
  ],
];

for (const [what, isRefused, roots] of chains) {
  test(`a chain of roots is ${isRefused ? 'refused' : 'followed'}: ${what}`, async () => {
    const repository = await Repository.open();
    repository.versions.root = 0;
    for (const [keys, threshold, signers] of roots) {
      repository.roles.root = { keys: [...keys], threshold, signers: [...signers] };
      await repository.publish('root');
    }
    const client = new Client(repository);
    if (isRefused) assert.equal(await client.refusal(), 'trust-threshold');
    else await client.refresh();
    assert.equal(client.versions().root, roots.length - (isRefused ? 1 : 0));
  });
}

for (const role of LOWER) {
  test(`the threshold of ${role} holds for distinct keys only`, async () => {
    const repository = await Repository.open();
    repository.roles[role] = { keys: ['a', 'b', 'c', 'd', 'e'], threshold: 3, signers: ['e', 'a', 'c'] };
    await repository.publish('root', ...LOWER);
    const client = await Client.of(repository);
    for (const signers of [['a', 'c'], ['a', 'c', 'stranger'], ['stranger']]) {
      repository.roles[role].signers = signers;
      await repository.publish(...LOWER);
      assert.equal(await client.refusal(), 'trust-threshold', signers.join());
    }
    // The same signature many times over.
    repository.roles[role].signers = ['a', 'a', 'a'];
    await repository.publish(...LOWER);
    assert.equal(await client.refusal(), 'trust-format');
    // More than there are keys: nothing can be signed, and the root that says so is kept.
    repository.roles[role] = { keys: ['a', 'b'], threshold: 3 };
    await repository.publish('root', ...LOWER);
    assert.equal(await client.refusal(), 'trust-threshold');
    assert.equal(client.versions().root, 3);
    assert.notEqual(client.versions()[role], repository.versions[role]);
  });
}

test('a key that stands twice in a role is refused with its root', async () => {
  const repository = await Repository.open();
  const client = await Client.of(repository);
  repository.roles.snapshot = { keys: ['a', 'a', 'a'], threshold: 2, signers: ['a'] };
  await repository.publish('root', ...LOWER);
  assert.equal(await client.refusal(), 'trust-format');
  assert.equal(client.versions().root, 1);
});

test('one false signature beside enough good ones does no harm', async () => {
  const repository = await Repository.open();
  repository.roles.timestamp = { keys: ['online', 'second'], threshold: 1 };
  await repository.publish('root', ...LOWER);
  const client = new Client(repository);
  const text = new TextDecoder().decode(repository.file('timestamp.json'));
  for (const sig of ['', '00'.repeat(64)]) {
    repository.files.set('timestamp.json', bytesOf(text.replace(/"sig":"[0-9a-f]+"/, `"sig":"${sig}"`)));
    await client.refresh();
  }
  const none = text.replaceAll(/"sig":"[0-9a-f]+"/g, `"sig":"${'00'.repeat(64)}"`);
  client.files.delete('timestamp');
  repository.files.set('timestamp.json', bytesOf(none));
  assert.equal(await client.refusal(), 'trust-threshold');
});
