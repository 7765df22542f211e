import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SampleLanguage, sampleArticles } from '../sample/index.ts';
import { CHECKS, type Check } from './finding.ts';
import { findings } from './findings.ts';
import type { GlossaryTerm } from './glossary.ts';

const term = (source: string, target: string, kind: GlossaryTerm['kind']): GlossaryTerm => ({
  source,
  target,
  kind,
  note: null,
});

const TERMS: readonly GlossaryTerm[] = [
  term('Stadtrat', 'городской совет', 'required'),
  term('Stadtrat', 'горсовет', 'required'),
  term('Überfall', 'операция', 'forbidden'),
  term('', 'так называемый', 'forbidden'),
  term('Lanmünde', 'Ланмюнде', 'name'),
];

/** The checks that have something to say, each once. */
function checks(source: string, target: string, { from = 'de', to = 'ru' } = {}): Check[] {
  const found = findings({ text: source, role: 'paragraph', marks: [] }, target, { from, to, terms: TERMS });
  return [...new Set(found.map((finding) => finding.check))];
}

test('a good translation passes every check', () => {
  assert.deepEqual(
    checks(
      'Am Montag, dem {1}9. November{/1}, sagte Marta Lindqvist im Stadtrat von Lanmünde: „Die Brücke kostet 1,5 Mio. Euro.“',
      'В понедельник, {1}9 ноября{/1}, Марта Линдквист сказала в городском совете Ланмюнде: «Мост стоит 1,5 млн евро».',
    ),
    [],
  );
});

test('each check says what it is there to say', () => {
  const long = 'Die Fähre fährt wieder, sagte der Kapitän am Abend, und alle waren froh darüber.';
  const cases: readonly (readonly [Check, string, string, { from?: string; to?: string }?])[] = [
    ['placeholders', '{1}Die Brücke{/1} ist zu', 'Мост закрыт'],
    ['empty', 'Die Brücke ist zu', ' \u200b '],
    ['empty', 'Die Brücke ist zu', ''],
    ['identical', 'Die Brücke bleibt heute zu', 'Die Brücke bleibt heute zu', { to: 'en' }],
    ['length', long, 'Паром снова ходит.'],
    [
      'length',
      'Die Fähre fährt wieder.',
      'Паром снова ходит, сообщил вечером капитан, и все были этому очень рады, ведь ждали долго.',
    ],
    ['numbers', 'Es kamen 12 Boote', 'Пришла 21 лодка'],
    ['dates', 'am 9. März', '9 мая'],
    ['dates', 'am 09.03.2026', '9 мая 2026'],
    ['dates', 'Sie kam am Montag', 'Она приехала во вторник'],
    ['dates', 'on Sunday', 'روز شنبه', { from: 'en', to: 'fa' }],
    ['links', 'mehr auf https://courier.example/a', 'подробнее на https://courier.example/b'],
    ['links', 'an post@courier.example', 'на почту'],
    ['links', 'mehr dazu morgen', 'подробнее: www.trap.example'],
    ['quotes', 'Sie sagte: „Die Brücke ist heute offen.“', 'Она сказала, что мост сегодня открыт.'],
    ['quotes', 'Sie sagte: „Nein.“', 'Она сказала: «Нет.'],
    ['names', 'Das war in Lanmünde', 'Это было в порту'],
    ['names', 'Dann kam Marta Lindqvo an', 'Потом приехала женщина'],
    ['script', 'Die Brücke ist heute wieder zu', 'Most segodnya snova zakryt'],
    ['script', 'Die Brücke ist zu', 'Моcт закрыт'],
    ['script', 'Die Brücke ist zu', 'Мост закрытий і пустий'],
    ['terms', 'Der Stadtrat tagt', 'Совет города заседает'],
    ['forbidden', 'Nach dem Überfall', 'После операции'],
    ['forbidden', 'Der Hafen', 'Так называемый порт'],
  ];
  for (const [check, source, target, languages] of cases)
    assert.ok(checks(source, target, languages).includes(check), `${check}: ${source} → ${target}`);
  const unheard = CHECKS.filter((check) => !cases.some(([each]) => each === check));
  assert.deepEqual(unheard, []);
});

test('what languages do differently is no finding', () => {
  for (const [source, target, languages] of [
    ['Marta Lindqvist', 'Marta Lindqvist', { to: 'en' }],
    ['im Mai', 'в мае'],
    ['You may leave 5 bags', 'Можно оставить 5 сумок', { from: 'en' }],
    ['Sie kam am Montag', 'Она приехала вчера'],
    ['Der Stadtrat tagt', 'Горсовет заседает'],
    ['des Stadtrats', 'городского совета'],
    ['Die „Möwe“ fährt', 'The Möwe sails', { to: 'en' }],
    ['Die Operation gelang', 'Операция удалась'],
    ['Das WLAN', 'Wi-Fi'],
    ['mehr auf https://courier.example/a.', 'подробнее: https://courier.example/a'],
    ['Er traf Marta Lindqvo', 'او مارتا لیندکوو را دید', { to: 'fa' }],
    ['on Thursday', 'روز پنج‌شنبه', { from: 'en', to: 'fa' }],
  ] as const)
    assert.deepEqual(checks(source, target, languages), [], `${source} → ${target}`);
});

test('a check that is switched off says nothing', () => {
  const options = { from: 'de', to: 'ru', terms: [] };
  const segment = { text: 'Es kamen 12 Boote', role: 'paragraph', marks: [] } as const;
  assert.equal(findings(segment, 'Пришла 21 лодка', options).length > 0, true);
  assert.deepEqual(findings(segment, 'Пришла 21 лодка', { ...options, off: ['numbers'] }), []);
});

test('an error keeps from confirming, a guess does not', () => {
  const weight = (check: Check, source: string, target: string): string | undefined =>
    findings({ text: source, role: 'paragraph', marks: [] }, target, { from: 'de', to: 'ru', terms: TERMS }).find(
      (finding) => finding.check === check,
    )?.weight;
  assert.equal(weight('numbers', '12 Boote', '21 лодка'), 'error');
  assert.equal(weight('names', 'Das war in Lanmünde', 'Это было в порту'), 'warning');
  assert.equal(weight('forbidden', 'Nach dem Überfall', 'После операции'), 'error');
});

test('whatever is typed, the checks answer', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('ru', 'fa', 'xx'),
      (source, target, to) => {
        assert.ok(
          Array.isArray(
            findings({ text: source, role: 'paragraph', marks: [] }, target, { from: 'de', to, terms: TERMS }),
          ),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('a block of the largest size is checked without delay to speak of, whatever it is full of', () => {
  for (const scrap of ['{1}', '1.', '"a ', 'A b', 'http://', 'a@', ' 5 und', 'Xx-']) {
    const text = scrap.repeat(4_000 / scrap.length);
    assert.ok(
      Array.isArray(findings({ text, role: 'paragraph', marks: [] }, text, { from: 'de', to: 'ru', terms: TERMS })),
    );
  }
});

/** The texts of a body of the sample newsroom, block by block. */
function blocksOf(html: string): string[] {
  const flat = html.replace(/<[ou]l>/g, '');
  const ends = 'p|li|h2|h3|figcaption|td|th|ul|ol|blockquote';
  return Array.from(
    flat.matchAll(new RegExp(`<(?:${ends})\\b[^>]*>([\\s\\S]*?)(?=</?(?:${ends})\\b)`, 'g')),
    ([, text = '']) =>
      text
        .replace(/<[^>]+>/g, '')
        .replaceAll('&amp;', '&')
        .replace(/\s+/g, ' ')
        .trim(),
  ).filter((text) => text !== '');
}

test('the sample newsroom’s own translations raise no error and hardly a warning', () => {
  let segments = 0;
  const found: string[] = [];
  for (const { bodies, languages } of sampleArticles()) {
    for (const to of ['en', 'ru', 'fa'] satisfies SampleLanguage[]) {
      const [body, head] = [bodies[to], languages[to]];
      if (body === undefined || head === undefined) continue;
      const sources = [languages.de.headline, ...blocksOf(bodies.de)];
      const targets = [head.headline, ...blocksOf(body)];
      assert.equal(sources.length, targets.length);
      sources.forEach((text, at) => {
        segments += 1;
        const said = findings({ text, role: 'paragraph', marks: [] }, targets[at] ?? '', { from: 'de', to, terms: [] });
        found.push(...said.map((finding) => `${finding.weight} ${finding.message} ${text} → ${targets[at]}`));
      });
    }
  }
  assert.ok(segments > 300);
  assert.deepEqual(
    found.filter((each) => each.startsWith('error')),
    [],
  );
  assert.ok(found.length <= 1, found.join('\n'));
});
