import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Response } from 'undici';
import { openSend } from './ask.ts';

/** Asks over a connection that fails in a certain way. */
async function faultOf(error: unknown): Promise<{ sentence: string; scope: string; isPassing: boolean } | undefined> {
  const failing = async (): Promise<Response> => {
    throw error;
  };
  const signal = new AbortController().signal;
  const asked = await openSend({ fetch: failing, timeoutMs: 60_000, signal, key: undefined })({
    address: 'https://engine.example/',
  });
  return 'fault' in asked ? asked.fault : undefined;
}

function withCode(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('inner'), { code }) });
}

test('what a connection failed for is said in words', async () => {
  for (const [error, sentence] of [
    [withCode('ECONNREFUSED'), 'nothing listens at its address'],
    [withCode('ENOTFOUND'), 'there is no such host'],
    [withCode('UND_ERR_SOCKET'), 'the connection was cut'],
    [withCode('DEPTH_ZERO_SELF_SIGNED_CERT'), 'its certificate is not accepted (DEPTH_ZERO_SELF_SIGNED_CERT)'],
    [withCode('CERT_HAS_EXPIRED'), 'its certificate is not accepted (CERT_HAS_EXPIRED)'],
    [withCode('EWHATEVER'), 'it cannot be reached'],
    [
      new TypeError('x', { cause: new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]) }),
      'nothing listens at its address',
    ],
    ['no error at all', 'it cannot be reached'],
  ] as const) {
    assert.deepEqual(await faultOf(error), { sentence, scope: 'engine', isPassing: true });
  }
});

test('a platform that waited long enough blames the texts, not the engine', async () => {
  for (const code of ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']) {
    assert.deepEqual(await faultOf(withCode(code)), {
      sentence: 'no answer within 300 s',
      scope: 'texts',
      isPassing: false,
    });
  }
});

test('an answer that a server wants to be waited for may name seconds or a date', async () => {
  const waits: (number | undefined)[] = [];
  for (const value of ['7', new Date(Date.now() - 60_000).toUTCString(), 'soon', '']) {
    const busy = async (): Promise<Response> => new Response('{}', { status: 429, headers: { 'retry-after': value } });
    const signal = new AbortController().signal;
    const asked = await openSend({ fetch: busy, timeoutMs: 60_000, signal, key: undefined })({
      address: 'https://engine.example/',
    });
    waits.push('fault' in asked ? asked.fault.waitMs : undefined);
  }
  assert.deepEqual(waits, [7_000, 0, undefined, undefined]);
});
