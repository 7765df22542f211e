/**
 * One step of the TUF client workflow (TUF 1.0.34 §5.3 to §5.7): a file is taken when it is the one its parent names and
 * the keys of its role signed it. What to do between the steps (keep, go on, refuse what has expired) is the caller's:
 * a reader takes a whole set or none (`trust.ts`), the client of the conformance suite keeps each file as it comes.
 */
import { ProofError } from './errors.ts';
import { matchesRef } from './objects.ts';
import {
  type FileMeta,
  type Metadata,
  parseMetadata,
  type RoleName,
  type Root,
  type Signed,
  verifySignatures,
} from './trust-metadata.ts';

/** Checks that a file is as its parent describes it. Fails with `trust-mismatch`. */
export async function checkMeta(bytes: Uint8Array, name: string, meta: Omit<FileMeta, 'version'>): Promise<void> {
  const isLength = meta.sizeBytes === null || meta.sizeBytes === bytes.length;
  // Of a file of another length nothing is hashed: a carrier may send any number of bytes.
  const isHash =
    isLength && (meta.sha256 === null || (await matchesRef(bytes, { sizeBytes: bytes.length, sha256: meta.sha256 })));
  if (!isHash) throw new ProofError('trust-mismatch', `trust/${name}: not the file its parent names`);
}

/**
 * Metadata of a role, signed as each of `roots` says, and of the version that its parent names; of any version where
 * nobody names one (`timestamp.json`). Fails with `too-large`, `trust-format`, `trust-mismatch`, `trust-threshold`.
 */
export async function takeMetadata<R extends RoleName>(
  role: R,
  name: string,
  bytes: Uint8Array,
  roots: readonly Root[],
  meta?: FileMeta,
): Promise<Metadata<Extract<Signed, { role: R }>>> {
  if (meta !== undefined) await checkMeta(bytes, name, meta);
  const metadata = await parseMetadata(role, bytes);
  for (const root of roots) await verifySignatures(root, metadata);
  const { version } = metadata.signed;
  if (meta !== undefined && version !== meta.version) {
    throw new ProofError('trust-mismatch', `trust/${name}: says it is version ${version}`);
  }
  return metadata;
}

/**
 * Root `version`, signed as the root before it says and as it says itself; `before` is absent for a root that is
 * believed for another reason (pinned, kept). Fails as {@link takeMetadata} does.
 */
export async function takeRoot(bytes: Uint8Array, version: number, before?: Root): Promise<Metadata<Root>> {
  const roots = before === undefined ? [] : [before];
  const meta = { version, sizeBytes: null, sha256: null };
  const metadata = await takeMetadata('root', `${version}.root.json`, bytes, roots, meta);
  await verifySignatures(metadata.signed, metadata);
  return metadata;
}
