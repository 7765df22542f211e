import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Blobs, StoredBlob } from '../../src/platform/blobs/index.ts';

/** One implementation under test, empty. */
export interface BlobsUnderTest {
  readonly blobs: Blobs;
  /** Overwrites the bytes kept under a hash and extension behind the implementation's back. */
  readonly damage: (stored: StoredBlob, bytes: Uint8Array) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** All that an implementation lists. */
export async function listed(blobs: Blobs): Promise<StoredBlob[]> {
  const all: StoredBlob[] = [];
  for await (const stored of blobs.list()) all.push(stored);
  return all;
}

/** The suite that every implementation of `Blobs` passes. */
export function testBlobs(name: string, open: () => Promise<BlobsUnderTest>): void {
  const check = (title: string, body: (under: BlobsUnderTest) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      const under = await open();
      try {
        await body(under);
      } finally {
        await under.close();
      }
    });
  };
  const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
  const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  check('what is put can be read under its hash, and is named by it', async ({ blobs }) => {
    const bytes = bytesOf('a picture');
    const stored = await blobs.put(bytes, 'webp');
    assert.deepEqual(stored, { sha256: hashOf(bytes), sizeBytes: 9, extension: 'webp' });
    assert.deepEqual(await blobs.read(stored.sha256), bytes);
    assert.equal(await blobs.has(stored.sha256), true);
  });

  check('what was never put is absent', async ({ blobs }) => {
    const sha256 = hashOf(bytesOf('nothing'));
    assert.equal(await blobs.read(sha256), null);
    assert.equal(await blobs.has(sha256), false);
    await blobs.remove(sha256);
    assert.deepEqual(await listed(blobs), []);
  });

  check('putting twice keeps one, under two extensions two', async ({ blobs }) => {
    const bytes = bytesOf('x');
    const first = await blobs.put(bytes, 'mp4');
    assert.deepEqual(await blobs.put(bytes, 'mp4'), first);
    assert.deepEqual(await listed(blobs), [first]);
    const second = await blobs.put(bytes, 'vtt');
    assert.deepEqual(await listed(blobs), [first, second]);
  });

  check('what is removed is gone, under every extension, and can come back', async ({ blobs }) => {
    const bytes = bytesOf('x');
    const { sha256 } = await blobs.put(bytes, 'mp4');
    await blobs.put(bytes, 'vtt');
    const other = await blobs.put(bytesOf('y'), 'mp4');
    await blobs.remove(sha256);
    await blobs.remove(sha256);
    assert.equal(await blobs.has(sha256), false);
    assert.deepEqual(await listed(blobs), [other]);
    await blobs.put(bytes, 'mp4');
    assert.deepEqual(await blobs.read(sha256), bytes);
  });

  check('bytes that changed are never given out, and putting them again mends them', async ({ blobs, damage }) => {
    const bytes = bytesOf('a picture');
    const stored = await blobs.put(bytes, 'webp');
    for (const wrong of [bytesOf('A picture'), bytesOf('a pictur'), new Uint8Array()]) {
      await damage(stored, wrong);
      await assert.rejects(blobs.read(stored.sha256), { name: 'BlobError', code: 'blob-damaged' });
    }
    await blobs.put(bytes, 'webp');
    assert.deepEqual(await blobs.read(stored.sha256), bytes);
  });

  check('what is kept does not change with the bytes that were given or got', async ({ blobs }) => {
    const bytes = bytesOf('abc');
    const { sha256 } = await blobs.put(bytes, 'vtt');
    bytes.fill(0);
    (await blobs.read(sha256))?.fill(1);
    assert.deepEqual(await blobs.read(sha256), bytesOf('abc'));
  });

  check('names that are none are refused before anything is touched', async ({ blobs }) => {
    const refused = { name: 'BlobError', code: 'blob-name' };
    for (const sha256 of ['', '..', 'a'.repeat(63), 'A'.repeat(64), `../${'a'.repeat(61)}`, `${'a'.repeat(64)}\n`]) {
      await assert.rejects(blobs.read(sha256), refused);
      await assert.rejects(blobs.has(sha256), refused);
      await assert.rejects(blobs.remove(sha256), refused);
    }
    for (const extension of ['', '.webp', 'a/b', '..', 'WEBP', 'a'.repeat(9), 'mp4\n']) {
      await assert.rejects(blobs.put(bytesOf('x'), extension), refused);
    }
    assert.deepEqual(await listed(blobs), []);
  });

  check('many calls at once leave everything whole', async ({ blobs }) => {
    const texts = Array.from({ length: 40 }, (_, n) => `text ${n % 10}`.repeat(500));
    const stored = await Promise.all(texts.map((text) => blobs.put(bytesOf(text), 'vtt')));
    const read = await Promise.all(stored.map(({ sha256 }) => blobs.read(sha256)));
    assert.deepEqual(read, texts.map(bytesOf));
    assert.equal((await listed(blobs)).length, 10);
  });

  check('after any sequence of calls exactly what was put and not removed is there', async ({ blobs }) => {
    const step = fc.record({ put: fc.boolean(), content: fc.uint8Array({ maxLength: 3, max: 3 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const expected = new Map((await listed(blobs)).map(({ sha256 }) => [sha256, true]));
        for (const { put, content } of steps) {
          if (put) expected.set((await blobs.put(content, 'mp4')).sha256, true);
          else {
            await blobs.remove(hashOf(content));
            expected.delete(hashOf(content));
          }
        }
        assert.deepEqual(
          (await listed(blobs)).map(({ sha256 }) => sha256),
          [...expected.keys()].sort(),
        );
      }),
      { numRuns: 25 },
    );
  });
}
