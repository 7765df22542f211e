import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlobError, openBucket } from '../../src/platform/blobs/index.ts';
import { listed, testBlobs } from './blobs.ts';
import { type BucketFault, openTestBucket, type TestBucket } from './s3-server.ts';

testBlobs('bucket', async () => {
  const bucket = await openTestBucket();
  return {
    blobs: openBucket(bucket),
    damage: async ({ sha256, extension }, bytes) =>
      void bucket.objects.set(`${sha256.slice(0, 2)}/${sha256}.${extension}`, bytes),
    close: () => bucket.close(),
  };
});

async function withBucket(body: (bucket: TestBucket) => Promise<void>): Promise<void> {
  const bucket = await openTestBucket();
  try {
    await body(bucket);
  } finally {
    await bucket.close();
  }
}

const bytes = new TextEncoder().encode('a picture');

test('bucket: other objects are neither listed nor touched', () =>
  withBucket(async (bucket) => {
    const blobs = openBucket(bucket);
    const stored = await blobs.put(bytes, 'webp');
    const others = ['notes.txt', `zz/${stored.sha256}.webp`, `${stored.sha256.slice(0, 2)}/a&b<c.webp`];
    for (const key of others) bucket.objects.set(key, bytes);
    assert.deepEqual(await listed(blobs), [stored]);
    await blobs.remove(stored.sha256);
    assert.deepEqual([...bucket.objects.keys()].sort(), others.sort());
  }));

test('bucket: a wrong key, another region and a bucket that is not there are refused, and no message holds a secret', () =>
  withBucket(async (bucket) => {
    const { address, region, keyId, key } = bucket;
    for (const [change, says] of [
      [{ key: 'hunter2' }, /403 \(SignatureDoesNotMatch\)/],
      [{ region: 'elsewhere' }, /it is in the region lan-1, not in elsewhere/],
      [{ bucket: 'nobody' }, /404 \(NoSuchBucket\)/],
    ] as const) {
      const blobs = openBucket({ address, bucket: 'courier', region, keyId, key, ...change });
      await assert.rejects(blobs.put(bytes, 'webp'), (error: unknown) => {
        assert.ok(error instanceof BlobError);
        assert.deepEqual([error.code, error.retryable], ['bucket-refused', false]);
        assert.match(error.message, says);
        assert.doesNotMatch(`${error.message} ${error.hint} ${String(error.cause)}`, /hunter2|KEYID|secret\/key/);
        return true;
      });
    }
    assert.equal(bucket.objects.size, 0);
  }));

test('bucket: whatever the service does wrong is told, and nothing false is given out', () =>
  withBucket(async (bucket) => {
    const blobs = openBucket(bucket);
    const { sha256 } = await blobs.put(bytes, 'webp');
    const expected: Readonly<Record<BucketFault, string>> = {
      busy: 'bucket-unreachable',
      'cut off': 'bucket-unreachable',
      'endless list': 'bucket-refused',
      redirect: 'bucket-refused',
      'not xml': 'bucket-refused',
      entities: 'bucket-refused',
    };
    for (const [fault, code] of Object.entries(expected)) {
      bucket.fault = fault as BucketFault;
      const reading = fault === 'endless list' ? listed(blobs) : blobs.read(sha256);
      await assert.rejects(reading, { name: 'BlobError', code }, fault);
    }
    bucket.fault = null;
    assert.deepEqual(await blobs.read(sha256), bytes);
  }));

test('bucket: a service that is not there is unreachable, and that may be tried again', async () => {
  const blobs = openBucket({ address: 'http://127.0.0.1:1/', bucket: 'courier', region: 'x', keyId: 'a', key: 'b' });
  await assert.rejects(blobs.put(bytes, 'webp'), {
    code: 'bucket-unreachable',
    retryable: true,
    message: /^the bucket courier at 127\.0\.0\.1:1 cannot be reached: /,
  });
});
