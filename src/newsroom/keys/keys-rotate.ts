import {
  createKey,
  deskOf,
  draftRoot,
  draftTargets,
  fileReader,
  generationsIn,
  isNamedIn,
  keyFile,
  listKeys,
  nextOnlineKey,
  readPublishedHead,
  type TrustDraft,
} from '../../edition/index.ts';
import { createSigner, type Desk, type RoleKeys, type SignerKey, trustKeyId, verifierFor } from '../../proof/index.ts';
import { NewsroomError } from '../error.ts';
import { wantedTrust } from './desks.ts';
import { canSignHere, type KeysChange, signOrRequest } from './keys-change.ts';
import { everNamed, type HeldKeys, type KeyPorts } from './keys-folder.ts';

/** A key that can be replaced by its next generation. */
export type Rotation = 'online' | 'clock' | 'targets' | `desk-${string}`;

const NO_TARGETS = { targets: null, files: [] } as const;

/**
 * Replaces a key by its next generation, and has that signed here or elsewhere. A crash between making the key and
 * publishing it leaves an unused key, which the next attempt takes up.
 * @throws NewsroomError `key-unknown`; EditionError as the signing does
 */
export async function rotateKey(held: HeldKeys, rotation: Rotation, ports: KeyPorts): Promise<KeysChange> {
  const draft = await draftRotation(held, rotation, ports, 0);
  if (!rotation.startsWith('desk-') || (await canSignHere(held, draft))) return signOrRequest(held, draft, ports);
  return signOrRequest(held, await draftRotation(held, rotation, ports, DESK_GRACE), ports);
}

/**
 * So many entries of the log may follow while a new desk key is being signed elsewhere: until then the newsroom goes on
 * with the old one, and what that signs must stay valid.
 */
const DESK_GRACE = 1_000;

/** @param grace entries of the log that the old key of a desk may still sign */
async function draftRotation(held: HeldKeys, rotation: Rotation, ports: KeyPorts, grace: number): Promise<TrustDraft> {
  const { trust, settings, places } = held;
  const now = ports.now();
  if (rotation === 'online') {
    const known = generationsIn(trust, 'online');
    const key = await nextOnlineKey(places.keys, settings.newsroom, 'online', await everNamed(held), known);
    const { root } = await draftRoot(trust, { online: await publicKeyOf(key) }, now);
    return { root, ...NO_TARGETS };
  }
  if (rotation === 'targets') {
    const { root } = await draftRoot(trust, { targets: await nextTargets(held, ports) }, now);
    return { root, ...(await draftTargets(trust, {}, now)) };
  }
  if (rotation === 'clock') {
    const known = generationsIn(trust, 'clock');
    const key = await nextOnlineKey(places.keys, settings.newsroom, 'clock', isNamedIn(trust), known);
    const { verifierKey } = await createSigner(key);
    const policy = trust.policy.replaceAll(trust.clock.verifierKey, verifierKey);
    return { root: null, ...(await draftTargets(trust, { policy }, now)) };
  }
  return { root: null, ...(await draftTargets(trust, { desks: await nextDesks(held, rotation, grace) }, now)) };
}

async function publicKeyOf(key: SignerKey): Promise<Uint8Array> {
  return (await verifierFor(await createSigner(key))).publicKey;
}

/** The desks once a language has a new key: the old one stays valid for all that is in the log, the new one from there. */
async function nextDesks(
  { trust, settings, places, edition }: HeldKeys,
  role: `desk-${string}`,
  grace: number,
): Promise<Desk[]> {
  const language = role.slice('desk-'.length);
  const log = trust.log.name;
  const isOpen = (desk: Desk) => desk.log === log && desk.lastIndex === null && desk.languages.includes(language);
  if (!trust.desks.some(isOpen)) {
    const languages = new Set(
      trust.desks.filter(({ lastIndex }) => lastIndex === null).flatMap((desk) => desk.languages),
    );
    throw new NewsroomError('key-unknown', `${settings.newsroom} has no desk for the language ${language}`, {
      hint: `its desks: ${[...languages].join(', ')}`,
    });
  }
  const size = (await readPublishedHead(fileReader(edition.files)))?.size ?? 0;
  const kept = trust.desks.flatMap((desk): Desk[] => {
    if (!isOpen(desk)) return [desk];
    const last = size - 1 + grace;
    const closed = desk.firstIndex <= last ? [{ ...desk, lastIndex: last }] : [];
    const others = desk.languages.filter((each) => each !== language);
    return others.length === 0 ? closed : [...closed, { ...desk, languages: others, firstIndex: size }];
  });
  const known = generationsIn(trust, role);
  const key = await nextOnlineKey(places.keys, settings.newsroom, role, isNamedIn(trust), known);
  return [...kept, await deskOf(key, language, log, size)];
}

/**
 * The targets role once a new key takes the place of the one in this folder; everybody else's stay. Where the role has one
 * key only, that is the one meant, though its file is lost.
 */
async function nextTargets(held: HeldKeys, ports: KeyPorts): Promise<RoleKeys> {
  const { trust, settings, places } = held;
  const { keyIds, threshold } = trust.root.roles.targets;
  const kept = (await listKeys(places.keys)).filter(({ role }) => role === 'targets');
  const here = new Set<string>(keyIds.length === 1 ? keyIds : []);
  for (const { verifier } of kept) {
    const keyId = verifier === null ? '' : await trustKeyId(verifier.publicKey);
    if (keyIds.includes(keyId)) here.add(keyId);
  }
  // With none to replace, a key would be added; with two, one would take the place of both and fewer have to sign.
  if (here.size !== 1) {
    throw new NewsroomError(
      'key-unknown',
      `${places.keys} holds ${here.size} of the ${keyIds.length} targets keys in use, and one is replaced at a time`,
      { hint: `name all keys of the role instead: tamizdat keys propose ${places.folder} --targets …` },
    );
  }
  const newest = kept.at(-1);
  const isUsed = await everNamed(held);
  let publicKey = newest?.verifier && !isUsed(newest.verifier.publicKey) ? newest.verifier.publicKey : null;
  if (publicKey === null) {
    const reason = `seal the new targets key of ${settings.newsroom}`;
    const passphrase = await ports.ask({ purpose: 'seal', reason });
    const file = keyFile('targets', (newest?.generation ?? 0) + 1);
    publicKey = await publicKeyOf(await createKey(places.keys, settings.newsroom, file, passphrase));
  }
  const others = keyIds.filter((keyId) => !here.has(keyId)).flatMap((keyId) => trust.root.keys.get(keyId) ?? []);
  return { publicKeys: [...others, publicKey], threshold };
}

/** What is renewed when it is past this part of its life. */
const HALF_LIFE_DAYS = { root: 182, targets: 90 } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Renews the signatures of root and targets that are past half of their life, all of them when `isForced`. What the
 * settings ask for is signed along. Null when nothing is due.
 */
export async function renewKeys(held: HeldKeys, isForced: boolean, ports: KeyPorts): Promise<KeysChange | null> {
  const { trust, settings, places } = held;
  const now = ports.now();
  const isDue = (role: 'root' | 'targets') =>
    isForced || trust.expires[role].getTime() - now.getTime() < HALF_LIFE_DAYS[role] * DAY_MS;
  const { added, identity, isRenamed } = await wantedTrust(settings, places, trust);
  const isTargets = isDue('targets') || isRenamed || added.length > 0;
  if (!isDue('root') && !isTargets) return null;
  const root = isDue('root') ? (await draftRoot(trust, {}, now)).root : null;
  const desks = [...trust.desks, ...added];
  const targets = isTargets ? await draftTargets(trust, { desks, identity }, now) : NO_TARGETS;
  return signOrRequest(held, { root, ...targets }, ports);
}
