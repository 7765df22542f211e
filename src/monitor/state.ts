/** What a monitor remembers between two rounds: one JSON file, replaced as a whole. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../platform/home/index.ts';
import {
  base64Of,
  comparePlaces,
  type Hash,
  hexOf,
  parseBase64,
  parseHexHash,
  type RecordKind,
} from '../proof/index.ts';
import { MonitorError } from './error.ts';
import { type Finding, firstOfEachName } from './finding.ts';
import { edgeCount } from './frontier.ts';

/** Things of one log that are remembered: the newest; what is older has been compared when it was new. */
export const MAX_THINGS = 5_000;
/** Names of findings already told. */
const MAX_TOLD = 2_000;

/** The newest record of one article, day page or front in one language. */
export interface Thing {
  /** Null of front and day pages. */
  readonly article: string | null;
  /** Null of fronts. */
  readonly day: string | null;
  readonly language: string;
  readonly kind: RecordKind;
  readonly revision: number;
  /** Number of the log, and index in it: things of a retired log are remembered in the one that follows. */
  readonly log: number;
  readonly index: number;
  /** Leaf hash of the record, 64 hex digits. */
  readonly leaf: string;
  /** Time of the record, when it is a correction or withdrawal, of which a notice has to tell; else null. */
  readonly notice: string | null;
  /** The round in which its page was last asked for; 0 for never. */
  readonly checked: number;
}

/** One log, as far as it was followed. */
export interface FollowedLog {
  readonly origin: string;
  /** The largest signed tree that is known to hold every one met before; verbatim. */
  readonly checkpoint: string;
  /** A head whose edition is in that tree: with it anyone can see a fork or a rollback. Null when none was met. */
  readonly head: string | null;
  /** How many entries were read and found to be those that were signed. */
  readonly cursor: number;
  /** Edge of the tree of these entries. */
  readonly edge: readonly Hash[];
  /** Number of the last edition among them; 0 before the first. */
  readonly edition: number;
  readonly things: ReadonlyMap<string, Thing>;
}

/** What is remembered of a carrier. */
export interface CarrierMemory {
  /** The newest head it gave, verbatim. */
  readonly head: string;
  readonly number: number;
  /** Its signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

/** Since when something has been so, by what it is: what is normal for minutes is not for hours. */
export type Since = ReadonlyMap<string, string>;

/** Everything a monitor remembers of one newsroom. */
export interface MonitorState {
  readonly fingerprint: string;
  /** Rounds made so far. */
  readonly round: number;
  /** The newest trust data verified; null before that. */
  readonly known: Uint8Array | null;
  readonly logs: ReadonlyMap<string, FollowedLog>;
  readonly carriers: ReadonlyMap<string, CarrierMemory>;
  readonly since: Since;
  /** Findings that stay found, because what led to them is not met again: entries of the log, forks. */
  readonly lasting: readonly Finding[];
  readonly told: readonly string[];
}

const FORMAT = 'tamizdat.monitor/v1';
const FILE = 'state.json';

/** What a monitor remembers that has seen nothing yet. */
export function emptyState(fingerprint: string): MonitorState {
  const none = { known: null, logs: new Map(), carriers: new Map(), since: new Map(), lasting: [], told: [] };
  return { fingerprint, round: 0, ...none };
}

/** What makes two records records of the same thing. */
export function thingKey({ day, article, language }: Pick<Thing, 'day' | 'article' | 'language'>): string {
  return `${day ?? '-'} ${article ?? '-'} ${language}`;
}

/**
 * Whether a record says less than the newest one of its thing: an older revision, or the text that was withdrawn. It may
 * stand later in the log all the same: whoever has the log's key can put an old record there again.
 */
export function isOlder({ kind, revision }: Pick<Thing, 'kind' | 'revision'>, newest: Thing): boolean {
  const isTakenBack = newest.kind === 'withdrawal' && kind !== 'withdrawal' && revision === newest.revision;
  return revision < newest.revision || isTakenBack;
}

/** The newest things only, by place in the log. */
export function newestThings(things: ReadonlyMap<string, Thing>): ReadonlyMap<string, Thing> {
  if (things.size <= MAX_THINGS) return things;
  const sorted = [...things].sort(([, a], [, b]) => comparePlaces(b, a));
  return new Map(sorted.slice(0, MAX_THINGS));
}

/** Writes the state; whenever the process dies, the folder holds this state or the one before. */
export async function writeState(folder: string, state: MonitorState): Promise<void> {
  const { known, logs, carriers, since, lasting, told, ...rest } = state;
  const shown = {
    format: FORMAT,
    ...rest,
    known: known === null ? null : base64Of(known),
    logs: [...logs.values()].map(({ edge, things, ...log }) => ({
      ...log,
      edge: edge.map(hexOf),
      things: [...things.values()],
    })),
    carriers: Object.fromEntries(carriers),
    since: Object.fromEntries(since),
    lasting: firstOfEachName(lasting),
    // The first: lasting findings lead, and would else be told as new in each round of a carrier that makes things up.
    told: told.slice(0, MAX_TOLD),
  };
  await writeDurably(join(folder, FILE), `${JSON.stringify(shown)}\n`, { mode: 0o600 });
}

/**
 * Reads the state of a folder; that of a monitor that has seen nothing where there is none. Fails with `state-damaged`,
 * also where the folder remembers another newsroom.
 */
export async function readState(folder: string, fingerprint: string): Promise<MonitorState> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return emptyState(fingerprint);
  let state: MonitorState | null = null;
  try {
    state = parseState(text);
  } catch (cause) {
    throw new MonitorError('state-damaged', `${path} cannot be understood`, {
      hint: 'name another folder with --keep, or move this file away: what was seen until now is then forgotten',
      cause,
    });
  }
  if (state.fingerprint === fingerprint) return state;
  throw new MonitorError('state-damaged', `${path} is about another newsroom`, {
    hint: 'name one folder a newsroom with --keep',
  });
}

/** Our own file: believed, but not taken for what it is not. */
function parseState(text: string): MonitorState {
  const { format, known, logs, carriers, since, ...rest } = JSON.parse(text);
  if (format !== FORMAT || !Number.isSafeInteger(rest.round)) throw new TypeError('not the state of a monitor');
  if (!Array.isArray(rest.told) || !Array.isArray(rest.lasting)) throw new TypeError('no findings');
  return {
    ...rest,
    known: known === null ? null : parseBase64(known),
    logs: new Map(
      logs.map((log: { origin: string; edge: string[]; things: Thing[]; cursor: number }) => {
        const edge = log.edge.map(parseHexHash);
        if (edge.includes(null) || edge.length !== edgeCount(log.cursor)) throw new TypeError('not the edge of a tree');
        return [log.origin, { ...log, edge, things: new Map(log.things.map((thing) => [thingKey(thing), thing])) }];
      }),
    ),
    carriers: new Map(Object.entries(carriers)),
    since: new Map(Object.entries(since)),
  };
}
