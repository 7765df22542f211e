import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import { bytesOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { verifyTrust } from './trust.ts';
import { newestKnown } from './trust-known.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;
const now = new Date('2026-11-22T12:00:00Z');
const all = (version: number) => ({ targets: version, snapshot: version, timestamp: version });

test('of two kept values the newer stays, with the higher versions of both', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  const kept = async (version: number) => {
    await newsroom.writeTrust({ versions: all(version) });
    return (await verifyTrust({ fingerprint, read, now })).keep;
  };
  const [low, high] = [await kept(3), await kept(5)];
  assert.deepEqual(await newestKnown(low, high), high);
  assert.deepEqual(await newestKnown(high, low), high);
  const bytes = await newsroom.makeRoot(2, { keys: { timestamp: ['timestamp-2'] } });
  await newsroom.writeTrust({ root: { version: 2, bytes }, versions: all(4), by: { timestamp: 'timestamp-2' } });
  const next = (await verifyTrust({ fingerprint, known: low, read, now })).keep;
  for (const both of [await newestKnown(next, high), await newestKnown(high, next)]) {
    assert.match(new TextDecoder().decode(both), /^tamizdat.known\/v1 timestamp 4 snapshot 5 targets 5\n2.root.json /);
  }
});

test('kept bytes that were damaged are refused by name', async () => {
  const newsroom = await Newsroom.open();
  const { fingerprint, read } = newsroom;
  const { keep } = await verifyTrust({ fingerprint, read, now });
  const text = new TextDecoder().decode(keep);
  for (const line of [
    'timestamp 1 snapshot 1',
    'timestamp 01 snapshot 1 targets 1',
    'targets 1 snapshot 1 targets 1',
  ]) {
    const known = bytesOf(text.replace('timestamp 1 snapshot 1 targets 1', line));
    await assert.rejects(verifyTrust({ fingerprint, known, now }), refuses('bundle-format'), line);
  }
});
