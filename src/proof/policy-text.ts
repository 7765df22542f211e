/**
 * The text of a newsroom's own policy, written and read back (`policy.txt`, docs/spec/trust.md). Readers need
 * `policy.ts` only: it takes every tlog-policy, this writes one form of it.
 */
import { base64Of, bytesOf } from './bytes.ts';
import { ProofError } from './errors.ts';
import { formatTime } from './grammar.ts';
import type { Hash } from './hash.ts';
import { parsePolicy } from './policy.ts';

/** A witness as a policy names it. */
export interface PolicyWitness {
  /** What the policy calls it: `clock`, `none` and `witnesses` are taken. */
  readonly name: string;
  /** Verifier key of a cosigner. */
  readonly key: string;
  /** Where it takes checkpoints (the submission prefix of C2SP tlog-witness); null when nobody is to ask it. */
  readonly address: string | null;
}

/** How many of the witnesses must have cosigned. */
export type Quorum = 'none' | 'any' | 'all' | number;

/** What a newsroom's own policy says. */
export interface PolicyContents {
  /** Verifier key of the log in use. */
  readonly log: string;
  /** Verifier key of the newsroom's clock. */
  readonly clock: string;
  readonly retired?: readonly {
    readonly log: string;
    readonly size: number;
    readonly root: Hash;
    readonly time: Date;
  }[];
  readonly witnesses?: readonly PolicyWitness[];
  /** `none` by default. */
  readonly quorum?: Quorum;
}

const CLOCK = 'clock';
/** The group of all witnesses, of which a quorum is a part. */
const GROUP = 'witnesses';
/** Each cosignature is some 130 bytes in every page: more than these would not fit beside an article. */
export const MAX_WITNESSES = 5;

const bad = (why: string) => new ProofError('policy-format', `policy.txt: ${why}`);

/** Whether a witness may be called so in a policy. */
export function isWitnessName(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) && ![CLOCK, GROUP, 'none'].includes(name);
}

/** Whether witnesses can be asked at this address: http or https, without user, query or fragment, in one spelling. */
export function isWitnessAddress(address: string): boolean {
  if (address.length > 500 || !/^https?:\/\/[!-~]+$/.test(address) || !URL.canParse(address)) return false;
  const { href, username, password } = new URL(address);
  return username === '' && password === '' && !/[?#]/.test(address) && [address, `${address}/`].includes(href);
}

function refuseUnfit(witnesses: readonly PolicyWitness[], quorum: Quorum): void {
  if (witnesses.length > MAX_WITNESSES) throw bad(`more than ${MAX_WITNESSES} witnesses`);
  for (const { name, address } of witnesses) {
    if (!isWitnessName(name)) throw bad(`"${name}" cannot be the name of a witness`);
    if (address !== null && !isWitnessAddress(address)) throw bad(`the address of the witness ${name} is not one`);
  }
  const isFit = typeof quorum !== 'number' || (Number.isInteger(quorum) && quorum >= 1 && quorum <= witnesses.length);
  if (!isFit) {
    throw bad(`a quorum of ${quorum} cannot be met by a policy whose number of witnesses is ${witnesses.length}`);
  }
  if (quorum !== 'none' && witnesses.length === 0) throw bad(`the quorum "${quorum}" needs a witness`);
}

/**
 * The text of a policy: one log, its retired logs, its clock, its witnesses, one group of them as the quorum.
 * Keys are verifier keys (`name+hash+base64`). Fails with `policy-format` for witnesses or a quorum that cannot be.
 *
 * @example formatPolicy({ ...(await readPolicyText(text)), quorum: 2 })
 */
export function formatPolicy(policy: PolicyContents): string {
  const { log, clock, retired = [], witnesses = [], quorum = 'none' } = policy;
  refuseUnfit(witnesses, quorum);
  const closed = retired.map(
    (each) => `# tamizdat retired ${each.log} ${each.size} ${base64Of(each.root)} ${formatTime(each.time)}\n`,
  );
  const lines = witnesses.map(({ name, key, address }) =>
    address === null ? `witness ${name} ${key}\n` : `witness ${name} ${key} ${address}\n`,
  );
  const group = quorum === 'none' ? '' : `group ${GROUP} ${quorum} ${witnesses.map(({ name }) => name).join(' ')}\n`;
  return [
    `log ${log}\n${closed.join('')}\n`,
    `witness ${CLOCK} ${clock}\n# tamizdat clock ${CLOCK}\n${lines.join('')}\n`,
    `${group}quorum ${quorum === 'none' ? 'none' : GROUP}\n`,
  ].join('');
}

/** Reads what {@link formatPolicy} writes, to change it. Fails with `policy-format` for any other policy. */
export async function readPolicyText(text: string): Promise<Required<PolicyContents>> {
  const { logs, clock, retired } = await parsePolicy(bytesOf(text));
  const lines = text.split('\n').map((line) => line.split(' '));
  const witnesses = lines.flatMap(([keyword, name = '', key = '', address = null]) =>
    keyword === 'witness' && name !== CLOCK ? [{ name, key, address }] : [],
  );
  const [, , count = 'none'] = lines.find(([keyword, name]) => keyword === 'group' && name === GROUP) ?? [];
  const quorum = count === 'none' || count === 'any' || count === 'all' ? count : Number(count);
  const contents = {
    log: logs[0]?.verifierKey ?? '',
    clock: clock?.verifierKey ?? '',
    retired: retired.map(({ verifier, size, root, time }) => ({
      log: verifier.verifierKey,
      size,
      root,
      time: new Date(time),
    })),
    witnesses,
    quorum,
  } as const;
  if (formatPolicy(contents) !== text) throw bad('not written by this program, so it is not changed by it');
  return contents;
}
