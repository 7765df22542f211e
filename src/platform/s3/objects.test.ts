import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, test } from 'node:test';
import { S3Client } from './client.ts';
import { listObjects, listVersions } from './objects.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A service that answers every request with this XML. */
async function serviceOf(answer: (query: URLSearchParams, asked: number) => string): Promise<S3Client> {
  let asked = 0;
  const server = createServer((request: IncomingMessage, response) => {
    asked += 1;
    response.end(answer(new URL(request.url ?? '', 'http://s3.example').searchParams, asked));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const service = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = new S3Client({ service, bucket: 'courier', region: 'eu-1', keyId: 'id', key: 'key' });
  closing.push(async () => {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return client;
}

test('a list whose parts are empty and go on under ever new names is given up', async () => {
  const objects = await serviceOf(
    (_, asked) =>
      `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t${asked}</NextContinuationToken></ListBucketResult>`,
  );
  await assert.rejects(Array.fromAsync(listObjects(objects, '')), /a list of objects that does not end/);
  const versions = await serviceOf(
    (_, asked) =>
      `<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>head</NextKeyMarker><NextVersionIdMarker>v${asked}</NextVersionIdMarker></ListVersionsResult>`,
  );
  await assert.rejects(Array.fromAsync(listVersions(versions, 'head')), /a list of versions that does not end/);
});

test('a file with more versions than anybody made is given up', async () => {
  const rows = Array.from(
    { length: 2_000 },
    (_, at) => `<Version><Key>head</Key><VersionId>v${at}</VersionId></Version>`,
  );
  const versions = await serviceOf(
    (_, asked) =>
      `<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>head</NextKeyMarker><NextVersionIdMarker>n${asked}</NextVersionIdMarker>${rows.join('')}</ListVersionsResult>`,
  );
  await assert.rejects(Array.fromAsync(listVersions(versions, 'head')), /a list of versions that does not end/);
});

test('an empty part in the middle of a list is no end of it', async () => {
  const parts = [
    '<Contents><Key>a</Key><Size>1</Size></Contents>',
    '',
    '',
    '<Contents><Key>b</Key><Size>2</Size></Contents>',
  ];
  const client = await serviceOf((query) => {
    const at = Number(query.get('continuation-token') ?? 0);
    const more = `<IsTruncated>true</IsTruncated><NextContinuationToken>${at + 1}</NextContinuationToken>`;
    return `<ListBucketResult>${at + 1 < parts.length ? more : ''}${parts[at]}</ListBucketResult>`;
  });
  assert.deepEqual(
    (await Array.fromAsync(listObjects(client, ''))).map(({ key }) => key),
    ['a', 'b'],
  );
});
