/** Reads what is new in a log, and makes sure that it is what was signed. */
import {
  bundlePath,
  bytesOf,
  comparePlaces,
  formatLogProof,
  formatPlace,
  hexOf,
  leafHash,
  logNumber,
  ProofError,
  proveInclusion,
  type ReadFile,
  type RecordFields,
  readBundle,
  type SignedTree,
  TILE_WIDTH,
  type Trusted,
  tileReader,
  treeRoots,
} from '../proof/index.ts';
import { readEntry } from './entry.ts';
import { type Raised, raise } from './finding.ts';
import { Frontier } from './frontier.ts';
import type { Session } from './session.ts';
import { type FollowedLog, isOlder, newestThings, type Thing, thingKey } from './state.ts';
import { treeOf } from './trees.ts';

/** Bundles read before what was read is checked against the signed tree and kept: 8,192 entries. */
const CHUNK_BUNDLES = 32;
/** Entries of a chunk that are told to be wrong: whoever stole the log's key can write any number of them. */
const MAX_REFUSED = 100;

/** A log after some of its new entries were read. */
export interface Followed {
  readonly log: FollowedLog;
  readonly raised: readonly Raised[];
}

/**
 * Reads further entries of a log from one carrier, up to some thousand, and checks that they are the beginning of the
 * tree signed: only then anything of them counts. Memory holds one bundle at a time. Fails as `read` does, with
 * `log-damaged` when entries or tiles are not those that were signed, and with `object-missing` when there are none.
 */
export async function followLog(before: FollowedLog, { read, name }: Session, trusted: Trusted): Promise<Followed> {
  const tree = treeOf(before);
  const frontier = new Frontier(before.cursor, before.edge);
  const things = new Map(before.things);
  const raised: Raised[] = [];
  let { edition } = before;
  for (let count = 0; count < CHUNK_BUNDLES && frontier.size < tree.size; count += 1) {
    for (const bytes of await readNew(read, frontier.size, tree.size)) {
      const index = frontier.size;
      const entry = await readEntry(trusted, bytes, { origin: before.origin, index, edition });
      if (entry.kind === 'edition') edition = entry.number;
      else if (entry.kind === 'refused') {
        if (raised.length < MAX_REFUSED) raised.push(await withProof(entry.raised, read, tree, index));
      } else {
        const leaf = hexOf(await leafHash(bytes));
        const { record } = entry;
        const key = thingKey(record);
        const { article, day, language, kind, revision } = record;
        const known = things.get(key);
        const notice = isNoticed(record, known) ? record.time : noticeKept(record, known);
        const log = logNumber(record.log) ?? 0;
        if (!isReplay(record, known))
          things.set(key, { article, day, language, kind, revision, log, index, leaf, notice, checked: 0 });
      }
      const isLast = index === tree.size - 1;
      if (isLast && entry.kind !== 'edition') raised.push(notLast(tree, name));
      await frontier.append(await leafHash(bytes));
    }
  }
  await checkEdge(frontier, tree, read);
  const { size: cursor, hashes: edge } = frontier;
  return { log: { ...before, cursor, edge, edition, things: newestThings(things) }, raised };
}

/** A new revision is a correction or a withdrawal; a re-issue of the same revision is neither. */
function isNoticed(
  { article, kind, revision }: { article: string | null; kind: string; revision: number },
  before: Thing | undefined,
): boolean {
  // A text whose earlier record is not remembered any more may be a re-issue: of that no notice has to tell.
  if (article === null || before === undefined) return false;
  return kind === 'withdrawal' ? before.kind !== 'withdrawal' : revision > before.revision;
}

/**
 * Whether an old record is logged again, which takes nothing back: the newest is still what has to be shown. Whoever has
 * the log's key can do so; a desk that goes back itself, as after a theft, says which record it replaces.
 */
function isReplay(record: RecordFields, known: Thing | undefined): boolean {
  if (known === undefined || !isOlder(record, known)) return false;
  return record.replaces === null || comparePlaces(record.replaces, known) < 0;
}

/** A record that is signed anew has no notice of its own; that of the revision has still to be told. */
function noticeKept({ kind, revision }: Pick<Thing, 'kind' | 'revision'>, before: Thing | undefined): string | null {
  return before?.kind === kind && before.revision === revision ? before.notice : null;
}

function notLast({ origin, size, note }: SignedTree, carrier: string): Raised {
  const subject = formatPlace({ log: logNumber(origin) ?? 0, index: size - 1 });
  const detail = `the signed tree of ${origin} ends without an edition`;
  return raise('edition-not-last', { carrier, subject, detail }, new Map([['checkpoint', bytesOf(note)]]));
}

/** The entries from `from` to the end of its bundle. */
async function readNew(read: ReadFile, from: number, size: number): Promise<readonly Uint8Array[]> {
  const index = Math.floor(from / TILE_WIDTH);
  const entries = await readBundle(read, index, size);
  if (entries === null) throw new ProofError('object-missing', `${bundlePath(index, size)}: cannot be had`);
  return entries.slice(from - index * TILE_WIDTH);
}

/** Checks that the entries read so far are the beginning of the signed tree. */
async function checkEdge(frontier: Frontier, tree: SignedTree, read: ReadFile): Promise<void> {
  const { size } = frontier;
  const own = hexOf(await frontier.root());
  const roots =
    size === tree.size
      ? { smaller: tree.root, larger: tree.root }
      : await treeRoots(tileReader(read, tree.size), size, tree.size);
  if (hexOf(roots.larger) !== hexOf(tree.root)) {
    throw new ProofError('log-damaged', `log/tile: does not give the root signed for size ${tree.size}`);
  }
  if (hexOf(roots.smaller) !== own) {
    throw new ProofError('log-damaged', `log/tile/entries: not the ${size} entries that were signed`);
  }
}

/** Puts the proof that an entry is in the signed tree beside it: nobody can say later that it was never there. */
async function withProof({ finding, files }: Raised, read: ReadFile, tree: SignedTree, index: number): Promise<Raised> {
  try {
    const hashes = await proveInclusion(tileReader(read, tree.size), index, tree.size);
    const proof = formatLogProof({ index, hashes, checkpoint: tree.note });
    return { finding, files: new Map([...files, ['entry.proof', bytesOf(proof)]]) };
  } catch (error) {
    if (error instanceof ProofError) return { finding, files };
    throw error;
  }
}
