import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guessLanguage } from './language-guess.ts';

test('a language is guessed by its script and commonest words', () => {
  for (const [language, text] of [
    ['de', 'Der Hafenausschuss gab am Abend die letzten Mittel frei, und die Mauer wird auf ganzer Länge erneuert.'],
    ['en', 'The harbour committee released the last of the money in the evening, and the wall is to be renewed.'],
    ['ru', 'Комитет по делам порта вечером выделил последние средства, и стена будет обновлена.'],
    ['uk', 'Комітет у справах порту ввечері виділив останні кошти, і стіна буде оновлена, її чекають.'],
    ['be', 'Камітэт па справах порта ўвечары выдзеліў апошнія сродкі, сцяна будзе адноўлена.'],
    ['fa', 'کمیته بندر شامگاه آخرین بودجه را آزاد کرد و دیوار نوسازی می‌شود.'],
    ['ar', 'أفرجت لجنة الميناء مساء عن الأموال الأخيرة وسيتم تجديد الجدار على طوله.'],
    ['he', 'ועדת הנמל שחררה בערב את הכסף האחרון, והקיר יחודש לכל אורכו.'],
    [
      'fr',
      'Le comité du port a débloqué dans la soirée les derniers fonds, et le mur sera rénové sur toute sa longueur.',
    ],
  ] as const) {
    assert.equal(guessLanguage(text), language, text);
  }
});

test('too little text, and text in no known language, is not guessed', () => {
  assert.equal(guessLanguage('Hafen'), null);
  assert.equal(guessLanguage(''), null);
  assert.equal(guessLanguage('Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor'), null);
  assert.equal(guessLanguage('1234 5678 — 90!'.repeat(20)), null);
});
