import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Carrier, openDirectoryCarrier, type SyncReport, syncCarrier } from '../carry/index.ts';
import { TamizdatError } from '../errors/index.ts';
import { openLock, writeDurably } from '../platform/home/index.ts';
import {
  ForkError,
  HEAD_PATH,
  MAX_MUTABLE_BYTES,
  newestKnown,
  newestSeen,
  ProofError,
  rootFingerprint,
  type SeenHead,
  seenOf,
  TrustError,
  verifyHead,
} from '../proof/index.ts';
import { failureOf } from './carry-result.ts';
import { CliError } from './error.ts';
import { keepEvidence } from './evidence.ts';
import { FileLedger } from './file-ledger.ts';
import { bringEdition, type MirroredEdition } from './mirror-edition.ts';
import { MirrorFolder } from './mirror-folder.ts';
import { openTarget } from './target.ts';
import { printJson, type Terminal, tellError } from './terminal.ts';
import type { TrustedNewsroom, TrustStore } from './trust-store.ts';

/** Options of `carry --from`. */
export interface MirrorOptions {
  readonly from: string;
  readonly to?: string;
  /** Milliseconds between rounds; absent: one round. */
  readonly every?: number;
  readonly json?: boolean;
}

interface MirrorContext {
  readonly home: string;
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What a round came to at one carrier. */
interface Carried {
  readonly folder: string;
  readonly report: SyncReport | null;
  readonly failure: Error | null;
}

/**
 * Mirrors the edition of a trusted newsroom: fetches and verifies it, then carries it to folders of one's own; once, or
 * until stopped. Run again, only what changed is fetched and carried. Folders named in earlier runs are carried to as well.
 */
export async function mirror(options: MirrorOptions, context: MirrorContext): Promise<number> {
  const { every } = options;
  if (every === undefined) return round(options, context);
  for (;;) {
    const exitCode = await round(options, context).catch((error: unknown) => {
      context.signal.throwIfAborted();
      // A source that is away now is asked again; a command that can mean nothing is not.
      if (!(error instanceof TamizdatError) || (error instanceof CliError && error.code === 'misuse')) throw error;
      tellError(context.terminal, error);
      return 1;
    });
    await setTimeout(every, undefined, { signal: context.signal }).catch(() => {});
    if (context.signal.aborted) return exitCode;
  }
}

async function round({ from, to, json = false }: MirrorOptions, context: MirrorContext): Promise<number> {
  const { home, store, terminal, signal } = context;
  terminal.progress(`reading ${from}`);
  // The head of an edition names the edition as well as its folder does.
  const target = await openTarget(from.replace(/(^|\/)head$/, '$1') || '.', signal);
  try {
    const { read } = target;
    const root = (await read?.('trust/1.root.json', MAX_MUTABLE_BYTES)) ?? null;
    if (read === null || root === null) {
      throw new CliError('not-found', `${from} has no trust/1.root.json`, {
        hint: 'name the folder or address of an edition, an address with "/" at the end',
      });
    }
    const fingerprint = await rootFingerprint(root);
    const trusted = await store.get(fingerprint);
    if (trusted === null) {
      throw new CliError('trust-unclear', `${from} is not an edition of a newsroom that is trusted here`, {
        hint: `compare its fingerprint first: tamizdat trust add ${from}`,
      });
    }
    const place = join(home, 'mirrors', fingerprint);
    const lock = await openLock(place, 'the copy that a mirror holds');
    try {
      const folders = await foldersOf(place, to);
      const own = new MirrorFolder(join(place, 'edition'));
      const edition = await bring(trusted, own, read, context);
      const carried: Carried[] = [];
      for (const folder of folders) carried.push(await carryTo(folder, place, edition, own, context));
      const named = carried.filter(({ report }) => report !== null).map(({ folder }) => folder);
      await keepFolders(place, [...(await keptFolders(place)), ...named]);
      return tell(edition, carried, json, terminal);
    } finally {
      await lock.close();
    }
  } finally {
    await target.close();
  }
}

/** Brings the edition, and remembers what was verified, whatever came of it. */
async function bring(
  trusted: TrustedNewsroom,
  folder: MirrorFolder,
  read: Parameters<typeof bringEdition>[0]['read'],
  { home, store, terminal, now, signal }: MirrorContext,
): Promise<MirroredEdition> {
  const { fingerprint, known, seen } = trusted;
  const learn = (keep: Uint8Array, head: SeenHead | null, identity = trusted.identity) =>
    store.update(fingerprint, async (before) => ({
      ...(before ?? trusted),
      identity,
      known: before?.known ? await newestKnown(before.known, keep) : keep,
      seen: newestSeen(before?.seen ?? null, head),
    }));
  try {
    const edition = await bringEdition({
      ...{ read, folder, fingerprint, known, seen, signal },
      now: now(),
      onProgress: (done) => terminal.progress(`fetching and checking: ${done} pages`),
    });
    await learn(edition.trusted.keep, seenOf(edition.head), edition.trusted.identity);
    return edition;
  } catch (error) {
    signal.throwIfAborted();
    // A newer root is good even where what lies under it is not.
    if (error instanceof TrustError && error.keep !== null && known !== null) await learn(error.keep, null);
    if (error instanceof ForkError) {
      const kept = await keepEvidence(home, error.evidence, null);
      terminal.note(`Two histories of one newsroom: the two signed checkpoints are kept in ${kept}`);
    }
    throw error;
  }
}

async function carryTo(
  folder: string,
  place: string,
  { trusted, headBytes }: MirroredEdition,
  own: MirrorFolder,
  { terminal, signal }: MirrorContext,
): Promise<Carried> {
  let carrier: Carrier | null = null;
  try {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
    const ledger = await FileLedger.open(join(place, 'ledgers', name));
    const { newsroom } = trusted.identity;
    carrier = await openDirectoryCarrier({ folder, newsroom, known: ledger.isCarriedTo });
    const theirs = await carrier.read(HEAD_PATH, MAX_MUTABLE_BYTES, signal);
    const held = theirs === null ? null : await verifyHead(trusted, theirs, null).catch(ignoreForged);
    // Somebody else carries there too, and is further: what lies there must not become older.
    if (held !== null) await verifyHead(trusted, headBytes, seenOf(held));
    const report = await syncCarrier({
      ...{ carrier, ledger, edition: own.files(), signal },
      onProgress: ({ doneFiles, totalFiles }) => terminal.progress(`${folder}: ${doneFiles} of ${totalFiles} files`),
    });
    if (report.outcome === 'stopped') signal.throwIfAborted();
    return { folder, report, failure: failureOf(report) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TamizdatError)) throw error;
    return { folder, report: null, failure: error };
  } finally {
    await carrier?.close();
  }
}

function ignoreForged(error: unknown): null {
  if (error instanceof ProofError) return null;
  throw error;
}

/** The folders of earlier runs and the one that is named now. */
async function foldersOf(place: string, to: string | undefined): Promise<string[]> {
  const folders = new Set(await keptFolders(place));
  if (to !== undefined) folders.add(resolve(to));
  if (folders.size > 0) return [...folders];
  throw new CliError('misuse', 'where to is missing', { hint: 'name a folder: --to <folder>' });
}

async function keptFolders(place: string): Promise<string[]> {
  const text = await readFile(join(place, 'folders'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter((line) => line !== '');
}

async function keepFolders(place: string, folders: readonly string[]): Promise<void> {
  const text = [...new Set(folders)].map((folder) => `${folder}\n`).join('');
  await writeDurably(join(place, 'folders'), text, { mode: 0o600 });
}

/** Tells a round; 1 when something is missing or a carrier failed. */
function tell(edition: MirroredEdition, carried: readonly Carried[], isJson: boolean, terminal: Terminal): number {
  const { trusted, head, fetched, removed, missing } = edition;
  const { number, time } = head.edition;
  if (isJson) {
    printJson(terminal, {
      ...{ newsroom: trusted.identity.newsroom, fingerprint: trusted.fingerprint, edition: number, time },
      ...{ fetched, removed, missing },
      carriers: carried.map(({ folder, report, failure }) => ({
        folder,
        outcome: report?.outcome ?? 'failed',
        failure: failure?.message ?? null,
        written: report?.written ?? 0,
        removed: report?.removed ?? 0,
      })),
    });
  } else {
    terminal.print(
      `Edition ${number} of ${trusted.identity.newsroom} is genuine: ${fetched} files fetched, ${removed} removed`,
    );
    for (const { folder, report } of carried) {
      if (report?.outcome !== 'complete') continue;
      terminal.print(`  ${folder}: ${report.written} files written, ${report.removed} removed`);
    }
  }
  if (missing.length > 0) {
    const [first, ...more] = missing;
    terminal.note(`warning: the source does not have ${first}${more.length === 0 ? '' : ` and ${more.length} others`}`);
  }
  for (const { failure } of carried) if (failure !== null) tellError(terminal, failure);
  return missing.length > 0 || carried.some(({ failure }) => failure !== null) ? 1 : 0;
}
