import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpError } from '../platform/http/index.ts';
import { ProofError } from '../proof/index.ts';
import { MonitorError } from './error.ts';
import { type MonitoredCarrier, type RoundLimits, Session } from './session.ts';

const LIMITS: RoundLimits = { maxRequests: 20, maxBytes: 10_000, totalMs: 60_000 };
const never = new AbortController().signal;

function sessionOf(read: MonitoredCarrier['read'], limits: Partial<RoundLimits> = {}, signal = never): Session {
  return new Session({ name: 'https://carrier.example/', read }, { ...LIMITS, ...limits }, signal);
}

const isSpent = (error: unknown) => error instanceof MonitorError && error.code === 'carrier-spent';

test('a carrier costs no more requests than a round may, however many are wanted', async () => {
  let asked = 0;
  const session = sessionOf(async () => {
    asked += 1;
    return new Uint8Array(1);
  });
  for (let at = 0; at < LIMITS.maxRequests; at += 1) await session.read(`o/${at}`, 10);
  await assert.rejects(session.read('o/one-more', 10), isSpent);
  assert.equal(asked, LIMITS.maxRequests);
});

test('a carrier costs no more bytes than a round may, and never more than the cap of a file', async () => {
  const wanted: number[] = [];
  const session = sessionOf(async (_, maxBytes) => {
    wanted.push(maxBytes);
    return new Uint8Array(maxBytes);
  });
  await session.read('a', 8_000);
  await session.read('b', 8_000);
  assert.deepEqual(wanted, [8_000, 2_000]);
  await assert.rejects(session.read('c', 1), isSpent);
  const lying = sessionOf(async () => new Uint8Array(200));
  await assert.rejects(lying.read('a', 100), (error) => error instanceof ProofError && error.code === 'too-large');
});

test('an answer that is too large is a failure of the file, silence is one of the carrier', async () => {
  const large = sessionOf(() => Promise.reject(new HttpError('too-large', 'more than that')));
  await assert.rejects(large.read('head', 10), (error) => error instanceof ProofError && error.code === 'too-large');
  const dead = sessionOf(() => Promise.reject(new HttpError('unreachable', 'refused')));
  await dead.attempt(async () => void (await dead.read('head', 10)));
  assert.deepEqual([dead.isLost, dead.raised.map(({ finding }) => finding.name)], [true, ['unreachable']]);
  await dead.attempt(() => Promise.reject(new Error('a carrier that is lost is left alone')));
});

test('a carrier that never ends an answer is left when the time of a round is over', async () => {
  const hangs: MonitoredCarrier['read'] = (_, __, signal) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  // The time limit is a timer that does not keep a process alive, and nothing else runs here.
  const alive = setInterval(() => {}, 1_000);
  try {
    await assert.rejects(sessionOf(hangs, { totalMs: 20 }).read('head', 10), isSpent);
  } finally {
    clearInterval(alive);
  }
});

test('a defect of ours is not blamed on a carrier', async () => {
  const session = sessionOf(() => Promise.reject(new TypeError('ours')));
  await assert.rejects(
    session.attempt(async () => void (await session.read('head', 10))),
    TypeError,
  );
});

test('evidence is what was read since the last beginning, beside trust data and head', async () => {
  const session = sessionOf(async (path) => (path === 'o/aa/none' ? null : new TextEncoder().encode(path)));
  for (const path of ['trust/bundle', 'head', 'o/aa/old', 'o/aa/none']) await session.read(path, 100);
  session.begin();
  await session.read('o/aa/new', 100);
  const files = session.files('carrier', new Map([['ru/index.html', new Uint8Array(1)]]));
  assert.deepEqual([...files.keys()].sort(), [
    'carrier/head',
    'carrier/o/aa/new',
    'carrier/ru/index.html',
    'carrier/trust/bundle',
  ]);
});
