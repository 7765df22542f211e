import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  addCarrier,
  addLanguage,
  directoryValue,
  editSettings,
  parseSettings,
  placeOf,
  SETTINGS_FILE,
  settingsTemplate,
} from './index.ts';

const FILE = '/srv/courier/tamizdat.yaml';
const TEMPLATE = settingsTemplate({
  newsroom: 'courier.example',
  title: 'The Courier',
  home: 'https://courier.example/',
  languages: ['de'],
});

/** The lines of a text that are not in another one, which has to have all others in the same order. */
function added(before: string, after: string): string[] {
  const rest = after.split('\n');
  for (const line of before.split('\n')) {
    const at = rest.indexOf(line);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

const comments = (text: string) => text.split('\n').filter((line) => line.startsWith('#'));

test('a carrier is added and every comment stays', () => {
  const once = addCarrier(TEMPLATE, { name: 'local', directory: 'public', abilities: ['cors'] });
  assert.deepEqual(comments(once), comments(TEMPLATE));
  const twice = addCarrier(once, { name: 'far', directory: '/srv/far' });
  assert.deepEqual(added(once, twice), ['  - name: far', '    directory: /srv/far']);
  assert.deepEqual(
    parseSettings(twice, FILE).carriers.map((each) => [each.name, placeOf(each)]),
    [
      ['local', '/srv/courier/public'],
      ['far', '/srv/far'],
    ],
  );
});

test('a language is added last, with its notice', () => {
  const once = addLanguage(TEMPLATE, 'ru', 'Почему эта копия: # важно');
  const twice = addLanguage(once, 'fa', 'متن');
  assert.deepEqual(comments(twice), comments(TEMPLATE));
  const settings = parseSettings(twice, FILE);
  assert.deepEqual(settings.languages, ['de', 'ru', 'fa']);
  assert.deepEqual(settings.notice, { ru: 'Почему эта копия: # важно', fa: 'متن' });
  assert.deepEqual(parseSettings(addLanguage(TEMPLATE, 'ru'), FILE).notice, {});
});

test('comments that a person wrote beside values stay', () => {
  const text = `# mine
newsroom: courier.example # final
title: A
home: https://courier.example/
languages:
  - de # the original

carriers:
  # the old box
  - name: local # under the desk
    directory: public
`;
  const after = addLanguage(addCarrier(text, { name: 'b', directory: 'b' }), 'ru');
  assert.deepEqual(added(text, after), ['  - ru', '  - name: b', '    directory: b']);
});

test('an edit that would make the file unusable leaves it as it was', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tamizdat-'));
  try {
    const file = join(folder, SETTINGS_FILE);
    writeFileSync(file, TEMPLATE);
    const settings = await editSettings(folder, (text) => addLanguage(text, 'ru'));
    assert.deepEqual(settings.languages, ['de', 'ru']);
    const before = readFileSync(file, 'utf8');
    await assert.rejects(
      editSettings(folder, (text) => addLanguage(text, 'ru')),
      /languages\[1\]|languages\[2\] repeats ru/,
    );
    assert.equal(readFileSync(file, 'utf8'), before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a directory inside the folder is written relative to it', () => {
  assert.equal(directoryValue('/srv/courier', '/srv/courier/public'), 'public');
  assert.equal(directoryValue('/srv/courier', '/srv/other'), '/srv/other');
  assert.equal(directoryValue('/srv/courier', '/srv/courier'), '/srv/courier');
});
