import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings, settingsTemplate } from '../../platform/config/index.ts';
import { EMPTY_DRAFT, faultsOf, firstUnready, languagesOf, type SetupDraft, STEPS, valuesOf } from './draft.ts';
import { passphraseFault } from './passphrase.ts';

const READY: SetupDraft = {
  ...EMPTY_DRAFT,
  newsroom: 'courier.example',
  title: 'The Courier: "news"',
  home: 'https://courier.example/',
  languages: 'de, ru',
  sources: [{ kind: 'sitemap', address: 'https://courier.example/news.xml' }],
};

test('what was typed makes settings that parse to it', () => {
  const settings = parseSettings(settingsTemplate(valuesOf(READY)), 'tamizdat.yaml');
  assert.deepEqual(settings.languages, ['de', 'ru']);
  assert.equal(settings.title.de, 'The Courier: "news"');
  assert.equal(settings.sources[0]?.kind, 'sitemap');
  assert.equal(settings.carriers[0]?.name, 'local');
});

test('each step is judged alone, by the rules of the settings', () => {
  assert.equal(firstUnready(READY), null);
  assert.equal(firstUnready(EMPTY_DRAFT), 'newsroom');
  assert.match(faultsOf({ ...READY, home: 'courier' }, 'newsroom').join(), /home.*Write for example/);
  assert.match(faultsOf({ ...READY, languages: '' }, 'languages').join(), /languages/);
  assert.match(faultsOf({ ...READY, languages: 'german' }, 'languages').join(), /languages/);
  assert.match(
    faultsOf({ ...READY, sources: [{ kind: 'feed', address: 'ftp://x' }] }, 'sources').join(),
    /sources\[0\]/,
  );
  const carrier = { name: 'Not A Name', directory: 'public', address: '', group: '' };
  assert.match(faultsOf({ ...READY, carriers: [carrier] }, 'carriers').join(), /carriers\[0\]/);
  for (const step of STEPS) assert.deepEqual(faultsOf(READY, step), [], step);
  // A fault of one step is not told in another.
  assert.deepEqual(faultsOf({ ...READY, home: 'courier' }, 'languages'), []);
});

test('languages are taken as people write them', () => {
  assert.deepEqual(languagesOf(' DE ru,fa; pt-br ru'), ['de', 'ru', 'fa', 'pt-BR']);
});

test('a passphrase is typed twice, is long, or is meant to be missing', () => {
  const long = 'four quiet harbour cranes';
  assert.equal(passphraseFault(long, long, false), null);
  assert.equal(passphraseFault('', '', true), null);
  for (const [one, two, unsealed] of [
    [long, 'another', false],
    ['short', 'short', false],
    ['', '', false],
    [long, long, true],
  ] as const)
    assert.doesNotMatch(passphraseFault(one, two, unsealed) ?? assert.fail('is taken'), /quiet|short"/);
});
