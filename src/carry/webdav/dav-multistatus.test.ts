import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DavResource, MultistatusReader, NotMultistatus } from './dav-multistatus.ts';

function read(text: string, cuts: readonly number[] = []): DavResource[] {
  const found: DavResource[] = [];
  const reader = new MultistatusReader((resource) => found.push(resource));
  let at = 0;
  for (const cut of [...cuts.map((each) => each % (text.length + 1)).sort((a, b) => a - b), text.length]) {
    reader.write(text.slice(at, cut));
    at = cut;
  }
  reader.close();
  return found;
}

const answer = `<?xml version="1.0"?>
<a:multistatus xmlns:a="DAV:" xmlns:h="urn:host">
  <a:response><a:href>/dav/</a:href><a:propstat><a:prop><a:resourcetype><a:collection/></a:resourcetype></a:prop>
    <a:status>HTTP/1.1 200 OK</a:status></a:propstat></a:response>
  <a:response><a:href><![CDATA[/dav/a&b]]></a:href><a:propstat><a:prop><a:getcontentlength> 12 </a:getcontentlength>
    <h:collection/><h:getcontentlength>99</h:getcontentlength><a:resourcetype/></a:prop></a:propstat></a:response>
  <a:response><a:href>/dav/c</a:href><a:propstat><a:prop><a:getcontentlength>5</a:getcontentlength></a:prop>
    <a:status>HTTP/1.1 404 Not Found</a:status></a:propstat></a:response>
  <a:response><a:href>/dav/gone</a:href><a:status>HTTP/1.1 404 Not Found</a:status></a:response>
</a:multistatus>`;
const resources: DavResource[] = [
  { href: '/dav/', isFolder: true, sizeBytes: null },
  { href: '/dav/a&b', isFolder: false, sizeBytes: 12 },
  { href: '/dav/c', isFolder: false, sizeBytes: null },
];

test('resources are read by namespace, whatever the prefixes, in however many parts they arrive', () => {
  assert.deepEqual(read(answer), resources);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => assert.deepEqual(read(answer, cuts), resources)),
    { numRuns: 200 },
  );
});

test('what is no answer to PROPFIND is refused: web pages, feeds, half an answer, nothing', () => {
  for (const text of [
    '',
    '<html><body>Welcome</body></html>',
    '<multistatus><response/></multistatus>',
    '<multistatus xmlns="urn:x"/>',
    answer.slice(0, -20),
    `<!DOCTYPE x [<!ENTITY a "aaaa">]>${answer.slice(21)}`,
    '<multistatus xmlns="DAV:">&a;</multistatus>',
    `<multistatus xmlns="DAV:">${'<prop>'.repeat(40)}`,
  ]) {
    assert.throws(() => read(text), NotMultistatus, text.slice(0, 60));
  }
});

test('whatever a server sends is an answer or is refused', () => {
  const piece = fc.constantFrom(
    '<response>',
    '</response>',
    '<href>',
    '</href>',
    'x',
    '<propstat>',
    '&lt;',
    ']]>',
    '<a:b/>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 30 }), (pieces) => {
      try {
        read(`<multistatus xmlns="DAV:">${pieces.join('')}</multistatus>`);
      } catch (error) {
        assert.ok(error instanceof NotMultistatus);
      }
    }),
    { numRuns: 1000 },
  );
});
