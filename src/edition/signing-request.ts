import {
  bytesOf,
  canonicalJson,
  checkIdentity,
  ProofError,
  parseDesks,
  parseMetadata,
  parsePolicy,
  type Root,
  rootFingerprint,
  sha256Hex,
  type TrustFile,
  verifySignatures,
} from '../proof/index.ts';
import { bad, type JsonObject, objectOf, parseJson, stringOf } from './ceremony-json.ts';
import type { TrustDraft } from './trust-draft.ts';
import type { TrustState } from './trust-state.ts';

/**
 * What goes from the newsroom to an offline machine and back. A **request** holds the exact bytes to sign, and what is
 * published now with the whole chain of roots, so that the machine that signs can say in words what changes and believe
 * none of it. A **signatures** file goes back. Both are one JSON object and untrusted where they arrive.
 */
const REQUEST = 'signing-request/v1';
/** A chain of sixty roots and two sets of targets fit. */
export const MAX_REQUEST_BYTES = 512 * 1024;
const MAX_ROOTS = 64;

/** Trust data as of one moment: what a draft would replace. */
export interface PublishedTrust {
  /** Every root from the first, verbatim. */
  readonly roots: readonly Uint8Array[];
  readonly targets: Uint8Array;
  readonly policy: Uint8Array;
  readonly desks: Uint8Array;
}

/** A request whose parts belong together; whether its newsroom is the right one, only the fingerprint tells. */
export interface SigningRequest {
  /** SHA-256 (64 hex digits) of what is to be signed. */
  readonly id: string;
  readonly newsroom: string;
  /** Fingerprint of the first root, 64 hex digits. */
  readonly fingerprint: string;
  readonly before: PublishedTrust;
  /** The newest of the roots before. */
  readonly root: Root;
  /** SHA-256 (64 hex digits) of what each of the roots before says, from the first on. */
  readonly rootIds: readonly string[];
  readonly draft: TrustDraft;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What is published, as a request carries it. */
export function publishedOf(state: TrustState, roots: readonly Uint8Array[]): PublishedTrust {
  const named = (ending: string) => [...state.files].find(([name]) => name.endsWith(ending))?.[1] ?? bytesOf('');
  return { roots, targets: named('.targets.json'), policy: named('.policy.txt'), desks: named('.desks.txt') };
}

/** Identity of what is to be signed. */
export function draftId(draft: TrustDraft): Promise<string> {
  const parts = [draft.root, draft.targets].map((each) => (each === null ? '' : text(each.canonical)));
  return sha256Hex(bytesOf(canonicalJson(parts)));
}

/**
 * The text of a request.
 * @param says what changes, in sentences; for people who open the file, never believed
 */
export function formatRequest(
  newsroom: string,
  before: PublishedTrust,
  draft: TrustDraft,
  says: readonly string[],
): string {
  const { root, targets, files } = draft;
  const fileOf = (ending: string) => text(files.find(({ name }) => name.endsWith(ending))?.bytes ?? bytesOf(''));
  const content = {
    tamizdat: REQUEST,
    newsroom,
    says,
    sign: {
      ...(root === null ? {} : { root: text(root.canonical) }),
      ...(targets === null ? {} : { targets: text(targets.canonical) }),
    },
    files: targets === null ? {} : { 'policy.txt': fileOf('.policy.txt'), 'desks.txt': fileOf('.desks.txt') },
    before: {
      roots: before.roots.map(text),
      targets: text(before.targets),
      'policy.txt': text(before.policy),
      'desks.txt': text(before.desks),
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * Parses a request and checks that its parts belong together: the roots before are a chain, what is published is signed
 * as its newest root says, what is to be signed follows it by one, names the files that come with it and is for the same
 * newsroom. Fails with `request-invalid`.
 * @param what names the file in messages
 */
export async function parseRequest(bytes: Uint8Array, what: string): Promise<SigningRequest> {
  const json = objectOf(what, parseJson(what, bytes, MAX_REQUEST_BYTES), [
    'tamizdat',
    'newsroom',
    'says',
    'sign',
    'files',
    'before',
  ]);
  if (json.tamizdat !== REQUEST) throw bad(what, 'not a signing request of this version');
  const given = objectOf(what, json.before, ['roots', 'targets', 'policy.txt', 'desks.txt']);
  const { roots } = given;
  if (!Array.isArray(roots) || roots.length === 0 || roots.length > MAX_ROOTS) throw bad(what, 'not of its form');
  const before: PublishedTrust = {
    roots: roots.map((each) => bytesOf(stringOf(what, each))),
    targets: bytesOf(stringOf(what, given.targets)),
    policy: bytesOf(stringOf(what, given['policy.txt'])),
    desks: bytesOf(stringOf(what, given['desks.txt'])),
  };
  const sign = objectOf(what, json.sign, ['root', 'targets'], true);
  const files = objectOf(what, json.files, ['policy.txt', 'desks.txt'], true);
  try {
    const { root, rootIds } = await verifyChain(before.roots);
    const old = await readTargets(root, before.targets, before);
    const draft = await parseDraft(what, sign, files, root.version, old.version);
    const newsroom = stringOf(what, json.newsroom);
    if (old.newsroom !== newsroom || (draft.newsroom ?? newsroom) !== newsroom) throw bad(what, 'of two newsrooms');
    const fingerprint = await rootFingerprint(before.roots[0] ?? bytesOf(''));
    return { id: await draftId(draft), newsroom, fingerprint, before, root, rootIds, draft };
  } catch (cause) {
    throw cause instanceof ProofError ? bad(what, cause.message, cause) : cause;
  }
}

async function verifyChain(
  roots: readonly Uint8Array[],
): Promise<{ readonly root: Root; readonly rootIds: readonly string[] }> {
  let newest: Root | null = null;
  const rootIds: string[] = [];
  for (const bytes of roots) {
    const metadata = await parseMetadata('root', bytes);
    if (metadata.signed.version !== (newest?.version ?? 0) + 1)
      throw new ProofError('trust-mismatch', 'a root is missing');
    for (const judge of newest === null ? [metadata.signed] : [newest, metadata.signed]) {
      await verifySignatures(judge, metadata);
    }
    newest = metadata.signed;
    rootIds.push(await sha256Hex(metadata.canonical));
  }
  if (newest === null) throw new ProofError('trust-missing', 'there is no root');
  return { root: newest, rootIds };
}

/** Version and newsroom of targets, whose two files must be those they name. */
async function readTargets(
  root: Root | null,
  bytes: Uint8Array,
  files: { readonly policy: Uint8Array; readonly desks: Uint8Array },
): Promise<{ readonly version: number; readonly newsroom: string }> {
  const metadata = await parseMetadata('targets', bytes);
  if (root !== null) await verifySignatures(root, metadata);
  const { targets, version } = metadata.signed;
  for (const [name, content] of [
    ['policy.txt', files.policy],
    ['desks.txt', files.desks],
  ] as const) {
    const target = targets.get(name);
    if (target?.sha256 !== (await sha256Hex(content)) || target.sizeBytes !== content.length) {
      throw new ProofError('trust-mismatch', `${name} is not the file that the targets name`);
    }
  }
  if (targets.size !== 2) throw new ProofError('trust-format', 'the targets name more than two files');
  await parsePolicy(files.policy);
  await parseDesks(files.desks);
  return { version, newsroom: checkIdentity(targets.get('desks.txt')?.custom).newsroom };
}

async function parseDraft(
  what: string,
  sign: JsonObject,
  files: JsonObject,
  rootVersion: number,
  targetsVersion: number,
): Promise<TrustDraft & { readonly newsroom: string | null }> {
  const unsigned = (canonical: string) => bytesOf(`{"signatures":[],"signed":${canonical}}`);
  /** The bytes that are shown must be those that are signed. */
  const same = (canonical: string, parsed: Uint8Array) => {
    if (text(parsed) !== canonical) throw bad(what, 'what is to be signed is not in its one form');
  };
  if (sign.root === undefined && sign.targets === undefined) throw bad(what, 'asks for no signature');
  let root: TrustDraft['root'] = null;
  if (sign.root !== undefined) {
    const canonical = stringOf(what, sign.root);
    root = await parseMetadata('root', unsigned(canonical));
    same(canonical, root.canonical);
    if (root.signed.version !== rootVersion + 1) throw bad(what, 'the new root is not the next one');
  }
  if (sign.targets === undefined) {
    if (Object.keys(files).length > 0) throw bad(what, 'has files that nothing names');
    return { root, targets: null, files: [], newsroom: null };
  }
  const canonical = stringOf(what, sign.targets);
  const policy = bytesOf(stringOf(what, files['policy.txt']));
  const desks = bytesOf(stringOf(what, files['desks.txt']));
  const targets = await parseMetadata('targets', unsigned(canonical));
  same(canonical, targets.canonical);
  const { version, newsroom } = await readTargets(null, unsigned(canonical), { policy, desks });
  if (version !== targetsVersion + 1) throw bad(what, 'the new targets are not the next ones');
  const named: TrustFile[] = [
    { name: `targets/${await sha256Hex(policy)}.policy.txt`, bytes: policy },
    { name: `targets/${await sha256Hex(desks)}.desks.txt`, bytes: desks },
  ];
  return { root, targets, files: named, newsroom };
}
