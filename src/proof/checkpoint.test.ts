import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { ProofError } from './errors.ts';
import { type Hash, parseBase64Hash } from './hash.ts';
import { formatLogProof, parseLogProof, parseProvenNote } from './log-proof.ts';
import { createSigner } from './note-key.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;
const root = parseBase64Hash('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=') as Hash;
const TEXT = `courier.example/log/1
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
`;

test('a checkpoint is origin, size and root, in one form', () => {
  assert.deepEqual(parseCheckpoint(TEXT), { origin: 'courier.example/log/1', size: 20852163, root });
  assert.equal(formatCheckpoint(parseCheckpoint(TEXT)), TEXT);
  for (const text of [
    TEXT.trimEnd(),
    `${TEXT}\n`,
    `${TEXT}extension\n`,
    TEXT.replace('2085', '02085'),
    TEXT.replace('20852163', '-1'),
    TEXT.replace('20852163', '9007199254740993'),
    TEXT.replace('q2I=', 'q2J='),
    TEXT.replace('CsUY', ''),
    TEXT.replace('/log/1', ''),
    TEXT.replace('/log/1', '/log/01'),
    TEXT.replace('courier', 'Courier'),
    '',
  ]) {
    assert.throws(() => parseCheckpoint(text), refuses('checkpoint-format'), JSON.stringify(text));
  }
});

test('only the log of that origin signs a checkpoint, and only cosigners cosign it', async () => {
  const seed = new Uint8Array(32);
  const other = await createSigner({ name: 'courier.example/log/2', type: 'note', seed });
  const log = await createSigner({ name: 'courier.example/log/1', type: 'note', seed });
  const checkpoint = parseCheckpoint(TEXT);
  await assert.rejects(async () => signCheckpoint(checkpoint, other), TypeError);
  await assert.rejects(async () => signCheckpoint(checkpoint, log, [other]), TypeError);
  assert.ok((await signCheckpoint(checkpoint, log)).startsWith(TEXT));
});

const hashes = fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 53 });

test('a log proof is read back as it was written', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), hashes, (index, list) => {
      const proof = { index, hashes: list as Hash[], checkpoint: `${TEXT}\n— x\n` };
      assert.deepEqual(parseLogProof(formatLogProof(proof)), proof);
    }),
  );
});

test('what is no log proof is refused', () => {
  const good = formatLogProof({ index: 7, hashes: [root], checkpoint: TEXT });
  assert.equal(parseLogProof(good).index, 7);
  for (const text of [
    good.replace('@v1', '@v2'),
    good.replace('index 7', 'index 07'),
    good.replace('index 7', 'index  7'),
    good.replace('index 7\n', ''),
    good.replace('index 7\n', 'extra aGk=\nindex 7\n'),
    good.replace('q2I=\n\n', 'q2I\n\n'),
    good.replace('\n\n', '\n'),
    good.replace('index 7\n', `index 7\n${'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'.repeat(53)}`),
  ]) {
    assert.throws(() => parseLogProof(text), refuses('proof-format'), text);
  }
});

test('a note with two proofs, or none, is refused', () => {
  const proof = formatLogProof({ index: 7, hashes: [], checkpoint: TEXT });
  assert.equal(parseProvenNote(`note\n\n${proof}`, 'head', 'head-format').note, 'note\n');
  for (const text of ['note\n', `note\n${proof}`, `note\n\n${proof}\n\n${proof}`]) {
    assert.throws(() => parseProvenNote(text, 'head', 'head-format'), refuses('head-format'));
  }
});
