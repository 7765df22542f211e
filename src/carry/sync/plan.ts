import { HEAD_STAGE, stageOf, TWIN_SUFFIXES, twinOf } from '../layout.ts';
import type { Compared } from './edition-list.ts';
import { type LedgerState, UNCONFIRMED } from './ledger.ts';
import type { Listing } from './listing.ts';
import { PackedList } from './packed-list.ts';
import type { EditionFile } from './report.ts';
import { filesOf, fingerprintOf, type Need, type PlannedFile, packUnit } from './unit.ts';

/** What is to be done on a carrier, and what was found to be so already. */
export class Plan {
  /** Units (`packUnit`) with something to do, by stage; the last stage is `head`. */
  readonly stages: readonly PackedList[] = Array.from({ length: HEAD_STAGE + 1 }, () => new PackedList());
  /** Not in the edition and to be removed: first twins, then files, because some hosts serve a twin alone. */
  readonly surplus: { readonly twins: PackedList; readonly files: PackedList } = {
    twins: new PackedList(),
    files: new PackedList(),
  };
  /** SHA-256 of the edition's `head` before any other file was looked at; null where there is none. */
  head: string | null = null;
  /** Number of files with nothing to do. */
  unchanged = 0;
  /** Files to be put, checked or removed, and the bytes of those that the edition has. */
  totalFiles = 0;
  totalBytes = 0;

  /** Takes out all that is planned for these paths: it is planned anew. */
  forget(paths: ReadonlySet<string>): void {
    const isKept = (path: string): boolean => !paths.has(path);
    for (const list of [...this.stages, this.surplus.twins, this.surplus.files]) list.filter(isKept);
  }
}

/** What is known of the carrier beside the ledger. */
export interface Known {
  /** Null where the carrier is not listed. */
  readonly listing: Listing | null;
  /** Whether the carrier can be listed and was, when everything was compared last: then it has no twin that we do not know of. */
  readonly isListedBefore: boolean;
  /** False: what the ledger says is not believed, and everything is read back. */
  readonly isLedgerBelieved: boolean;
  /** `keepsFormer` of the carrier. */
  readonly keepsFormer?: boolean | undefined;
}

/** A file of the edition with what is to be done, until its twins went by. */
interface Draft {
  readonly file: EditionFile;
  readonly need: Need;
  readonly twins: (PlannedFile & { readonly sizeBytes: number })[];
  /** Twins that the ledger knows. */
  readonly known: Set<string>;
}

/** The suffix of a path's last twin in byte order. */
const LAST_SUFFIX = '.gz';

/**
 * Compares what the edition has with what the ledger says and what the carrier lists, and adds what is to be done to a
 * plan; touches nothing. What it holds at a time does not grow with the edition: the plan is packed, and a file waits for its
 * twins only as long as paths that begin like its own go by.
 * @param onUnchanged told every file of the edition that is to be left as it is; twins go with their file
 */
export async function planSync(
  plan: Plan,
  compared: AsyncIterable<Compared>,
  { listing, isListedBefore, isLedgerBelieved, keepsFormer = false }: Known,
  onUnchanged: (file: EditionFile) => void = () => {},
): Promise<void> {
  const needOf = (file: EditionFile, state: LedgerState | undefined): Need => {
    const listed = listing?.see(file.path);
    const isPresent = listed === undefined ? state !== undefined : listed === 'untold' || listed === file.sizeBytes;
    if (!isPresent) return 'write';
    if (isLedgerBelieved && state === file.sha256) return 'nothing';
    if (keepsFormer && state === UNCONFIRMED) return 'write';
    return state === undefined || state === UNCONFIRMED || !isLedgerBelieved ? 'check' : 'write';
  };

  let waiting: Draft[] = [];
  /** Ours on the carrier and not listed in the edition, as long as twins of it may come. */
  let gone: string[] = [];
  const finish = (draft: Draft): void => {
    const { file, need, twins, known } = draft;
    const twinPaths = TWIN_SUFFIXES.map((suffix) => file.path + suffix);
    const oldTwins = twinPaths.filter((path) =>
      listing === null ? !isListedBefore || known.has(path) : listing.see(path) !== null,
    );
    for (const path of oldTwins) {
      // A twin that neither the edition nor the ledger has: some hosts would give it out in place of our file.
      if (listing !== null && !known.has(path) && !twins.some((twin) => twin.path === path)) {
        addSurplus(plan, path);
      }
    }
    const unit = {
      file: { path: file.path, fingerprint: fingerprintOf(file.sha256), need, sizeBytes: file.sizeBytes },
      // Whatever happens to their file, they are looked at as well.
      twins: twins.map((twin) =>
        need !== 'nothing' && twin.need === 'nothing' ? { ...twin, need: 'check' as const } : twin,
      ),
      oldTwins,
    };
    for (const each of [unit.file, ...unit.twins]) {
      if (each.need === 'nothing') plan.unchanged += 1;
      else {
        plan.totalFiles += 1;
        plan.totalBytes += each.sizeBytes;
      }
    }
    if (need === 'nothing') onUnchanged(file);
    if (filesOf(unit).some((each) => each.need !== 'nothing'))
      plan.stages[stageOf(file.path)]?.push(file.path, packUnit(unit));
  };

  for await (const { path, file, state } of compared) {
    // No more twins of it can come.
    const isThrough = (former: string): boolean => !path.startsWith(former) || path > former + LAST_SUFFIX;
    if (waiting.some((draft) => isThrough(draft.file.path))) {
      for (const draft of waiting) if (isThrough(draft.file.path)) finish(draft);
      waiting = waiting.filter((draft) => !isThrough(draft.file.path));
    }
    if (gone.some(isThrough)) gone = gone.filter((former) => !isThrough(former));
    const owner = waiting.find((draft) => draft.file.path === twinOf(path));
    if (state !== undefined) owner?.known.add(path);
    if (file === null) {
      listing?.see(path);
      addSurplus(plan, path);
      gone.push(path);
      continue;
    }
    // Its file is just coming back while this is listed, and the carrier has another one: both are left to the next look.
    if (gone.includes(twinOf(path) ?? '')) {
      listing?.see(path);
      continue;
    }
    const need = needOf(file, state);
    if (owner === undefined) waiting.push({ file, need, twins: [], known: new Set() });
    // A twin whose file the edition does not have is a file like any other.
    else owner.twins.push({ path, fingerprint: fingerprintOf(file.sha256), need, sizeBytes: file.sizeBytes });
  }
  for (const draft of waiting) finish(draft);
}

function addSurplus(plan: Plan, path: string): void {
  (twinOf(path) === null ? plan.surplus.files : plan.surplus.twins).push(path);
  plan.totalFiles += 1;
}
