import { draftTargets, type TrustState } from '../../edition/index.ts';
import {
  formatPolicy,
  type PolicyContents,
  type PolicyWitness,
  type Quorum,
  readPolicyText,
} from '../../proof/index.ts';
import { placesOf } from '../places.ts';
import { readOwnTrust } from './desks.ts';
import { type KeysChange, signOrRequest } from './keys-change.ts';
import { holdKeys, type KeyPorts } from './keys-folder.ts';

/** What is to become of the witnesses of a policy; what is absent stays. */
export interface WitnessChange {
  /** One of a known name takes its place: its address may change so. */
  readonly add?: readonly PolicyWitness[];
  /** Names; one that the policy does not have is left out of it already. */
  readonly remove?: readonly string[];
  readonly quorum?: Quorum;
}

/** The policy of a newsroom, as published. */
export async function readPolicy(folder: string): Promise<Required<PolicyContents>> {
  return readPolicyText((await readOwnTrust(placesOf(folder))).policy);
}

/** The text of the policy after a change. Fails with `policy-format` when it cannot be met, or a key stands twice. */
async function changedPolicy({ policy }: TrustState, change: WitnessChange): Promise<string> {
  const before = await readPolicyText(policy);
  const { add = [], remove = [], quorum = before.quorum } = change;
  const witnesses = before.witnesses.filter(({ name }) => !remove.includes(name));
  for (const each of add) {
    const at = witnesses.findIndex(({ name }) => name === each.name);
    witnesses.splice(at < 0 ? witnesses.length : at, at < 0 ? 0 : 1, each);
  }
  // With the last witness goes the quorum, unless somebody asks for one.
  const isLast = witnesses.length === 0 && change.quorum === undefined;
  const text = formatPolicy({ ...before, witnesses, quorum: isLast ? 'none' : quorum });
  await readPolicyText(text);
  return text;
}

/**
 * Changes who witnesses a newsroom's log, and how many of them count. Signed by the targets keys; where they are not in
 * the folder, a request for their signatures is written. Null when it is so already.
 * @throws ProofError `policy-format`; HomeError `locked` while the newsroom runs
 */
export async function changeWitnesses(
  folder: string,
  change: WitnessChange,
  ports: KeyPorts,
): Promise<KeysChange | null> {
  return holdKeys(folder, async (held) => {
    const policy = await changedPolicy(held.trust, change);
    if (policy === held.trust.policy) return null;
    const draft = { root: null, ...(await draftTargets(held.trust, { policy }, ports.now())) };
    return signOrRequest(held, draft, ports);
  });
}
