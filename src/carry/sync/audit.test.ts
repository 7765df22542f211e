import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCarrier } from '../memory.ts';
import { auditCarrier } from './audit.ts';
import { sha256Of } from './calls.ts';
import { encode } from './testing/editions.ts';
import { afterFirst, failing, first } from './testing/two-editions.ts';

test('an audit names what is missing, altered, foreign and unreadable', async () => {
  const { carrier } = await afterFirst();
  carrier.files.delete('ru/index.html');
  carrier.files.set('index.html', encode('longuages'));
  carrier.files.set('ru/feed.xml', encode('a longer feed than it was'));
  carrier.files.set('somebody.txt', encode('x'));
  const report = await auditCarrier({ carrier, edition: first, retryPausesMs: [] });
  assert.deepEqual(report.missing, ['ru/index.html']);
  assert.deepEqual(
    report.altered.map(({ path, found }) => [path, found]),
    [
      ['index.html', { sizeBytes: 9, sha256: sha256Of(encode('longuages')) }],
      ['ru/feed.xml', 'longer'],
    ],
  );
  assert.deepEqual(report.foreign, ['somebody.txt']);
  assert.deepEqual(report.unread, []);
  assert.equal(report.intact, first.texts.size - 3);
  assert.deepEqual(carrier.changes, []);
});

test('an audit goes on after a file that cannot be read', async () => {
  class Unreadable extends MemoryCarrier {
    override async read(path: string, maxBytes: number): Promise<Uint8Array | null> {
      if (path === 'head') throw failing('carrier-forbidden');
      return super.read(path, maxBytes);
    }
  }
  const carrier = new Unreadable('unreadable');
  for (const [path, text] of first.texts) carrier.files.set(path, encode(text));
  const report = await auditCarrier({ carrier, edition: first, retryPausesMs: [] });
  assert.deepEqual(
    report.unread.map(({ path, error }) => [path, error.code]),
    [['head', 'carrier-forbidden']],
  );
  assert.equal(report.intact, first.texts.size - 1);
});
