import {
  BUNDLE_PATH,
  formatFingerprint,
  formatTime,
  MAX_MUTABLE_BYTES,
  ProofError,
  parseTrustBundle,
  type ReadFile,
  rootFingerprint,
  TrustError,
  verifyTrust,
} from '../proof/index.ts';
import { CliError } from './error.ts';
import { openTarget, readCapped } from './target.ts';
import { printJson, type Terminal } from './terminal.ts';
import { describeIdentity, namesakesOf, type TrustedNewsroom, type TrustStore } from './trust-store.ts';
import { checkTypedFingerprint } from './typed-fingerprint.ts';

interface TrustContext {
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** What was found where the person pointed. */
interface Found {
  /** Of the first root. */
  readonly fingerprint: string;
  /** The trust data there; null when there is only a root. */
  readonly read: ReadFile | null;
}

/** What came of verifying it. */
interface Outcome {
  readonly before: TrustedNewsroom | null;
  readonly next: TrustedNewsroom;
  /** Why what was found is not used, on top of what is known: most likely it is an old copy. */
  readonly behind: ProofError | null;
}

/**
 * Trusts the newsroom found at a root file, a bundle, a folder or an address. The fingerprint is printed for comparison
 * with one from elsewhere; with `--fingerprint` the comparison is made here.
 */
export async function addTrust(
  where: string,
  options: { readonly fingerprint?: string; readonly json?: boolean },
  context: TrustContext,
): Promise<number> {
  const { store, terminal, now, signal } = context;
  const { fingerprint, before, next, behind } = await openFound(where, signal, async (found) => {
    const { fingerprint } = found;
    if (options.fingerprint !== undefined) {
      const hint = 'do not trust it; get the address or the file from somewhere else';
      checkTypedFingerprint(options.fingerprint, fingerprint, where, hint);
    }
    return { fingerprint, ...(await learn(found, store, now())) };
  });
  const namesakes = namesakesOf(await store.list(), next);
  if (options.json === true) {
    printJson(terminal, {
      fingerprint,
      identity: next.identity,
      isNew: before === null,
      namesakes: namesakes.map((each) => each.fingerprint),
    });
  } else {
    terminal.print(`${before === null ? 'Trusted' : 'Trusted already'}: ${describeIdentity(next.identity)}`);
    terminal.print(`fingerprint ${formatFingerprint(fingerprint)}`);
  }
  if (behind !== null) {
    terminal.note(
      `warning: what is known of this newsroom is kept; ${where} does not fit it: ${behind.code}: ${behind.message}`,
    );
  }
  if (namesakes.length > 0) warnOfNamesakes(terminal, next, namesakes);
  else if (options.fingerprint === undefined && options.json !== true) {
    terminal.note(
      'hint: compare the fingerprint with one from print, or from somebody you trust, before you rely on it',
    );
  }
  return 0;
}

/** Verifies what was found on top of what is known, and stores it. What is known never becomes less. */
async function learn({ fingerprint, read }: Found, store: TrustStore, now: Date): Promise<Outcome> {
  let outcome: Outcome | null = null;
  await store.update(fingerprint, async (before) => {
    const { identity = null, addedAt = formatTime(now), known = null, seen = null } = before ?? {};
    const old: TrustedNewsroom = { fingerprint, identity, addedAt, known, seen };
    try {
      const trusted = read === null ? null : await verifyTrust({ fingerprint, known, read, now });
      const learnt = trusted === null ? {} : { identity: trusted.identity, known: trusted.keep };
      outcome = { before, next: { ...old, ...learnt }, behind: null };
    } catch (error) {
      if (known === null || !(error instanceof TrustError)) throw error;
      outcome = { before, next: { ...old, known: error.keep ?? known }, behind: error };
    }
    return outcome.next;
  });
  return outcome as unknown as Outcome;
}

/** Two newsrooms of one name: one of them may be a forgery, and nothing but the fingerprint tells which. */
function warnOfNamesakes(
  terminal: Terminal,
  { fingerprint, identity }: TrustedNewsroom,
  namesakes: readonly TrustedNewsroom[],
): void {
  terminal.note(`WARNING: you trust another newsroom of this name already. One of them may be a forgery.`);
  terminal.note(`  this one     ${formatFingerprint(fingerprint)}  ${describeIdentity(identity)}`);
  for (const each of namesakes) {
    terminal.note(`  trusted too  ${formatFingerprint(each.fingerprint)}  ${describeIdentity(each.identity)}`);
  }
  terminal.note('hint: compare both fingerprints with one from print; then "tamizdat trust remove" the wrong one');
}

function unusable(where: string, cause: ProofError): CliError {
  return new CliError('not-found', `${where} holds no trust data that can be used: ${cause.code}: ${cause.message}`, {
    hint: 'name a root file (1.root.json), a trust bundle, or the folder or address of an edition',
    cause,
  });
}

/** Looks for a first root and uses it while it can be read. Fails with `not-found`, or as `use` does. */
async function openFound<T>(where: string, signal: AbortSignal, use: (found: Found) => Promise<T>): Promise<T> {
  try {
    const file = /^https?:\/\//i.test(where) ? null : await readCapped(where, MAX_MUTABLE_BYTES);
    if (file !== null) return await use(await findInFile(where, file));
    const target = await openTarget(where, signal);
    try {
      return await use(await findOnCarrier(where, target.read));
    } finally {
      await target.close();
    }
  } catch (error) {
    throw error instanceof ProofError ? unusable(where, error) : error;
  }
}

async function findOnCarrier(where: string, read: ReadFile | null): Promise<Found> {
  const root = read === null ? null : await read('trust/1.root.json', MAX_MUTABLE_BYTES);
  if (root === null) {
    throw new CliError('not-found', `${where} has no trust/1.root.json`, {
      hint: 'name the folder or address of an edition, an address with "/" at the end',
    });
  }
  return { fingerprint: await rootFingerprint(root), read };
}

async function findInFile(where: string, bytes: Uint8Array): Promise<Found> {
  if (bytes.length > MAX_MUTABLE_BYTES) throw new CliError('not-found', `${where} is too large for trust data`);
  const text = new TextDecoder().decode(bytes.subarray(0, 200));
  if (text.trimStart().startsWith('{')) return { fingerprint: await rootFingerprint(bytes), read: null };
  const files = parseTrustBundle(bytes);
  const first = files.find((file) => file.name === '1.root.json');
  if (first === undefined) {
    throw new CliError('not-found', `${where} holds a later root only, and trust starts at the first`, {
      hint: 'name the folder or address of an edition, where every root is',
    });
  }
  const read: ReadFile = async (path) =>
    path === BUNDLE_PATH ? bytes : (files.find((file) => `trust/${file.name}` === path)?.bytes ?? null);
  return { fingerprint: await rootFingerprint(first.bytes), read };
}

/** Lists the trusted newsrooms. */
export async function listTrust(
  options: { readonly json?: boolean },
  { store, terminal }: TrustContext,
): Promise<number> {
  const all = await store.list();
  if (options.json === true) {
    const shown = all.map(({ fingerprint, identity, addedAt, seen }) => ({
      fingerprint,
      identity,
      addedAt,
      edition: seen?.number ?? null,
    }));
    printJson(terminal, shown);
    return 0;
  }
  if (all.length === 0) terminal.print('No newsroom is trusted yet.');
  for (const { fingerprint, identity, addedAt, seen } of all) {
    terminal.print(describeIdentity(identity));
    terminal.print(`  fingerprint ${formatFingerprint(fingerprint)}`);
    terminal.print(`  trusted since ${addedAt}${seen === null ? '' : `, newest edition seen: ${seen.number}`}`);
  }
  if (all.length === 0) terminal.note('hint: tamizdat trust add <root file, bundle, folder or address>');
  return 0;
}

/** Trusts a newsroom no longer; forgets what was seen of it. */
export async function removeTrust(
  word: string,
  options: { readonly json?: boolean },
  { store, terminal }: TrustContext,
): Promise<number> {
  const trusted = await store.find(word);
  await store.remove(trusted);
  if (options.json === true) printJson(terminal, { removed: trusted.fingerprint });
  else terminal.print(`No longer trusted: ${describeIdentity(trusted.identity)}`);
  return 0;
}
