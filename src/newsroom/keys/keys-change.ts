import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTwins } from '../../compose/index.ts';
import {
  completeDraft,
  type DraftSignature,
  describeDraft,
  fileReader,
  formatRequest,
  type KeptKey,
  listKeys,
  type OfflineKey,
  openOfflineKey,
  openTrustKey,
  parseRequest,
  parseSignatures,
  publishedOf,
  readPublishedHead,
  type SigningRequest,
  signDraft,
  type TrustDraft,
  writeTrust,
} from '../../edition/index.ts';
import { exists, removeDurably, writeDurably } from '../../platform/home/index.ts';
import { parseDesks, parseMetadata, type Root, type SignerKey, trustKeyId } from '../../proof/index.ts';
import { NewsroomError } from '../error.ts';
import { dateByBothClocks } from './keys-clock.ts';
import { type HeldKeys, type KeyPorts, readRoots } from './keys-folder.ts';

/** Where a request waits for its signatures, in the newsroom's folder. Holds nothing secret. */
export const REQUEST_FILE = 'keys-request.json';

/** What became of a change of keys or trust data. */
export type KeysChange =
  | { readonly kind: 'published'; readonly says: readonly string[]; readonly root: number; readonly targets: number }
  /** The keys it needs are elsewhere: the request is to be signed there. `replaced` when another one was waiting. */
  | { readonly kind: 'requested'; readonly says: readonly string[]; readonly file: string; readonly replaced: boolean };

/**
 * Publishes a draft if the keys it needs are in the newsroom's folder; else writes a request to be signed where they are.
 * New trust data is in the edition, all files of it or none, and is carried with the next run.
 */
export async function signOrRequest(held: HeldKeys, draft: TrustDraft, ports: KeyPorts): Promise<KeysChange> {
  const says = await saysOf(held, draft);
  const keys = await keysAtHand(held, draft);
  if (keys === null) return writeRequest(held, draft);
  const opened: SignerKey[] = [];
  for (const file of keys) {
    const { newsroom } = held.settings;
    opened.push(await openOfflineKey(held.places.keys, newsroom, file, ports.ask, `sign: ${says[0] ?? newsroom}`));
  }
  await publishDraft(held, draft, await signDraft(held.trust.root, draft, opened), ports);
  return publishedAs(held, draft, says);
}

function publishedAs({ trust }: HeldKeys, draft: TrustDraft, says: readonly string[]): KeysChange {
  const root = draft.root?.signed.version ?? trust.versions.root;
  return { kind: 'published', says, root, targets: draft.targets?.signed.version ?? trust.versions.targets };
}

function saysOf({ settings, trust }: HeldKeys, draft: TrustDraft): Promise<readonly string[]> {
  return describeDraft(settings.newsroom, trust.root, publishedOf(trust, []), draft);
}

/** Writes the request for a draft, in place of an earlier one. */
export async function writeRequest(held: HeldKeys, draft: TrustDraft): Promise<KeysChange> {
  const { settings, places, trust } = held;
  const says = await saysOf(held, draft);
  const published = publishedOf(trust, await readRoots(places, trust));
  const file = join(places.folder, REQUEST_FILE);
  const replaced = await exists(file);
  await writeDurably(file, formatRequest(settings.newsroom, published, draft, says));
  return { kind: 'requested', says, file, replaced };
}

/** Whether the keys that a draft needs are in the newsroom's folder. Opens none. */
export async function canSignHere(held: HeldKeys, draft: TrustDraft): Promise<boolean> {
  return (await keysAtHand(held, draft)) !== null;
}

/** The key files of the folder that together can sign a draft; null when they cannot. Opens none. */
async function keysAtHand({ places, trust }: HeldKeys, draft: TrustDraft): Promise<readonly OfflineKey[] | null> {
  const kept = await listKeys(places.keys);
  const found = new Set<OfflineKey>();
  const next = draft.root?.signed ?? trust.root;
  const needs: readonly (readonly ['root' | 'targets', Root])[] = [
    ...(draft.root === null
      ? []
      : ([
          ['root', trust.root],
          ['root', next],
        ] as const)),
    ...(draft.targets === null ? [] : ([['targets', next]] as const)),
  ];
  for (const [role, root] of needs) {
    const able: KeptKey[] = [];
    for (const key of kept) if (key.role === role && (await mayBelong(key, root, role))) able.push(key);
    if (able.length < root.roles[role].threshold) return null;
    for (const { file } of able) found.add(file as OfflineKey);
  }
  return [...found];
}

/** Early sealed files do not name their public half: those may belong to any role. */
async function mayBelong({ verifier, isSealed }: KeptKey, root: Root, role: 'root' | 'targets'): Promise<boolean> {
  if (verifier === null) return isSealed;
  return root.roles[role].keyIds.includes(await trustKeyId(verifier.publicKey));
}

async function publishDraft(
  held: HeldKeys,
  draft: TrustDraft,
  signatures: readonly DraftSignature[],
  ports: KeyPorts,
): Promise<void> {
  const { settings, places, trust, edition } = held;
  const root = draft.root?.signed ?? trust.root;
  const online = await openTrustKey(places.keys, settings.newsroom, { root });
  const complete = () => completeDraft(trust, draft, signatures, online, ports.now());
  const policy = draft.files.find(({ name }) => name.endsWith('.policy.txt'));
  if (policy !== undefined) {
    // Nothing is prepared for a change that lacks a signature.
    await complete();
    await dateByBothClocks(held, new TextDecoder().decode(policy.bytes), ports);
  }
  await writeTrust(edition, await complete(), makeTwins, ports.onStep);
  // What was asked for is published, or was made for trust data that is now the past.
  await removeDurably(join(places.folder, REQUEST_FILE));
}

/** Whether what a request asks for is what is published: a crash may come after publishing and before its removal. */
async function isPublished({ draft }: SigningRequest, { trust }: HeldKeys): Promise<boolean> {
  for (const role of ['root', 'targets'] as const) {
    const wanted = draft[role];
    if (wanted === null) continue;
    const bytes = trust.files.get(`${trust.versions[role]}.${role}.json`) ?? new Uint8Array();
    if (Buffer.compare((await parseMetadata(role, bytes)).canonical, wanted.canonical) !== 0) return false;
  }
  return true;
}

/** Refuses a request that would make entries void that desks have signed since it was made. */
async function refuseVoid({ draft }: SigningRequest, { trust, edition }: HeldKeys): Promise<void> {
  const bytes = draft.files.find(({ name }) => name.endsWith('.desks.txt'))?.bytes;
  if (bytes === undefined) return;
  const next = await parseDesks(bytes);
  const size = (await readPublishedHead(fileReader(edition.files)))?.size ?? 0;
  for (const { verifierKey, verifier, log, firstIndex, lastIndex } of trust.desks) {
    if (lastIndex !== null || log !== trust.log.name || firstIndex >= size) continue;
    const kept = next.filter((desk) => desk.verifierKey === verifierKey && desk.log === log);
    if (kept.some((desk) => desk.lastIndex === null || desk.lastIndex >= size - 1)) continue;
    throw new NewsroomError('request-stale', `the log has grown too far since ${verifier.name} was to be replaced`, {
      hint: 'rotate it again, and import the signatures before so many articles are published',
    });
  }
}

/** The request that waits in a newsroom's folder. Fails with `request-missing`, EditionError `request-invalid`. */
async function readRequest(held: HeldKeys): Promise<SigningRequest & { readonly isPublished: boolean }> {
  const file = join(held.places.folder, REQUEST_FILE);
  if (!(await exists(file))) {
    throw new NewsroomError('request-missing', `${file} is not there: nothing waits for signatures`, {
      hint: `propose a change first: tamizdat keys propose ${held.places.folder}`,
    });
  }
  const request = await parseRequest(new Uint8Array(await readFile(file)), file);
  if (await isPublished(request, held)) return { ...request, isPublished: true };
  const now = publishedOf(held.trust, await readRoots(held.places, held.trust));
  const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
    Buffer.compare(a ?? Buffer.of(), b ?? Buffer.of()) === 0;
  await refuseVoid(request, held);
  const isRoot = isSame(request.before.roots.at(-1), now.roots.at(-1));
  const isTargets = request.draft.targets === null || isSame(request.before.targets, now.targets);
  if (isRoot && isTargets && request.newsroom === held.settings.newsroom) return { ...request, isPublished: false };
  throw new NewsroomError('request-stale', `${file} was made for other trust data than is published now`, {
    hint: `propose the change again: tamizdat keys propose ${held.places.folder}`,
  });
}

/**
 * Publishes what the waiting request asks for, with the signatures of these files.
 * @param given the files' bytes and their names for messages; untrusted
 * @throws NewsroomError `request-missing`, `request-stale`, `signatures-elsewhere` for signatures of another newsroom or
 * request; EditionError `request-invalid`, `signatures-missing`. Whatever fails, nothing was written.
 */
export async function importSignatures(
  held: HeldKeys,
  given: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  ports: KeyPorts,
): Promise<KeysChange> {
  const request = await readRequest(held);
  const says = await describeDraft(request.newsroom, request.root, request.before, request.draft);
  if (request.isPublished) {
    await removeDurably(join(held.places.folder, REQUEST_FILE));
    return publishedAs(held, request.draft, says);
  }
  const signatures = new Map<string, DraftSignature>();
  for (const { name, bytes } of given) {
    const found = parseSignatures(bytes, name);
    const isOurs = found.newsroom === held.settings.newsroom;
    if (!isOurs || found.request !== request.id) {
      const whose = isOurs ? 'another request' : found.newsroom;
      throw new NewsroomError('signatures-elsewhere', `${name} holds signatures for ${whose}`, {
        hint: `sign ${join(held.places.folder, REQUEST_FILE)}, and give the file that this makes`,
      });
    }
    for (const each of found.signatures) signatures.set(`${each.document} ${each.keyId}`, each);
  }
  await publishDraft(held, request.draft, [...signatures.values()], ports);
  return publishedAs(held, request.draft, says);
}
