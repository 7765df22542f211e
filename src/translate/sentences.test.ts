import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pairedSentences, sentencesOf } from './sentences.ts';

const texts = (text: string, language: string): string[] => sentencesOf(text, language).map((each) => each.text);

test('sentences and gaps in a row are the segment, whatever it holds', () => {
  const scrap = fc.constantFrom(
    'Ja.',
    ' ',
    'Nein!',
    '{1}',
    '{/1}',
    '{2/}',
    'Dr.',
    ' 3.',
    'Wer?',
    '…',
    '«',
    '»',
    'Und',
    '\u00a0',
  );
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 25 }), fc.constantFrom('de', 'ru', 'fa', 'zh'), (parts, language) => {
      const text = parts.join('');
      const again = sentencesOf(text, language)
        .map((each) => each.text + each.gap)
        .join('');
      assert.equal(again, text);
    }),
    { numRuns: 500 },
  );
});

test('a sentence takes its placeholders along, and one that goes on in the next joins the two', () => {
  assert.deepEqual(texts('{1}Die Brücke ist zu.{/1} {2}Wann{/2} öffnet sie?', 'de'), [
    '{1}Die Brücke ist zu.{/1}',
    '{2}Wann{/2} öffnet sie?',
  ]);
  assert.deepEqual(texts('{1}Die Brücke ist zu. Wann öffnet{/1} sie?', 'de'), [
    '{1}Die Brücke ist zu. Wann öffnet{/1} sie?',
  ]);
});

test('abbreviations, initials and days of the month end no sentence', () => {
  assert.equal(texts('Dr. Lindqvist kam am 3. Mai an. Sie blieb.', 'de').length, 2);
  assert.equal(texts('В порту стоит М. Петров, ул. Морская. Он ждёт.', 'ru').length, 2);
});

test('sentences are paired only where there is no doubt', () => {
  const languages = { from: 'de', to: 'ru' };
  const paired = pairedSentences('Die Brücke ist zu. Der Kanal ist offen.', 'Мост закрыт. Канал открыт.', languages);
  assert.deepEqual(paired, [
    { source: 'Die Brücke ist zu.', target: 'Мост закрыт.' },
    { source: 'Der Kanal ist offen.', target: 'Канал открыт.' },
  ]);
  for (const [source, target] of [
    ['Die Brücke ist zu.', 'Мост закрыт.'],
    ['Die Brücke ist zu. Der Kanal ist offen.', 'Мост закрыт, а канал открыт.'],
    ['Es kamen 12 Boote. Sieben blieben da.', 'Остались семь. Пришло 12 лодок.'],
    ['Ja. Das ist eine sehr lange Antwort auf eine kurze Frage.', 'Это очень длинный ответ. На короткий вопрос, да.'],
    ['{1}Die{/1} Brücke ist zu. Der Kanal ist offen.', 'Мост закрыт. {1}Канал{/1} открыт.'],
  ] as const)
    assert.equal(pairedSentences(source, target, languages), null, source);
});
