import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from './bytes.ts';
import { type CarrierEntry, formatCarriers, parseCarriers } from './carriers.ts';
import { formatDesks, parseDesks } from './desks.ts';
import { ProofError } from './errors.ts';
import { createSigner } from './note-key.ts';
import { addNotices, formatNotices, type Notice, parseNotices } from './notices.ts';

const refuses = (code: string) => (error: unknown) => error instanceof ProofError && error.code === code;
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const notice = (index: number, time = '2026-11-22T10:15:00Z'): Notice => ({
  time,
  kind: index % 2 === 0 ? 'correction' : 'withdrawal',
  day: '2026-11-21',
  article: '3fk9m2tq7x',
  language: 'ru',
  revision: 2,
  place: { log: 1, index },
  leaf: 'ab'.repeat(32),
});

test('notices are the newest 100, newest first, each once', () => {
  const old = addNotices(
    [],
    Array.from({ length: 90 }, (_, at) => notice(at)),
  );
  const all = addNotices(
    old,
    Array.from({ length: 40 }, (_, at) => notice(80 + at)),
  );
  assert.equal(all.length, 100);
  assert.equal(all[0]?.place.index, 119);
  assert.equal(all.at(-1)?.place.index, 20);
  const later = addNotices(all, [notice(7, '2026-11-22T10:15:01Z')]);
  assert.equal(later[0]?.place.index, 7);
  assert.deepEqual(parseNotices(formatNotices(later)), later);
  assert.deepEqual(parseNotices(formatNotices([])), []);
});

test('notices in any other form are refused', () => {
  const text = textOf(formatNotices(addNotices([], [notice(2), notice(1)])));
  const lines = text.trimEnd().split('\n');
  assert.equal(parseNotices(bytesOf(text)).length, 2);
  for (const changed of [
    text.trimEnd(),
    `${lines[0]}\n${lines[2]}\n${lines[1]}\n`,
    `${text}${lines[2]}\n`,
    text.replace('tamizdat.notices/v1', 'tamizdat.notices/v2'),
    text.replace('correction', 'rumour'),
    text.replace('1:2', '1:02'),
    text.replace(' ru ', '  ru '),
    text.replace('2026-11-21', '2026-11-32'),
    textOf(formatNotices(Array.from({ length: 101 }, (_, at) => notice(200 - at)))),
  ]) {
    assert.throws(() => parseNotices(bytesOf(changed)), refuses('notices-format'), changed);
  }
});

const CARRIERS: readonly CarrierEntry[] = [
  {
    address: 'https://files.mirror.example/courier/',
    group: 'mirror',
    abilities: ['compression', 'cors'],
    hints: ['by', 'ru'],
  },
  { address: 'https://usb.example/', group: 'usb-co', abilities: [], hints: [] },
];

test('carriers are sorted by address and read back as they were written', () => {
  assert.deepEqual(parseCarriers(formatCarriers(CARRIERS.toReversed())), CARRIERS);
  assert.equal(
    textOf(formatCarriers(CARRIERS)),
    'tamizdat.carriers/v1\nhttps://files.mirror.example/courier/ mirror compression,cors by,ru\nhttps://usb.example/ usb-co - -\n',
  );
});

test('carriers in any other form are refused', () => {
  const text = textOf(formatCarriers(CARRIERS));
  const lines = text.trimEnd().split('\n');
  for (const changed of [
    text.trimEnd(),
    `${lines[0]}\n${lines[2]}\n${lines[1]}\n`,
    `${text}${lines[2]}\n`,
    text.replace('compression,cors', 'cors,compression'),
    text.replace('compression,cors', 'cors,cors'),
    text.replace('compression,cors', 'cors,flight'),
    text.replace('by,ru', 'ru,by'),
    text.replace('by,ru', 'by,by'),
    text.replace('by,ru', ''),
    text.replace('https://usb', 'ftp://usb'),
    text.replace('https://usb', 'javascript://usb'),
    text.replace('usb.example/', 'usb.example'),
    text.replace('usb.example/', 'USB.example/'),
    text.replace('usb.example/', 'me:pass@usb.example/'),
    text.replace('usb.example/', 'usb.example/?q/'),
    text.replace('usb.example/', 'usb.example/#/'),
    text.replace('usb.example/', 'usb.example/a/../'),
  ]) {
    assert.throws(() => parseCarriers(bytesOf(changed)), refuses('carriers-format'), changed);
  }
  const [first] = CARRIERS;
  assert.ok(first);
  assert.throws(() => formatCarriers([{ ...first, address: 'courier' }]), refuses('carriers-format'));
  const many = Array.from({ length: 201 }, (_, at) => ({ ...first, address: `https://c${at}.example/` }));
  assert.throws(() => formatCarriers(many), refuses('carriers-format'));
});

test('desks are read back as they were written, in the given order', async () => {
  const seed = new Uint8Array(32);
  const ru = await createSigner({ name: 'courier.example/desk/ru', type: 'note', seed });
  const log = 'courier.example/log/1';
  const desks = [
    { verifierKey: ru.verifierKey, languages: ['be', 'ru'], log, firstIndex: 0, lastIndex: 41 },
    { verifierKey: ru.verifierKey, languages: ['ru'], log: 'courier.example/log/2', firstIndex: 0, lastIndex: null },
  ];
  const text = await formatDesks(desks);
  const parsed = await parseDesks(bytesOf(text));
  assert.deepEqual(
    parsed.map(({ verifier: _, ...desk }) => desk),
    desks,
  );
  assert.equal(parsed[0]?.verifier.keyId, ru.keyId);

  const clock = await createSigner({ name: 'courier.example/desk/ru', type: 'cosignature', seed });
  for (const changed of [
    text.trimEnd(),
    text.replace('be,ru', 'ru,be'),
    text.replace('be,ru', 'ru,ru'),
    text.replace('be,ru', ''),
    text.replace('courier.example/desk/ru ', 'courier.example/desk/de '),
    text.replace(' 0 41', ' 00 41'),
    text.replace(' 0 41', ' - 41'),
    text.replace(log, 'courier.example'),
    text.replace(ru.verifierKey, () => clock.verifierKey),
    text.replace('/v1', '/v2'),
  ]) {
    await assert.rejects(parseDesks(bytesOf(changed)), refuses('desks-format'), changed);
  }
});
