import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseChallenges } from './dav-challenge.ts';
import { digestAuthorization, rankOfDigest } from './dav-digest.ts';

const plain = (header: string | string[]): unknown[] =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

test('several challenges are told apart, in one header and in several', () => {
  const expected = [
    ['digest', { realm: 'a, b="c"', nonce: 'n==', qop: 'auth, auth-int', stale: 'TRUE' }],
    ['basic', { realm: 'x', charset: 'UTF-8' }],
    ['negotiate', {}],
  ];
  const digest = 'Digest realm="a, b=\\"c\\"", nonce="n==",qop="auth, auth-int" , stale=TRUE';
  assert.deepEqual(plain(`${digest}, Basic realm = "x", charset="UTF-8", Negotiate`), expected);
  assert.deepEqual(plain([digest, 'BASIC Realm="x", charset="UTF-8"', 'Negotiate YIIabc==']), expected);
  assert.deepEqual(parseChallenges(undefined), []);
});

test('what cannot be read ends the list', () => {
  assert.deepEqual(plain('Basic realm="x'), [['basic', {}]]);
  assert.deepEqual(plain('="x", Basic'), []);
  assert.deepEqual(plain('realm="x"'), []);
});

test('whatever a server sends is read in time, and only as text', () => {
  const piece = fc.constantFrom('Digest ', 'Basic', ' realm=', '"', '\\', '\\"', ',', '=', '==', ' ', 'nonce="a"', 'x');
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
      for (const { scheme, parameters } of parseChallenges(pieces.join(''))) {
        assert.match(scheme, /^[^\s",=]+$/);
        for (const name of parameters.keys()) assert.match(name, /^[^\s",=]+$/);
      }
    }),
    { numRuns: 3000 },
  );
});

test('the examples of RFC 7616 §3.9.1 are answered as the standard does', () => {
  for (const [algorithm, response] of [
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const) {
    const [challenge] = parseChallenges(
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    );
    assert.ok(challenge !== undefined);
    const header = digestAuthorization(challenge, 'Mufasa', 'Circle of Life', {
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    });
    assert.ok(header.includes(`response="${response}"`), header);
    assert.ok(header.includes('username="Mufasa"') && header.includes('nc=00000001'), header);
    assert.doesNotMatch(header, /Circle/);
  }
});

test('a server that wants the name of the user hidden gets its hash, as in RFC 7616 §3.4.4', () => {
  const [challenge] = parseChallenges(
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, ' +
      'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", ' +
      'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
  );
  assert.ok(challenge !== undefined);
  const header = digestAuthorization(challenge, 'Jäsøn Doe', 'Secret, or not?', {
    method: 'GET',
    uri: '/doe.json',
    count: 1,
    clientNonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm',
  });
  const hash = createHash('sha512-256').update('Jäsøn Doe:api@example.org').digest('hex');
  assert.ok(header.startsWith(`Digest username="${hash}", userhash=true, realm=`), header);
  assert.match(header, /algorithm=SHA-512-256/);
});

test('a server that names no quality of protection is answered as of old, and nobody is answered who cannot be', () => {
  const parse = (text: string) => parseChallenges(text)[0] ?? assert.fail();
  const old = parse('Digest realm="r", nonce="n"');
  const header = digestAuthorization(old, 'u', 'p', { method: 'PUT', uri: '/x', count: 3, clientNonce: 'c' });
  assert.doesNotMatch(header, /qop|nc=|cnonce|algorithm/);
  assert.equal(rankOfDigest(parse('Digest realm="r", nonce="n", algorithm=SHA-1')), null);
  assert.equal(rankOfDigest(parse('Digest realm="r"')), null);
  assert.equal(rankOfDigest(parse('Digest realm="r", nonce="n", qop="auth-int"')), null);
  assert.equal(rankOfDigest(parse('Basic realm="r", nonce="n"')), null);
  const ranks = ['SHA-512-256', 'SHA-256', 'SHA-256-sess', 'MD5'].map((each) =>
    rankOfDigest(parse(`Digest realm="r", nonce="n", algorithm=${each}`)),
  );
  assert.deepEqual(ranks, [0, 1, 1, 2]);
});
