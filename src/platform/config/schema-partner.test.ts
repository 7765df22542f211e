import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from './error.ts';
import { parseSettings } from './settings.ts';

const SMALL =
  'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de, ru, fa]\n';
const read = (text: string) => parseSettings(`${SMALL}${text}`, '/srv/courier/tamizdat.yaml');
const entry = (rest = '') =>
  `partners:\n  - { name: sister, kind: wordpress, address: "https://sister.example/blog", user: courier, password: env:P, languages: [ru]${rest} }\n`;

test('a small agreement gets careful defaults: a draft, edits kept, new articles only', () => {
  assert.deepEqual(read(entry()).partners, [
    {
      name: 'sister',
      title: 'sister',
      kind: 'wordpress',
      address: 'https://sister.example/blog/',
      user: 'courier',
      password: 'env:P',
      languages: ['ru'],
      delayMs: 0,
      as: 'draft',
      edits: 'keep',
      canonical: 'home',
      notice: {},
    },
  ]);
  assert.deepEqual(read('').partners, []);
});

test('everything that can be agreed on is read', () => {
  const [partner] = read(
    entry(
      ', title: Sister, sections: [City], delay: 2h, as: published, edits: overwrite, canonical: self, notice: { ru: Почему }, terms: Free, since: 2026-11-01, until: 2027-11-01',
    ),
  ).partners;
  assert.deepEqual(
    [partner?.sections, partner?.delayMs, partner?.as, partner?.edits, partner?.canonical, partner?.since],
    [['City'], 7_200_000, 'published', 'overwrite', 'self', '2026-11-01'],
  );
});

test('what cannot be meant is refused where it stands, with what to write', () => {
  for (const [from, to, wrong] of [
    ['https://sister.example/blog', 'http://sister.example/', /partners\[0\]\.address is no https address/],
    ['https://sister.example/blog', 'https://a:b@sister.example/', /partners\[0\]\.address/],
    ['https://sister.example/blog', 'https://sister.example/?p=1', /partners\[0\]\.address/],
    [
      'languages: [ru]',
      'languages: [sv]',
      /languages\[0\] is a language that is not carried; write: one of de, ru, fa/,
    ],
    ['languages: [ru]', 'languages: [ru, ru]', /languages\[1\] repeats ru/],
    ['languages: [ru]', 'languages: []', /languages is empty/],
    ['languages: [ru]', 'languages: [ru], notice: { de: x }', /notice\.de is a text in a language that this partner/],
    ['languages: [ru]', 'languages: [ru], since: 2026-02-30', /since is not a day/],
    ['languages: [ru]', 'languages: [ru], since: 2026-02-20, until: 2026-02-19', /until lies before since/],
    ['kind: wordpress', 'kind: drupal', /kind is not one of wordpress/],
    ['user: courier', 'user: "a:b"', /user is not a user name/],
    ['user: courier', 'usr: courier', /usr is not a setting; write: user/],
  ] as const) {
    assert.throws(() => read(entry().replace(from, to)), wrong, to);
  }
  assert.throws(() => read(`${entry()}${entry().split('\n')[1]}\n`), /partners\[1\]\.name repeats sister/);
});

test('a password written where its name belongs is refused and not repeated', () => {
  assert.throws(
    () => read(entry().replace('env:P', 'abcd efgh ijkl')),
    (error: ConfigError) => error instanceof ConfigError && !error.message.includes('abcd'),
  );
});

test('plain http is for a site of this machine only', () => {
  const [partner] = read(entry().replace('https://sister.example/blog', 'http://127.0.0.1:8080/')).partners;
  assert.equal(partner?.address, 'http://127.0.0.1:8080/');
});
