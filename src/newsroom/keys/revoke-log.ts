import type { SyncReport } from '../../carry/index.ts';
import { makeTwins } from '../../compose/index.ts';
import {
  changeTargets,
  EditionError,
  editionFolder,
  fileReader,
  generationsIn,
  isNamedIn,
  nextOnlineKey,
  openOfflineKeys,
  openTrustKey,
  type ReprovedPages,
  readPublishedHead,
  replaceLog,
  reprovePages,
  retirement,
} from '../../edition/index.ts';
import { createSigner, logNumber, type Signer } from '../../proof/index.ts';
import { Carriers } from '../carriers/carriers.ts';
import { holdFolder, type OpenedFolder } from '../open-folder.ts';
import { noteEdition } from '../publishing/versions.ts';
import { readOwnTrust } from './desks.ts';
import { openToRevoke, type RevokePorts } from './revoke-open.ts';

/** What retiring a log needs. */
export interface RetirePorts extends RevokePorts {
  /** Called with the number of page files that were looked at. */
  readonly onPages?: (done: number) => void;
}

/** What retiring a log came to. */
export interface RetiredLogResult {
  /** False when it had been retired before, and was only carried. */
  readonly isNew: boolean;
  /** Origin of the log that follows. */
  readonly log: string;
  /** The last tree of the retired log. */
  readonly size: number;
  readonly pages: ReprovedPages | null;
  readonly edition: number;
  readonly reports: readonly SyncReport[];
}

/**
 * Retires the log in use at its newest edition and lets another one follow, with a new log key and a new clock key. Order,
 * so that no carrier ever shows a page that its trust data refuses:
 *
 * 1. every page gets a proof against the final tree, which is genuine before and after, and is carried;
 * 2. one commit replaces trust data, log and head; that is carried.
 *
 * Killed anywhere, it goes on when it is run again. Needs the targets keys, and neither the key of the log nor that of the
 * clock: the tree that the log ends with is signed already, so a log whose key is lost is retired as one whose key is stolen.
 *
 * @param number of the log that is to be retired, so that running it twice does not retire two
 * @throws EditionError `request-invalid` for another log than the one in use, `signatures-missing`, `passphrase-needed`;
 * as `openToRevoke`
 */
export async function retireLog(folder: string, number: number, ports: RetirePorts): Promise<RetiredLogResult> {
  const opened = await openToRevoke(folder, ports, holdFolder);
  try {
    return await retire(opened, number, ports);
  } finally {
    await opened.store.close().finally(() => opened.lock.close());
  }
}

async function retire(
  { places, settings, store }: OpenedFolder,
  number: number,
  ports: RetirePorts,
): Promise<RetiredLogResult> {
  const { now, log, env, isCarrierDoubted: isDoubted, signal, onProgress, onStep, onPages } = ports;
  const { newsroom } = settings;
  const edition = editionFolder(places.edition);
  const read = fileReader(edition.files);
  const carriers = new Carriers({ db: store.db, files: edition.files, now, log, env, isDoubted });
  const carry = () => carriers.carry(settings, signal, onProgress);
  const trust = await readOwnTrust(places);
  const known = trust.retired.find(({ verifier }) => logNumber(verifier.name) === number);
  if (known !== undefined) {
    const head = await readPublishedHead(read);
    const { name } = trust.log;
    const count = head?.edition.number ?? 0;
    return { isNew: false, log: name, size: known.size, pages: null, edition: count, reports: await carry() };
  }
  if (logNumber(trust.log.name) !== number) {
    throw new EditionError('request-invalid', `log ${number} is not the log in use, which is ${trust.log.name}`, {
      hint: `to retire that one: --log ${logNumber(trust.log.name)}`,
    });
  }
  const head = await readPublishedHead(read);
  if (head === null) {
    throw new EditionError(
      'request-invalid',
      `nothing was published in ${trust.log.name} yet, so there is no tree to end it with`,
      {
        hint: 'no reader knows this newsroom: make it anew in another folder: tamizdat init',
      },
    );
  }
  const why = `retire ${trust.log.name}`;
  const targets = await openOfflineKeys(places.keys, newsroom, trust, 'targets', ports.ask, why);
  const { threshold } = trust.root.roles.targets;
  // Before the long work, not after it.
  if (targets.length < threshold) {
    throw new EditionError(
      'signatures-missing',
      `${targets.length} of the ${threshold} targets keys needed to ${why} are in ${places.keys}`,
      { hint: 'copy enough of the others there for the time of this command, and take them away again' },
    );
  }
  const pages = await carriers.changing(
    () =>
      reprovePages({
        folder: edition,
        makeTwins,
        ...(onStep && { onStep }),
        ...(onPages && { onProgress: onPages }),
        ...(signal && { signal }),
      }),
    () => null,
  );
  if (pages.written > 0) {
    onStep?.('carry pages');
    await carry();
    signal?.throwIfAborted();
  }
  const next = async (role: 'log' | 'clock'): Promise<Signer> =>
    createSigner({
      ...(await nextOnlineKey(places.keys, newsroom, role, isNamedIn(trust), generationsIn(trust, role))),
      now,
    });
  const signers = { log: await next('log'), clock: await next('clock') };
  const online = await openTrustKey(places.keys, newsroom, trust);
  const change = await retirement(trust, head, signers, now());
  await carriers.changing(
    async () =>
      replaceLog({
        folder: edition,
        newsroom,
        next: signers,
        trust: await changeTargets(trust, change, targets, online, now()),
        now,
        makeTwins,
        ...(onStep && { onStep }),
      }),
    (paths) => paths,
  );
  const count = head.edition.number + 1;
  await noteEdition(store.db, count);
  onStep?.('carry the new log');
  return { isNew: true, log: signers.log.name, size: head.size, pages, edition: count, reports: await carry() };
}
