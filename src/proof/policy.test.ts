import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64Of, bytesOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { sha256 } from './hash.ts';
import { createSigner } from './note-key.ts';
import { meetsQuorum, parsePolicy } from './policy.ts';
import { formatPolicy } from './policy-text.ts';

const refuses =
  (...codes: string[]) =>
  (error: unknown) =>
    error instanceof ProofError && codes.includes(error.code);

const seedOf = (word: string) => sha256(bytesOf(word));
const noteKey = async (name: string) =>
  (await createSigner({ name, type: 'note', seed: await seedOf(name) })).verifierKey;
const witnessKey = async (name: string) =>
  (await createSigner({ name, type: 'cosignature', seed: await seedOf(name) })).verifierKey;

const LOG = await noteKey('courier.example/log/2');
const OLD = await noteKey('courier.example/log/1');
const CLOCK = await witnessKey('courier.example/clock');
const W = await Promise.all(['x1', 'x2', 'x3', 'y1', 'y2', 'y3'].map((name) => witnessKey(`${name}.example`)));
const ROOT = base64Of(await sha256(bytesOf('tree')));
const parse = (text: string) => parsePolicy(bytesOf(text));

/** The example of C2SP tlog-policy, with keys. */
const EXAMPLE = `log ${LOG}

witness X1 ${W[0]}
witness X2 ${W[1]} https://x2.example/
witness X3\t${W[2]}
group X-witnesses 2 X1 X2 X3

witness Y1 ${W[3]}
witness Y2 ${W[4]}
witness Y3 ${W[5]}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
 # a comment
quorum X-and-Y
`;

test('the example of the specification means what it says', async () => {
  const { quorum, logs, clock, retired } = await parse(EXAMPLE);
  assert.equal(logs[0]?.verifierKey, LOG);
  assert.equal(clock, null);
  assert.deepEqual(retired, []);
  const met = (...names: string[]) => quorum !== null && meetsQuorum(quorum, ({ name }) => names.includes(name));
  assert.equal(met('x1.example', 'x3.example', 'y2.example'), true);
  assert.equal(met('x1.example', 'y1.example', 'y2.example', 'y3.example'), false);
  assert.equal(met('x1.example', 'x2.example', 'x3.example'), false);
  assert.equal(met(), false);
});

test('our own policy has a clock and retired logs in comments, and is read back', async () => {
  const root = await sha256(bytesOf('tree'));
  const time = new Date('2026-11-22T10:15:00Z');
  const text = formatPolicy({ log: LOG, clock: CLOCK, retired: [{ log: OLD, size: 41, root, time }] });
  const policy = await parse(text);
  assert.equal(policy.clock?.verifierKey, CLOCK);
  assert.equal(policy.quorum, null);
  const [old] = policy.retired;
  assert.equal(old?.verifier.name, 'courier.example/log/1');
  assert.equal(old?.size, 41);
  assert.deepEqual(old?.root, root);
  assert.equal(old?.time, '2026-11-22T10:15:00Z');
});

test('a policy that is not one is refused', async () => {
  const own = formatPolicy({ log: LOG, clock: CLOCK });
  for (const text of [
    '',
    own.trimEnd(),
    own.replace('quorum none\n', ''),
    `${own}quorum none\n`,
    own.replace('quorum none', 'quorum clock'),
    own.replace('quorum none', 'quorum nobody'),
    own.replace('quorum none', 'group g all clock\nquorum g'),
    own.replace('# tamizdat clock clock', '# tamizdat clock sundial'),
    own.replace('# tamizdat clock clock', '# tamizdat clock clock\n# tamizdat clock clock'),
    `${own}log ${LOG}\n`,
    `${own}log ${CLOCK}\n`,
    `${own}log ${await noteKey('courier.example/log/2')}\n`,
    `${own}log ${await noteKey('herald.example/log/2')}\n`,
    `${own}# tamizdat retired ${await noteKey('herald.example/log/2')} 41 ${ROOT} 2026-11-22T10:15:00Z\n`,
    `${own}# tamizdat retired ${OLD} 41 ${ROOT} 2026-11-22T10:15:00Z\n`.repeat(2),
    `${own}log ${await noteKey('courier.example')}\n`,
    `${own}witness none ${W[0]}\n`,
    `${own}witness clock ${W[0]}\n`,
    `${own}witness again ${CLOCK}\n`,
    `${own}witness x ${LOG}\n`,
    `${own}witness x\n`,
    `${own}nonsense\n`,
    `${own}# tamizdat retired ${OLD} 41 AAAA 2026-11-22T10:15:00Z\n`,
    `${own}# tamizdat retired ${OLD} 041 ${ROOT} 2026-11-22T10:15:00Z\n`,
    `${own}# tamizdat retired ${OLD} 41 ${ROOT} 2026-11-22\n`,
    `${own}# tamizdat retired ${OLD} 41 ${ROOT} 2026-11-22T10:15:00Z more\n`,
    `${own}log ${await witnessKey('courier.example/log/9')}\n`,
    `${own}# \x01\n`,
    own + '#\n'.repeat(500),
    `${own}\0\n`,
    EXAMPLE.replace('group X-witnesses 2', 'group X-witnesses 4'),
    EXAMPLE.replace('group X-witnesses 2', 'group X-witnesses 0'),
    EXAMPLE.replace('2 X1 X2 X3', '2 X1 X1 X3'),
    EXAMPLE.replace('any Y1', 'any X1'),
    EXAMPLE.replace('any Y1', 'any Z1'),
    EXAMPLE.replace('any Y1 Y2 Y3', 'any'),
  ]) {
    await assert.rejects(parse(text), refuses('policy-format', 'key-format'), text);
  }
});
