import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyCarrier } from '../proof/index.ts';
import {
  changeTargets,
  desksClosed,
  desksWithNext,
  fileReader,
  firstRootFingerprint,
  isNamedIn,
  nextOnlineKey,
  openOfflineKeys,
  openTrustKey,
  planClosing,
  publishEdition,
  readPublishedHead,
  readTrust,
  reissueOf,
  type TrustState,
  voidRecords,
} from './index.ts';
import {
  article,
  listings,
  NEWSROOM,
  publication,
  scratchNewsroom,
  scratchOptions,
} from './testing/scratch-newsroom.ts';

const OURS = '3fk9m2tq7x';
const THEIRS = '7x00000000';
const LATER = () => new Date('2026-11-22T10:30:00Z');

/** The plan of a closing that is not done yet. */
function planned(...parameters: Parameters<typeof planClosing>) {
  const closing = planClosing(...parameters);
  assert.ok(closing);
  return closing;
}

/** Our article, then one that a thief of the German key published in our log: entries 0 to 3, and 4 to 6. */
async function stolen(): Promise<{ path: string; trust: TrustState; size: number }> {
  const path = await scratchNewsroom();
  const options = await scratchOptions(path);
  await publishEdition(publication([article(OURS, 'de', 1, 'Unser Bericht'), ...listings('de', 'a')]), options);
  await publishEdition(publication([article(THEIRS, 'de', 1, 'Fälschung'), article(OURS, 'ru', 1, 'Отчёт')]), options);
  const read = fileReader(options.folder.files);
  const [trust, head] = [await readTrust(read), await readPublishedHead(read)];
  assert.ok(trust && head);
  return { path, trust, size: head.size };
}

async function sign(path: string, desks: Parameters<typeof changeTargets>[1]['desks']) {
  const trust = await readTrust(fileReader(join(path, 'edition', 'files')));
  assert.ok(trust && desks);
  const keys = join(path, 'keys');
  const targets = await openOfflineKeys(keys, NEWSROOM, trust, 'targets', async () => null, 'close a key');
  return changeTargets(trust, { desks }, targets, await openTrustKey(keys, NEWSROOM, trust), LATER());
}

test('the records that become void are those of the key after the index, and no other’s', async () => {
  const { path, trust, size } = await stolen();
  assert.equal(size, 7);
  const read = fileReader(join(path, 'edition', 'files'));
  const after = (index: number) => voidRecords(read, planned(trust, 'de', index, size), size);
  assert.deepEqual(
    (await after(3)).map(({ place, path: page, isCurrent }) => [place.index, page, isCurrent]),
    [[4, `de/2026/11/22/${THEIRS}.html`, true]],
  );
  assert.equal((await after(0)).length, 3);
  assert.equal((await after(6)).length, 0);
  assert.deepEqual(
    (await voidRecords(read, planned(trust, 'ru', 3, size), size)).map(({ place }) => place.index),
    [5],
  );
});

test('a closed key leaves what it signed before, voids what it signed after, and a re-issue takes its place', async () => {
  const { path, trust, size } = await stolen();
  const options = await scratchOptions(path, LATER);
  const read = fileReader(options.folder.files);
  const closing = planned(trust, 'de', 3, size);
  const key = await nextOnlineKey(join(path, 'keys'), NEWSROOM, 'desk-de', isNamedIn(trust));
  const stolenPage = (await read(`de/2026/11/22/${THEIRS}.html`, 99_999)) ?? new Uint8Array();
  const opened = await sign(path, await desksWithNext(trust, closing, key));
  await publishEdition(publication([], { trust: opened }), options);
  const [record] = await voidRecords(read, closing, size);
  const page = record && (await reissueOf(read, record));
  assert.ok(page);
  const reissued = await publishEdition(publication([page]), await scratchOptions(path, LATER));
  assert.deepEqual(
    reissued.records.map(({ article: id, revision, replaces }) => [id, revision, replaces]),
    [[THEIRS, 1, { log: 1, index: 4 }]],
  );
  const between = await readTrust(read);
  assert.ok(between);
  const resumed = planned(between, 'de', null, size);
  assert.deepEqual([resumed.after, resumed.next?.firstIndex], [3, 4], 'an interrupted closing is finished');
  const closed = await sign(path, desksClosed(between, resumed));
  await publishEdition(publication([], { trust: closed }), await scratchOptions(path, LATER));
  const reader = await verifyCarrier({ fingerprint: await firstRootFingerprint(read), read, now: LATER() });
  const labelOf = async (file: string, bytes?: Uint8Array) => {
    const { label } = await reader.verifyPage({
      bytes: bytes ?? (await read(file, 99_999)) ?? new Uint8Array(),
      path: file,
    });
    return label.failure ?? label.kind;
  };
  assert.equal(await labelOf(`de/2026/11/22/${OURS}.html`), 'current');
  assert.equal(await labelOf('de/index.html'), 'current');
  assert.equal(await labelOf(`de/2026/11/22/${THEIRS}.html`), 'current');
  assert.equal(await labelOf(`de/2026/11/22/${THEIRS}.html`, stolenPage), 'desk-range');
  const done = await readTrust(read);
  assert.ok(done);
  assert.equal(planClosing(done, 'de', 3, size + 4), null, 'closing it again is no closing of the next key');
});

test('a key can be closed before its first entry: then nothing of it stands', async () => {
  const { trust, size } = await stolen();
  const [desk] = trust.desks;
  assert.ok(desk);
  const late: TrustState = { ...trust, desks: [{ ...desk, firstIndex: 4 }] };
  assert.deepEqual(desksClosed(late, planned(late, 'de', 3, size)), []);
  assert.throws(() => planned(late, 'de', 2, size), { code: 'request-invalid', message: /begins at entry 4/ });
});

test('an index beyond the log, a language without a desk and another index than an interrupted one are refused', async () => {
  const { path, trust, size } = await stolen();
  assert.throws(() => planned(trust, 'de', size, size), { code: 'request-invalid', message: /beyond the log/ });
  assert.throws(() => planned(trust, 'fa', 0, size), { code: 'request-invalid', message: /no desk .* for fa/ });
  const key = await nextOnlineKey(join(path, 'keys'), NEWSROOM, 'desk-de', isNamedIn(trust));
  const desks = await desksWithNext(trust, planned(trust, 'de', 3, size), key);
  await publishEdition(publication([], { trust: await sign(path, desks) }), await scratchOptions(path, LATER));
  const open = await readTrust(fileReader(join(path, 'edition', 'files')));
  assert.ok(open);
  assert.throws(() => planned(open, 'de', 5, size + 1), { hint: /--after 3/ });
});
