/** Is every signed tree of a log a state of one and the same log? */
import {
  bytesOf,
  compareTrees,
  ForkError,
  hexOf,
  ProofError,
  parseCheckpoint,
  parseNote,
  type SignedTree,
} from '../proof/index.ts';
import { forkFiles, type Raised, raise } from './finding.ts';
import type { Session } from './session.ts';
import type { FollowedLog } from './state.ts';

/** The tree that a followed log is known to have reached. */
export function treeOf({ checkpoint }: Pick<FollowedLog, 'checkpoint'>): SignedTree {
  const what = 'remembered checkpoint';
  return { ...parseCheckpoint(parseNote(checkpoint, what).text, what), note: checkpoint };
}

/** Whether the carrier's own `log/checkpoint` is of that very tree, so that its tiles have to give its root. */
function holds({ checkpoint }: Session, { origin, size, root }: SignedTree): boolean {
  if (checkpoint === null || checkpoint.origin !== origin || checkpoint.size < size) return false;
  return checkpoint.size > size || hexOf(checkpoint.root) === hexOf(root);
}

/** How one tree stands to the one known before. */
export interface Comparison {
  readonly result: 'agree' | 'unknown' | 'fork';
  readonly raised: readonly Raised[];
}

/**
 * Compares a tree that a carrier gave with the one known before, by the tiles of any carrier: tiles that give the root
 * signed for the larger tree cannot lie about the smaller one, whoever serves them. `met` is the carrier of `tree`.
 */
export async function compareWithKnown(
  known: FollowedLog,
  tree: SignedTree,
  met: Session,
  sessions: readonly Session[],
): Promise<Comparison> {
  const old = treeOf(known);
  const larger = tree.size > old.size ? tree : old;
  const raised: Raised[] = [];
  const order = [met, ...sessions.filter((each) => each !== met)].filter((each) => !each.isLost);
  const readers = old.size === tree.size ? [null] : order.filter((each) => holds(each, larger));
  for (const reader of readers) {
    try {
      // A carrier that fails here is not the carrier that is asked about: the next one may show it.
      if ((await compareTrees(old, tree, reader?.read ?? null)) === 'agree') return { result: 'agree', raised };
    } catch (error) {
      if (error instanceof ForkError) return { result: 'fork', raised: [...raised, forkOf(error, known, met)] };
      if (error instanceof ProofError && reader !== null && isExact(reader, larger)) {
        raised.push(
          raise(
            'log-false',
            { carrier: reader.name, subject: 'log/tile', failure: error.code, detail: error.message },
            reader.files('carrier'),
          ),
        );
      } else if (reader !== null && !(error instanceof ProofError)) {
        await reader.attempt(() => Promise.reject(error));
      }
    }
  }
  return { result: 'unknown', raised };
}

/** That nobody shows how a tree stands to the log as it is known. */
export function unprovenTree(tree: SignedTree, known: FollowedLog, { name }: Session): Raised {
  const detail = `nobody shows whether the tree of size ${tree.size} agrees with that of size ${treeOf(known).size}`;
  return raise('tree-unproven', { carrier: name, subject: tree.origin, detail });
}

/** Tiles of a larger tree than the one asked about may belong to a fork, which is told when that one is looked at. */
const isExact = ({ checkpoint }: Session, { size }: SignedTree): boolean => checkpoint?.size === size;

function forkOf(error: ForkError, known: FollowedLog, met: Session): Raised {
  const before = known.head === null ? [] : [['before/head', bytesOf(known.head)] as const];
  const after = met.files('after');
  const trust = [...after]
    .filter(([path]) => path.startsWith('after/trust/'))
    .map(([path, bytes]) => [path.replace('after', 'before'), bytes] as const);
  const files = new Map([...forkFiles(error), ...trust, ...before, ...after]);
  const detail = `${error.message}; both are signed`;
  return raise('fork', { carrier: met.name, subject: known.origin, failure: 'fork', detail }, files);
}
