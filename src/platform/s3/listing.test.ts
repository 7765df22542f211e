import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseListing, parseVersions } from './listing.ts';
import { parseXml } from './xml.ts';

const list = (inner: string): string => `<ListBucketResult>${inner}</ListBucketResult>`;
const object = '<Contents><Key>a/b</Key><Size>3</Size></Contents>';

test('a list tells keys and sizes, and how it goes on in both its versions', () => {
  const objects = [{ key: 'a/b', sizeBytes: 3 }];
  assert.deepEqual(parseListing(list(object)), { objects, next: null });
  const more = `${object}<IsTruncated>true</IsTruncated>`;
  const token = '<NextContinuationToken>t+/=</NextContinuationToken>';
  assert.deepEqual(parseListing(list(more + token)), { objects, next: { token: 't+/=' } });
  assert.deepEqual(parseListing(list(more)), { objects, next: { marker: 'a/b' } });
  assert.deepEqual(parseListing(list(`${more}<NextMarker>c</NextMarker>`)), { objects, next: { marker: 'c' } });
});

test('keys that were asked for escaped are read back, whatever signs are in them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
      const text = `<EncodingType>url</EncodingType><Contents><Key>${encodeURIComponent(key)}</Key><Size>0</Size></Contents>`;
      assert.deepEqual(parseListing(list(text))?.objects, [{ key, sizeBytes: 0 }]);
    }),
  );
});

test('what is no list is none', () => {
  for (const text of [
    '',
    'hello',
    '<html><p>Welcome',
    '<Error><Code>NoSuchBucket</Code></Error>',
    list('<Contents><Key>a</Key></Contents>'),
    list('<Contents><Key>a</Key><Size>-1</Size></Contents>'),
    list('<Contents><Key>a</Key><Size>x</Size></Contents>'),
    list('<IsTruncated>true</IsTruncated>'),
    `<!DOCTYPE x [<!ENTITY a "aaaa">]>${list(object)}`,
    list('<a>'.repeat(20) + '</a>'.repeat(20)),
  ]) {
    assert.equal(parseListing(text), null, text.slice(0, 80));
    assert.equal(parseVersions(text), null, text.slice(0, 80));
  }
});

test('no text makes a parser throw', () => {
  const part = fc.constantFrom('<Contents>', '</Contents>', '<Key>', '</Key>', '&amp;', '&x;', '<![CDATA[', ']]>', 'a');
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => list(parts.join(''))),
  );
  fc.assert(
    fc.property(text, (each) => {
      parseXml(each);
      parseListing(each);
      parseVersions(each);
    }),
  );
});

test('versions are told with what marks them deleted, and how their list goes on', () => {
  const inner =
    '<Version><Key>a</Key><VersionId>2</VersionId><IsLatest>false</IsLatest></Version>' +
    '<DeleteMarker><Key>a</Key><VersionId>3</VersionId><IsLatest>true</IsLatest></DeleteMarker>';
  const versions = [
    { key: 'a', versionId: '2', isLatest: false, isMarker: false },
    { key: 'a', versionId: '3', isLatest: true, isMarker: true },
  ];
  assert.deepEqual(parseVersions(`<ListVersionsResult>${inner}</ListVersionsResult>`), { versions, next: null });
  const more =
    '<IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker><NextVersionIdMarker>3</NextVersionIdMarker>';
  assert.deepEqual(parseVersions(`<ListVersionsResult>${inner}${more}</ListVersionsResult>`)?.next, {
    'key-marker': 'a',
    'version-id-marker': '3',
  });
});
