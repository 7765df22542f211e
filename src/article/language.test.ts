import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalLanguage, directionOf, isLanguageTag } from './index.ts';

test('tags are brought into one form', () => {
  for (const [given, tag] of [
    ['DE', 'de'],
    ['RU_ru', 'ru-RU'],
    [' en-us ', 'en-US'],
    ['SR-LATN-rs', 'sr-Latn-RS'],
    ['be-TARASK', 'be-tarask'],
    ['de-1996', 'de-1996'],
    ['es-419', 'es-419'],
    ['iw', 'he'],
    ['ji', 'yi'],
    ['de-DE-u-co-phonebk', 'de-DE'],
    ['en-x-private', 'en'],
  ] as const) {
    assert.equal(canonicalLanguage(given), tag, given);
    assert.ok(isLanguageTag(tag));
  }
  for (const none of ['', '-', 'x', 'german', 'de-', 'de--DE', '12', 'x-klingon', 'de DE', 'de-DE-DE', '../de', 'дe']) {
    assert.equal(canonicalLanguage(none), null, none);
  }
});

test('only the one form is a tag of the model', () => {
  for (const none of [
    'de-1996-1996',
    'DE',
    'de-de',
    'sr-latn',
    'de_DE',
    'be-Tarask',
    'de-u-co-phonebk',
    `de${'-abcde'.repeat(9)}`,
    '',
  ]) {
    assert.equal(isLanguageTag(none), false, none);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const tag = canonicalLanguage(text);
      assert.ok(tag === null || (isLanguageTag(tag) && canonicalLanguage(tag) === tag));
    }),
  );
});

test('every tag of the model is one for the language services of the platform', () => {
  for (const tag of ['de', 'pt-BR', 'sr-Latn', 'be-tarask', 'zh-Hant-TW', 'es-419', 'ckb', 'de-1996']) {
    assert.equal(Intl.getCanonicalLocales(tag)[0], tag);
  }
});

test('direction follows the script, then the region, then the language', () => {
  for (const tag of [
    'ar',
    'fa',
    'fa-IR',
    'he',
    'iw',
    'ur',
    'ps',
    'ckb',
    'yi',
    'ug',
    'dv',
    'uz-Arab',
    'pa-PK',
    'ku-IQ',
    'az-Arab-IR',
    'ks',
  ]) {
    assert.equal(directionOf(tag), 'rtl', tag);
  }
  for (const tag of ['de', 'ru', 'tr', 'ku', 'az', 'pa', 'uz', 'zh', 'ar-Latn', 'fa-Cyrl', 'ur-Latn-PK', '', 'none']) {
    assert.equal(directionOf(tag), 'ltr', tag);
  }
});
