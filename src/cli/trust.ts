import { lstat, readFile } from 'node:fs/promises';
import {
  formatFingerprint,
  formatTime,
  matchesFingerprint,
  ProofError,
  parseTrustBundle,
  type ReadFile,
  rootFingerprint,
  type Trusted,
  verifyTrust,
} from '../proof/index.ts';
import { CliError } from './error.ts';
import { openTarget } from './target.ts';
import { printJson, type Terminal } from './terminal.ts';
import { describeIdentity, type TrustedNewsroom, type TrustStore } from './trust-store.ts';

interface TrustContext {
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
}

/** What was found where the person pointed: the first root's fingerprint, and what could be verified under it. */
interface Found {
  readonly fingerprint: string;
  readonly trusted: Trusted | null;
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
  const { fingerprint, trusted } = await findTrust(where, context.now()).catch((error: unknown) => {
    throw error instanceof ProofError ? unusable(where, error) : error;
  });
  if (options.fingerprint !== undefined && !matchesFingerprint(options.fingerprint, fingerprint)) {
    throw new CliError(
      'fingerprint-differs',
      `${where} is not the newsroom with that fingerprint: it has ${formatFingerprint(fingerprint)}`,
      {
        hint: 'do not trust it; get the address or the file from somewhere else',
      },
    );
  }
  const before = (await context.store.list()).find((each) => each.fingerprint === fingerprint);
  const entry: TrustedNewsroom = {
    fingerprint,
    identity: trusted?.identity ?? before?.identity ?? null,
    addedAt: before?.addedAt ?? formatTime(context.now()),
    known: trusted?.keep ?? before?.known ?? null,
    seen: before?.seen ?? null,
  };
  await context.store.save(entry);
  const { terminal } = context;
  if (options.json === true) {
    printJson(terminal, { fingerprint, identity: entry.identity, isNew: before === undefined });
    return 0;
  }
  terminal.print(`${before === undefined ? 'Trusted' : 'Trusted already'}: ${describeIdentity(entry.identity)}`);
  terminal.print(`fingerprint ${formatFingerprint(fingerprint)}`);
  if (options.fingerprint === undefined) {
    terminal.note(
      'hint: compare the fingerprint with one from print, or from somebody you trust, before you rely on it',
    );
  }
  return 0;
}

function unusable(where: string, cause: ProofError): CliError {
  return new CliError('not-found', `${where} holds no trust data that can be used: ${cause.code}: ${cause.message}`, {
    hint: 'name a root file (1.root.json), a trust bundle, or the folder or address of an edition',
    cause,
  });
}

/** Looks for a first root. Fails with `not-found`, or with the failure of the trust data. */
async function findTrust(where: string, now: Date): Promise<Found> {
  if (!/^https?:\/\//i.test(where)) {
    const info = await lstat(where).catch(() => null);
    if (info === null)
      throw new CliError('not-found', `${where} is not there`, {
        hint: 'name a root file, a bundle, a folder or an address',
      });
    if (info.isFile()) return findInFile(where, new Uint8Array(await readFile(where)), now);
  }
  const target = await openTarget(where);
  try {
    if (target.read === null)
      throw new CliError('not-found', `${where} is not a newsroom's edition`, {
        hint: 'name the folder or address of an edition',
      });
    return await findOnCarrier(where, target.read, now);
  } finally {
    await target.close();
  }
}

async function findOnCarrier(where: string, read: ReadFile, now: Date): Promise<Found> {
  const root = await read('trust/1.root.json', 64 * 1024);
  if (root === null) {
    throw new CliError('not-found', `${where} has no trust/1.root.json`, {
      hint: 'name the folder or address of an edition',
    });
  }
  const fingerprint = await rootFingerprint(root);
  return { fingerprint, trusted: await verifyTrust({ fingerprint, read, now }) };
}

async function findInFile(where: string, bytes: Uint8Array, now: Date): Promise<Found> {
  if (bytes.length > 64 * 1024) throw new CliError('not-found', `${where} is too large for trust data`);
  const text = new TextDecoder().decode(bytes.subarray(0, 200));
  if (text.trimStart().startsWith('{')) return { fingerprint: await rootFingerprint(bytes), trusted: null };
  const files = parseTrustBundle(bytes);
  const first = files.find((file) => file.name === '1.root.json');
  if (first === undefined) {
    throw new CliError('not-found', `${where} holds a later root only, and trust starts at the first`, {
      hint: 'name the folder or address of an edition, where every root is',
    });
  }
  const fingerprint = await rootFingerprint(first.bytes);
  const read: ReadFile = async (path) =>
    path === 'trust/bundle' ? bytes : (files.find((file) => `trust/${file.name}` === path)?.bytes ?? null);
  return { fingerprint, trusted: await verifyTrust({ fingerprint, read, now }) };
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
