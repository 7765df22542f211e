import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { InterchangeError, type InterchangeRule } from './interchange-error.ts';
import type { TmxUnit } from './tmx.ts';
import { parseTmx, type TmxSkipped } from './tmx-read.ts';
import { writeTmx } from './tmx-write.ts';

const LANGUAGES = { from: 'de', to: 'ru' };

async function written(units: Iterable<TmxUnit>, languages = LANGUAGES): Promise<string> {
  return (await Array.fromAsync(writeTmx(units, languages))).join('');
}

function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(file: string | Uint8Array, { from, to } = LANGUAGES, size = 1_000) {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  const skipped: TmxSkipped[] = [];
  const onSkipped = (each: TmxSkipped): void => {
    skipped.push(each);
  };
  return { units: await Array.fromAsync(parseTmx(cut(bytes, size), { from, to, onSkipped })), skipped };
}

async function pairs(file: string | Uint8Array, languages = LANGUAGES): Promise<string[][]> {
  return (await read(file, languages)).units.map(({ source, target }) => [source, target]);
}

/** A file of another program with these units. */
function file(
  units: string,
  { header = 'creationtool="Other" segtype="sentence" srclang="de"', before = '' } = {},
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${before}<tmx version="1.4">\n<header ${header}/>\n<body>\n${units}\n</body>\n</tmx>\n`;
}

function unit(source: string, target: string): string {
  return `<tu><tuv xml:lang="de"><seg>${source}</seg></tuv><tuv xml:lang="ru"><seg>${target}</seg></tuv></tu>`;
}

async function refused(text: string | Uint8Array, rule: InterchangeRule, line?: number): Promise<void> {
  await assert.rejects(
    read(text),
    (error) => {
      assert.ok(error instanceof InterchangeError, String(error));
      assert.equal(error.code, 'tmx-invalid');
      assert.equal(error.rule, rule, error.message);
      if (line !== undefined) assert.equal(error.line, line, error.message);
      return true;
    },
    `should break the rule ${rule}: ${text.slice(0, 500)}`,
  );
}

const words = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.constantFrom('&lt;g0&gt;', '<g0>', ']]>', '"', '\u00a0', 'سلام', 'a\nb'),
  )
  .map((text) => `x${text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff{}]/g, '')}x`);
const someUnit: fc.Arbitrary<TmxUnit> = fc
  .tuple(
    words,
    words,
    fc.constantFrom('plain', 'marked'),
    fc.option(fc.constantFrom('Ann Example', 'B & C "d"')),
    fc.option(fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
  )
  .map(([first, second, kind, by, date]) => ({
    source: kind === 'plain' ? first : `{2}${first}{3/}{/2} ${second}{5/}`,
    target: kind === 'plain' ? second : `{5/}${second} {2}${first}{3/}{/2}`,
    by,
    at: date === null ? null : `${date.toISOString().slice(0, 19)}.000Z`,
  }));

test('a memory that was written is read as the same, however its bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(someUnit, { maxLength: 5 }), fc.integer({ min: 1, max: 999 }), async (units, size) => {
      const { units: found, skipped } = await read(await written(units), LANGUAGES, size);
      assert.deepEqual(found, units);
      assert.deepEqual(skipped, []);
    }),
  );
});

test('a file has the header that OmegaT asks for, and codes paired and numbered in both languages', async () => {
  const text = await written([
    {
      source: 'Der {1}Rat{/1}{2/} & "so"',
      target: '{2/}{1}Совет{/1}',
      by: 'Ann <Example>',
      at: '2026-11-22T10:15:00.123Z',
    },
  ]);
  assert.equal(
    text,
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<tmx version="1.4">',
      '<header creationtool="Tamizdat" creationtoolversion="1" segtype="sentence" o-tmf="Tamizdat" adminlang="en" srclang="de" datatype="plaintext"/>',
      '<body>',
      '<tu><tuv xml:lang="de"><seg>Der <bpt i="1" x="1" type="g">{1}</bpt>Rat<ept i="1">{/1}</ept><ph x="2" type="x">{2/}</ph> &amp; "so"</seg></tuv>' +
        '<tuv xml:lang="ru" changeid="Ann &lt;Example&gt;" changedate="20261122T101500Z">' +
        '<seg><ph x="2" type="x">{2/}</ph><bpt i="1" x="1" type="g">{1}</bpt>Совет<ept i="1">{/1}</ept></seg></tuv></tu>',
      '</body>',
      '</tmx>',
      '',
    ].join('\n'),
  );
});

test('ten thousand units come one after another, and the file is never asked for as a whole', async () => {
  const source = function* (): Generator<TmxUnit> {
    for (let index = 0; index < 10_000; index += 1)
      yield { source: `Satz {1}${index}{/1}`, target: `Фраза {1}${index}{/1}`, by: null, at: null };
  };
  let asked = 0;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of writeTmx(source(), LANGUAGES)) {
      asked += 1;
      yield new TextEncoder().encode(chunk);
    }
  };
  let count = 0;
  for await (const { source: text } of parseTmx(chunks(), LANGUAGES)) {
    if (count === 0) assert.equal(asked, 1);
    assert.equal(text, `Satz {1}${count}{/1}`);
    count += 1;
  }
  assert.equal(count, 10_000);
  assert.ok(asked > 10);
});

test('whoever has enough may stop in the middle', async () => {
  const endless = function* (): Generator<Uint8Array> {
    yield new TextEncoder().encode('<tmx version="1.4"><header/><body>');
    for (;;) yield new TextEncoder().encode(unit('eins', 'один'));
  };
  let count = 0;
  for await (const each of parseTmx(endless(), LANGUAGES)) {
    assert.equal(each.source, 'eins');
    count += 1;
    if (count === 100) break;
  }
  assert.equal(count, 100);
});

test('a file is read in UTF-16 and UTF-8, with a byte order mark and without', async () => {
  const text = file(unit('Straße', 'улица 🗞'));
  const swapped = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  for (const bytes of [
    Buffer.from(text),
    Buffer.from(`\ufeff${text}`),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    swapped,
  ]) {
    for (const size of [1, 7, 100_000]) {
      assert.deepEqual((await read(bytes, LANGUAGES, size)).units, [
        { source: 'Straße', target: 'улица 🗞', by: null, at: null },
      ]);
    }
  }
});

test('languages are those asked for, whatever their order, case and region', async () => {
  const text = file(
    [
      '<tu><tuv xml:lang="RU-RU"><seg>р1</seg></tuv><tuv xml:lang="DE-CH"><seg>d1</seg></tuv><tuv xml:lang="fr"><seg>f1</seg></tuv></tu>',
      '<tu><tuv lang="de_AT"><seg>d2-at</seg></tuv><tuv lang="de"><seg>d2</seg></tuv><tuv lang="ru"><seg>р2</seg></tuv></tu>',
      '<tu><tuv xml:lang="de"><seg>d3</seg></tuv><tuv xml:lang="rue"><seg>r3</seg></tuv></tu>',
      '<tu><tuv xml:lang="pt-PT"><seg>p4</seg></tuv><tuv xml:lang="ru"><seg>р4</seg></tuv></tu>',
    ].join('\n'),
  );
  assert.deepEqual(await pairs(text), [
    ['d1', 'р1'],
    ['d2', 'р2'],
  ]);
  assert.deepEqual((await read(text)).skipped, [
    { line: 7, reason: 'it has no text in ru' },
    { line: 8, reason: 'it has no text in de' },
  ]);
  assert.deepEqual(await pairs(text, { from: 'fr', to: 'de' }), [['f1', 'd1']]);
  assert.deepEqual(await pairs(text, { from: 'pt-BR', to: 'ru' }), []);
  assert.deepEqual(await pairs(text, { from: 'pt', to: 'ru-RU' }), [['p4', 'р4']]);
});

test('who and when are those of the translation, else of the unit', async () => {
  const { units } = await read(
    file(
      [
        '<tu creationid="Ann" creationdate="20200101T000000Z"><tuv xml:lang="de"><seg>a</seg></tuv><tuv xml:lang="ru" changeid=" Bea " changedate="20261122T101500Z" creationid="X"><seg>а</seg></tuv></tu>',
        '<tu creationid="Ann" creationdate="20200101T000000Z"><tuv xml:lang="de" changeid="X"><seg>b</seg></tuv><tuv xml:lang="ru"><seg>б</seg></tuv></tu>',
        '<tu creationdate="yesterday"><tuv xml:lang="de"><seg>c</seg></tuv><tuv xml:lang="ru" changedate="20269999T999999Z"><seg>в</seg></tuv></tu>',
      ].join(''),
    ),
  );
  assert.deepEqual(
    units.map(({ by, at }) => [by, at]),
    [
      ['Bea', '2026-11-22T10:15:00.000Z'],
      ['Ann', '2020-01-01T00:00:00.000Z'],
      [null, null],
    ],
  );
});

test('codes of other programs become placeholders where both texts have the same', async () => {
  const cases: [string, string, string, string][] = [
    // By `x`, whatever `i` says, and numbered in the order of the source.
    [
      '<bpt i="1" x="7">&lt;b&gt;</bpt>a<ept i="1">&lt;/b&gt;</ept> <ph x="9"/>',
      '<ph x="9"/><bpt i="4" x="7"/>б<ept i="4"/>',
      '{1}a{/1} {2/}',
      '{2/}{1}б{/1}',
    ],
    // By `i` and by order, where there is no `x`.
    [
      '<bpt i="3">x</bpt>a<ept i="3">y</ept><ph>z</ph>',
      '<bpt i="3">x</bpt>б<ept i="3">y</ept><ph>z</ph>',
      '{1}a{/1}{2/}',
      '{1}б{/1}{2/}',
    ],
    [
      '<bpt i="1"/><bpt i="2"/>a<ept i="2"/><ept i="1"/>',
      '<bpt i="1"/><bpt i="2"/>б<ept i="2"/><ept i="1"/>',
      '{1}{2}a{/2}{/1}',
      '{1}{2}б{/2}{/1}',
    ],
    ['<ph>a <sub>flow</sub> b</ph>a', '<ph>a <sub>flow</sub> b</ph>б', '{1/}a', '{1/}б'],
    ['<hi type="x">a <ph x="1"/></hi> b', '<hi>а <ph x="1"/></hi> б', 'a {1/} b', 'а {1/} б'],
    // Lost in both where they are not the same, or no pair.
    ['a <bpt i="1">x</bpt>b<ept i="1">y</ept>', 'а б', 'a b', 'а б'],
    ['a', '<ph x="1"/>а', 'a', 'а'],
    ['<it pos="begin" x="1">x</it>a', '<it pos="begin" x="1">x</it>а', 'a', 'а'],
    ['<ut>x</ut>a', '<ut>x</ut>а', 'a', 'а'],
    ['<odd>x</odd>a', '<odd>x</odd>а', 'a', 'а'],
    ['<bpt i="1"/>a', '<bpt i="1"/>а', 'a', 'а'],
    ['<ept i="1"/>a', '<ept i="1"/>а', 'a', 'а'],
    ['<bpt i="1"/>a<bpt i="2"/>b<ept i="1"/>c<ept i="2"/>', 'абв', 'abc', 'абв'],
    ['<![CDATA[<b>]]> &amp; c', '&lt;b> &#38; в', '<b> & c', '<b> & в'],
  ];
  for (const [source, target, ...found] of cases)
    assert.deepEqual(await pairs(file(unit(source, target))), [found], source);
});

test('a text with braces of its own is taken, one with broken placeholders is passed over', async () => {
  const text = file(`${unit('{name} {0}', '{name} {0}')}\n${unit('{1}a', '{1}а')}\n${unit('a', '{1/}а')}`);
  const { units, skipped } = await read(text);
  assert.deepEqual(
    units.map(({ source }) => source),
    ['{name} {0}'],
  );
  assert.deepEqual(
    skipped.map(({ line, reason }) => [line, reason]),
    [
      [6, 'it holds placeholders that do not belong together'],
      [7, 'it holds placeholders that do not belong together'],
    ],
  );
});

test('files of OmegaT are read, with tags as text and as elements', async () => {
  const before = '<!DOCTYPE tmx SYSTEM "tmx11.dtd">\n';
  const header =
    'creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" segtype="sentence" srclang="DE"';
  const levelOne = file(unit('&lt;f0&gt;a&lt;/f0&gt; &lt;x1/&gt;', '&lt;x1/&gt;&lt;f0&gt;б&lt;/f0&gt;'), {
    before,
    header,
  });
  assert.deepEqual(await pairs(levelOne.replace('version="1.4"', 'version="1.1"')), [
    ['{1}a{/1} {2/}', '{2/}{1}б{/1}'],
  ]);
  const levelTwo = file(
    unit(
      '<bpt i="0" x="0">&lt;f0&gt;</bpt>a<ept i="0">&lt;/f0&gt;</ept> <ph x="1">&lt;x1/&gt;</ph>',
      '<ph x="1">&lt;x1/&gt;</ph><bpt i="0" x="0">&lt;f0&gt;</bpt>б<ept i="0">&lt;/f0&gt;</ept>',
    ),
    { before: before.replace('11', '14'), header },
  );
  assert.deepEqual(await pairs(levelTwo), [['{1}a{/1} {2/}', '{2/}{1}б{/1}']]);
  // Written by another program, that is a text.
  assert.deepEqual(await pairs(file(unit('&lt;f0&gt;a', '&lt;f0&gt;б'))), [['<f0>a', '<f0>б']]);
});

test('a broken file is refused with rule and line', async () => {
  const good = file(unit('a', 'а'));
  const cases: [InterchangeRule, string | Uint8Array, number?][] = [
    ['root', '<html/>', 1],
    ['root', '<?xml version="1.0"?>\n<xliff version="2.1"/>', 2],
    ['version', good.replace('version="1.4"', 'version="2.0"'), 2],
    ['version', good.replace(' version="1.4"', ''), 2],
    ['language', good.replace(' xml:lang="ru"', ''), 5],
    ['element', good.replace('</seg>', '</seg><seg>b</seg>'), 5],
    ['xml', good.replace('</body>', ''), 7],
    ['xml', good.slice(0, -20)],
    ['xml', ''],
    ['xml', new Uint8Array()],
    ['xml', good.replace('<seg>a', '<seg>a & b')],
    ['xml', good.replace('<seg>a', '<seg>a &laugh; b'), 5],
    ['xml', good.replace('<seg>a', '<seg>a \u0001 b'), 5],
    ['encoding', Buffer.concat([Buffer.from(good.slice(0, 150)), Buffer.of(0xff), Buffer.from(good.slice(150))])],
    ['encoding', Buffer.concat([Buffer.from(good), Buffer.of(0xc3)])],
    ['encoding', Buffer.from(`\ufeff${good}`, 'utf16le').subarray(0, -1)],
    ['depth', good.replace('<seg>a', `<seg>${'<hi>'.repeat(50_000)}`), 5],
    ['size', good.replace('<seg>a', `<seg>${'a'.repeat(2_000_000)}`)],
    ['size', good.replace('<body>', `<body><!--${'a'.repeat(2_000_000)}-->`)],
    ['size', good.replace('<tuv ', `<tuv x="${'a'.repeat(2_000_000)}" `)],
    ['size', `<!DOCTYPE ${'a'.repeat(2_000_000)}`],
  ];
  for (const [rule, text, line] of cases) await refused(text, rule, line);
});

test('entities are refused by name, inner, outer and a billion of them', async () => {
  const laughs = Array.from({ length: 9 }, (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`).join(
    '',
  );
  for (const before of [
    `<!DOCTYPE tmx [<!ENTITY l0 "ha">${laughs}]>`,
    '<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
  ]) {
    await refused(file(unit('&l9;', 'а'), { before }), 'doctype', 2);
  }
});

test('a text that is empty or endless is passed over', async () => {
  const { units, skipped } = await read(
    file(`${unit(' ', 'а')}\n${unit('a', '')}\n${unit('a'.repeat(30_000), 'а')}\n${unit('a', 'а')}`),
  );
  assert.equal(units.length, 1);
  assert.deepEqual(
    skipped.map(({ reason }) => reason),
    ['one of its texts is empty', 'one of its texts is empty', 'one of its texts is longer than 20000 characters'],
  );
});

test('whatever is done to a file, its units are read or it is refused by rule', async () => {
  const good = file(unit('<bpt i="1">x</bpt>a<ept i="1">y</ept>', '<bpt i="1">x</bpt>б<ept i="1">y</ept>'));
  const piece = fc.constantFrom(
    '<',
    '>',
    '"',
    '&',
    '<seg>',
    '</seg>',
    '<tu>',
    '</tuv>',
    '<bpt i="1">',
    '{1}',
    '\u0000',
    ']]>',
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length), fc.nat(40), fc.array(piece, { maxLength: 3 }), async (at, cutOff, put) => {
      const text = good.slice(0, at) + put.join('') + good.slice(at + cutOff);
      try {
        await read(text);
      } catch (error) {
        assert.ok(error instanceof InterchangeError, `${error} in ${text}`);
      }
    }),
    { numRuns: 300 },
  );
});
