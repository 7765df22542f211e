import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InterchangeError, type InterchangeRule } from './interchange-error.ts';
import { checkPlaceholders } from './placeholders.ts';
import type { Mark } from './segment.ts';
import type { XliffDocument, XliffSegment } from './xliff.ts';
import { matchXliff } from './xliff-match.ts';
import { parseXliff } from './xliff-read.ts';
import { writeXliff } from './xliff-write.ts';

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('&amp;', '<pc id="1">', ']]>', '"', '\u00a0', 'سلام', '{x}', '\t', 'a\nb', '<!-- -->'),
);
/** As articles have it: no control characters that XML cannot hold, no placeholders but those of marks. */
const line = words.map((text) =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '')
    .replace(/[{}]/g, '('),
);
const filled = line.map((text) => `x${text}`);

const pairMark: fc.Arbitrary<Mark> = fc.oneof(
  fc.constantFrom<Mark>({ type: 'strong' }, { type: 'emphasis' }, { type: 'subscript' }, { type: 'superscript' }),
  filled.map((address): Mark => ({ type: 'link', address: `https://courier.example/${address}` })),
  fc.constantFrom<Mark>(
    { type: 'foreign', language: 'fa', direction: 'rtl' },
    { type: 'foreign', language: 'fr', direction: 'ltr' },
  ),
);
const singleMark: fc.Arbitrary<Mark> = fc.oneof(
  fc.constant<Mark>({ type: 'break' }),
  fc.constantFrom<Mark>(
    { type: 'literal', text: '{1}' },
    { type: 'literal', text: '{/2}' },
    { type: 'literal', text: '{3/}' },
  ),
);

function plain<Value>(members: { [Name in keyof Value]: fc.Arbitrary<Value[Name]> }): fc.Arbitrary<Value> {
  return fc.record(members, { noNullPrototype: true }) as fc.Arbitrary<Value>;
}

/** A text with marks that nest, and what they stand for. */
const marked: fc.Arbitrary<{ text: string; marks: Mark[] }> = fc
  .array(
    fc.oneof(
      filled.map((text) => ({ text, mark: null, inner: '' })),
      plain({ text: line, mark: pairMark, inner: filled }),
      plain({ text: line, mark: singleMark, inner: fc.constant('') }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => {
    const marks: Mark[] = [];
    let text = 'x';
    let end = '';
    for (const { text: before, mark, inner } of parts) {
      text += before;
      if (mark === null) continue;
      marks.push(mark);
      const number = marks.length;
      const isAlone = mark.type === 'break' || mark.type === 'literal';
      // Every third pair is left open, so that what follows stands inside it.
      if (isAlone) text += `{${number}/}`;
      else if (number % 3 === 0) {
        text += `{${number}}${inner}`;
        end = `{/${number}}${end}`;
      } else text += `{${number}}${inner}{/${number}}`;
    }
    return { text: text + end, marks };
  });

const segment: fc.Arbitrary<Omit<XliffSegment, 'key'>> = fc
  .record({
    original: marked,
    fate: fc.constantFrom('empty', 'same', 'translated', 'broken', 'half'),
    state: fc.constantFrom<XliffSegment['state']>('draft', 'touched', 'confirmed'),
    notes: fc.array(filled, { maxLength: 2 }),
    matches: fc.array(plain({ score: fc.integer({ min: 50, max: 100 }), source: marked, target: filled }), {
      maxLength: 2,
    }),
    terms: fc.array(plain({ source: filled, target: filled }), { maxLength: 2 }),
  })
  .map(({ original: { text, marks }, fate, state, notes, matches, terms }) => {
    const target = {
      empty: '',
      same: text,
      translated: `${text} y`,
      broken: `${text} {99}z{/98} {/1}{1}`,
      half: `y ${text.replace(/\{1\}|\{\/1\}|\{1\/\}/g, '')}`,
    }[fate];
    const isWhole = checkPlaceholders(text, target).length === 0;
    return {
      source: text,
      marks,
      target,
      // What has not all its placeholders cannot be confirmed.
      state: target === '' ? 'empty' : state === 'confirmed' && !isWhole ? 'draft' : state,
      notes,
      matches: matches.map(({ source, ...rest }) => ({ ...rest, source: source.text })),
      terms,
    };
  });

const document: fc.Arbitrary<XliffDocument> = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => ({
  from: 'de',
  to: 'fa',
  article: '3fk9m2tq7x',
  segments: segments.map((each, index) => ({
    key: ['headline', 'byline.0', `b${index}.0.2`][index] ?? `b${index}`,
    ...each,
  })),
}));

const small: XliffDocument = {
  from: 'de',
  to: 'ru',
  article: '3fk9m2tq7x',
  segments: [
    {
      key: 'headline',
      source: 'Rat tagt',
      marks: [],
      target: '',
      state: 'empty',
      notes: ['headline'],
      matches: [{ score: 87, source: 'Rat tagte', target: 'Совет заседал' }],
      terms: [{ source: 'Rat', target: 'совет' }],
    },
    {
      key: 'b1',
      source: 'Der {1}Rat{/1} tagt{2/} heute & {3}{4}morgen{/4}{/3}',
      marks: [
        { type: 'strong' },
        { type: 'break' },
        { type: 'link', address: 'https://a.example/?b=1&c="' },
        { type: 'emphasis' },
      ],
      target: '{3}{4}Завтра{/4}{/3} и сегодня{2/} заседает {1}совет{/1}',
      state: 'draft',
      notes: [],
      matches: [],
      terms: [],
    },
  ],
};

const file = writeXliff(small);

/** The file with a change, which has to be one. */
function changed(from: string | RegExp, to: string): string {
  const text = file.replace(from, to);
  assert.notEqual(text, file, `${from} is not in the file`);
  return text;
}

function refused(text: string | Uint8Array, rule: InterchangeRule, line?: number): void {
  assert.throws(
    () => parseXliff(text),
    (error) => {
      assert.ok(error instanceof InterchangeError, String(error));
      assert.equal(error.rule, rule, error.message);
      assert.equal(error.code, 'xliff-invalid');
      if (line !== undefined) assert.equal(error.line, line, error.message);
      assert.match(error.message, new RegExp(`\\(rule: ${rule}\\)$`));
      return true;
    },
    `should break the rule ${rule}: ${text.slice(0, 3_000)}`,
  );
}

test('a document that was written is read as the same', () => {
  fc.assert(fc.property(document, (each) => assert.deepEqual(parseXliff(writeXliff(each)), each)));
});

test('bytes are read as text is, with and without a byte order mark', () => {
  assert.deepEqual(parseXliff(new TextEncoder().encode(file)), small);
  assert.deepEqual(parseXliff(new TextEncoder().encode(`\ufeff${file}`)), small);
});

test('a file is XLIFF 2.1 with codes, notes, candidates and terms', () => {
  for (const part of [
    'version="2.1" srcLang="de" trgLang="ru"',
    '<file id="3fk9m2tq7x" canResegment="no" srcDir="ltr" trgDir="ltr" xml:space="preserve">',
    '<mtc:match id="m1" ref="#s" type="tm" similarity="87">',
    '<gls:term>Rat</gls:term><gls:translation>совет</gls:translation>',
    '<note id="n1">headline</note>',
    '<data id="d3">&lt;a href="https://a.example/?b=1&amp;amp;c=&amp;quot;"&gt;</data>',
    '<pc id="1" canCopy="no" canDelete="no" type="fmt" subType="xlf:b" dataRefStart="d1" dataRefEnd="e1">Rat</pc>',
    '<ph id="2" canCopy="no" canDelete="no" type="fmt" subType="xlf:lb" dataRef="d2" disp="&lt;br&gt;"/>',
    'heute &amp; <pc id="3"',
    '<segment id="s" state="translated">',
  ]) {
    assert.ok(file.includes(part), part);
  }
});

test('ten thousand segments are written and read', () => {
  const [, second] = small.segments;
  assert.ok(second !== undefined);
  const many = { ...small, segments: Array.from({ length: 10_000 }, (_, index) => ({ ...second, key: `b${index}` })) };
  assert.deepEqual(parseXliff(writeXliff(many)), many);
});

test('what other programs do to a file is read', () => {
  const states = (text: string): string[] => parseXliff(text).segments.map(({ state }) => state);
  assert.deepEqual(states(changed('state="translated"', 'state="reviewed"')), ['empty', 'confirmed']);
  assert.deepEqual(states(changed('state="translated"', 'state="final" subState="other:signed-off"')), [
    'empty',
    'confirmed',
  ]);
  assert.deepEqual(states(changed(' state="translated"', '')), ['empty', 'draft']);
  for (const text of [
    changed('version="2.1"', 'version="2.0"'),
    changed('srcLang="de" trgLang="ru"', 'srcLang="DE" trgLang="RU"').replace(
      '<source>Rat tagt',
      '<source xml:lang="De">Rat tagt',
    ),
    changed('<file ', '<file xmlns:o="urn:o" o:x="1" '),
    changed(
      '<unit id="b1">',
      '<unit id="b1"><m:metadata xmlns:m="urn:oasis:names:tc:xliff:metadata:2.0"><m:meta type="x">y</m:meta></m:metadata>',
    ),
    changed('<unit id="b1">', '<group id="g"><unit id="b1">').replace(/<\/unit>\n<\/file>/, '</unit></group></file>'),
    changed('<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0"?><?tool x?><!-- seen -->'),
    changed('Der <pc', '<mrk id="m9" type="comment" value="hm">Der</mrk><sm id="m8"/> <em startRef="m8"/><pc'),
    changed(
      /(<source>Der )<pc id="1"([^>]*)dataRefStart="d1" dataRefEnd="e1">Rat<\/pc>/,
      '$1<sc id="1"$2dataRef="d1"/>Rat<ec startRef="1" canCopy="no" canDelete="no" dataRef="e1"/>',
    ),
    changed('Rat tagt<', '<![CDATA[Rat tagt]]><'),
  ]) {
    assert.deepEqual(
      parseXliff(text).segments.map(({ source, marks }) => ({ source, marks })),
      small.segments.map(({ source, marks }) => ({ source, marks })),
      text,
    );
  }
});

test('a broken rule is refused with its name and line', () => {
  const cases: [InterchangeRule, string, number?][] = [
    ['version', changed('version="2.1"', 'version="1.2"'), 2],
    ['missing', changed(' version="2.1"', ''), 2],
    ['root', '<?xml version="1.0"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>', 2],
    ['root', '<html/>', 1],
    ['missing', changed(' srcLang="de"', ''), 2],
    ['missing', changed(' trgLang="ru"', ''), 2],
    ['language', changed('srcLang="de"', 'srcLang="not a language"'), 2],
    ['missing', changed('<file id="3fk9m2tq7x"', '<file'), 3],
    ['missing', changed('<unit id="headline">', '<unit>'), 4],
    ['id', changed('<unit id="headline">', '<unit id="two words">'), 4],
    ['id', changed('<unit id="b1">', '<unit id="headline">')],
    ['id', changed('id="d2">', 'id="d1">')],
    ['id', changed('<segment id="s" state="translated">', '<segment id="1" state="translated">')],
    ['element', changed('<notes>', '<remarks>').replace('</notes>', '</remarks>'), 14],
    ['element', changed('<source>Rat tagt<', '<source>Rat <b>tagt</b><')],
    ['element', changed('<source>Rat tagt<', '<source>Rat <x:b xmlns:x="urn:x">tagt</x:b><')],
    [
      'element',
      changed(
        '<file id="3fk9m2tq7x"',
        '<file id="x"><unit id="u"><segment><source>x</source></segment></unit></file><file id="3fk9m2tq7x"',
      ),
    ],
    ['element', changed('</source>\n</segment>', '</source><source>y</source></segment>')],
    ['element', changed('</segment>', '</segment><segment><source>y</source></segment>')],
    ['element', changed('</segment>', '</segment><ignorable><source> </source></ignorable>')],
    ['element', changed('<source>Rat tagt</source>', '<target>x</target><source>Rat tagt</source>')],
    ['element', changed('<source>Rat tagt</source>', '<source xmlns="urn:o">Rat tagt</source>')],
    ['element', changed('<segment id="s" state="initial">', '<mtc:matches/><segment id="s" state="initial">')],
    ['attribute', changed('<segment id="s"', '<segment approved="yes" id="s"')],
    ['attribute', changed('similarity="87"', 'similarity="101"')],
    ['attribute', changed('similarity="87"', 'similarity="-1"')],
    ['missing', changed(' ref="#s"', '')],
    ['text', changed('<segment id="s"', 'stray<segment id="s"')],
    ['text', changed('<source>Rat tagt</source>', '<source/>')],
    ['missing', changed('<source>Rat tagt</source>', '')],
    ['missing', changed(/<segment id="s" state="initial">[\s\S]*?<\/segment>/, '')],
    ['missing', changed('<note id="n1">headline</note>\n', '')],
    ['missing', changed(/<unit[\s\S]*<\/unit>\n/, '')],
    ['state', changed('state="translated"', 'state="done"')],
    ['state', changed('state="initial"', 'state="translated"')],
    ['state', changed('state="initial"', 'state="final"')],
    ['state', changed('state="translated"', 'state="translated" subState="done"')],
    ['state', changed('state="translated"', 'subState="a:b"')],
    ['language', changed('<source>Rat tagt<', '<source xml:lang="en">Rat tagt<')],
    ['language', changed('<target><pc', '<target xml:lang="uk"><pc')],
    ['xml', changed('</file>', '')],
    ['xml', changed('heute &amp; <', 'heute & <')],
    ['xml', changed('Rat tagt', 'Rat &nbsp; tagt')],
    ['xml', changed('xmlns:mtc=', 'xmlns:other=')],
    ['xml', `${file}<x/>`],
    ['xml', ''],
    ['xml', changed('Rat tagt', 'Rat \u0001 tagt')],
    ['element', changed('<notes>', '<notes><note>one</note></notes><notes>')],
    ['element', changed('</segment>', '</segment><notes><note>late</note></notes>')],
    ['element', changed('</unit>\n</file>', '</unit><o:x xmlns:o="urn:o"/></file>')],
    ['attribute', changed('<source>Rat tagt<', '<source xmlns:o="urn:o" o:x="1">Rat tagt<')],
    ['language', changed('<file ', '<file xml:lang="de" ')],
    ['id', changed('</note>', '</note><note id="n1">again</note>')],
    [
      'id',
      changed(
        '<unit id="b1">',
        '<group id="g"><unit id="headline"><segment><source>x</source></segment></unit></group><unit id="b1">',
      ),
    ],
    ['attribute', changed('>Rat tagt<', '><mrk id="m" type="comment">Rat tagt</mrk><')],
    ['attribute', changed('>Rat tagt<', '><mrk id="m" type="comment" value="x" ref="#n1">Rat tagt</mrk><')],
    ['inline', changed('>Rat tagt<', '><sm id="m"/>Rat tagt<')],
    ['inline', changed('>Rat tagt<', '>Rat tagt<em startRef="m"/><')],
    ['missing', changed('<gls:translation>совет</gls:translation>', '')],
    ['id', changed('</unit>\n</file>', '</unit><group id="g"/><group id="g"/></file>')],
    ['doctype', changed('<xliff', '<!DOCTYPE xliff>\n<xliff'), 2],
  ];
  for (const [rule, text, line] of cases) refused(text, rule, line);
});

test('codes that are not those of the source are refused', () => {
  const target = /<target><pc id="3".*<\/target>/;
  const codes = {
    1: '<pc id="1">с</pc>',
    2: '<ph id="2"/>',
    3: '<pc id="3"><pc id="4">с</pc></pc>',
  };
  parseXliff(changed(target, `<target>${codes[3]}${codes[2]}${codes[1]}</target>`));
  for (const inner of [
    `${codes[1]}${codes[3]}`,
    'с',
    `${codes[1]}${codes[2]}${codes[3]}<ph id="5"/>`,
    `${codes[1]}${codes[2]}${codes[3]}${codes[2]}`,
    `<ph id="1"/>${codes[2]}${codes[3]}`,
    `<pc id="2">с</pc>${codes[1]}${codes[3]}`,
    `<pc id="a">с</pc>${codes[2]}${codes[3]}`,
    `<pc id="0">с</pc>${codes[2]}${codes[3]}`,
    `<sc id="1"/>с${codes[2]}${codes[3]}`,
    `<sc id="1"/>с<ec startRef="3"/>${codes[2]}<sc id="3"/>${codes[2]}`,
    `<sc id="1"/><pc id="3">с<ec startRef="1"/><pc id="4">с</pc></pc>${codes[2]}`,
    `<sc id="1"/><pc id="3">с<ec startRef="1"/><sc id="4"/>с</pc>с<ec startRef="4"/>${codes[2]}`,
    `<ec startRef="1"/>${codes[1]}${codes[2]}${codes[3]}`,
    `<sc id="1" isolated="yes"/>${codes[2]}${codes[3]}`,
    `${codes[1]}${codes[2]}${codes[3]}<cp hex="001A"/>`,
  ]) {
    refused(changed(target, `<target>${inner}</target>`), 'inline');
  }
  for (const [from, to] of [
    ['<ph id="2" ', '<ph id="7" '],
    [' dataRefStart="d1"', ''],
    [' dataRefEnd="e1"', ' dataRefEnd="e4"'],
    ['subType="xlf:b"', 'subType="xlf:u"'],
    ['type="fmt" subType="xlf:b"', ''],
    ['<data id="d3">&lt;a href', '<data id="d3">&lt;a onclick'],
    ['<data id="e3">&lt;/a&gt;</data>\n', ''],
  ] as const) {
    refused(changed(from, to), 'inline');
  }
});

test('entities are refused by name, inner, outer and a billion of them', () => {
  const laughs = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join(
    '',
  );
  for (const doctype of [
    `<!DOCTYPE xliff [<!ENTITY l0 "ha">${laughs}]>`,
    '<!DOCTYPE xliff [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE xliff SYSTEM "https://elsewhere.example/xliff.dtd">',
    '<!DOCTYPE xliff [<!ENTITY % p SYSTEM "https://elsewhere.example/p"> %p;]>',
  ]) {
    refused(changed('<xliff', `${doctype}<xliff`).replace('Rat tagt', '&l9;&secret;'), 'doctype', 2);
  }
  refused(changed('Rat tagt', '&l9;'), 'xml');
});

test('what is too deep, too large, too many or no UTF-8 is refused', () => {
  const deep = `${'<pc id="1">'.repeat(100_000)}x${'</pc>'.repeat(100_000)}`;
  refused(changed('Rat tagt', deep), 'depth');
  refused(changed('<unit id="b1">', `<unit id="b1">${'<o:x xmlns:o="urn:o">'.repeat(5_000)}`), 'depth');
  refused('x'.repeat(33 * 1024 * 1024), 'size');
  const unit = (index: number): string => `<unit id="u${index}"><segment><source>x</source></segment></unit>`;
  refused(changed(/<unit[\s\S]*<\/unit>/, Array.from({ length: 50_001 }, (_, index) => unit(index)).join('')), 'size');
  const bytes = new TextEncoder().encode(file);
  refused(Uint8Array.of(...bytes.slice(0, 300), 0xff, ...bytes.slice(300)), 'encoding', 3);
  refused(Buffer.from(`\ufeff${file}`, 'utf16le'), 'encoding', 1);
});

test('whatever is done to a file, it is read or refused by rule', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    '/',
    '&',
    '<pc id="1">',
    '</pc>',
    '<unit id="x">',
    'state="final"',
    ' ',
    '\u0000',
    ']]>',
    'é',
  );
  fc.assert(
    fc.property(fc.nat(file.length), fc.nat(40), fc.array(piece, { maxLength: 3 }), (at, cut, put) => {
      const text = file.slice(0, at) + put.join('') + file.slice(at + cut);
      try {
        parseXliff(text);
      } catch (error) {
        assert.ok(error instanceof InterchangeError, `${error} in ${text}`);
      }
    }),
    { numRuns: 500 },
  );
});

const draft = {
  article: '3fk9m2tq7x',
  from: 'de',
  to: 'ru',
  segments: small.segments.map(({ key, source }) => ({ key, text: source })),
};

test('a file changes the segments it has a target for', () => {
  const { changes, outdated } = matchXliff(parseXliff(file), draft);
  assert.deepEqual([...changes], [['b1', { target: small.segments[1]?.target, state: 'draft' }]]);
  assert.deepEqual(outdated, []);
});

test('a segment whose original changed or is gone is named and left alone', () => {
  const [headline] = draft.segments;
  assert.ok(headline !== undefined);
  for (const segments of [[headline, { key: 'b1', text: 'Etwas anderes' }], [headline]]) {
    const { changes, outdated } = matchXliff(parseXliff(file), { ...draft, segments });
    assert.deepEqual([...changes.keys()], []);
    assert.deepEqual(outdated, ['b1']);
  }
});

test('a file of another article, language or draft is refused', () => {
  for (const [rule, other] of [
    ['article', { ...draft, article: 'aaaaaaaaaa' }],
    ['language', { ...draft, to: 'uk' }],
    ['language', { ...draft, from: 'en' }],
    ['segment', { ...draft, segments: [{ key: 'b9', text: 'x' }] }],
  ] as const) {
    assert.throws(
      () => matchXliff(parseXliff(file), other),
      (error) => error instanceof InterchangeError && error.rule === rule && error.hint !== undefined,
    );
  }
});
