/** Carriers to be followed by a monitor, and a monitor that says what it found. */
import assert from 'node:assert/strict';
import { addNotices, formatNotices, makeObject, type Notice, objectPath } from '../../src/proof/index.ts';
import { Newsroom, type PageSpec } from '../vectors/newsroom.ts';
import { articleSpec, BRIDGE, DAY, firstSpecs, openBench, openHost, type Said } from '../verify/edition.ts';

/** What time it is for everybody here. */
export const clock = { now: new Date('2026-11-22T12:00:00Z') };
/** Where all files of the tests lie; to be removed after them. */
export const bench = await openBench(() => clock.now);

type Files = ReadonlyMap<string, Uint8Array | string>;

interface Line {
  readonly type: string;
  readonly name: string;
  readonly carrier: string | null;
  readonly subject: string;
  readonly severity: string;
  readonly failure: string | null;
  readonly isNew: boolean;
  readonly evidence: string | null;
  readonly exitCode: number;
  readonly logs: readonly { readonly size: number; readonly read: number }[];
}

/** Every finding that a test met. */
export const met = new Set<string>();

/** A host that serves the files it holds at the moment. */
export async function openCarrier(files: Files) {
  const held = { files };
  const asked: string[] = [];
  const say = { at: (path: string): Said => held.files.get(path) ?? null };
  const host = await openHost((path) => {
    asked.push(path.slice(1));
    return say.at(path.slice(1));
  });
  return { held, say, asked, address: `${host.address}/`, close: host.close };
}

/** A person who trusts the newsroom and follows carriers. */
export async function newMonitor(newsroom: Newsroom) {
  const reader = bench.reader();
  const trust = new Map([...newsroom.files].filter(([path]) => path.startsWith('trust/') || path === 'head'));
  assert.equal((await reader.run('trust', 'add', await bench.folder(trust))).exitCode, 0);
  const round = async (...carriers: readonly string[]) => {
    const { exitCode, out, err } = await reader.run('monitor', ...carriers, '--once', '--json');
    const lines: Line[] = out
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    const found = lines.filter(({ type }) => type === 'finding');
    for (const { name } of found) met.add(name);
    const [last] = lines.filter(({ type }) => type === 'round');
    return { exitCode, err, found, names: found.map(({ name }) => name).sort(), last };
  };
  return { reader, round };
}

/** A newsroom of two articles, their day and their front. */
export async function firstEdition(): Promise<Newsroom> {
  clock.now = new Date('2026-11-22T12:00:00Z');
  const newsroom = await Newsroom.open('2026-11-22T10:15:07Z');
  await newsroom.publish(firstSpecs());
  return newsroom;
}

/** Publishes a correction of the bridge, with its notice unless it is to be kept quiet. */
export async function correct(newsroom: Newsroom, { isQuiet = false, change = {} as Partial<PageSpec> } = {}) {
  newsroom.now = new Date('2026-11-22T11:30:00Z');
  const replaces = { log: 1, index: 0 };
  const specs = [articleSpec('Bridge open', { revision: 2, state: 'corrected', replaces, ...change })];
  const place = { log: 1, index: newsroom.size };
  const twin = await Newsroom.open('2026-11-22T11:30:00Z');
  twin.size = newsroom.size;
  // The leaf is known only when the record is signed; the same record signed apart has the same leaf.
  Object.assign(twin, { files: new Map(newsroom.files), root: newsroom.root, calendar: newsroom.calendar });
  const [made] = await twin.publish(specs);
  const notice: Notice = {
    time: '2026-11-22T11:30:00Z',
    kind: 'correction',
    day: DAY,
    article: BRIDGE,
    language: 'ru',
    revision: 2,
    place,
    leaf: made?.leaf ?? '',
  };
  const { bytes, ...notices } = await makeObject(formatNotices(isQuiet ? [] : addNotices([], [notice])));
  newsroom.files.set(objectPath(notices.sha256), bytes);
  return newsroom.publish(specs, { changeEdition: (edition) => ({ ...edition, notices }) });
}

/** The carrier of a newsroom as it is now. */
export const copyOf = (newsroom: Newsroom): Map<string, Uint8Array> => new Map(newsroom.files);
