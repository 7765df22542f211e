import {
  BUNDLE_PATH,
  formatTrustBundle,
  matchesRef,
  ProofError,
  parseTrustBundle,
  type ReadFile,
  type Trusted,
  type TrustFile,
  verifyTrust,
} from '../proof/index.ts';

/** The trust data of a source, verified. */
export interface MirroredTrust {
  readonly trusted: Trusted;
  /** Every file of `trust/` that was verified, by its path in an edition. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Verifies the trust data of a source from the first root up, and again on top of what is known already, so that it is
 * whole for somebody who starts there and not older than what this person has seen. Whatever else its bundle holds is
 * left out. Fails as `verifyTrust` does.
 */
export async function mirrorTrust(
  read: ReadFile,
  input: { readonly fingerprint: string; readonly known: Uint8Array | null; readonly now: Date },
): Promise<MirroredTrust> {
  const { fingerprint, known, now } = input;
  const given = new Map<string, Uint8Array | null>();
  // Read once: between two reads it could become something else.
  const readOnce: ReadFile = async (path, maxBytes) => {
    const bytes = given.has(path) ? (given.get(path) ?? null) : await read(path, maxBytes);
    given.set(path, bytes);
    return bytes;
  };
  const whole = await verifyTrust({ fingerprint, known: null, read: readOnce, now });
  const trusted = await verifyTrust({ fingerprint, known, read: readOnce, now });
  // Of two sets of one version the first one that was seen counts; to carry the other would spread it.
  if (Buffer.compare(whole.keep, trusted.keep) !== 0) {
    const { timestamp } = whole.versions;
    throw new ProofError('trust-rollback', `trust/timestamp.json: version ${timestamp} is known in another form`);
  }
  const bundled = parseTrustBundle(given.get(BUNDLE_PATH) ?? new Uint8Array());
  const files = new Map<string, Uint8Array>();
  const kept: TrustFile[] = [];
  for (const file of bundled) if (await isUsed(whole, file)) kept.push(file);
  if (kept.length > 0) files.set(BUNDLE_PATH, formatTrustBundle(kept));
  for (const { name, bytes } of kept) files.set(`trust/${name}`, bytes);
  for (const [path, bytes] of given) {
    if (bytes === null || path === BUNDLE_PATH || files.has(path)) continue;
    if (await isUsed(whole, { name: path.slice('trust/'.length), bytes })) files.set(path, bytes);
  }
  return { trusted, files };
}

/** Whether a file is one that verifying went through: of these versions, or found by its hash. */
async function isUsed({ versions }: Trusted, { name, bytes }: TrustFile): Promise<boolean> {
  const [, version, role] = /^([0-9]+)\.(root|snapshot|targets)\.json$/.exec(name) ?? [];
  if (role === 'root') return Number(version) <= versions.root;
  if (role !== undefined) return Number(version) === versions[role as 'snapshot' | 'targets'];
  const [, sha256] = /^targets\/([0-9a-f]{64})\.(?:policy|desks)\.txt$/.exec(name) ?? [];
  if (sha256 !== undefined) return matchesRef(bytes, { sizeBytes: bytes.length, sha256 });
  return name === 'timestamp.json';
}
