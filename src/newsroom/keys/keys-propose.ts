import { draftRoot, draftTargets, type ElsewhereRole, formatKeyDigits, parsePublicHalf } from '../../edition/index.ts';
import { hexOf, matchesFingerprint, type RoleKeys } from '../../proof/index.ts';
import { NewsroomError } from '../error.ts';
import { wantedTrust } from './desks.ts';
import { type KeysChange, writeRequest } from './keys-change.ts';
import type { HeldKeys, KeyPorts } from './keys-folder.ts';

/** Who should hold a role: keys that stay and keys that are new, as a person names them. */
export interface ProposedRole {
  /** Public halves as `keys create` prints them, or the digits of keys that hold the role now. */
  readonly keys: readonly string[];
  /** How many of them must sign; by default more than half. */
  readonly threshold?: number;
}

/** What is proposed; what is absent stays as it is. */
export interface Proposal {
  readonly root?: ProposedRole;
  readonly targets?: ProposedRole;
}

/**
 * Writes a request for a change that is signed where the keys are: other holders of the root or the targets role, and
 * whatever the settings ask for that targets keys must sign (a new language, a new title).
 * @throws NewsroomError `key-unknown`, `nothing-to-sign`; EditionError `request-invalid`
 */
export async function proposeKeys(held: HeldKeys, proposal: Proposal, ports: KeyPorts): Promise<KeysChange> {
  const { settings, places, trust } = held;
  const roles = {
    ...(proposal.root && { root: await roleOf(held, 'root', proposal.root) }),
    ...(proposal.targets && { targets: await roleOf(held, 'targets', proposal.targets) }),
  };
  const { added, identity, isRenamed } = await wantedTrust(settings, places, trust);
  const isWanted = added.length > 0 || isRenamed;
  const root = Object.keys(roles).length === 0 ? null : (await draftRoot(trust, roles, ports.now())).root;
  const targets =
    proposal.targets === undefined && !isWanted
      ? { targets: null, files: [] }
      : await draftTargets(trust, { desks: [...trust.desks, ...added], identity }, ports.now());
  if (root === null && targets.targets === null) {
    throw new NewsroomError('nothing-to-sign', `nothing is to be changed in ${settings.newsroom}`, {
      hint: 'name the new keys with --root or --targets; to renew dates, run: tamizdat keys renew',
    });
  }
  return writeRequest(held, { root, ...targets });
}

async function roleOf(held: HeldKeys, role: ElsewhereRole, { keys, threshold }: ProposedRole): Promise<RoleKeys> {
  const publicKeys: Uint8Array[] = [];
  for (const text of keys) publicKeys.push(await publicKeyOf(held, role, text));
  const different = new Set(publicKeys.map(hexOf)).size;
  return { publicKeys, threshold: threshold ?? Math.floor(different / 2) + 1 };
}

/** A key as a person names it: the digits of one that holds the role now, or a public half. */
async function publicKeyOf({ settings, trust }: HeldKeys, role: ElsewhereRole, text: string): Promise<Uint8Array> {
  if (!/^[\d\s-]+$/.test(text)) return (await parsePublicHalf(text, settings.newsroom, role)).publicKey;
  const keyId = trust.root.roles[role].keyIds.find((each) => matchesFingerprint(text, each));
  const publicKey = keyId === undefined ? undefined : trust.root.keys.get(keyId);
  if (publicKey !== undefined) return publicKey;
  throw new NewsroomError('key-unknown', `no ${role} key of ${settings.newsroom} has the digits ${text}`, {
    hint: `those that are there now: ${trust.root.roles[role].keyIds.map(formatKeyDigits).join(', ')}`,
  });
}
