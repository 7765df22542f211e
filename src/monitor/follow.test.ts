import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Newsroom } from '../../test/vectors/newsroom.ts';
import type { BodyClaims, VerifiedPage } from '../proof/index.ts';
import { makeRound } from './round.ts';
import type { MonitoredCarrier } from './session.ts';
import { emptyState, type MonitorState } from './state.ts';

/** Entries beyond those that are read in one go, so that a part is kept before the whole is known. */
const MANY = 9_000;
const NOW = new Date('2026-11-22T12:00:00Z');

/** The bodies of the vectors are not of the closed form; what they say is what their record says. */
const readBody = ({ record, part }: VerifiedPage): BodyClaims => ({
  language: record.language,
  kind: record.kind,
  day: record.kind === 'day' ? record.day : null,
  part,
  of: record.pages.length,
});

function carrierOf(name: string, files: ReadonlyMap<string, Uint8Array>) {
  const asked: string[] = [];
  const carrier: MonitoredCarrier = {
    name,
    read: async (path) => {
      asked.push(path);
      return files.get(path) ?? null;
    },
  };
  return { carrier, asked, bundles: () => asked.filter((path) => path.startsWith('log/tile/entries/')).length };
}

async function round(state: MonitorState, ...carriers: readonly { readonly carrier: MonitoredCarrier }[]) {
  const signal = new AbortController().signal;
  const made = await makeRound(state, { carriers: carriers.map(({ carrier }) => carrier), readBody, now: NOW, signal });
  return { ...made, names: made.findings.map(({ finding }) => `${finding.name} ${finding.carrier ?? '-'}`) };
}

/** A newsroom whose log has one record thousands of times over: re-issues of one page. */
async function longLog(): Promise<Newsroom> {
  const newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  const [first] = await newsroom.publish([{ language: 'ru', parts: ['x'], state: 'unlisted' }]);
  const note = first?.note ?? assert.fail();
  await newsroom.publish([], { after: Array.from({ length: MANY }, () => note) });
  await newsroom.publish([{ language: 'ru', parts: ['x'] }]);
  return newsroom;
}

const newsroom = await longLog();

test('a long log is read once; of what follows only the new entries are', async () => {
  const long = await Newsroom.open('2026-11-22T10:15:07Z');
  Object.assign(long, newsroom, { files: new Map(newsroom.files) });
  const carrier = carrierOf('a', long.files);
  const first = await round(emptyState(newsroom.fingerprint), carrier);
  assert.deepEqual(first.names, []);
  assert.deepEqual(first.logs, [{ origin: long.log, size: long.size, read: long.size }]);
  assert.equal(carrier.bundles(), Math.ceil(long.size / 256));

  await long.publish([{ language: 'de', article: '5fk9m2tq7x', parts: ['y'] }]);
  const next = carrierOf('a', long.files);
  const second = await round(first.state, next);
  assert.deepEqual(second.names, []);
  assert.deepEqual([next.bundles(), second.logs[0]?.read], [1, long.size]);
});

test('a carrier with false entries is told, what it gave right is kept, and the next one is read on from there', async () => {
  const spoilt = new Map(newsroom.files);
  const path = 'log/tile/entries/033';
  const bytes = new Uint8Array(spoilt.get(path) ?? assert.fail());
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  const [bad, good] = [carrierOf('bad', spoilt.set(path, bytes)), carrierOf('good', newsroom.files)];
  const { names, logs } = await round(emptyState(newsroom.fingerprint), bad, good);
  assert.deepEqual(names, ['log-false bad'], 'nothing that false entries say is told of the log');
  assert.equal(logs[0]?.read, newsroom.size);
  assert.equal(good.bundles(), Math.ceil(newsroom.size / 256) - 32);
});

test('where no carrier gives the log, what is known of it stays, and that it was not read is told', async () => {
  const without = new Map([...newsroom.files].filter(([path]) => !path.startsWith('log/tile/entries/')));
  const { names, state, logs } = await round(emptyState(newsroom.fingerprint), carrierOf('a', without));
  assert.deepEqual(names, ['log-unread -']);
  assert.equal(logs[0]?.read, 0);
  assert.deepEqual((await round(state, carrierOf('a', newsroom.files))).names, []);
});
