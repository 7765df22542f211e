import { comparePlaces, formatPlace, type SignedTree, type Trusted } from '../proof/index.ts';
import { type Raised, raise } from './finding.ts';
import { PageCheck, pathOf, type ReadBody } from './pages.ts';
import type { Session } from './session.ts';
import type { FollowedLog, Thing } from './state.ts';
import type { Timing } from './timing.ts';
import { compareWithKnown, unprovenTree } from './trees.ts';

/** Pages asked for in a round, a carrier: the new ones, then those that were not looked at for longest. */
const MAX_PAGES = 400;
/** How many of them at most are new or still open, so that a carrier that stays behind cannot stop the others' turn. */
const MAX_OPEN = 300;
/** Findings after which a carrier is not asked any further: it is known for what it is. */
const MAX_FOUND = 100;

/**
 * Compares what carriers show with each log: a bounded number of things, the same ones on every carrier. Things that
 * something is wrong with, or that a carrier is not new enough to have, come first again in the next round.
 */
export async function comparePages(
  sessions: readonly Session[],
  trusted: Trusted,
  logs: Map<string, FollowedLog>,
  { round, readBody, timing }: { readonly round: number; readonly readBody: ReadBody; readonly timing: Timing },
): Promise<Raised[]> {
  const raised: Raised[] = [];
  for (const log of [...logs.values()]) {
    const asked = sessions.filter(({ head, isLost }) => !isLost && head?.checkpoint.origin === log.origin);
    if (asked.length === 0) continue;
    const things = choose(log);
    const open = new Set<Thing>();
    const served = new Set<Thing>();
    const comparing = { trusted, log, things, open, served, readBody };
    const unproven = await Promise.all(asked.map((session) => compareOne(session, comparing)));
    // Afterwards, so that no carrier has to wait for the tiles of another.
    for (const [at, session] of asked.entries()) {
      raised.push(...(await proveTrees(log, unproven[at] ?? [], session, sessions, timing)));
    }
    const answering = asked.filter(({ isLost }) => !isLost);
    for (const thing of things) {
      if (answering.length === 0) open.add(thing);
      if (served.has(thing) || open.has(thing)) continue;
      open.add(thing);
      const detail = `log entry ${formatPlace(thing)}: its page is on none of ${answering.length} carriers`;
      raised.push(raise('page-unserved', { carrier: null, subject: pathOf(thing), detail }));
    }
    const marked = new Map(log.things);
    for (const [key, thing] of log.things) {
      if (things.includes(thing)) marked.set(key, { ...thing, checked: open.has(thing) ? 0 : round });
    }
    logs.set(log.origin, { ...log, things: marked });
  }
  return raised;
}

/** Corrections before texts, newer before older. */
function byWeight(a: Thing, b: Thing): number {
  return Number(b.notice !== null) - Number(a.notice !== null) || comparePlaces(b, a);
}

function choose({ things }: FollowedLog): readonly Thing[] {
  const all = [...things.values()];
  const open = all.filter(({ checked }) => checked === 0).sort(byWeight);
  const old = all.filter(({ checked }) => checked > 0).sort((a, b) => a.checked - b.checked || byWeight(a, b));
  const first = open.slice(0, old.length === 0 ? MAX_PAGES : MAX_OPEN);
  return [...first, ...old.slice(0, MAX_PAGES - first.length)];
}

/**
 * Proves the trees of pages that their own carrier did not, by the tiles of any. One that nobody proves is told when that
 * lasts (a page may come before its log): a fork may be shown in pages only.
 */
async function proveTrees(
  log: FollowedLog,
  trees: readonly SignedTree[],
  session: Session,
  sessions: readonly Session[],
  timing: Timing,
): Promise<Raised[]> {
  const raised: Raised[] = [];
  let open: SignedTree | null = null;
  for (const tree of trees) {
    const { result, raised: found } = await compareWithKnown(log, tree, session, sessions);
    raised.push(...found);
    if (result === 'unknown') open = tree;
  }
  const what = `page tree ${session.name}`;
  if (open === null) {
    if (!session.isLost) timing.end(what);
  } else if (timing.isLong(what)) raised.push(unprovenTree(open, log, session));
  return raised;
}

interface Comparing {
  readonly trusted: Trusted;
  readonly log: FollowedLog;
  readonly things: readonly Thing[];
  readonly readBody: ReadBody;
  /** Things to look at again soon; filled here. */
  readonly open: Set<Thing>;
  /** Things that some carrier has a page of; filled here. */
  readonly served: Set<Thing>;
}

async function compareOne(
  session: Session,
  { trusted, log, things, readBody, open, served }: Comparing,
): Promise<readonly SignedTree[]> {
  const { head } = session;
  if (head === null) return [];
  const check = new PageCheck(session, trusted, head, log, readBody);
  await session.attempt(async () => {
    await check.checkNotices();
    for (const thing of things) {
      if (check.raised.length >= MAX_FOUND) {
        open.add(thing);
        continue;
      }
      const before = check.raised.length;
      session.begin();
      if (check.has(thing)) {
        await check.checkLine(thing);
        if (await check.checkPage(thing)) served.add(thing);
      } else {
        open.add(thing);
      }
      if (check.raised.length > before) open.add(thing);
    }
  });
  session.raised.push(...check.raised);
  return check.unproven;
}
