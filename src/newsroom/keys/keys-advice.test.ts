import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviseOnKeys, type KeyListing, type ListedKey } from '../index.ts';

const now = new Date('2026-11-22T10:00:00Z');

const key = (role: ListedKey['role'], changes: Partial<ListedKey> = {}): ListedKey => ({
  role,
  languages: [],
  file: `${role}.key`,
  isSealed: true,
  state: 'in use',
  digits: '00000',
  verifierKey: null,
  sinceRoot: 1,
  firstIndex: null,
  lastIndex: null,
  expires: null,
  ...changes,
});

function advice(keys: readonly ListedKey[], root = 2): readonly string[] {
  const listing: KeyListing = {
    newsroom: 'courier.example',
    folder: '/srv/courier',
    fingerprint: '00',
    thresholds: { root, targets: root },
    keys,
  };
  return adviseOnKeys(listing, '/srv/courier', now);
}

const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1000);

test('nothing is said when all is well', () => {
  const away = { file: null, expires: inDays(31) };
  assert.deepEqual(advice([key('root', away), key('targets', away), key('log'), key('clock'), key('online')]), []);
});

test('each thing to do is one sentence with its command', () => {
  const cases: [readonly ListedKey[], RegExp][] = [
    [
      [key('root', { expires: inDays(29) })],
      /^the root signature expires in 29 days: tamizdat keys renew \/srv\/courier$/,
    ],
    [[key('targets', { expires: inDays(-1) })], /^the targets signature has expired: tamizdat keys renew/],
    [[key('targets', { isSealed: false })], /not sealed.*tamizdat keys rotate \/srv\/courier targets/],
    [[key('root', { isSealed: false })], /not sealed.*tamizdat keys propose \/srv\/courier --root/],
    [[key('online', { state: 'unused' })], /not published yet.*tamizdat keys rotate \/srv\/courier online/],
    [[key('desk', { state: 'unused', languages: ['de'] })], /tamizdat keys rotate \/srv\/courier desk de/],
    [
      [key('desk', { file: null, languages: ['de'] })],
      /desk de is missing.*tamizdat keys rotate \/srv\/courier desk de$/,
    ],
    [[key('online', { file: null })], /online is missing.*tamizdat keys rotate \/srv\/courier online$/],
    [
      [key('log', { file: null, verifierKey: 'courier.example/log/2+00000000+AAAA' })],
      /the log key is missing.*tamizdat keys retire-log \/srv\/courier --log 2$/,
    ],
    [
      [key('log', { verifierKey: 'courier.example/log/1+00000000+AAAA' }), key('log', { state: 'unused' })],
      /not published yet.*tamizdat keys retire-log \/srv\/courier --log 1$/,
    ],
    [[key('clock', { state: 'unreadable' })], /clock\.key is damaged: restore it/],
    [[key('root', { state: 'closed' })], /no longer used: move it off this machine/],
  ];
  for (const [keys, pattern] of cases) {
    const said = advice(keys);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0] ?? '', pattern);
  }
});

test('a key that goes on in the log after a retired one is not told to be moved away', () => {
  const desk = { languages: ['de'], file: 'desk-de.key' };
  assert.deepEqual(advice([key('desk', { ...desk, state: 'closed' }), key('desk', desk)]), []);
  const old = { ...desk, state: 'closed', file: 'desk-de.key' } as const;
  const said = advice([key('desk', old), key('desk', old), key('desk', { ...desk, file: 'desk-de.2.key' })]);
  assert.deepEqual(said, ['keys/desk-de.key is no longer used: move it off this machine']);
});

test('one root key is said to be too few, before what is merely untidy', () => {
  const said = advice([key('root'), key('online', { state: 'closed' })], 1);
  assert.match(said[0] ?? '', /^one root key is enough to replace you/);
  assert.equal(said.length, 2);
});
