import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from './error.ts';
import { parseSettings } from './settings.ts';

const SMALL =
  'newsroom: courier.example\ntitle: The Courier\nhome: https://courier.example/\nlanguages: [de, ru, fa]\n';
const read = (text: string) => parseSettings(`${SMALL}${text}`, '/srv/courier/tamizdat.yaml');

test('engines, translations and what is held for review are read', () => {
  const settings = read(`engines:
  - { name: libre, kind: libretranslate, address: "https://translate.example/", key: env:LIBRE, timeout: 5s }
  - { name: model, kind: chat, address: "https://chat.example/v1", model: some-model }
translations:
  - { from: de, to: ru, engine: libre }
  - { from: ru, to: fa, engine: model, publish: unchecked }
review: [de]
database: file:keys/database
`);
  assert.deepEqual(settings.engines, [
    {
      name: 'libre',
      kind: 'libretranslate',
      address: 'https://translate.example/',
      key: 'env:LIBRE',
      timeoutMs: 5_000,
    },
    { name: 'model', kind: 'chat', address: 'https://chat.example/v1', model: 'some-model', timeoutMs: 20_000 },
  ]);
  assert.deepEqual(settings.translations, [
    { from: 'de', to: 'ru', engine: 'libre', publish: 'reviewed' },
    { from: 'ru', to: 'fa', engine: 'model', publish: 'unchecked' },
  ]);
  assert.deepEqual(settings.review, ['de']);
  assert.equal(settings.database, 'file:keys/database');
});

test('backups of every night go into a folder, and fourteen are kept', () => {
  assert.equal(read('').backups, undefined);
  assert.deepEqual(read('backups: { folder: ../backups }\n').backups, { folder: '/srv/backups', keep: 14 });
  assert.deepEqual(read('backups: { folder: /mnt/b, keep: 3 }\n').backups, { folder: '/mnt/b', keep: 3 });
  for (const wrong of [
    'backups: { keep: 3 }',
    'backups: { folder: /mnt/b, keep: 0 }',
    'backups: { folder: b, every: 1d }',
  ])
    assert.throws(() => read(`${wrong}\n`), ConfigError, wrong);
});

test('what does not go together is refused where it stands', () => {
  const engine = 'engines: [{ name: libre, kind: libretranslate, address: "https://translate.example/" }]\n';
  for (const [text, wrong] of [
    ['translations: [{ from: de, to: sv }]', /translations\[0\]\.to is a language that is not carried/],
    ['translations: [{ from: de, to: de }]', /translations\[0\]\.to is the language translated from/],
    ['translations: [{ from: de, to: ru }, { from: fa, to: ru }]', /translations\[1\]\.to repeats ru/],
    ['translations: [{ from: de, to: ru, engine: other }]', /names no engine of this file; write: an engine under/],
    [`${engine}translations: [{ from: de, to: ru, engine: other }]`, /write: one of libre/],
    ['translations: [{ from: de, to: ru, publish: unchecked }]', /is unchecked, and no engine translates/],
    ['engines: [{ name: a, kind: chat, address: "https://a.example/" }]', /names no model/],
    ['engines: [{ name: a, kind: deepl, address: "https://a.example/" }]', /has no key/],
    ['engines: [{ name: a, kind: ibm, address: "https://a.example/" }]', /engines\[0\]\.kind/],
    ['engines: [1, null]', /engines\[0\]/],
    ['review: [sv]', /review\[0\] is a language that is not carried/],
  ] as const) {
    assert.throws(() => read(text), wrong, text);
  }
});

test('a secret written where its name belongs is refused and not repeated', () => {
  for (const text of [
    'database: "postgres://desk:hunter2@db.example/desk"',
    'engines: [{ name: a, kind: deepl, address: "https://a.example/", key: hunter2 }]',
    'webhooks: [{ address: "https://a.example/", secret: hunter2 }]',
  ]) {
    assert.throws(
      () => read(text),
      (error) =>
        error instanceof ConfigError &&
        /is not a reference to a secret/.test(error.message) &&
        !error.message.includes('hunter2'),
      text,
    );
  }
});
