/**
 * Carriers as readers meet them: empty, half copied, put together from several editions or newsrooms; and readers whose
 * clock is wrong or whose trust data has expired. Each has a label of docs/spec/head.md, on the command line and in the
 * reader app: never an exception, never silence, and never "current" where nobody can know.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type NewsroomCard, openSession, type View } from '../../src/reader/index.ts';
import { type Files, makeSpecimen, type Specimen } from '../fuzz/specimen.ts';
import { Reading } from '../reader/scene.ts';
import { type Bench, BRIDGE_PATH, openBench } from '../verify/edition.ts';
import { at, CASES, type Told } from './carrier-cases.ts';

let specimen: Specimen;
let bench: Bench;
let now: Date;

before(async () => {
  specimen = await makeSpecimen();
  now = specimen.now;
  bench = await openBench(() => now);
});

after(() => bench.remove());

/** What the command line tells somebody who trusts the newsroom and has seen its second edition. */
async function onTheCommandLine(files: Files): Promise<{ folder: Told; page: Told }> {
  const reader = bench.reader();
  const second = await bench.folder(at(specimen.editions, 2));
  const shifted = now;
  now = specimen.now;
  assert.equal((await reader.run('trust', 'add', second)).exitCode, 0);
  assert.equal((await reader.verify(second)).exitCode, 0);
  now = shifted;
  const folder = await bench.folder(files);
  const told = async (what: string): Promise<Told> => {
    const { out, err, exitCode } = await reader.run('verify', what, '--json');
    assert.notEqual(out, '', err);
    const { label } = JSON.parse(out);
    assert.match(label.text, /^(?:Genuine|Edition \d+ is genuine|Not genuine: |Conflict|Cannot tell)/);
    return `${label.kind}${label.failure == null ? '' : ` ${label.failure}`} ${exitCode}`;
  };
  return { folder: await told(folder), page: files.has(BRIDGE_PATH) ? await told(join(folder, BRIDGE_PATH)) : '-' };
}

/** What the app tells of the page when this carrier is the only one there is. */
async function inTheApp(files: Files): Promise<Told> {
  const { fingerprint, editions, reader } = specimen;
  const address = 'https://one.example/';
  const card: NewsroomCard = {
    newsroom: 'courier.example',
    fingerprint,
    title: { ru: 'Courier' },
    home: 'https://courier.example/',
    languages: ['ru'],
    carriers: [{ address, group: 'one', abilities: ['cors'], hints: [] }],
    trust: at(editions, 2).get('trust/bundle') ?? reader.known,
  };
  const fetch = async (asked: RequestInfo | URL): Promise<Response> => {
    const bytes = files.get(String(asked).slice(address.length));
    return bytes === undefined ? new Response(null, { status: 404 }) : new Response(bytes.slice());
  };
  const ports = {
    fetch: fetch as typeof globalThis.fetch,
    now: () => now,
    random: () => 0,
    isVisible: () => true,
    storage: null,
  };
  const session = await openSession(card, ports, { stepMs: 10_000, limitMs: 20_000, stallMs: 10_000 });
  const reading = new Reading(session, BRIDGE_PATH);
  try {
    return toldBy(await reading.settled());
  } finally {
    reading.stop();
  }
}

function toldBy(view: View): Told {
  if (view.kind === 'page') return `page ${view.report.label.kind}`;
  return view.kind === 'unreached' ? `unreached ${view.failure ?? '-'}` : view.kind;
}

for (const { what, files, shiftMs = 0, folder, page, app } of CASES) {
  test(`${what}: the folder is told to be ${folder}, its page ${page}, the app shows ${app}`, async () => {
    now = new Date(specimen.now.getTime() + shiftMs);
    const carrier = files(specimen.editions, specimen.namesake);
    const line = await onTheCommandLine(carrier);
    assert.deepEqual({ ...line, app: await inTheApp(carrier) }, { folder, page, app });
  });
}
