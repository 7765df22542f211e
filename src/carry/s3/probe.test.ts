import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestBucket, type TestBucket } from '../../../test/conformance/s3-server.ts';
import { CarryError } from '../carrier.ts';
import type { S3Target } from '../target.ts';
import { adviseS3, type S3Advice } from './advice.ts';
import { probeS3 } from './probe.ts';

function targetOf({ address: service, bucket, region, keyId, key }: TestBucket): S3Target {
  return { kind: 's3', service, bucket, prefix: 'ed/', region, keyId, key };
}

async function withBucket(body: (bucket: TestBucket) => Promise<void>): Promise<void> {
  const bucket = await openTestBucket();
  try {
    await body(bucket);
  } finally {
    await bucket.close();
  }
}

const outcomes = (advice: readonly S3Advice[]) => Object.fromEntries(advice.map((each) => [each.about, each.outcome]));

test('a bucket is tried out with a file of its own, and nothing is left of it', () =>
  withBucket(async (bucket) => {
    const found = await probeS3(targetOf(bucket), { name: 'bucket-a' });
    assert.deepEqual(found, {
      versioning: 'off',
      removesVersions: null,
      objectLock: false,
      checksMd5: true,
      checksSha256: true,
      conditionalPut: 'honoured',
      cors: false,
      corsSetting: 'not tried',
      publicRead: false,
      publicList: false,
      tidiesParts: false,
    });
    assert.equal(bucket.objects.size, 0);
    assert.deepEqual(outcomes(adviseS3(found)), {
      versions: 'good',
      lock: 'good',
      integrity: 'good',
      cors: 'warning',
      public: 'unknown',
      list: 'good',
      parts: 'warning',
    });
    assert.match(adviseS3(found).find(({ about }) => about === 'cors')?.hint ?? '', /\[\{"AllowedOrigins":\["\*"\]/);
  }));

test('CORS is set when that is asked for, and a public bucket is found to be one, with or without its list', () =>
  withBucket(async (bucket) => {
    for (const publicly of ['read', 'read and list'] as const) {
      bucket.publicly = publicly;
      const found = await probeS3(targetOf(bucket), { name: 'bucket-a', setsCors: true });
      const isListed = publicly === 'read and list';
      assert.deepEqual(
        [found.cors, found.corsSetting, found.publicRead, found.publicList],
        [true, 'done', true, isListed],
      );
      assert.equal(outcomes(adviseS3(found)).list, isListed ? 'warning' : 'good');
    }
  }));

test('old versions that can be removed are warned of, those that cannot make it no carrier', () =>
  withBucket(async (bucket) => {
    bucket.kept.versioning = 'on';
    const open = await probeS3(targetOf(bucket), { name: 'bucket-a' });
    assert.deepEqual([open.versioning, open.removesVersions, open.objectLock], ['on', true, false]);
    assert.equal(outcomes(adviseS3(open)).versions, 'warning');
    assert.deepEqual(
      bucket.kept.versions.map(({ bytes }) => bytes),
      [null],
      'only the mark that it was deleted',
    );
    bucket.kept.isLocked = true;
    const locked = await probeS3(targetOf(bucket), { name: 'bucket-a' });
    assert.deepEqual([locked.versioning, locked.removesVersions, locked.objectLock], ['on', false, true]);
    assert.deepEqual([outcomes(adviseS3(locked)).versions, outcomes(adviseS3(locked)).lock], ['bad', 'bad']);
  }));

test('a bucket that cannot be written to is refused with its reason', () =>
  withBucket(async (bucket) => {
    const probing = probeS3({ ...targetOf(bucket), key: 'hunter2' }, { name: 'bucket-a' });
    await assert.rejects(probing, (error) => {
      assert.ok(error instanceof CarryError);
      assert.equal(error.code, 'carrier-forbidden');
      assert.match(error.message, /^bucket-a: trying it out: .*SignatureDoesNotMatch/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  }));
