import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConfigError, parseSettings, readSettings, SETTINGS_FILE } from './index.ts';

const FILE = '/srv/courier/tamizdat.yaml';

/** The error that parsing a text ends in. */
function faultsOf(text: string): ConfigError {
  try {
    parseSettings(text, FILE);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error;
  }
  return assert.fail(`accepted: ${text}`);
}

const SMALL = `newsroom: courier.example
title: The Courier
home: https://courier.example/
languages: [de, ru]
`;

test('the smallest settings get defaults', () => {
  assert.deepEqual(parseSettings(SMALL, FILE), {
    file: FILE,
    folder: '/srv/courier',
    newsroom: 'courier.example',
    title: { de: 'The Courier', ru: 'The Courier' },
    home: 'https://courier.example/',
    languages: ['de', 'ru'],
    notice: {},
    sources: [],
    carriers: [],
    engines: [],
    translations: [],
    review: [],
    console: { host: '127.0.0.1', port: 4470 },
    webhooks: [],
    partners: [],
    heartbeatMs: 1_800_000,
    log: 'info',
  });
});

test('all settings are read', () => {
  const settings = parseSettings(
    `newsroom: courier.example
title: { de: Der Kurier, ru: Курьер }
home: https://courier.example/
languages: [de, ru, pt-BR]
notice: { ru: Почему }
rights: { de: Frei }
carried: { from: courier.example, by: somebody }
sources:
  - { feed: "https://courier.example/feed.xml", every: 90s, text: page, language: de, maxItems: 20 }
  - sitemap: https://courier.example/news.xml
carriers:
  - { name: local, directory: public }
  - { name: far, directory: /srv/far, address: "https://Mirror.example:443/x", group: one, abilities: [cors], hints: [ru] }
serve: { carrier: far, host: 0.0.0.0, port: 0 }
heartbeat: 10m
log: debug
`,
    FILE,
  );
  assert.deepEqual(settings.title, { de: 'Der Kurier', ru: 'Курьер', 'pt-BR': 'Der Kurier' });
  assert.deepEqual(settings.notice, { ru: 'Почему' });
  assert.deepEqual(settings.rights, { de: 'Frei' });
  assert.deepEqual(settings.carried, { from: 'courier.example', by: 'somebody' });
  assert.deepEqual(settings.sources, [
    {
      kind: 'feed',
      address: 'https://courier.example/feed.xml',
      everyMs: 90_000,
      text: 'page',
      language: 'de',
      maxItems: 20,
    },
    { kind: 'sitemap', address: 'https://courier.example/news.xml', everyMs: 300_000, text: 'auto' },
  ]);
  assert.deepEqual(settings.carriers, [
    {
      name: 'local',
      kind: 'directory',
      directory: '/srv/courier/public',
      abilities: [],
      hints: [],
      settlesMs: 600_000,
    },
    {
      name: 'far',
      kind: 'directory',
      directory: '/srv/far',
      address: 'https://mirror.example/x/',
      group: 'one',
      abilities: ['cors'],
      hints: ['ru'],
      settlesMs: 600_000,
    },
  ]);
  assert.deepEqual(settings.serve, { carrier: 'far', host: '0.0.0.0', port: 0 });
  assert.equal(settings.heartbeatMs, 600_000);
  assert.equal(settings.log, 'debug');
});

test('serve takes the first carrier when it names none', () => {
  const settings = parseSettings(
    `${SMALL}carriers: [{ name: a, directory: a }, { name: b, directory: b }]\nserve: {}`,
    FILE,
  );
  assert.deepEqual(settings.serve, { carrier: 'a', host: '127.0.0.1', port: 8080 });
});

test('settings without a value count as not given', () => {
  const settings = parseSettings(`${SMALL}sources:\n  # - feed: x\ncarriers:\nnotice:\nserve:\nlog:\n`, FILE);
  assert.deepEqual(settings, parseSettings(SMALL, FILE));
});

test('every fault is listed with line, column and what to write', () => {
  const error = faultsOf(`newsrom: x
title: { de: 1 }
home: ftp://x
languages: [DE, de, de]
sources:
  - every: 5 min
    feed: no address
  - {}
carriers:
  - name: A b
    adress: x
serve: { carrier: q, port: 99999 }
heartbeat: 2h
`);
  assert.equal(error.code, 'settings-invalid');
  const at = error.faults.map(({ line, column, wrong }) => `${line}:${column} ${wrong.split(' ')[0]}`);
  assert.deepEqual(at, [
    '1:1 newsroom',
    '1:1 newsrom',
    '2:8 title',
    '2:14 title.de',
    '3:7 home',
    '4:13 languages[0]',
    '4:21 languages[2]',
    '6:12 sources[0].every',
    '7:11 sources[0].feed',
    '8:5 sources[1]',
    '10:5 carriers[0]',
    '10:11 carriers[0].name',
    '11:5 carriers[0].adress',
    '12:19 serve.carrier',
    '12:28 serve.port',
    '13:12 heartbeat',
  ]);
  const lines = error.message.split('\n');
  assert.equal(lines.length, error.faults.length);
  assert.ok(lines.includes('tamizdat.yaml:1:1 newsrom is not a setting; write: newsroom'), error.message);
  assert.ok(
    lines.includes('tamizdat.yaml:13:12 heartbeat is not a duration from 10s to 1h ("2h"); write: heartbeat: 30m'),
    error.message,
  );
  assert.match(error.hint ?? '', /these 16 faults/);
});

test('each kind of wrong value is refused where it stands', () => {
  for (const [text, wrong] of [
    [SMALL.replace('courier.example', 'Courier Example'), /newsroom is not a name like a host name/],
    [SMALL.replace('courier.example', 'courier+example'), /newsroom is not a name like a host name/],
    [SMALL.replace('courier.example', '-x'), /newsroom is not a name like a host name/],
    [SMALL.replace('[de, ru]', '[]'), /languages is empty/],
    [SMALL.replace('[de, ru]', 'de'), /languages is not a list/],
    [SMALL.replace('[de, ru]', '[deutsch!]'), /languages\[0\] is not a language tag/],
    [SMALL.replace('[de, ru]', '[de_DE]'), /languages\[0\] is not a language tag/],
    [SMALL.replace('The Courier', '{ ru: Курьер }'), /title has no text for the original language de/],
    [SMALL.replace('The Courier', '{ de: A, fr: B }'), /title\.fr is a text in a language that is not carried/],
    [SMALL.replace('The Courier', '"two\\nlines"'), /title is not one line of text/],
    [SMALL.replace('The Courier', '[a]'), /title is not a text/],
    [`${SMALL}notice: text`, /notice is not a text for each language/],
    [`${SMALL}rights: text`, /rights is not a text for each language/],
    [`${SMALL}rights: { fr: Libre }`, /rights\.fr is a text in a language that is not carried/],
    [`${SMALL}carried: { from: x }`, /carried\.by is missing/],
    [`${SMALL}sources: [{ feed: "https://a.example/", sitemap: "https://a.example/" }]`, /names both/],
    [`${SMALL}sources: [text]`, /sources\[0\] is not a source/],
    [`${SMALL}sources: [{ feed: "https://a.example/", maxItems: 1.5 }]`, /maxItems is not a whole number/],
    [`${SMALL}carriers: [{ name: a, directory: x }, { name: a, directory: y }]`, /carriers\[1\]\.name repeats a/],
    [`${SMALL}carriers: [{ name: a, directory: x, abilities: [fly] }]`, /abilities\[0\] is not one of cors/],
    [`${SMALL}carriers: [{ name: a, directory: x, hints: [Russia] }]`, /hints\[0\] is not a country code/],
    [`${SMALL}carriers: [{ name: a, directory: x, hints: [ru, ru] }]`, /hints\[1\] repeats another/],
    [`${SMALL}carriers: [{ name: a, directory: x, address: "https://a.example/?x" }]`, /address is not a public http/],
    [`${SMALL}carriers: [{ name: a, directory: x, group: "a b" }]`, /group is not a short name/],
    [SMALL.replace('[de, ru]', '[log]'), /languages\[0\] is not a language tag/],
    [SMALL.replace('[de, ru]', '[RU_ru]'), /languages\[0\] is not a language tag \("RU_ru"\); write: ru-RU/],
    [`${SMALL}serve: { port: 80 }`, /serve has no carrier to serve/],
    [`${SMALL}serve: { prot: 80 }`, /serve\.prot is not a setting; write: port/],
    [`${SMALL}log: loud`, /log is not one of debug, info, warn, error \("loud"\)/],
    [`${SMALL}log: info\nlog: warn`, /not YAML here: map keys must be unique/],
    ['- a\n- b\n', /the file is not a list of settings/],
    ['', /newsroom is missing.*\n.*title is missing.*\n.*home is missing.*\n.*languages is missing/],
  ] as const) {
    assert.match(faultsOf(text).message, wrong);
  }
});

test('the reader app has an address of its own, and no carrier shares its origin', () => {
  const settings = parseSettings(`${SMALL}app: https://Read.courier.example:443/app`, FILE);
  assert.equal(settings.app, 'https://read.courier.example/app/');
  assert.equal(parseSettings(SMALL, FILE).app, undefined);
  const beside = (address: string): string =>
    `${SMALL}app: http://127.0.0.1:4480/\ncarriers: [{ name: a, directory: x, address: "${address}" }]`;
  assert.equal(parseSettings(beside('http://127.0.0.1:4481/'), FILE).carriers.length, 1);
  const { faults } = faultsOf(beside('http://127.0.0.1:4480/copy/'));
  assert.deepEqual(
    faults.map(({ line, wrong }) => [line, wrong.split(' ')[0]]),
    [[6, 'carriers[0].address']],
  );
  for (const wrong of ['read.courier.example', 'https://read.courier.example/?x', 'https://a:b@read.example/', '']) {
    assert.match(faultsOf(`${SMALL}app: "${wrong}"`).message, /app is not an http or https address/, wrong);
  }
  assert.doesNotMatch(faultsOf(`${SMALL}app: "https://a:secret@read.example/"`).message, /secret/);
});

test('an address with a password is refused, and the message does not repeat the password', () => {
  const error = faultsOf(`${SMALL}sources: [{ feed: "https://reader:s3cret@courier.example/feed.xml" }]`);
  assert.match(error.message, /sources\[0\]\.feed is not an http or https address without a password/);
  assert.doesNotMatch(error.message, /s3cret/);
});

test('a text that is not YAML is refused with its place', () => {
  const error = faultsOf('newsroom: x\n\ttitle: y\n');
  assert.equal(error.faults[0]?.line, 2);
  assert.match(error.message, /^tamizdat\.yaml:2:\d+ the file is not YAML here: /);
});

test('a file that unfolds into millions of values is refused', () => {
  const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 25 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)];
  assert.match(faultsOf(bomb.join('\n')).message, /too many aliases/);
});

test('any text is either settings or a ConfigError', () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      'newsroom: ',
      'title:',
      'sources:\n',
      '  - feed: ',
      '- ',
      '[',
      '{',
      '&a',
      '*a',
      '!!x ',
      '\n',
      '"',
      '__proto__: ',
      '? ',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }), (fragments) => {
      try {
        parseSettings(fragments.join(''), FILE);
      } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
      }
    }),
  );
});

test('reading says what to do when there is no file, and when it is not text', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    await assert.rejects(readSettings(folder), {
      code: 'settings-missing',
      hint: `make a newsroom with: tamizdat init ${folder}`,
    });
    writeFileSync(join(folder, SETTINGS_FILE), Uint8Array.of(0xff, 0xfe, 0));
    await assert.rejects(readSettings(folder), { code: 'settings-unreadable' });
    writeFileSync(join(folder, SETTINGS_FILE), `#${'x'.repeat(300_000)}`);
    await assert.rejects(readSettings(folder), { code: 'settings-unreadable', message: /larger than/ });
    writeFileSync(join(folder, SETTINGS_FILE), SMALL);
    assert.equal((await readSettings(folder)).folder, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
