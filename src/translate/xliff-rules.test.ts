import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InterchangeError, type InterchangeRule } from './interchange-error.ts';
import { walkXliff } from './xliff-tree.ts';

const NAMESPACES =
  'xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0" xmlns:fs="urn:oasis:names:tc:xliff:fs:2.0" xmlns:o="urn:o"';
/** Line 1 of every file here; what the helpers put into it begins on line 2. */
const file = (inner: string, root = 'trgLang="ru"'): string =>
  `<xliff ${NAMESPACES} version="2.1" srcLang="de" ${root}><file id="f">\n${inner}\n</file></xliff>`;
const unit = (inner: string): string => file(`<unit id="u">\n${inner}\n</unit>`);
const source = (inner: string): string => unit(`<segment><source>${inner}</source></segment>`);
const both = (original: string, translation: string, segment = ''): string =>
  unit(`<segment${segment}>\n<source>${original}</source>\n<target>${translation}</target></segment>`);
const segment = '<segment id="s"><source>a<mrk id="m" type="term">b</mrk></source></segment>';
const KEPT = 'canCopy="no" canDelete="no" canReorder';

function read(text: string): void {
  walkXliff(text, { begin() {}, unit() {} });
}

function refused(rule: InterchangeRule, text: string, line?: number): void {
  assert.throws(
    () => read(text),
    (error) => {
      assert.ok(error instanceof InterchangeError, String(error));
      assert.equal(error.rule, rule, `${error.message}\n${text}`);
      if (line !== undefined) assert.equal(error.line, line, `${error.message}\n${text}`);
      return true;
    },
    `${rule}: ${text}`,
  );
}

test('what the specification allows is read', () => {
  for (const text of [
    file('<unit id="u"><segment><source>a</source></segment></unit>', ''),
    file('<group id="g"/>'),
    file('<skeleton href="x"/><group id="g"/>'),
    file('<skeleton>x</skeleton><group id="g"/>'),
    file('<skeleton><o:x/></skeleton><group id="g"/>'),
    file(
      '<o:x id="1"/><group id="g"><o:x id="1"/><unit id="u"><o:x id="1"/><segment><source/></segment></unit></group>',
    ),
    file('<unit id="u" xml:lang="de"><segment><source>a</source><target xml:lang="ru">b</target></segment></unit>'),
    file(
      '<unit id="u"><segment><source><ph id="1" subFlows="w v"/></source></segment></unit><unit id="v"><segment><source>a</source></segment></unit><unit id="w"><segment><source>a</source></segment></unit>',
    ),
    both('<pc id="1">a</pc>', '<sc id="1"/>b<ec startRef="1"/>'),
    both('a', 'b<ph id="new"/>'),
    both('<ph id="1" canDelete="no"/>', '<ph id="1" canDelete="no"/>', ' state="translated" subState="o:x"'),
    both(
      `<ph id="1" ${KEPT}="firstNo"/><ph id="2" ${KEPT}="no"/><ph id="3"/>`,
      `<ph id="3"/><ph id="1" ${KEPT}="firstNo"/>x<ph id="2" ${KEPT}="no"/>`,
    ),
    both(
      `<pc id="1" ${KEPT}="firstNo">a<ph id="2" ${KEPT}="no"/></pc>`,
      `<pc id="3"><pc id="1" ${KEPT}="firstNo">b<ph id="2" ${KEPT}="no"/></pc></pc>`,
    ),
    unit(
      '<segment><source>a</source><target order="2">a</target></segment><ignorable><source> </source><target order="1"> </target></ignorable>',
    ),
    unit('<segment><source><sc id="1"/>a</source></segment><segment><source>b<ec startRef="1"/></source></segment>'),
    source('<sc id="1" isolated="yes"/>a<ec id="2" isolated="yes" dir="rtl"/>'),
    source(
      '<ph id="1"/><ph id="2" copyOf="1"/><ph id="3" type="ui" subType="xlf:var" fs:fs="b"/><ph id="4" type="other" subType="o:x"/>',
    ),
    source(
      '<mrk id="1" type="o:x" ref="other.xlf#t=3">a</mrk><mrk id="2" type="term" ref="#/f=other/u=v/gls=4">b</mrk><sm id="3"/>c<em startRef="3"/>',
    ),
    source('<cp hex="001A"/><cp hex="FFFE"/><cp hex="D800"/>'),
    unit(
      '<notes><note id="n">x</note></notes><segment><source><mrk id="1" type="comment" ref="#n=n">a</mrk><mrk id="2" type="comment" ref="#f=f/u=u/n=n">b</mrk></source></segment>',
    ),
    unit(
      `<mtc:matches><mtc:match id="1" ref="#s" type="tm" subType="o:x" matchQuality="99.5"><o:x/><originalData><data id="d">x</data></originalData><source><ph id="1" dataRef="d"/></source><target/><o:x/></mtc:match><mtc:match ref="#m"><source>a</source><target>b</target></mtc:match></mtc:matches>${segment}`,
    ),
    unit(
      `<gls:glossary><gls:glossEntry id="1" ref="#m"><gls:term>a</gls:term><gls:translation id="2" ref="#m">b</gls:translation></gls:glossEntry></gls:glossary>${segment}`,
    ),
  ])
    read(text);
});

test('structure: nothing is left out, nothing comes twice, nothing stands elsewhere', () => {
  refused('missing', `<xliff ${NAMESPACES} version="2.1" srcLang="de"/>`, 1);
  refused('missing', file(''), 1);
  refused('missing', file('<notes><note>a</note></notes>'), 1);
  refused('missing', file('<notes/><group id="g"/>'), 2);
  refused('missing', file('<group id="g"><notes/></group>'), 2);
  refused('missing', unit('<originalData/><segment><source/></segment>'), 3);
  refused('missing', unit(''), 2);
  refused('missing', unit('<ignorable><source> </source></ignorable>'), 2);
  refused('missing', unit('<segment><source>a</source></segment><ignorable/>'), 3);
  refused('missing', unit('<segment><target>a</target></segment>'), 3);
  refused('missing', file('<unit id="u"><segment><source>a</source>\n<target>b</target></segment></unit>', ''), 3);
  refused('missing', unit(`<mtc:matches/>${segment}`), 3);
  refused(
    'missing',
    unit(`<mtc:matches><mtc:match ref="#s"><source>a</source></mtc:match></mtc:matches>${segment}`),
    3,
  );
  refused('missing', unit(`<gls:glossary/>${segment}`), 3);
  refused(
    'missing',
    unit(`<gls:glossary><gls:glossEntry><gls:term>a</gls:term></gls:glossEntry></gls:glossary>${segment}`),
    3,
  );
  refused('missing', source('<em/>'), 3);
  refused('element', file('<skeleton/><group id="g"/>'), 2);
  refused('element', file('<skeleton href="x">x</skeleton><group id="g"/>'), 2);
  refused('element', file('<group id="g"/><o:x/>'), 2);
  refused('element', unit('<originalData><data id="d"><o:x/></data></originalData><segment><source/></segment>'), 3);
  refused('element', unit('<segment><o:x/><source/></segment>'), 3);
  refused('element', unit('<segment><source/><source/></segment>'), 3);
  refused(
    'element',
    unit(`<mtc:matches><mtc:match ref="#s"><target>b</target><source>a</source></mtc:match></mtc:matches>${segment}`),
    3,
  );
  refused(
    'element',
    `<xliff ${NAMESPACES} version="2.1" srcLang="de"><file id="f"><group id="g"/></file>\n<o:x/></xliff>`,
    2,
  );
});

test('attributes: known ones in their form', () => {
  for (const [rule, inner] of [
    ['attribute', '<pc id="1" o:x="1">a</pc>'],
    ['attribute', '<cp hex="1"/>'],
    ['attribute', '<cp hex="0041"/>'],
    ['attribute', '<cp hex="0009"/>'],
    ['attribute', '<cp hex="110000"/>'],
    ['attribute', '<ph id="1" canCopy="maybe"/>'],
    ['attribute', '<ph id="1" canReorder="firstYes"/>'],
    ['attribute', '<ph id="1" type="bold"/>'],
    ['attribute', '<ph id="1" subType="o:x"/>'],
    ['attribute', '<ph id="1" type="fmt" subType="bold"/>'],
    ['attribute', '<ph id="1" type="fmt" subType="xlf:var"/>'],
    ['attribute', '<ph id="1" type="fmt" subType="xlf:new"/>'],
    ['attribute', '<pc id="1" dir="up">a</pc>'],
    ['attribute', '<mrk id="1" type="mine">a</mrk>'],
    ['attribute', '<mrk id="1" type="comment">a</mrk>'],
    ['attribute', '<mrk id="1" type="mtc:match" ref="#u">a</mrk>'],
    ['id', '<ph id="/1"/>'],
    ['id', '<ph id=""/>'],
    ['id', '<ph id="1" subFlows="a, b"/>'],
  ] as const)
    refused(rule, source(inner), 3);
  refused('attribute', file('<group id="g" translate="true"/>'), 2);
  refused('attribute', file('<group id="g" type="mine"/>'), 2);
  refused('attribute', file('<group id="g" xml:space="keep"/>'), 2);
  refused('attribute', unit('<segment o:x="1"><source/></segment>'), 3);
  refused('attribute', unit('<segment><source dir="rtl">a</source></segment>'), 3);
  refused('attribute', unit('<notes><note priority="11">a</note></notes><segment><source/></segment>'), 3);
  refused('attribute', unit('<notes><note appliesTo="both">a</note></notes><segment><source/></segment>'), 3);
  refused('attribute', unit('<segment><source xml:space="preserve">a</source>\n<target>b</target></segment>'), 4);
  for (const wrong of [
    'type="my.mt"',
    'subType="o:x"',
    'type="tm" subType="x"',
    'similarity="100.1"',
    'matchQuality="high"',
  ])
    refused(
      'attribute',
      unit(`<mtc:matches><mtc:match ref="#s" ${wrong}><source/><target/></mtc:match></mtc:matches>${segment}`),
      3,
    );
});

test('languages: well-formed, and of each text the one of the file', () => {
  refused('language', file('<group id="g"/>', 'trgLang="r"'), 1);
  refused('language', file('<group id="g" xml:lang="f r"/>'), 2);
  refused('language', file('<unit id="u" xml:lang="ja"><segment>\n<source>a</source></segment></unit>'), 3);
  refused(
    'language',
    file('<unit id="u"><segment><source>a</source>\n<target>b</target></segment></unit>', 'trgLang="ru" xml:lang="de"'),
    3,
  );
});

test('ids: each once in its space', () => {
  for (const [text, line] of [
    [file('<group id="g"/>\n<group id="h"><group id="g"/></group>'), 3],
    [
      file(
        '<group id="g"><unit id="u"><segment><source/></segment></unit></group>\n<unit id="u"><segment><source/></segment></unit>',
      ),
      3,
    ],
    [file('<notes><note id="n">a</note><note id="n">b</note></notes><group id="g"/>'), 2],
    [file('<o:x id="1"><o:x xml:id="1"/></o:x><group id="g"/>'), 2],
    [unit('<originalData><data id="d"/><data id="d"/></originalData><segment><source/></segment>'), 3],
    [unit('<segment id="1"><source>a</source></segment>\n<ignorable id="1"><source> </source></ignorable>'), 4],
    [unit('<segment id="1"><source>a</source></segment>\n<segment><source><ph id="1"/></source></segment>'), 4],
    [source('<ph id="1"/><mrk id="1" type="term">a</mrk>'), 3],
    [
      unit(
        `<gls:glossary><gls:glossEntry id="1"><gls:term>a</gls:term><gls:translation id="1">b</gls:translation></gls:glossEntry></gls:glossary>${segment}`,
      ),
      3,
    ],
    [
      unit(
        `<mtc:matches><mtc:match ref="#s"><source><ph id="1"/><ph id="1"/></source><target/></mtc:match></mtc:matches>${segment}`,
      ),
      3,
    ],
  ] as const)
    refused('id', text, line);
});

test('states stand beside a target, and sub-states beside a state', () => {
  refused('state', unit('<segment state="translated"><source>a</source></segment>'), 3);
  refused('state', unit('<segment subState="o:x"><source>a</source></segment>'), 3);
  refused('state', unit('<segment state="done"><source>a</source></segment>'), 3);
});

test('codes: with their data, their other end, and what both say', () => {
  for (const inner of [
    '<ph id="1" dataRef="none"/>',
    '<pc id="1" dataRefStart="none" dataRefEnd="none">a</pc>',
    '<pc id="1" equivStart="x">a</pc>',
    '<pc id="1" subFlowsStart="u">a</pc>',
    '<ph id="1" copyOf="2"/>',
    '<ph id="1" canCopy="no"/><ph id="2" copyOf="1"/>',
    '<ph id="1" canReorder="firstNo"/>',
    '<ph id="1" canReorder="firstNo" canCopy="no"/>',
    '<sc id="1"/>a',
    'a<ec startRef="1"/>',
    '<ec startRef="1"/><sc id="1"/>',
    '<sc id="1" isolated="yes"/>a<ec startRef="1"/>',
    '<sc id="1"/>a<ec startRef="1"/><ec startRef="1"/>',
    '<sc id="1"/>a<ec id="2" startRef="1"/>',
    '<ec startRef="1" isolated="yes"/>',
    '<ec id="1"/>',
    '<sc id="1"/>a<ec startRef="1" dir="ltr"/>',
    '<sc id="1" canCopy="no"/>a<ec startRef="1"/>',
    '<sc id="1"/>a<ec startRef="1" canDelete="no"/>',
    '<sc id="1" canOverlap="no"/>a<ec startRef="1"/>',
    `<sc id="1" ${KEPT}="firstNo"/>a<ec startRef="1" canCopy="no" canDelete="no"/>`,
    '<sm id="1"/>a',
    'a<em startRef="1"/>',
    '<em startRef="1"/><sm id="1"/>',
    '<ph id="1" subFlows="v"/>',
  ])
    refused('inline', source(inner), 3);
  const data = '<originalData><data id="d">x</data></originalData>';
  refused(
    'inline',
    unit(`${data}<segment><source><ph id="1" dataRef="d"/><ph id="2" copyOf="1"/></source></segment>`),
    3,
  );
  // Data of the unit is none of a candidate.
  refused(
    'inline',
    unit(
      `<mtc:matches><mtc:match ref="#s"><source><ph id="1" dataRef="d"/></source><target/></mtc:match></mtc:matches>${data}${segment}`,
    ),
    3,
  );
});

test('a target has the codes of its source, and all that cannot be deleted', () => {
  for (const [original, translation] of [
    ['<ph id="1" canDelete="no"/>', ''],
    ['<ph id="1" canDelete="no"/>', 'a<ph id="2"/>'],
    ['<sc id="1" canDelete="no"/><ec startRef="1" canDelete="no"/>', '<ph id="2"/>'],
    ['<ph id="1"/>', '<pc id="1">a</pc>'],
    ['<ph id="1"/>', '<ph id="1"/><ph id="1"/>'],
    ['a', '<sc id="1"/>'],
  ] as const)
    refused('inline', both(original, translation), 5);
  const elsewhere = '<segment><source><ph id="1"/></source></segment>';
  refused('inline', unit(`${elsewhere}<segment><source>a</source>\n<target><ph id="1"/></target></segment>`), 4);
});

test('order: what keeps its place keeps it, and no two targets have one', () => {
  const [first, second] = [`<ph id="1" ${KEPT}="firstNo"/>`, `<ph id="2" ${KEPT}="no"/>`];
  refused('order', source(second), 3);
  refused('order', source(`${first}<ph id="3"/>${second}`), 3);
  refused('order', both(`${first}${second}<ph id="3"/>`, `${first}<ph id="3"/>${second}`), 5);
  refused('order', both(`${first}${second}`, `${second}${first}`), 5);
  const nested = `<pc id="1" ${KEPT}="firstNo">a${second}</pc>`;
  refused('order', both(nested, `<pc id="1" ${KEPT}="firstNo">a</pc>${second}`), 5);
  const target = (order: string): string => `<segment><source>a</source>\n<target${order}>b</target></segment>`;
  refused('order', unit(`${target(' order="1"')}${target(' order="1"')}`), 5);
  refused('order', unit(`${target(' order="2"')}${target('')}`), 5);
  refused('order', unit(target(' order="2"')), 4);
});

test('references have their form and lead to what they may lead to', () => {
  for (const ref of [
    '#/u=u/f=f/gls=1',
    '#/u=u/u=u/gls=1',
    '#f=f/d=d/u=u',
    '#m/n',
    '#/f=f/u=u/r$d=1',
    '#z=1',
    '#my=1',
    '#',
    '#a//b',
    '#n=',
  ])
    refused('reference', source(`<mrk id="m" type="term" ref="${ref}">a</mrk>`), 3);
  const notes = '<notes><note id="n">x</note></notes>';
  for (const ref of ['#n=other', '#n', '#f=f/n=n', '#u=v/n=n', 'n=n', '#t=n'])
    refused(
      'reference',
      unit(`${notes}<segment><source><mrk id="m" type="comment" ref="${ref}">a</mrk></source></segment>`),
      3,
    );
  for (const ref of ['s', '#u', '#u=u', '#t=m', '#none', 'https://a.example/#s']) {
    const match = `<mtc:matches><mtc:match ref="${ref}"><source/><target/></mtc:match></mtc:matches>`;
    const entry = `<gls:glossary><gls:glossEntry ref="${ref}"><gls:term>a</gls:term><gls:definition>b</gls:definition></gls:glossEntry></gls:glossary>`;
    refused('reference', unit(`${match}${segment}`), 3);
    refused('reference', unit(`${entry}${segment}`), 3);
  }
});

test('a unit of very many codes is read, whatever they refer to', () => {
  const codes = Array.from({ length: 30_000 }, (_, at) => `<ph id="c${at}" copyOf="last" ${KEPT}="firstNo"/>`).join('');
  const all = `${codes}<ph id="last"/>`;
  read(both(all, all));
});
