import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normaliseLine } from '../article/index.ts';
import { TranslateError } from './error.ts';
import { TERM_KINDS } from './glossary.ts';
import { parseGlossary, writeGlossary } from './glossary-csv.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('what was written is read again, whatever the terms hold', () => {
  const text = fc
    .array(fc.constantFrom('a', 'ж', '"', ',', ';', "'", ' ', '«', 'پ'), { minLength: 1, maxLength: 12 })
    .map((parts) => normaliseLine(parts.join('')))
    .filter((each) => each !== '');
  const term = fc.record({
    from: fc.constant('de'),
    to: fc.constantFrom('ru', 'fa'),
    source: text,
    target: text,
    kind: fc.constantFrom(...TERM_KINDS),
    note: fc.option(text),
  });
  fc.assert(
    fc.property(fc.array(term, { maxLength: 6 }), (terms) => {
      assert.deepEqual(
        parseGlossary(bytes(writeGlossary(terms))),
        terms.map((each) => ({ ...each })),
      );
    }),
  );
});

test('tables of spreadsheets are read: any order, semicolons or tabs, a byte order mark, line ends of either kind', () => {
  const [term] = parseGlossary(bytes('\ufeffSource;target;FROM;to\r\n"Rat; Senat";совет;de;ru\r\n\r\n'));
  assert.deepEqual(term, { from: 'de', to: 'ru', source: 'Rat; Senat', target: 'совет', kind: 'required', note: null });
  assert.equal(parseGlossary(bytes('from\tto\tsource\ttarget\nde\tru\tRat\tсовет')).length, 1);
});

test('what is wrong is named by its line, and nothing is taken', () => {
  const head = 'from,to,source,target,kind\n';
  for (const [text, line] of [
    ['', 1],
    ['from,to,source\n', 1],
    ['from,to,source,target,colour\n', 1],
    ['from,to,source,target,target\n', 1],
    [`${head}de,ru,Rat,совет\n`, 2],
    [`${head}de,ru,Rat,совет,maybe\n`, 2],
    [`${head}de,ru,Rat,совет,name\nde,de,Rat,Rat,name\n`, 3],
    [`${head}de,ru,,совет,required\n`, 2],
    [`${head}??,ru,Rat,совет,name\n`, 2],
    [`${head}de,ru,"a\nb",совет,name\nde,ru,"Rat\n`, 4],
    [`${head}de,ru,"Rat"x,совет,name\n`, 2],
    [`${head}de,ru,${'x'.repeat(201)},совет,name\n`, 2],
  ] as const)
    assert.throws(
      () => parseGlossary(bytes(text)),
      (error) =>
        error instanceof TranslateError && error.code === 'glossary-invalid' && error.message.includes(`line ${line}:`),
      text,
    );
  assert.throws(() => parseGlossary(Uint8Array.of(0xff, 0xfe)), { code: 'glossary-invalid' });
  assert.throws(() => parseGlossary(new Uint8Array(5 * 1024 * 1024)), { code: 'glossary-invalid' });
});
