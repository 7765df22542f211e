/** One round of a monitor: every carrier once, everything new in the log, and what both say of each other. */
import {
  logNumber,
  newestKnown,
  ProofError,
  type SignedTree,
  TrustError,
  type Trusted,
  verifyTrust,
} from '../proof/index.ts';
import { comparePages } from './compare-pages.ts';
import { type Finding, firstOfEachName, keyOf, type Raised, raise } from './finding.ts';
import { followLog } from './follow.ts';
import { readHead } from './heads.ts';
import type { ReadBody } from './pages.ts';
import { type MonitoredCarrier, ROUND_LIMITS, type RoundLimits, Session } from './session.ts';
import type { FollowedLog, MonitorState, Thing } from './state.ts';
import { Timing } from './timing.ts';
import { compareWithKnown, treeOf, unprovenTree } from './trees.ts';

/** With what to make a round. */
export interface RoundInput {
  readonly carriers: readonly MonitoredCarrier[];
  readonly readBody: ReadBody;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly limits?: RoundLimits;
  /** How long a carrier may take to follow a publication; milliseconds, an hour by default. */
  readonly graceMs?: number;
}

/** How a carrier fared in a round. */
export interface CarrierStatus {
  readonly name: string;
  /** The edition it gives; null when none could be verified. */
  readonly edition: number | null;
  /** When that was last vouched for, UTC. */
  readonly time: Date | null;
}

/** What a round came to. */
export interface Round {
  /** To be kept after the evidence is, or a finding may be lost. */
  readonly state: MonitorState;
  /** Everything that is known to be wrong now, each once; `isNew` where it was not found in the round before. */
  readonly findings: readonly (Raised & { readonly isNew: boolean })[];
  readonly carriers: readonly CarrierStatus[];
  /** The logs and how many of their entries were read. */
  readonly logs: readonly { readonly origin: string; readonly size: number; readonly read: number }[];
}

const HOUR_MS = 60 * 60 * 1000;
/** Findings that are met once, when an entry is read or a carrier turns: they stay found. */
const LASTING: readonly Finding['name'][] = [
  'fork',
  'rollback',
  'edition-not-last',
  'edition-refused',
  'entry-unknown',
  'record-refused',
  'desk-out-of-range',
];

/**
 * Makes one round. All carriers are asked at once and each within its own limits; what one does wrong or fails to do is a
 * finding about it and holds up nobody. Never throws for what carriers give.
 */
export async function makeRound(before: MonitorState, input: RoundInput): Promise<Round> {
  const { carriers, now, signal, limits = ROUND_LIMITS, graceMs = HOUR_MS } = input;
  const round = before.round + 1;
  const sessions = carriers.map((carrier) => new Session(carrier, limits, signal));
  const each = (step: (session: Session) => Promise<void>): Promise<unknown> =>
    Promise.all(sessions.map((session) => session.attempt(() => step(session))));
  const timing = new Timing(before.since, now, graceMs);

  const keeps: Uint8Array[] = before.known === null ? [] : [before.known];
  await each((session) => readTrust(session, before, timing, now, keeps));
  const { known, trusted } = await newestTrust(before.fingerprint, keeps, now);
  const logs = new Map(before.logs);
  const memories = new Map(before.carriers);
  const raised: Raised[] = [];
  if (trusted !== null) {
    await each((session) => readHead(session, trusted, memories, timing));
    for (const session of sessions) raised.push(...(await addTrees(session, sessions, logs, trusted)));
    for (const log of [...logs.values()]) {
      const isInUse = trusted.policy.logs.some(({ name }) => name === log.origin);
      if (isInUse) raised.push(...(await follow(log, sessions, trusted, logs)));
    }
    timing.checkHeads(sessions);
    raised.push(...(await comparePages(sessions, trusted, logs, { round, readBody: input.readBody, timing })));
  }
  signal.throwIfAborted();

  const all = [...raised, ...sessions.flatMap((session) => session.raised)];
  const old = before.lasting.map((finding): Raised => ({ finding, files: new Map() }));
  const byKey = new Map([...old, ...all].map((each) => [keyOf(each.finding), each]));
  const found = [...byKey.values()];
  const told = new Set(before.told);
  const lasting = found.map(({ finding }) => finding).filter(({ name }) => LASTING.includes(name));
  const state: MonitorState = {
    ...before,
    round,
    known,
    logs,
    carriers: memories,
    since: timing.since,
    lasting: firstOfEachName(lasting),
    told: [...byKey.keys()],
  };
  return {
    state,
    findings: found.map((each) => ({ ...each, isNew: !told.has(keyOf(each.finding)) })),
    carriers: sessions.map(({ name, head }) => ({
      name,
      edition: head?.edition.number ?? null,
      time: head?.checkpoint.time ?? null,
    })),
    logs: [...logs.values()].map((log) => ({ origin: log.origin, size: treeOf(log).size, read: log.cursor })),
  };
}

async function readTrust(
  session: Session,
  { fingerprint, known }: MonitorState,
  timing: Timing,
  now: Date,
  keeps: Uint8Array[],
): Promise<void> {
  const behind = `trust ${session.name}`;
  try {
    keeps.push((await verifyTrust({ fingerprint, known, read: session.read, now })).keep);
    timing.end(behind);
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    if (error instanceof TrustError && error.keep !== null) keeps.push(error.keep);
    const { code: failure, message: detail } = error;
    const about = { carrier: session.name, subject: 'trust', failure, detail };
    if (failure === 'trust-missing') session.raised.push(raise('silent', about));
    else if (failure !== 'trust-rollback') session.raised.push(raise('trust-refused', about, session.files('carrier')));
    else if (timing.isLong(behind)) session.raised.push(raise('trust-behind', about, session.files('carrier')));
  }
}

/** The newest trust data of all, by which every carrier is judged: one that withholds a rotation gains nothing. */
async function newestTrust(
  fingerprint: string,
  keeps: readonly Uint8Array[],
  now: Date,
): Promise<{ readonly known: Uint8Array | null; readonly trusted: Trusted | null }> {
  const [first, ...rest] = keeps;
  if (first === undefined) return { known: null, trusted: null };
  let known = first;
  for (const keep of rest) known = await newestKnown(known, keep);
  try {
    return { known, trusted: await verifyTrust({ fingerprint, known, now }) };
  } catch (error) {
    if (error instanceof ProofError) return { known, trusted: null };
    throw error;
  }
}

/** Compares the signed trees of a carrier with the log as it is known, and lets the log grow by those that agree. */
async function addTrees(
  session: Session,
  sessions: readonly Session[],
  logs: Map<string, FollowedLog>,
  trusted: Trusted,
): Promise<Raised[]> {
  const raised: Raised[] = [];
  const { head, checkpoint } = session;
  const headText = session.headText;
  const trees: [SignedTree, string | null][] = [];
  if (head !== null) trees.push([head.checkpoint, headText]);
  if (checkpoint !== null && !checkpoint.isRetired) trees.push([checkpoint, null]);
  for (const [tree, text] of trees) {
    const known = logs.get(tree.origin);
    if (known === undefined) {
      logs.set(tree.origin, newLog(tree, text, retiredThings(logs, trusted)));
      continue;
    }
    const { result, raised: found } = await compareWithKnown(known, tree, session, sessions);
    raised.push(...found);
    if (result === 'agree') {
      if (tree.size < treeOf(known).size) continue;
      logs.set(tree.origin, { ...known, checkpoint: tree.note, head: text ?? known.head });
    } else if (result === 'fork') {
      // A head of another tree is nobody's measure of what is current.
      session.head = null;
    } else {
      raised.push(unprovenTree(tree, known, session));
    }
  }
  return raised;
}

function newLog({ origin, note }: SignedTree, head: string | null, things: FollowedLog['things']): FollowedLog {
  return { origin, checkpoint: note, head, cursor: 0, edge: [], edition: 0, things };
}

/** What retired logs said is still to be shown by the one that follows; what their keys signed after their end is void. */
function retiredThings(logs: ReadonlyMap<string, FollowedLog>, { policy }: Trusted): FollowedLog['things'] {
  const things = new Map<string, Thing>();
  const sizes = new Map(policy.retired.map(({ verifier, size }) => [logNumber(verifier.name), size]));
  for (const log of [...logs.values()].sort((a, b) => (logNumber(a.origin) ?? 0) - (logNumber(b.origin) ?? 0))) {
    for (const [key, thing] of log.things) if (thing.index < (sizes.get(thing.log) ?? 0)) things.set(key, thing);
  }
  return things;
}

/** Reads what is new in a log from whichever carrier has it, the first that gives what was signed. */
async function follow(
  start: FollowedLog,
  sessions: readonly Session[],
  trusted: Trusted,
  logs: Map<string, FollowedLog>,
): Promise<Raised[]> {
  const raised: Raised[] = [];
  const { size } = treeOf(start);
  let log = start;
  const able = sessions.filter(({ checkpoint }) => checkpoint?.origin === log.origin && checkpoint.size >= size);
  for (const session of able) {
    await session.attempt(async () => {
      try {
        while (log.cursor < size) {
          const next = await followLog(log, session, trusted);
          log = next.log;
          raised.push(...next.raised);
        }
      } catch (error) {
        if (!(error instanceof ProofError)) throw error;
        if (error.code === 'object-missing') return;
        const about = { carrier: session.name, subject: 'log', failure: error.code, detail: error.message };
        raised.push(raise('log-false', about, session.files('carrier')));
      }
    });
    if (log.cursor === size) break;
  }
  logs.set(log.origin, log);
  if (log.cursor < size) {
    const detail = `${log.cursor} of ${size} entries of ${log.origin} were read; no carrier gives the next ones`;
    raised.push(raise('log-unread', { carrier: null, subject: log.origin, detail }));
  }
  return raised;
}
