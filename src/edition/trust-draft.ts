import {
  bytesOf,
  createTrustSigner,
  type Desk,
  formatDesks,
  hexOf,
  type Metadata,
  makeRoot,
  makeTargets,
  type NewsroomIdentity,
  ProofError,
  parseMetadata,
  type RoleKeys,
  type Root,
  type Signed,
  type SignerKey,
  type Targets,
  type TrustFile,
  verifySignatures,
} from '../proof/index.ts';
import { EditionError } from './error.ts';
import { expiry, raised, refuseForeignOnlineKey, rootFile, signOnline, targetsFiles } from './trust-online.ts';
import type { TrustState } from './trust-state.ts';

/**
 * New trust data before it is signed. Who holds which key decides where that happens: a change is drafted in the newsroom,
 * signed wherever the keys are (here, or on machines that are never on line), and completed here once there are as many
 * signatures as the roots ask for.
 */

/** The roles whose keys may be elsewhere. */
export type OfflineDocument = 'root' | 'targets';

/** A document to be signed. */
export interface DraftDocument<S extends Signed> {
  readonly signed: S;
  /** The exact bytes that signatures are over (canonical JSON). */
  readonly canonical: Uint8Array;
}

/** What is to be signed: a new root, new targets, or both. */
export interface TrustDraft {
  readonly root: DraftDocument<Root> | null;
  readonly targets: DraftDocument<Targets> | null;
  /** `policy.txt` and `desks.txt` as the new targets name them; none without new targets. */
  readonly files: readonly TrustFile[];
}

/** A signature over one document of a draft. */
export interface DraftSignature {
  readonly document: OfflineDocument;
  /** TUF key id, 64 hex digits. */
  readonly keyId: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** What the targets keys sign; what is absent stays as it is published. */
export interface TargetsChange {
  readonly desks?: readonly Desk[];
  readonly identity?: NewsroomIdentity;
  /** Text of `policy.txt`. */
  readonly policy?: string;
}

/** What the root keys sign; what is absent stays as it is published. */
export interface RootChange {
  readonly root?: RoleKeys;
  readonly targets?: RoleKeys;
  /** Public key (32 bytes) that signs snapshot and timestamp. */
  readonly online?: Uint8Array;
}

/** A draft of new targets. An empty change renews what is published. */
export async function draftTargets(
  state: TrustState,
  change: TargetsChange,
  now: Date,
): Promise<Pick<TrustDraft, 'targets' | 'files'>> {
  const made = await makeTargets(
    {
      identity: change.identity ?? state.identity,
      policy: change.policy ?? state.policy,
      desks: await formatDesks(change.desks ?? state.desks),
      targets: { version: state.versions.targets + 1, expires: expiry(now, 'targets') },
    },
    [],
  );
  return { targets: await parseMetadata('targets', made.targets), files: made.files };
}

/**
 * A draft of the next root. An empty change renews what is published.
 * @throws EditionError `request-invalid` for a threshold that the keys cannot meet
 */
export async function draftRoot(state: TrustState, change: RootChange, now: Date): Promise<Pick<TrustDraft, 'root'>> {
  const { root } = state;
  const kept = (role: OfflineDocument | 'snapshot' | 'timestamp'): RoleKeys => ({
    publicKeys: root.roles[role].keyIds.flatMap((keyId) => root.keys.get(keyId) ?? []),
    threshold: root.roles[role].threshold,
  });
  const online = change.online === undefined ? null : { publicKeys: [change.online], threshold: 1 };
  const roles = {
    root: change.root ?? kept('root'),
    targets: change.targets ?? kept('targets'),
    snapshot: online ?? kept('snapshot'),
    timestamp: online ?? kept('timestamp'),
  };
  for (const [role, { publicKeys, threshold }] of Object.entries(roles)) {
    const different = new Set(publicKeys.map(hexOf)).size;
    if (different !== publicKeys.length) {
      throw new EditionError('request-invalid', `a ${role} key is named twice`, { hint: 'name each key once' });
    }
    if (!Number.isInteger(threshold) || threshold < 1 || threshold > different) {
      throw new EditionError('request-invalid', `${threshold} of ${different} ${role} keys cannot sign`, {
        hint: 'a threshold is at least 1 and at most the number of keys',
      });
    }
  }
  const bytes = await makeRoot({ version: root.version + 1, expires: expiry(now, 'root'), roles }, []);
  return { root: await parseMetadata('root', bytes) };
}

/** The roots by which each document of a draft must be signed: a new root by the old one's keys and by its own. */
function judges(old: Root, draft: TrustDraft, document: OfflineDocument): readonly Root[] {
  const next = draft.root?.signed ?? old;
  return document === 'root' ? [old, next] : [next];
}

/** Signs every document of a draft with those of the keys that have a say in it. */
export async function signDraft(
  old: Root,
  draft: TrustDraft,
  keys: readonly SignerKey[],
): Promise<readonly DraftSignature[]> {
  const signatures = new Map<string, DraftSignature>();
  for (const document of ['root', 'targets'] as const) {
    const found = draft[document];
    if (found === null) continue;
    for (const { seed } of keys) {
      const signer = await createTrustSigner(seed);
      const hasSay = judges(old, draft, document).some((root) => root.roles[document].keyIds.includes(signer.keyId));
      if (!hasSay) continue;
      const signature = await signer.sign(found.canonical);
      signatures.set(`${document} ${signer.keyId}`, { document, keyId: signer.keyId, signature });
    }
  }
  return [...signatures.values()];
}

/** Whether one key's signature is over this document. */
async function isGood(root: Root, metadata: Metadata<Signed>, keyId: string): Promise<boolean> {
  const { role } = metadata.signed;
  const alone = { ...root, roles: { ...root.roles, [role]: { keyIds: [keyId], threshold: 1 } } };
  return verifySignatures(alone, metadata).then(
    () => true,
    (error) => {
      if (error instanceof ProofError) return false;
      throw error;
    },
  );
}

function signedBy(draft: TrustDraft, document: OfflineDocument, given: readonly DraftSignature[]): Metadata<Signed> {
  const found = draft[document];
  if (found === null) throw new TypeError(`no ${document} in the draft`);
  const own = given.filter((each) => each.document === document);
  return { ...found, signatures: new Map(own.map(({ keyId, signature }) => [keyId, signature])) };
}

/** How many signatures of a role's keys a document of a draft has. */
export interface SignatureCount {
  readonly document: OfflineDocument;
  /** Version of the root whose keys are counted. */
  readonly root: number;
  readonly good: number;
  readonly needed: number;
}

/** Counts the good signatures of a draft, by each root that has a say. */
export async function countSignatures(
  old: Root,
  draft: TrustDraft,
  given: readonly DraftSignature[],
): Promise<readonly SignatureCount[]> {
  const counts: SignatureCount[] = [];
  for (const document of ['root', 'targets'] as const) {
    if (draft[document] === null) continue;
    const metadata = signedBy(draft, document, given);
    for (const root of judges(old, draft, document)) {
      const { keyIds, threshold } = root.roles[document];
      let good = 0;
      for (const keyId of keyIds) if (await isGood(root, metadata, keyId)) good += 1;
      counts.push({ document, root: root.version, good, needed: threshold });
    }
  }
  return counts;
}

function documentFile(draft: TrustDraft, document: OfflineDocument, given: readonly DraftSignature[]): TrustFile {
  const { signed, canonical, signatures } = signedBy(draft, document, given);
  const list = [...signatures].map(([keyid, signature]) => ({ keyid, sig: hexOf(signature) }));
  const content = { signatures: list, signed: JSON.parse(new TextDecoder().decode(canonical)) };
  return { name: `${signed.version}.${document}.json`, bytes: bytesOf(JSON.stringify(content)) };
}

/** Refuses signatures that are not good, or by keys that have no say: each is a mistake, or an attempt. */
async function refuseBad(old: Root, draft: TrustDraft, given: readonly DraftSignature[]): Promise<void> {
  for (const { document, keyId } of given) {
    const roots = judges(old, draft, document).filter((root) => root.roles[document].keyIds.includes(keyId));
    const [root] = roots;
    const metadata = signedBy(draft, document, given);
    if (root !== undefined && (await isGood(root, metadata, keyId))) continue;
    throw new EditionError(
      'request-invalid',
      `the signature of key ${keyId.slice(0, 8)} on the new ${document} is wrong`,
      {
        hint: 'sign the request that this newsroom has now, and give that file',
      },
    );
  }
}

/**
 * The new files of `trust/`, once a draft has its signatures; snapshot and timestamp are signed here.
 * @param onlineKey the one that the new root (or the published one, when there is no new one) names
 * @throws EditionError `request-invalid` for a draft that does not follow what is published or a wrong signature,
 * `signatures-missing`
 */
export async function completeDraft(
  state: TrustState,
  draft: TrustDraft,
  given: readonly DraftSignature[],
  onlineKey: SignerKey,
  now: Date,
): Promise<readonly TrustFile[]> {
  refuseStale(state, draft);
  await refuseBad(state.root, draft, given);
  const missing = (await countSignatures(state.root, draft, given)).filter(({ good, needed }) => good < needed);
  if (missing.length > 0) {
    const said = missing.map(
      ({ document, root, good, needed }) =>
        `the new ${document} has ${good} of ${needed} signatures that root ${root} asks for`,
    );
    throw new EditionError('signatures-missing', said.join('; '), {
      hint: 'sign where the other keys are: tamizdat keys sign; or have the change proposed: tamizdat keys propose',
    });
  }
  const root = draft.root?.signed ?? state.root;
  await refuseForeignOnlineKey(root, onlineKey);
  const below = draft.targets === null ? targetsFiles(state) : [documentFile(draft, 'targets', given), ...draft.files];
  if (draft.targets === null) await refuseOrphans(root, state);
  const newRoot = draft.root === null ? rootFile(state) : documentFile(draft, 'root', given);
  const versions = raised(state, { targets: draft.targets === null ? 0 : 1 });
  return signOnline({ root: newRoot, versions, below, online: onlineKey, now });
}

function refuseStale(state: TrustState, draft: TrustDraft): void {
  for (const [document, published] of [
    ['root', state.versions.root],
    ['targets', state.versions.targets],
  ] as const) {
    const version = draft[document]?.signed.version ?? published + 1;
    if (version === published + 1) continue;
    throw new EditionError(
      'request-invalid',
      `the new ${document} is number ${version}, and ${published} is published`,
      {
        hint: 'something else was published since it was proposed; propose it again',
      },
    );
  }
}

/** Published targets that a new root's keys have not signed would be refused by every reader. */
async function refuseOrphans(root: Root, state: TrustState): Promise<void> {
  const bytes = state.files.get(`${state.versions.targets}.targets.json`) ?? bytesOf('');
  const metadata = await parseMetadata('targets', bytes);
  await verifySignatures(root, metadata).catch((cause: unknown) => {
    throw new EditionError('request-invalid', 'the new root takes targets keys away, and no new targets come with it', {
      hint: 'propose both together: tamizdat keys propose --targets …',
      cause,
    });
  });
}
