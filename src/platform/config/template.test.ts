import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSettings, type SettingsValues, settingsTemplate } from './index.ts';

const FILE = '/srv/courier/tamizdat.yaml';

const FULL: SettingsValues = {
  newsroom: 'courier.example',
  title: { de: 'Der Kurier', ru: 'Курьер: «сегодня» # да' },
  home: 'https://courier.example/',
  app: 'https://read.courier.example/',
  languages: ['de', 'ru'],
  notice: { ru: 'Сайт заблокирован.\nЭта копия…' },
  rights: { de: 'Nachdruck: frei # mit Hinweis' },
  carried: { from: 'courier.example', by: 'yes' },
  sources: [{ feed: 'https://courier.example/feed.xml', every: '2m', text: 'page', language: 'de', maxItems: 9 }],
  carriers: [
    {
      name: 'local',
      directory: 'public',
      address: 'https://m.example/',
      group: 'a',
      abilities: ['cors'],
      hints: ['ru'],
    },
  ],
  serve: { carrier: 'local', host: '127.0.0.1', port: 0 },
  heartbeat: '10m',
  log: 'warn',
};

test('a new settings file holds the very values it was made from', () => {
  // JSON is YAML, so the values themselves can be parsed for comparison.
  assert.deepEqual(parseSettings(settingsTemplate(FULL), FILE), parseSettings(JSON.stringify(FULL), FILE));
  const small: SettingsValues = { newsroom: 'a', title: 'no', home: FULL.home, languages: ['de'] };
  assert.deepEqual(parseSettings(settingsTemplate(small), FILE), parseSettings(JSON.stringify(small), FILE));
});

test('whatever the texts are, a new settings file holds them', () => {
  const texts = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 200 })
    .filter((each) => each.trim() !== '' && !/[\u0000-\u001f\u007f]/.test(each));
  fc.assert(
    fc.property(texts, texts, texts, (title, notice, by) => {
      const values: SettingsValues = { ...FULL, title, notice: { ru: notice }, carried: { from: 'x', by } };
      const settings = parseSettings(settingsTemplate(values), FILE);
      assert.equal(settings.title.de, title);
      assert.equal(settings.notice.ru, notice);
      assert.equal(settings.carried?.by, by);
    }),
  );
});

test('a space of another script at the end of a text stays', () => {
  const values: SettingsValues = { ...FULL, title: 'ᚁ\u3000' };
  assert.equal(parseSettings(settingsTemplate(values), FILE).title.de, 'ᚁ\u3000');
});

test('every setting stands in a new file with a comment above it', () => {
  const text = settingsTemplate({ newsroom: 'a', title: 'A', home: FULL.home, languages: ['de'] });
  for (const name of [
    'newsroom',
    'title',
    'home',
    'app',
    'languages',
    'notice',
    'rights',
    'sources',
    'carriers',
    'serve',
    'heartbeat',
    'log',
  ]) {
    assert.match(text, new RegExp(`\n# [^\n]+\n(# )?${name}:`), name);
  }
});

test('the settings that stand in a new file as comments are their defaults', () => {
  const values: SettingsValues = { newsroom: 'a', title: 'A', home: FULL.home, languages: ['de', 'ru'] };
  const text = settingsTemplate({ ...values, carriers: [{ name: 'local', directory: 'public' }] });
  const uncommented = text.replace(
    /^# ((?:heartbeat|log|serve|notice|rights|console|database|blobs|backups|webhooks):.*| {2}[a-zA-Z0-9]+: .*| {2}- address: .*| {4}secret: .*)$/gm,
    '$1',
  );
  const settings = parseSettings(uncommented, FILE);
  const usual = parseSettings(text, FILE);
  assert.equal(settings.heartbeatMs, usual.heartbeatMs);
  assert.equal(settings.log, usual.log);
  assert.deepEqual(settings.serve, { carrier: 'local', host: '127.0.0.1', port: 8080 });
  assert.deepEqual(Object.keys(settings.notice), ['ru']);
  assert.deepEqual(Object.keys(settings.rights ?? {}), ['de']);
  assert.deepEqual(settings.console, usual.console);
  assert.equal(settings.database, 'env:TAMIZDAT_DATABASE');
  assert.equal(settings.blobs?.bucket, 'courier');
  assert.deepEqual(settings.backups, { folder: '/srv/backups', keep: 14 });
  assert.equal(settings.webhooks.length, 1);
});
