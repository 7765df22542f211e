import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { hexOf, sha256 } from '../proof/index.ts';
import { MonitorError } from './error.ts';
import { keepFinding } from './evidence.ts';
import { firstOfEachName, keyOf, MAX_OF_A_NAME, raise } from './finding.ts';
import { Frontier } from './frontier.ts';
import {
  emptyState,
  MAX_THINGS,
  type MonitorState,
  newestThings,
  readState,
  type Thing,
  thingKey,
  writeState,
} from './state.ts';

const FINGERPRINT = 'ab'.repeat(32);
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamizdat-monitor-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const thing = (index: number): Thing => ({
  article: String(index).padStart(10, '0'),
  day: '2026-11-22',
  language: 'ru',
  kind: 'article',
  revision: 1,
  log: 1,
  index,
  leaf: FINGERPRINT,
  notice: null,
  checked: 0,
});

test('what is remembered is read back as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 70 }), fc.uint8Array(), fc.string(), async (size, known, note) => {
      const frontier = new Frontier();
      for (let at = 0; at < size; at += 1) await frontier.append(await sha256(Uint8Array.of(at)));
      const things = new Map([thing(1), thing(2)].map((each) => [thingKey(each), each]));
      const origin = 'courier.example/log/1';
      const log = { origin, checkpoint: note, head: null, cursor: size, edge: frontier.hashes, edition: 3, things };
      const { finding } = raise('fork', { carrier: null, subject: origin, detail: note });
      const state: MonitorState = {
        fingerprint: FINGERPRINT,
        round: 7,
        known,
        logs: new Map([[origin, log]]),
        carriers: new Map([['https://carrier.example/', { head: note, number: 3, checkpoint: note }]]),
        since: new Map([['edition x', '2026-11-22T10:00:00Z']]),
        lasting: [finding],
        told: ['a'],
      };
      await writeState(folder, state);
      assert.deepEqual(await readState(folder, FINGERPRINT), state);
    }),
    { numRuns: 15 },
  );
});

test('a folder without a memory is one that has seen nothing', async () => {
  assert.deepEqual(await readState(join(folder, 'none'), FINGERPRINT), emptyState(FINGERPRINT));
});

test('a memory that is damaged, or of another newsroom, is refused and not forgotten', async () => {
  const isDamaged = (error: unknown) => error instanceof MonitorError && error.code === 'state-damaged';
  await writeState(folder, emptyState(FINGERPRINT));
  await assert.rejects(readState(folder, 'cd'.repeat(32)), isDamaged);
  const log = { origin: 'x/log/1', edge: [FINGERPRINT], things: [], cursor: 3 };
  const base = { format: 'tamizdat.monitor/v1', round: 1, known: null, carriers: {}, since: {}, told: [], lasting: [] };
  for (const text of [
    '',
    '{',
    '{}',
    JSON.stringify({ ...base, format: 'v2', logs: [] }),
    JSON.stringify({ ...base, logs: [log] }),
  ]) {
    await writeFile(join(folder, 'state.json'), text);
    await assert.rejects(readState(folder, FINGERPRINT), isDamaged, text);
  }
});

test('of an endless log only the newest things are remembered', () => {
  const all = new Map(Array.from({ length: MAX_THINGS + 3 }, (_, at) => [String(at), thing(at)]));
  const kept = newestThings(all);
  assert.equal(kept.size, MAX_THINGS);
  assert.ok(!kept.has('2') && kept.has('3') && kept.has(String(MAX_THINGS + 2)));
});

test('no flood of one finding drops another, nor what was found of it first', async () => {
  const about = (name: 'fork' | 'entry-unknown', subject: string) =>
    raise(name, { carrier: null, subject, detail: 'd' }).finding;
  const fork = about('fork', 'courier.example/log/1');
  const flood = Array.from({ length: 2_500 }, (_, at) => about('entry-unknown', `1:${at}`));
  const found = [fork, ...flood];
  await writeState(folder, { ...emptyState(FINGERPRINT), lasting: found, told: found.map(keyOf) });
  const { lasting, told } = await readState(folder, FINGERPRINT);
  assert.deepEqual(lasting, [fork, ...flood.slice(0, MAX_OF_A_NAME)]);
  assert.deepEqual(firstOfEachName([...flood, fork]), [...flood.slice(0, MAX_OF_A_NAME), fork]);
  assert.ok(told.includes(keyOf(fork)) && told.length < found.length);
});

test('evidence of one finding is kept once, and filled again where a crash left it half full', async () => {
  const about = { carrier: null, subject: 'courier.example/log/1', detail: 'two trees' };
  const bytes = await sha256(new Uint8Array(0));
  const first = raise('fork', about, new Map([['before/head', bytes]]));
  const own = (await keepFinding(folder, first)) ?? assert.fail();
  assert.deepEqual((await readdir(own)).sort(), ['before', 'finding.json']);
  assert.equal(await keepFinding(folder, raise('fork', about, new Map([['other', bytes]]))), own);
  assert.ok(!(await readdir(own)).includes('other'), hexOf(bytes));
  await rm(join(own, 'finding.json'));
  await keepFinding(folder, first);
  assert.ok((await readdir(own)).includes('finding.json'));
  assert.equal(await keepFinding(folder, raise('silent', about)), null);
});

test('a carrier that makes up findings without end fills no more than its share, and a fork is still shown', async () => {
  const kept = await mkdtemp(join(folder, 'kept-'));
  const bytes = new Uint8Array([1]);
  const made = (subject: string) =>
    raise('page-false', { carrier: 'a', subject, detail: 'd' }, new Map([['f', bytes]]));
  const folders: (string | null)[] = [];
  for (let at = 0; at < 51; at += 1) folders.push(await keepFinding(kept, made(`${at}`)));
  assert.deepEqual([folders.indexOf(null), new Set(folders).size], [50, 51]);
  assert.equal(await keepFinding(kept, made('0')), folders[0], 'what is kept already stays shown');
  const fork = raise('fork', { carrier: 'b', subject: 's', detail: 'd' }, new Map([['f', bytes]]));
  assert.notEqual(await keepFinding(kept, fork), null);
});
