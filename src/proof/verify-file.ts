/**
 * A page file by itself or with a head, against a trust bundle that lies beside it: for whoever has the files and asks no
 * carrier. The rules are those of `verifyReport`, in the same modules; what it says is what `verifyReport` says of a
 * carrier that gives this bundle and this head and is silent about everything else. Nothing stands in it for knowing what
 * was seen before, for the carrier's log, the calendar, or what stands around the body of a page.
 *
 * A door of its own beside `index.ts`, for bundles that must be small (bench/verifier.ts).
 */
import { type Check, type CheckName, fail } from './check.ts';
import type { Currency } from './current.ts';
import { currencyOfFront } from './current-front.ts';
import { ProofError } from './errors.ts';
import { refuseFork } from './fork.ts';
import type { Label } from './label.ts';
import type { Trusted } from './trust.ts';
import { parseTrustBundle } from './trust-bundle.ts';
import { type Root, rootFingerprint } from './trust-metadata.ts';
import { readSet } from './trust-set.ts';
import { takeRoot } from './trust-steps.ts';
import { labelOf } from './verdict.ts';
import { type VerifiedHead, verifyLoneHead } from './verify-head.ts';
import { checkPlace, type VerifiedPage, verifyPage } from './verify-page.ts';

export { checkPlace, verifyLoneHead, verifyPage };

/** A page and what it is to be verified with. */
export interface FileInput {
  /** Fingerprint of the newsroom's first root, 64 hex digits: the one thing that is believed. */
  readonly fingerprint: string;
  /** A trust bundle; after a change of the root with every root from the first on, since each is proven by the last. */
  readonly bundle: Uint8Array;
  /** The page as it was found, its proof included. */
  readonly page: Uint8Array;
  /** Where it was found, relative to the edition, when that is known. */
  readonly path?: string;
  /** The file `head`; without it nothing newer than the page itself says when. */
  readonly head?: Uint8Array | null;
  readonly now: Date;
}

/** What {@link verifyFile} found. */
export interface FileReport {
  readonly label: Label;
  /** Null when it is not genuine. Only its body is safe to show: what stands around it was not looked at. */
  readonly page: VerifiedPage | null;
  readonly head: VerifiedHead | null;
}

/**
 * Who may speak, as a trust bundle tells it: `verifyTrust` without anything known before and without anybody to ask. Fails
 * with `trust-…`, `root-mismatch`, `bundle-format`, `policy-format`, `desks-format`, `key-format`, `too-large`.
 */
export async function verifyBundle(bundle: Uint8Array, fingerprint: string, now: Date): Promise<Trusted> {
  const files = new Map(parseTrustBundle(bundle).map(({ name, bytes }) => [name, bytes]));
  const get = async (name: string) => files.get(name) ?? null;
  let root: Root | undefined;
  for (let version = 1; ; version += 1) {
    const bytes = files.get(`${version}.root.json`);
    if (bytes === undefined) break;
    if (version === 1 && (await rootFingerprint(bytes)) !== fingerprint) {
      throw new ProofError('root-mismatch', 'trust/1.root.json: not the root whose fingerprint is pinned');
    }
    root = (await takeRoot(bytes, version, root)).signed;
  }
  const set = root && (await readSet(root, get));
  if (!root || !set)
    throw new ProofError('trust-missing', 'trust/bundle: without the first root, or without a timestamp');
  const { metadata, ...rest } = set;
  const expired = [root, ...metadata.map(({ signed }) => signed)].filter(({ expires }) => new Date(expires) <= now);
  return {
    ...rest,
    fingerprint,
    versions: { ...set.versions, root: root.version },
    expired: expired.map(({ role }) => role),
    keep: bundle,
  } as unknown as Trusted;
}

/** Verifies a page file. Never throws for what is wrong with the material: that is the label. */
export async function verifyFile(input: FileInput): Promise<FileReport> {
  const { now } = input;
  const checks: Check[] = [];
  const attempt = async <T>(check: CheckName, run: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      checks.push(fail(check, error));
      return null;
    }
  };
  let head: VerifiedHead | null = null;
  let page: VerifiedPage | null = null;
  let currency: Currency | null = null;
  const trusted = await attempt('trust', () => verifyBundle(input.bundle, input.fingerprint, now));
  if (trusted !== null) {
    const { head: bytes } = input;
    if (bytes) head = await attempt('head', () => verifyLoneHead(trusted, bytes));
    page = await attempt('form', async () => {
      const found = await verifyPage(trusted, input.page, input.path);
      if (head !== null && !found.checkpoint.isRetired) refuseFork(head.checkpoint, found.checkpoint);
      if (input.path !== undefined) checkPlace(found, input.path);
      return found;
    });
    if (head !== null && page?.record.kind === 'front') currency = currencyOfFront(head, page);
    if (currency?.value === 'absent')
      checks.push(fail('current', new ProofError('absent', 'the head does not have it')));
  }
  return { label: labelOf({ checks, now, isAboutPage: true, trusted, head, page, currency }), page, head };
}
