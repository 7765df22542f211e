import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { sha256 } from './hash.ts';
import { createSigner } from './note-key.ts';
import { meetsQuorum, parsePolicy } from './policy.ts';
import {
  formatPolicy,
  isWitnessAddress,
  MAX_WITNESSES,
  type PolicyWitness,
  type Quorum,
  readPolicyText,
} from './policy-text.ts';

const keyOf = async (name: string, type: 'note' | 'cosignature') =>
  (await createSigner({ name, type, seed: await sha256(bytesOf(name)) })).verifierKey;
const LOG = await keyOf('courier.example/log/2', 'note');
const OLD = await keyOf('courier.example/log/1', 'note');
const CLOCK = await keyOf('courier.example/clock', 'cosignature');
const ROOT = await sha256(bytesOf('tree'));
const WITNESSES: readonly PolicyWitness[] = await Promise.all(
  ['herald', 'bote', 'gazette', 'post', 'mail'].map(async (name) => ({
    name,
    key: await keyOf(`${name}.example/witness`, 'cosignature'),
    address: `https://${name}.example/witness`,
  })),
);
const own = { log: LOG, clock: CLOCK };
const refused = (error: unknown) => error instanceof ProofError && error.code === 'policy-format';

test('a policy names witnesses with their addresses and counts so many of them', async () => {
  const text = formatPolicy({ ...own, witnesses: WITNESSES.slice(0, 3), quorum: 2 });
  const policy = await parsePolicy(bytesOf(text));
  assert.deepEqual([...policy.witnesses.keys()], ['clock', 'herald', 'bote', 'gazette']);
  const met = (...names: string[]) =>
    policy.quorum !== null &&
    meetsQuorum(policy.quorum, (verifier) => names.some((name) => policy.witnesses.get(name) === verifier));
  assert.equal(met('herald', 'gazette'), true);
  assert.equal(met('herald', 'clock'), false);
});

test('whatever is written is read back the same, and means the same to the parser of every reader', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...WITNESSES]),
      fc.array(fc.boolean(), { minLength: MAX_WITNESSES, maxLength: MAX_WITNESSES }),
      fc.nat(MAX_WITNESSES + 2),
      fc.boolean(),
      async (chosen, isAsked, count, isRetired) => {
        const witnesses = chosen.map((each, at) => (isAsked[at] ? each : { ...each, address: null }));
        const most = witnesses.length;
        const quorum: Quorum = most === 0 ? 'none' : count > most ? (count % 2 === 0 ? 'all' : 'any') : count || 'none';
        const retired = isRetired ? [{ log: OLD, size: 41, root: ROOT, time: new Date('2026-11-22T10:15:00Z') }] : [];
        const contents = { ...own, witnesses, quorum, retired };
        const text = formatPolicy(contents);
        assert.deepEqual(await readPolicyText(text), contents);
        const parsed = await parsePolicy(bytesOf(text));
        assert.equal(parsed.witnesses.size, witnesses.length + 1);
        assert.equal(parsed.quorum === null, quorum === 'none');
      },
    ),
    { numRuns: 60 },
  );
});

test('a policy that could not be met, or not be read, is not written', () => {
  const [first] = WITNESSES as [PolicyWitness];
  for (const policy of [
    { quorum: 'any' as const },
    { witnesses: [first], quorum: 2 },
    { witnesses: [first], quorum: 0 },
    { witnesses: [first], quorum: 1.5 },
    { witnesses: [{ ...first, name: 'clock' }] },
    { witnesses: [{ ...first, name: 'none' }] },
    { witnesses: [{ ...first, name: 'witnesses' }] },
    { witnesses: [{ ...first, name: 'two words' }] },
    { witnesses: [{ ...first, name: '#' }] },
    { witnesses: [{ ...first, address: 'https://herald.example/ x' }] },
    { witnesses: [{ ...first, address: 'https://herald.example/\nquorum none' }] },
    { witnesses: [...WITNESSES, { ...first, name: 'sixth' }] },
  ]) {
    assert.throws(() => formatPolicy({ ...own, ...policy }), refused, JSON.stringify(policy));
  }
});

test('an address is one that a checkpoint can be posted to, and says who asks to nobody', () => {
  for (const address of ['https://herald.example/', 'https://herald.example', 'http://127.0.0.1:4490/w']) {
    assert.equal(isWitnessAddress(address), true, address);
  }
  for (const address of [
    'herald.example',
    'ftp://herald.example/',
    'https://user:word@herald.example/',
    'https://herald.example/?key=1',
    'https://herald.example/#here',
    'https://HERALD.example/',
    'https://herald.example/a/../b',
    'https://',
    `https://herald.example/${'x'.repeat(500)}`,
  ]) {
    assert.equal(isWitnessAddress(address), false, address);
  }
});

test('a policy that somebody wrote by hand is not changed by us', async () => {
  const text = formatPolicy({ ...own, witnesses: WITNESSES.slice(0, 2), quorum: 'all' });
  await assert.rejects(readPolicyText(text.replace('group witnesses', 'group  witnesses')), refused);
  await assert.rejects(readPolicyText(`# ours\n${text}`), refused);
  await assert.rejects(readPolicyText('nonsense\n'), refused);
});
