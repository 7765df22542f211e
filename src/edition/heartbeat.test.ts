import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseHead } from '../proof/index.ts';
import { fileReader } from './folder.ts';
import { renewHead } from './heartbeat.ts';
import { publishEdition, recoverEdition } from './publish.ts';
import { article, listings, publication, scratchNewsroom, scratchOptions } from './testing/scratch-newsroom.ts';
import { readTrust } from './trust-state.ts';

/** An edition of one article, and what to renew its head with two days later, when trust data is due as well. */
async function publishedNewsroom() {
  const path = await scratchNewsroom(['de']);
  const pages = [article('3fk9m2tq7x', 'de', 1, 'Text'), ...listings('de', 'one')];
  await publishEdition(publication(pages), await scratchOptions(path));
  return scratchOptions(path, () => new Date('2026-11-24T12:00:00Z'));
}

test('a heartbeat that dies at any step leaves the old head or the new one, never half of each', async () => {
  const options = await publishedNewsroom();
  const { files } = options.folder;
  const read = fileReader(files);
  const seen = new Set<string>();
  let steps = 0;
  for (let dying = 1; ; dying += 1) {
    let step = 0;
    const run = renewHead({
      ...options,
      onStep: () => {
        step += 1;
        if (step === dying) throw new Error('power cut');
      },
    });
    const done = await run.then(
      () => true,
      () => false,
    );
    await recoverEdition(options.folder);
    const head = parseHead(new Uint8Array(await readFile(join(files, 'head'))));
    assert.equal(await readFile(join(files, 'log', 'checkpoint'), 'utf8'), head.proof.checkpoint, `step ${dying}`);
    const trust = await readTrust(read);
    const { timestamp = 0, snapshot = 0 } = trust?.versions ?? {};
    // What is published by itself is what the bundle of it has.
    for (const name of ['timestamp.json', `${snapshot}.snapshot.json`]) {
      assert.deepEqual(await read(`trust/${name}`, 65_536), trust?.files.get(name), `step ${dying}: ${name}`);
    }
    seen.add(`${timestamp}`);
    steps = dying;
    if (done) break;
  }
  assert.ok(steps > 10, 'it was never interrupted');
  assert.ok(seen.has('1') && seen.has('2'));
});

test('a heartbeat that the disk does not take says why, and leaves the old head', async () => {
  const options = await publishedNewsroom();
  const head = join(options.folder.files, 'head');
  const before = await readFile(head);
  const onStep = (step: string) => {
    if (step === 'write head') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  await assert.rejects(renewHead({ ...options, onStep }), { code: 'edition-unwritable', retryable: true });
  assert.deepEqual(await readFile(head), before);
  assert.deepEqual(await readdir(options.folder.path), ['files', 'superseded.json']);
});
