import { HEAD_STAGE, stageOf, TWIN_SUFFIXES, twinOf } from '../layout.ts';
import { type LedgerState, UNCONFIRMED } from './ledger.ts';
import type { EditionFile } from './report.ts';

/** What is to be done about one file: nothing, read it back (and write it when it differs), or write it. */
export type Need = 'nothing' | 'check' | 'write';

export interface PlannedFile {
  readonly file: EditionFile;
  readonly need: Need;
}

/** A file together with its twins: carried one after the other, because a twin must never outlive its file's bytes. */
export interface Unit {
  readonly file: PlannedFile;
  readonly twins: readonly PlannedFile[];
  /** Paths of twins that are or may be on the carrier, to be removed before the file is replaced. */
  readonly oldTwins: readonly string[];
}

export interface Plan {
  /** Units with something to do, by stage; the last stage is `head`. */
  readonly stages: readonly (readonly Unit[])[];
  /** Ours on the carrier, no longer in the edition: first twins, then files, because some hosts serve a twin alone. */
  readonly surplus: readonly [twins: readonly string[], files: readonly string[]];
  /** On the carrier, neither ours nor in the edition. */
  readonly foreign: readonly string[];
  /** Number of files in units with nothing to do. */
  readonly unchanged: number;
}

/**
 * Compares what the edition has with what the ledger says and what the carrier lists; touches nothing.
 * `listing` maps paths to sizes in bytes (null where it does not tell them); null where the carrier cannot list.
 */
export function planSync(
  edition: ReadonlyMap<string, EditionFile>,
  ledger: ReadonlyMap<string, LedgerState>,
  listing: ReadonlyMap<string, number | null> | null,
): Plan {
  const needOf = (file: EditionFile): Need => {
    const state = ledger.get(file.path);
    const listed = listing?.get(file.path);
    const present = listing === null ? state !== undefined : listed === null || listed === file.sizeBytes;
    if (!present) return 'write';
    if (state === file.sha256) return 'nothing';
    return state === undefined || state === UNCONFIRMED ? 'check' : 'write';
  };
  const planned = (file: EditionFile): PlannedFile => ({ file, need: needOf(file) });
  const mayBeThere = (path: string): boolean => (listing === null ? true : listing.has(path));

  const stages: Unit[][] = Array.from({ length: HEAD_STAGE + 1 }, () => []);
  let unchanged = 0;
  for (const [path, file] of edition) {
    const owner = twinOf(path);
    if (owner !== null && edition.has(owner)) continue;
    // A twin whose file the edition does not have is a file like any other.
    const twinPaths = TWIN_SUFFIXES.map((suffix) => path + suffix);
    const unit: Unit = {
      file: planned(file),
      twins: twinPaths.flatMap((each) => edition.get(each) ?? []).map(planned),
      oldTwins: twinPaths.filter(mayBeThere),
    };
    const files = filesOf(unit);
    if (files.some(({ need }) => need !== 'nothing')) stages[stageOf(path)]?.push(unit);
    else unchanged += files.length;
  }
  const surplus = [...ledger.keys()].filter((path) => !edition.has(path)).sort();
  const foreign = [...(listing?.keys() ?? [])].filter((path) => !edition.has(path) && !ledger.has(path));
  return {
    stages,
    surplus: [surplus.filter((path) => twinOf(path) !== null), surplus.filter((path) => twinOf(path) === null)],
    foreign: foreign.sort(),
    unchanged,
  };
}

/** The files of a unit, the file itself first. */
export function filesOf(unit: Unit): readonly PlannedFile[] {
  return [unit.file, ...unit.twins];
}
