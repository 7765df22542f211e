import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenOff, failureOf } from './failure.ts';

const signedAt = new Date('2026-11-22T10:15:00Z');
const where = 'the bucket courier at s3.example';

function failing(status: number, code: string, headers: Readonly<Record<string, string>> = {}, more = '') {
  const bytes = new TextEncoder().encode(`<?xml version="1.0"?>\n<Error><Code>${code}</Code>${more}</Error>`);
  const answer = { status, headers: new Map(Object.entries(headers)), bytes, sizeBytes: bytes.length };
  return failureOf(answer, { where, region: 'eu-1', signedAt });
}

test('each refusal of a service has its code, and only those that pass by themselves may be tried again', () => {
  for (const [status, code, expected] of [
    [403, 'AccessDenied', 's3-forbidden'],
    [403, 'InvalidAccessKeyId', 's3-key-refused'],
    [403, 'SignatureDoesNotMatch', 's3-key-refused'],
    [404, 'NoSuchBucket', 's3-no-bucket'],
    [403, 'QuotaExceeded', 's3-full'],
    [413, 'EntityTooLarge', 's3-full'],
    [507, '', 's3-full'],
    [503, 'SlowDown', 's3-unreachable'],
    [429, '', 's3-unreachable'],
    [500, 'InternalError', 's3-unreachable'],
    [501, 'NotImplemented', 's3-refused'],
    [400, 'InvalidArgument', 's3-refused'],
    [302, '', 's3-refused'],
    // Refused in an answer that began well.
    [200, 'QuotaExceeded', 's3-full'],
  ] as const) {
    const error = failing(status, code);
    assert.deepEqual([error.code, error.retryable], [expected, expected === 's3-unreachable'], `${status} ${code}`);
    assert.ok(error.hint);
    assert.equal(error.message, `${where} answers ${status}${code && ` (${code})`}`);
  }
});

test('a clock that is off is told with how far, whatever the service calls it', () => {
  for (const [date, code, says] of [
    ['Sun, 22 Nov 2026 08:00:00 GMT', 'RequestTimeTooSkewed', /is 2 h 15 min ahead of the service's$/],
    ['Sun, 22 Nov 2026 10:35:00 GMT', 'AccessDenied', /is 20 min behind the service's$/],
    ['', 'RequestTimeTooSkewed', /is not that of the service$/],
  ] as const) {
    const error = failing(403, code, { date });
    assert.equal(error.code, 's3-clock-skewed');
    assert.match(error.message, says);
  }
  assert.equal(failing(403, 'AccessDenied', { date: 'Sun, 22 Nov 2026 10:16:00 GMT' }).code, 's3-forbidden');
});

test('another region is told, from the answer or its header', () => {
  const inBody = failing(400, 'AuthorizationHeaderMalformed', {}, '<Region>eu-2</Region>');
  const inHeader = failing(301, 'PermanentRedirect', { 'x-amz-bucket-region': 'eu-2' });
  for (const error of [inBody, inHeader]) {
    assert.equal(error.code, 's3-wrong-region');
    assert.match(`${error.message} ${error.hint}`, /in the region eu-2, not in eu-1 write region: eu-2/);
  }
  assert.equal(failing(403, 'AccessDenied', { 'x-amz-bucket-region': 'eu-1' }).code, 's3-forbidden');
});

test('nothing of what a service says but its code comes into a message', () => {
  const error = failing(
    403,
    'Access <b>denied</b> KEYID',
    {},
    '<AWSAccessKeyId>KEYID</AWSAccessKeyId><Region>"x</Region>',
  );
  assert.equal(error.message, `${where} answers 403`);
});

test('a certificate that does not fit is not a line that is down', () => {
  const wrongName = Object.assign(new Error('altnames'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  assert.equal(brokenOff(where, new TypeError('fetch failed', { cause: wrongName })).code, 's3-not-proven');
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  assert.equal(brokenOff(where, refused).code, 's3-unreachable');
});
