import { HEAD_PATH, MAX_MUTABLE_BYTES } from '../../proof/index.ts';
import { CarryError } from '../carrier.ts';
import { sha256Of, workInParallel } from '../sync/calls.ts';
import type { LedgerWriter } from '../sync/ledger-writer.ts';
import type { EditionFile, EditionFiles, Found } from '../sync/report.ts';
import { type PublicAddress, READS_AT_ONCE } from './public-address.ts';
import { type PublicFault, type PublicProof, type PublicReport, SETTLES_MS } from './public-report.ts';
import type { Expected, PublicSample } from './sample.ts';

const MAX_PENDING = 10_000;
/** With so many unanswered questions one after the other it is the address that does not answer. */
const MAX_UNANSWERED = 5;
const MAX_FAULTS = 100;

/**
 * Looks at the public address of a carrier what readers get of these paths: each file of the edition as it is now, and
 * nothing where the edition has none. For what a report called `pending`.
 * @param carriedAt when the last of them was put on the carrier or removed: from then on the host is granted its time
 */
export async function readBackPublicly(options: {
  readonly publicly: PublicProof;
  readonly edition: EditionFiles;
  readonly paths: Iterable<string>;
  readonly carriedAt: Date;
  readonly signal?: AbortSignal | undefined;
}): Promise<PublicReport> {
  const { publicly, edition, paths, carriedAt, signal } = options;
  async function* expected(): AsyncGenerator<Expected, void> {
    for (const path of paths) {
      let listed: EditionFile | null = null;
      for await (const file of edition.list(new Set([path]))) listed = file;
      yield { path, file: listed };
    }
  }
  return lookAt(expected(), { publicly, carriedAt, signal, onGone: () => {} });
}

/** What a sync does at its end: looks at what was drawn, and takes out of the ledger what nobody gets any more. */
export async function proveInPublic(options: {
  readonly publicly: PublicProof;
  readonly sample: PublicSample;
  readonly ledger: LedgerWriter;
  readonly signal: AbortSignal | undefined;
}): Promise<PublicReport> {
  const { publicly, sample, ledger, signal } = options;
  const carriedAt = publicly.now?.() ?? new Date();
  const onGone = (path: string): void => ledger.note(path, null);
  const report = await lookAt(sample.expected(), { publicly, carriedAt, signal, onGone });
  await ledger.flush();
  return report;
}

async function lookAt(
  expected: Iterable<Expected> | AsyncIterable<Expected>,
  look: {
    readonly publicly: PublicProof;
    readonly carriedAt: Date;
    readonly signal: AbortSignal | undefined;
    readonly onGone: (path: string) => void;
  },
): Promise<PublicReport> {
  const { address, settlesMs = SETTLES_MS, now = () => new Date() } = look.publicly;
  const checkedAt = now();
  const isGranted = checkedAt.getTime() - look.carriedAt.getTime() < settlesMs;
  const pending: string[] = [];
  const faults: PublicFault[] = [];
  let confirmed = 0;
  let unanswered = 0;
  const isStopped = (): boolean => look.signal?.aborted ?? false;
  let opened: Promise<boolean> | null = null;
  const isOpen = (): Promise<boolean> => {
    opened ??= address.ask(HEAD_PATH, { maxBytes: MAX_MUTABLE_BYTES, signal: look.signal }).then(
      ({ status }) => status === 200,
      () => false,
    );
    return opened;
  };
  const lookAtOne = async ({ path, file }: Expected): Promise<void> => {
    const found = await publicFileAt(address, path, file, look.signal, isOpen);
    unanswered = 0;
    if (file === null ? found === 'absent' : found === null) {
      confirmed += 1;
      if (file === null) look.onGone(path);
    } else if (isGranted) {
      if (pending.length < MAX_PENDING) pending.push(path);
    } else if (file === null) {
      faults.push({ kind: 'still-there', path });
    } else if (found === 'absent') {
      faults.push({ kind: 'missing', path });
    } else if (found !== null) {
      faults.push({ kind: 'altered', path, expected: file, found });
    }
  };
  await workInParallel(expected, READS_AT_ONCE, async (each) => {
    // Enough is known; the rest is not asked for.
    if (unanswered >= MAX_UNANSWERED || faults.length >= MAX_FAULTS || isStopped()) return;
    try {
      await lookAtOne(each);
    } catch (error) {
      if (isStopped()) return;
      if (!(error instanceof CarryError)) throw error;
      unanswered += 1;
      const path = unanswered >= MAX_UNANSWERED ? null : each.path;
      faults.push({ kind: 'unreachable', path, error });
    }
  });
  return { address: address.href, checkedAt: checkedAt.toISOString(), confirmed, pending: pending.sort(), faults };
}

/**
 * What a reader gets instead of a file: null when it is that file. For one that is not to be there (`file` is null) anything
 * but `absent` says that something still is.
 */
async function publicFileAt(
  address: PublicAddress,
  path: string,
  file: EditionFile | null,
  signal: AbortSignal | undefined,
  isOpen: () => Promise<boolean>,
): Promise<Found | null> {
  const { status, bytes } = await address.ask(path, { maxBytes: file?.sizeBytes ?? MAX_MUTABLE_BYTES, signal });
  if (status === 404 || status === 410) return 'absent';
  // Buckets that may not be listed say so of files that are not there; but only where they give out others.
  if (file === null && status === 403 && (await isOpen())) return 'absent';
  if (status !== 200) {
    throw new CarryError('carrier-unreachable', `${address.href}${path}: answers ${status}`, {
      hint:
        status === 401 || status === 403
          ? 'readers may not see it: make the files public at the host'
          : 'see what the host says; its files may not be public yet',
      retryable: true,
    });
  }
  if (bytes === 'longer') return 'longer';
  const sha256 = sha256Of(bytes);
  return sha256 === file?.sha256 ? null : { sizeBytes: bytes.length, sha256 };
}
