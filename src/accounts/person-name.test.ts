import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLabel, parsePersonName, personNameKey } from './person-name.ts';

test('names of any script are taken, tidied', () => {
  for (const [given, kept] of [
    ['  Anna   Keller ', 'Anna Keller'],
    ['Jean-Luc d’Arc', 'Jean-Luc d’Arc'],
    ['Вера Иванова', 'Вера Иванова'],
    ['علی‌رضا', 'علی‌رضا'],
    ['王小明', '王小明'],
    ['anna@courier.example', 'anna@courier.example'],
    ['Ame\u0301lie', 'Amélie'],
  ] as const)
    assert.equal(parsePersonName(given), kept);
});

test('what cannot be seen, says nothing or could be taken for something else is no name', () => {
  for (const text of [
    '',
    ' ',
    '42',
    '--',
    'a'.repeat(61),
    'Anna\u202eKeller',
    'Anna\u200b',
    'a\u0000',
    '<b>',
    'a\tb;c',
  ])
    assert.equal(parsePersonName(text), null, JSON.stringify(text));
});

test('nobody is called what the audit trail calls a part of the program, or somebody’s token', () => {
  const taken = [
    'machine',
    'Machine',
    'ＤＥＳＫ',
    'schedule',
    'Anna (token cms)',
    'Anna (Token',
    'https.example (TOKEN x)',
  ];
  for (const name of taken) assert.equal(parsePersonName(name), null, name);
  for (const name of ['Machine Ngo', 'Anna (Hamburg)', 'Desk Berlin']) assert.equal(parsePersonName(name), name);
  assert.equal(parseLabel('desk'), 'desk', 'a token may be called so');
});

test('names that look the same have one key', () => {
  assert.equal(personNameKey('ANNA Keller'), personNameKey('anna  keller'));
  assert.equal(personNameKey('علی‌رضا'), personNameKey('علیرضا'));
  assert.equal(personNameKey('Ａnna'), personNameKey('anna'));
  assert.notEqual(personNameKey('Anna'), personNameKey('Ana'));
});

test('whatever is kept as a name is kept the same a second time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const name = parsePersonName(text);
      if (name !== null) assert.equal(parsePersonName(name), name);
    }),
  );
});
