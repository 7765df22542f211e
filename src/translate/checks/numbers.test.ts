import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findings } from '../findings.ts';

/** What the number check says of a translation. */
function said(from: string, to: string, source: string, target: string): string[] {
  return findings({ text: source, role: 'paragraph', marks: [] }, target, { from, to, terms: [] })
    .filter((finding) => finding.check === 'numbers')
    .map((finding) => finding.message);
}

test('the same number is the same in whatever way a language writes it', () => {
  for (const [from, to, source, target] of [
    // Separators.
    ['de', 'en', '1.500 Menschen', '1,500 people'],
    ['de', 'ru', '1.500 Menschen', '1500 человек'],
    ['en', 'ru', '12,345.67 dollars', '12 345,67 доллара'],
    ['en', 'fr', '25,000 people', '25\u202f000 personnes'],
    ['de', 'fa', '1.500 Menschen', '۱٬۵۰۰ نفر'],
    ['en', 'fa', '2.5 per cent', '۲٫۵ درصد'],
    ['en', 'fa', '1.5 million', '1/5 میلیون'],
    ['de', 'en', "4'500 Franken", '4,500 francs'],
    ['en', 'de', '$1,234,567', '1.234.567 Dollar'],
    ['en', 'ru', 'Windows 3.11', 'Windows 3.11'],
    // Scales and their traps.
    ['de', 'en', '2 Milliarden Euro', '2 billion euros'],
    ['de', 'en', '1,5 Mrd. Euro', '€1.5bn'],
    ['en', 'de', '3 trillion', '3 Billionen'],
    ['en', 'es', '5 billion', '5 mil millones'],
    ['en', 'ru', '£125m', '125 млн фунтов'],
    ['en', 'fa', '20 million viewers', '۲۰ میلیون بیننده'],
    ['en', 'tr', '1.5 million', '1,5 milyon'],
    ['en', 'de', '1.2 million', '1.200.000'],
    ['ru', 'en', '639 тысяч человек', '639,000 people'],
    ['uk', 'en', '10 тис. осіб', '10,000 people'],
    ['be', 'ru', '3 мільёны', '3 миллиона'],
    ['en', 'de', '10 to 20 million', '10 bis 20 Millionen'],
    ['en', 'ru', '10 million to 20 million', 'от 10 до 20 млн'],
    ['en', 'de', 'a million people', '1 Million Menschen'],
    // Words.
    ['de', 'en', 'zwölf Boote', '12 boats'],
    ['de', 'ru', 'dreiundzwanzig Tage', '23 дня'],
    ['de', 'fa', 'zweihundertfünfzig', '۲۵۰'],
    ['en', 'de', 'twenty-one years', '21 Jahre'],
    ['en', 'ru', '250 people', 'двести пятьдесят человек'],
    ['en', 'fr', '97 days', 'quatre-vingt-dix-sept jours'],
    ['en', 'fr', '75 days', 'soixante-quinze jours'],
    ['en', 'es', '23 years', 'veintitrés años'],
    ['en', 'es', '31 days', 'treinta y un días'],
    ['en', 'tr', '12 days', 'on iki gün'],
    ['en', 'fa', '21 people', 'بیست و یک نفر'],
    ['en', 'uk', '5 months', "п'ять місяців"],
    ['en', 'be', '5 months', 'пяць месяцаў'],
    ['en', 'ru', 'a 5-year-old', 'пятилетний'],
    ['en', 'de', 'two and a half hours', '2,5 Stunden'],
    ['en', 'ru', '1.5 hours', 'полтора часа'],
    ['de', 'ru', '2 Jahre', 'двухлетний срок'],
    ['en', 'de', '50 years', 'ein halbes Jahrhundert'],
    // Ordinals, centuries, decades, years.
    ['en', 'ru', 'the 21st century', 'XXI век'],
    ['en', 'de', 'the third attempt', 'der 3. Versuch'],
    ['en', 'ru', 'in the 1930s', 'в 30-е годы'],
    ['en', 'de', 'in the 1920s', 'in den zwanziger Jahren'],
    ['en', 'tr', 'in the 1930s', "1930'larda"],
    // Dates and times.
    ['de', 'en', 'am 09.11.2018', 'on November 9, 2018'],
    ['de', 'ru', '9. November', '9 ноября'],
    ['en', 'de', 'at 7:30 p.m.', 'um 19.30 Uhr'],
    ['en', 'ru', 'at 3 p.m.', 'в 15:00'],
    ['en', 'fr', 'at noon', 'à 12 heures'],
    // Ranges, scores, percent, units, letters.
    ['en', 'de', 'won 3-1', 'gewann 3:1'],
    ['en', 'ru', '5–10%', '5-10 процентов'],
    ['en', 'fa', '15%', '۱۵٪'],
    ['en', 'de', '½ litre', '0,5 Liter'],
    ['en', 'ru', 'COVID-19 and the G7', 'COVID-19 и G7'],
  ] as const)
    assert.deepEqual(said(from, to, source, target), [], `${source} → ${target}`);
});

test('another number is another, however alike it looks', () => {
  for (const [from, to, source, target] of [
    ['de', 'en', '1.500 Menschen', '1.500 people'],
    ['de', 'en', '1.500 Menschen', '15,000 people'],
    ['en', 'de', '2,000 people', '2.00 Menschen'],
    ['de', 'en', '2 Milliarden Euro', '2 million euros'],
    ['de', 'en', '2 Billionen Euro', '2 billion euros'],
    ['en', 'de', '2 billion', '2 Billionen'],
    ['en', 'ru', '£125m', '125 фунтов'],
    ['en', 'ru', '20 million', '20 тысяч'],
    ['en', 'fa', '20 million', '۲۰ میلیارد'],
    ['de', 'ru', '23 Tage', '32 дня'],
    ['de', 'ru', 'dreiundzwanzig Tage', '32 дня'],
    ['de', 'ru', 'zwölf Boote', 'лодки'],
    ['en', 'de', 'won 5-0', 'gewann 5:00'],
    ['en', 'de', 'in 2018', 'im Jahr 2019'],
    ['en', 'tr', 'in the 1930s', "1230'larda"],
    ['en', 'ru', 'nobody', '5 человек'],
    ['en', 'fa', '12 people', '۲۱ نفر'],
    ['de', 'en', '3 Boote und 3 Netze', '3 boats and nets'],
    ['de', 'en', '12,5 Prozent', '125 percent'],
    ['xx', 'yy', 'abc 17', 'abc 18'],
  ] as const)
    assert.notDeepEqual(said(from, to, source, target), [], `${source} → ${target}`);
});

test('what is missing is named as the original writes it', () => {
  assert.deepEqual(said('de', 'en', 'Es kostet 1,5 Mio. Euro.', 'It costs 15 million euros.'), [
    'The number 1,5 Mio of the original is not in the translation.',
    'The number 15 million is not in the original.',
  ]);
});

test('any number is itself in all languages of known words, and never its neighbour', () => {
  const language = fc.constantFrom('de', 'en', 'ru', 'fa', 'es', 'fr', 'uk', 'be', 'tr');
  fc.assert(
    fc.property(language, language, fc.integer({ min: 13, max: 999_999_999 }), (from, to, value) => {
      assert.deepEqual(said(from, to, `x ${value} y`, `x ${value} y`), []);
      assert.notDeepEqual(said(from, to, `x ${value} y`, `x ${value + 1} y`), []);
    }),
  );
});

test('what is no number agrees with itself and with nothing else', () => {
  assert.deepEqual(said('de', 'ru', 'Fassung 1,1.1', 'Версия 1,1.1'), []);
  assert.notDeepEqual(said('de', 'ru', 'Fassung 1,1.1', 'Версия 1,1.2'), []);
});

test('whatever stands in a text, the check answers, and a text agrees with itself', () => {
  const scrap = fc.constantFrom(
    '1',
    '.',
    ',',
    ' ',
    '5',
    '00',
    'million',
    'Mio.',
    'двадцать',
    'und',
    'bis',
    '/',
    'zwei',
    'XIV',
    '½',
    '۵',
    '-',
    's',
    "'",
  );
  const language = fc.constantFrom('de', 'ru', 'fa', 'en', 'xx');
  fc.assert(
    fc.property(fc.array(scrap, { maxLength: 30 }), language, (parts, of) => {
      const text = `a${parts.join('')}`;
      assert.deepEqual(said(of, of, text, text), []);
    }),
    { numRuns: 500 },
  );
});
