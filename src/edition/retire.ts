import { copyFile, link, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder } from '../platform/home/index.ts';
import {
  appendEntries,
  bytesOf,
  CHECKPOINT_PATH,
  type Desk,
  formatEdition,
  formatHead,
  formatPolicy,
  formatTime,
  HEAD_PATH,
  logNumber,
  proveInclusion,
  readPolicyText,
  type Signer,
  signCheckpoint,
  signNote,
  type TrustFile,
} from '../proof/index.ts';
import { unwritable } from './disk-errors.ts';
import { EditionError } from './error.ts';
import {
  type EditionFolder,
  emptyLog,
  fileReader,
  listEditionFiles,
  type PublishedHead,
  readPublishedHead,
} from './folder.ts';
import { recoverEdition } from './publish.ts';
import { replaceFiles, stageTrust } from './replace.ts';
import type { OnStep, StagedFile } from './staging.ts';
import type { TargetsChange } from './trust-draft.ts';
import { readTrust, type TrustState } from './trust-state.ts';
import { type MakeTwins, withTwins } from './twins.ts';

/** Folder of an edition folder where retired logs are kept, one each by number; no carrier gets them. */
const KEPT = 'retired';

/**
 * What the targets keys have to sign so that the log in use ends with the tree of the head and another one follows: the
 * policy with the new log, a new clock and the old log at its final tree; every desk whose key is in use closed at the
 * end of the old log and open from the beginning of the new one. Witnesses and quorum stay. Pure.
 *
 * @throws EditionError `request-invalid` when the new log's number is not higher, or a desk is only half closed
 */
export async function retirement(
  state: TrustState,
  head: PublishedHead,
  next: { readonly log: Signer; readonly clock: Signer },
  now: Date,
): Promise<Required<Pick<TargetsChange, 'policy' | 'desks'>>> {
  const before = await readPolicyText(state.policy);
  const { size, root } = head;
  const origin = head.edition.log;
  if (state.log.name !== origin) {
    throw new EditionError('edition-damaged', `the head is of ${origin}, the policy names ${state.log.name}`);
  }
  if ((logNumber(next.log.name) ?? 0) <= (logNumber(origin) ?? 0)) {
    throw new EditionError('request-invalid', `${next.log.name} cannot follow ${origin}: its number is not higher`);
  }
  const policy = formatPolicy({
    ...before,
    log: next.log.verifierKey,
    clock: next.clock.verifierKey,
    retired: [...before.retired, { log: before.log, size, root, time: now }],
  });
  const inUse = state.desks.filter(({ log, lastIndex }) => log === origin && lastIndex === null);
  refuseUnfinished(inUse);
  const desks: Desk[] = [
    ...state.desks.flatMap((desk) => {
      if (!inUse.includes(desk)) return [desk];
      // Named for what would have come next, and never used: a range that ends before it begins says nothing.
      return desk.firstIndex < size ? [{ ...desk, lastIndex: size - 1 }] : [];
    }),
    ...inUse.map((desk) => ({ ...desk, log: next.log.name, firstIndex: 0, lastIndex: null })),
  ];
  return { policy, desks };
}

/** A stolen key whose closing was interrupted is still open: it must not be let into the next log. */
function refuseUnfinished(open: readonly Desk[]): void {
  const languages = open.flatMap((desk) => desk.languages);
  const twice = languages.find((language, at) => languages.indexOf(language) !== at);
  if (twice === undefined) return;
  throw new EditionError(
    'request-invalid',
    `the desk ${twice} has two open keys: closing one of them was interrupted`,
    {
      hint: `finish that first: tamizdat keys close desk ${twice} --now`,
    },
  );
}

/**
 * Replaces the log: in one commit the trust data that retires the old one, and the first edition of the new one, whose
 * only entry it is. Number, calendar, fronts, notices and carriers go on; pages are not touched, so prove them anew
 * first (`reprovePages`): afterwards nothing else of the old log counts. Its files leave the edition and are kept beside
 * it, in `retired/<number>/`.
 *
 * A crash leaves the old log or the new one. Only for whoever holds the newsroom's lock.
 *
 * @param options.trust signed over {@link retirement}
 * @returns paths written and removed
 * @throws EditionError `request-invalid` for trust data that does not retire the log at the head; `edition-unwritable`
 */
export async function replaceLog(options: {
  readonly folder: EditionFolder;
  readonly newsroom: string;
  readonly next: { readonly log: Signer; readonly clock: Signer };
  readonly trust: readonly TrustFile[];
  readonly now: () => Date;
  readonly makeTwins: MakeTwins;
  readonly onStep?: OnStep;
}): Promise<readonly string[]> {
  const { folder, next, makeTwins, onStep } = options;
  await recoverEdition(folder, onStep);
  const read = fileReader(folder.files);
  const head = await readPublishedHead(read);
  if (head === null) throw new EditionError('request-invalid', 'a log without an edition is not retired');
  const trust = await trustThatRetires(head, options.trust, next.log);
  const edition = {
    ...head.edition,
    newsroom: options.newsroom,
    log: next.log.name,
    number: head.edition.number + 1,
    // A clock that was set back must not date an edition before the one it follows.
    time: [formatTime(options.now()), head.edition.time].sort().at(-1) ?? '',
    trust: { root: trust.versions.root, targets: trust.versions.targets },
  };
  const note = await signNote(formatEdition(edition), [next.log]);
  const appended = await appendEntries(async () => null, await emptyLog(), [bytesOf(note)]);
  const { size, root } = appended;
  const checkpoint = await signCheckpoint({ origin: next.log.name, size, root }, next.log, [next.clock]);
  const proof = { index: size - 1, hashes: await proveInclusion(appended.reader, size - 1, size), checkpoint };
  const renewed = stageTrust(options.trust, makeTwins);
  const files: StagedFile[] = [
    ...renewed.files,
    ...appended.files,
    { path: CHECKPOINT_PATH, bytes: bytesOf(checkpoint) },
    ...withTwins({ path: HEAD_PATH, bytes: bytesOf(formatHead({ note, proof })) }, makeTwins),
  ];
  const old = await keepLog(folder, head.edition.log);
  const staged = new Set(files.map(({ path }) => path));
  const removals = [...renewed.removals, ...old].filter((path) => !staged.has(path));
  await replaceFiles(folder, files, removals, onStep);
  return [...staged, ...removals];
}

/** The trust data that is to be published; refused when readers would not follow it from this head. */
async function trustThatRetires(head: PublishedHead, files: readonly TrustFile[], log: Signer): Promise<TrustState> {
  const bundle = files.find(({ name }) => name === 'bundle');
  const trust = bundle === undefined ? null : await readTrust(async () => bundle.bytes);
  const retired = trust?.retired.find(({ verifier }) => verifier.name === head.edition.log);
  const isFinal = retired?.size === head.size && retired.root.every((byte, at) => byte === head.root[at]);
  if (trust === null || !isFinal || trust.log.verifierKey !== log.verifierKey) {
    throw new EditionError(
      'request-invalid',
      `this trust data does not retire ${head.edition.log} at its last edition`,
      {
        hint: 'something was published meanwhile; run the same again',
      },
    );
  }
  return trust;
}

/**
 * Keeps the files of a log beside the edition, as links, and returns their paths in it. Auditors may ask for them, and
 * a page that somebody saved can be proven anew from them. Begins anew each time: a log grows while it is in use.
 */
async function keepLog(folder: EditionFolder, origin: string): Promise<readonly string[]> {
  const kept = join(folder.path, KEPT, String(logNumber(origin) ?? 0));
  const paths: string[] = [];
  const touched = new Set<string>();
  await unwritable(folder.path, async () => {
    await rm(kept, { recursive: true, force: true });
    for await (const { path } of listEditionFiles(folder.files, 'log')) {
      const target = join(kept, path);
      await makeFolder(dirname(target), 0o755);
      // Some file systems (USB sticks) have no links.
      await link(join(folder.files, path), target).catch(() => copyFile(join(folder.files, path), target));
      touched.add(dirname(target));
      paths.push(path);
    }
    for (const at of touched) await syncFolder(at);
  });
  return paths;
}
