import { counted } from '../errors/index.ts';
import type { CarrierOverview, EditionOverview } from '../newsroom/index.ts';
import { actionInWords } from './actions.ts';
import type { CensoredPlace } from './censor-controls.ts';
import type { Snapshot } from './snapshot.ts';

/** What an edition brought: `2 pages published, 1 corrected`; `nothing changed` when it only renews the proof. */
export function editionInWords({ published, corrected, withdrawn }: EditionOverview): string {
  const parts = [
    [published, 'published'],
    [corrected, 'corrected'],
    [withdrawn, 'withdrawn'],
  ] as const;
  const [first, ...rest] = parts.filter(([count]) => count > 0);
  if (first === undefined) return 'nothing changed';
  return [`${counted(first[0], 'page')} ${first[1]}`, ...rest.map(([count, what]) => `${count} ${what}`)].join(', ');
}

function aboutCensor(before: readonly CensoredPlace[], after: readonly CensoredPlace[]): string | null {
  const old = new Map(before.map(({ name, action }) => [name, actionInWords(action)]));
  const changed = after.filter(({ name, action }) => old.has(name) && old.get(name) !== actionInWords(action));
  const [only] = changed;
  if (only === undefined) return null;
  if (changed.length > 1) return `The censor changed ${changed.length} places at once`;
  const name = only.kind === 'site' ? 'the newsroom’s site' : only.name;
  return `The censor at ${name}: ${actionInWords(only.action)}`;
}

function aboutEditions({ editions: [before] }: Snapshot['overview'], { editions: [after] }: Snapshot['overview']) {
  if (after === undefined || after.number <= (before?.number ?? 0)) return null;
  return `Edition ${after.number} is out: ${editionInWords(after)}`;
}

function aboutFailures(before: readonly CarrierOverview[], after: readonly CarrierOverview[]): string | null {
  const old = new Map(before.map((each) => [each.name, each.failure]));
  const changed = after.find(({ name, failure }) => old.has(name) && (old.get(name) === null) !== (failure === null));
  if (changed === undefined) return null;
  return changed.failure === null
    ? `Copying to ${changed.name} works again`
    : `Copying to ${changed.name} failed: ${changed.failure}`;
}

function aboutArrivals(before: Snapshot['overview'], after: Snapshot['overview']): string | null {
  const waiting = (overview: Snapshot['overview']) =>
    overview.articles.flatMap(({ article, versions }) =>
      versions
        .filter(({ stage }) => stage === 'waiting')
        .map(({ language, revision }) => `${article} ${language} ${revision}`),
    );
  const old = new Set(waiting(before));
  const count = waiting(after).filter((each) => !old.has(each)).length;
  return count === 0 ? null : `${counted(count, 'page')} came in and will be in the next edition`;
}

function aboutCarriers(before: Snapshot['overview'], after: Snapshot['overview']): string | null {
  const newest = after.editions[0]?.number;
  const holders = (overview: Snapshot['overview']) =>
    overview.carriers.filter(({ holds }) => holds?.number === newest).length;
  if (newest === undefined || holders(after) <= holders(before)) return null;
  return holders(after) === after.carriers.length
    ? `Edition ${newest} is on every carrier`
    : `Edition ${newest} is on ${holders(after)} of ${counted(after.carriers.length, 'carrier')}`;
}

/**
 * The one thing worth saying about what happened between two moments, as a sentence without its full stop; null when
 * there is none. What a person just did comes first, for they wait to hear it.
 */
export function newsOf(before: Snapshot, after: Snapshot): string | null {
  return (
    aboutCensor(before.places ?? [], after.places ?? []) ??
    aboutEditions(before.overview, after.overview) ??
    aboutFailures(before.overview.carriers, after.overview.carriers) ??
    aboutArrivals(before.overview, after.overview) ??
    aboutCarriers(before.overview, after.overview)
  );
}

/** What to say before anything happened. */
export function firstNews({ overview: { editions } }: Snapshot): string {
  const [newest] = editions;
  return newest === undefined ? 'No edition is out yet' : `Edition ${newest.number} is out: ${editionInWords(newest)}`;
}
