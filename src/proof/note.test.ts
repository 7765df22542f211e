import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ProofError } from './errors.ts';
import { formatSignature, parseNote, signNote, verifyNote } from './note.ts';
import { createSigner, formatSignerKey, parseSignerKey, parseVerifierKey, verifierFor } from './note-key.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;

/** The example of C2SP signed-note. */
const EXAMPLE_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const EXAMPLE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

/** The example keys of Go's golang.org/x/mod/sumdb/note. */
const GO_PRIVATE = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const GO_PUBLIC = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const seed = (fill: number) => new Uint8Array(32).fill(fill);
const newSigner = (name: string, fill: number) => createSigner({ name, type: 'note', seed: seed(fill) });

test('the example of the specification verifies', async () => {
  const note = await verifyNote(parseNote(EXAMPLE), [await parseVerifierKey(EXAMPLE_KEY)]);
  assert.equal(note.text, 'This is an example message.\n');
});

test('keys and notes are those of the Go implementation, byte for byte', async () => {
  const signer = await createSigner(await parseSignerKey(GO_PRIVATE));
  assert.equal(signer.verifierKey, GO_PUBLIC);
  assert.equal(await formatSignerKey(await parseSignerKey(GO_PRIVATE)), GO_PRIVATE);
  assert.equal(await signNote(parseNote(GO_NOTE).text, [signer]), GO_NOTE);
});

test('the example of tlog-cosignature states its time where a cosignature is read', async () => {
  const { signatures } = parseNote(`example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`);
  const bytes = signatures[1]?.bytes ?? new Uint8Array(8);
  assert.equal(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0), 1679315147n);
  assert.equal(bytes.length, 72);
});

test('a cosignature says when, and only over the text it was made for', async () => {
  const now = () => new Date('2026-11-22T10:15:07.900Z');
  const clock = await createSigner({ name: 'courier.example/clock', type: 'cosignature', seed: seed(3), now });
  const verifier = await verifierFor(clock);
  const note = await signNote('courier.example/log/1\n5\nroot\n', [clock]);
  const good = await verifyNote(parseNote(note), [verifier]);
  assert.equal(good.signatures[0]?.timeSeconds, Date.parse('2026-11-22T10:15:07Z') / 1000);
  await assert.rejects(verifyNote(parseNote(note.replace('\n5\n', '\n6\n')), [verifier]), refuses('note-signature'));
  const bytes = parseNote(note).signatures[0]?.bytes ?? new Uint8Array();
  assert.equal(await verifier.verify(parseNote(note).text, bytes.with(7, (bytes[7] ?? 0) ^ 1)), null);
  assert.equal(await verifier.verify(parseNote(note).text, bytes.slice(8)), null, 'a plain signature is none');
});

test('a signature of an unknown key is ignored, also one of the same name', async () => {
  const [one, two] = await Promise.all([newSigner('courier.example/desk', 1), newSigner('courier.example/desk', 2)]);
  const note = parseNote(await signNote('text\n', [two, one]));
  assert.equal((await verifyNote(note, [await verifierFor(one)])).signatures.length, 1);
  const three = await verifierFor(await newSigner('courier.example/desk', 3));
  await assert.rejects(verifyNote(note, [three]), refuses('note-signature'));
});

test('one wrong signature of a known key refuses the whole note', async () => {
  const [one, two] = await Promise.all([newSigner('one.example', 1), newSigner('two.example', 2)]);
  const good = parseNote(await signNote('text\n', [one, two]));
  const [first, second] = good.signatures;
  assert.ok(first && second);
  const note = { ...good, signatures: [first, { ...second, bytes: first.bytes }] };
  const verifiers = [await verifierFor(one), await verifierFor(two)];
  await assert.rejects(verifyNote(note, verifiers), refuses('note-signature'));
  assert.equal((await verifyNote(note, verifiers.slice(0, 1))).signatures.length, 1);
});

test('a key signs once: its repeated signature counts as one', async () => {
  const one = await newSigner('one.example', 1);
  const note = parseNote(await signNote('text\n', [one, one]));
  assert.equal((await verifyNote(note, [await verifierFor(one)])).signatures.length, 1);
});

test('what is no note is refused', () => {
  const line = formatSignature({ name: 'a.example', keyId: 1, bytes: new Uint8Array(64) });
  for (const note of [
    '',
    'text\n',
    `text\n${line}`,
    `text\n\n`,
    `text\n\n${line.trimEnd()}`,
    `text\n\n${line}\n`,
    `text\n\n${line}trailing\n`,
    `text\r\n\n${line}`,
    `tab\t\n\n${line}`,
    `nul\0\n\n${line}`,
    `text\n\n${line.replace('— ', '—  ')}`,
    `text\n\n${line.replace('— ', '- ')}`,
    `text\n\n${line.replace('a.example', 'a+b')}`,
    `text\n\n${line.replace('a.example', 'a\u00a0b')}`,
    `text\n\n${line.replace('a.example', 'a\u009b2Jb')}`,
    `text\n\n${line.replace('a.example', 'a\u202eb')}`,
    `text\n\n${line.replace('a.example', 'a\u200bb')}`,
    `text\n\n${line.replace('a.example', 'a\x7fb')}`,
    `text\n\n${line.trimEnd()} more\n`,
    `text\n\n— a.example AAAAAQ==\n`,
    `text\n\n— a.example AAAAAAB=\n`,
    `text\n\n${line.replace('=', '')}`,
    `text\ud800\n\n${line}`,
    `text\n\n${line.repeat(65)}`,
  ]) {
    assert.throws(() => parseNote(note), refuses('note-format'), JSON.stringify(note));
  }
  assert.throws(() => parseNote(new Uint8Array([0xff])), refuses('note-format'));
  assert.throws(() => parseNote(`${'a'.repeat(64 * 1024)}\n\n${line}`), refuses('too-large'));
  assert.throws(() => parseNote(`${'—'.repeat(22_000)}\n\n${line}`), refuses('too-large'));
  assert.equal(parseNote(`text\n\n${line.repeat(64)}`).signatures.length, 64);
});

test('verifier keys are refused unless hash, type and length fit', async () => {
  for (const key of [
    '',
    'example.com/foo',
    EXAMPLE_KEY.replace('530d903a', '530d903b'),
    EXAMPLE_KEY.replace('530d903a', '530D903A'),
    EXAMPLE_KEY.replace('foo', 'bar'),
    EXAMPLE_KEY.replace('+Ae', '+Be'),
    EXAMPLE_KEY.slice(0, -4),
    `${EXAMPLE_KEY}AAAA`,
    EXAMPLE_KEY.replace('/', ' '),
  ]) {
    await assert.rejects(parseVerifierKey(key), refuses('key-format'), key);
  }
});

test('a signer key that is refused is not told in the message', async () => {
  const wrong = GO_PRIVATE.replace('c74f20a3', 'c74f20a4');
  await assert.rejects(parseSignerKey(wrong), (error: unknown) => {
    assert.ok(refuses('key-format')(error));
    return !String(error).includes('AYEKFALV');
  });
  await assert.rejects(parseSignerKey(GO_PUBLIC), refuses('key-format'));
});

test('any text without control characters is signed and read back unchanged, blank lines included', async () => {
  const signer = await newSigner('one.example', 1);
  const verifier = await verifierFor(signer);
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\0-\x1f]/g, ''));
  const text = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => `${lines.join('\n')}\n`);
  await fc.assert(
    fc.asyncProperty(text, async (original) => {
      const note = await verifyNote(parseNote(await signNote(original, [signer])), [verifier]);
      assert.equal(note.text, original);
    }),
    { numRuns: 100 },
  );
});

test('a note with one byte changed is refused', async () => {
  const verifier = await parseVerifierKey(EXAMPLE_KEY);
  const bytes = new TextEncoder().encode(EXAMPLE);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = bytes.with(at, (bytes[at] as number) ^ flip);
      await assert.rejects(async () => verifyNote(parseNote(changed), [verifier]), ProofError);
    }),
    { numRuns: 300 },
  );
});

test('text that does not end in a newline is not signed', async () => {
  await assert.rejects(signNote('text', [await newSigner('one.example', 1)]), refuses('note-format'));
});
