import { changeWitnesses, readPolicy, type WitnessChange } from '../newsroom/index.ts';
import {
  isWitnessAddress,
  isWitnessName,
  type PolicyContents,
  type PolicyWitness,
  ProofError,
  parseVerifierKey,
  type Quorum,
} from '../proof/index.ts';
import { CliError } from './error.ts';
import type { ChangeOutcome } from './keys-context.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson, type Terminal } from './terminal.ts';

/** Options of `policy`. */
export interface PolicyOptions {
  /** Name, key and address of each, one after the other. */
  readonly witness?: readonly string[];
  readonly remove?: readonly string[];
  readonly quorum?: Quorum;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

const EXAMPLE = '--witness herald witness.herald.example+1a2b3c4d+BF… https://witness.herald.example/';

/** `none`, `any`, `all` or a number; undefined when it is none of them. */
export function parseQuorum(word: string): Quorum | undefined {
  if (word === 'none' || word === 'any' || word === 'all') return word;
  return /^[1-9][0-9]?$/.test(word) ? Number(word) : undefined;
}

/** Shows who witnesses a newsroom's log, or changes it and has the policy signed. */
export async function policy(
  folder: string,
  options: PolicyOptions,
  context: { readonly terminal: Terminal; readonly now: () => Date; readonly env: NodeJS.ProcessEnv },
): Promise<number> {
  const { terminal, now, env } = context;
  const { remove, quorum } = options;
  const change: WitnessChange = {
    ...(options.witness === undefined ? {} : { add: await parseWitnesses(options.witness) }),
    ...(remove === undefined ? {} : { remove }),
    ...(quorum === undefined ? {} : { quorum }),
  };
  const before = await readPolicy(folder);
  const unknown = remove?.find((name) => !before.witnesses.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new CliError('misuse', `the policy has no witness called ${unknown}`, {
      hint: `it has: ${before.witnesses.map(({ name }) => name).join(', ') || 'none'}`,
    });
  }
  const isChange = Object.keys(change).length > 0;
  const ask = passphraseSource(options, terminal, env);
  const changed = isChange ? await changeWitnesses(folder, change, { now, ask }).catch(explain) : null;
  const after = await readPolicy(folder);
  if (options.json === true) {
    const { log, clock, witnesses, quorum: counted } = after;
    const outcome: ChangeOutcome = changed?.kind ?? 'unchanged';
    const file = changed?.kind === 'requested' ? changed.file : null;
    printJson(terminal, { outcome, file, log, clock, witnesses, quorum: counted });
    return 0;
  }
  tellPolicy(terminal, after);
  if (changed?.kind === 'requested') {
    terminal.print();
    terminal.print(`Nothing changed yet: the targets keys are elsewhere. To be signed there: ${changed.file}`);
    terminal.print(
      `Next: tamizdat keys sign ${changed.file} --key <file>, then tamizdat keys import ${folder} signatures-….json …`,
    );
  } else if (changed?.kind === 'published') {
    terminal.print();
    terminal.print('Signed. The next start publishes it, asks the witnesses, and carries what they cosigned.');
  }
  return 0;
}

async function parseWitnesses(words: readonly string[]): Promise<PolicyWitness[]> {
  const witnesses: PolicyWitness[] = [];
  const misuse = (what: string) => new CliError('misuse', what, { hint: `write for example: ${EXAMPLE}` });
  if (words.length % 3 !== 0) throw misuse('--witness takes three words: a name, a key, an address');
  for (let at = 0; at < words.length; at += 3) {
    const [name = '', key = '', address = ''] = words.slice(at, at + 3);
    if (!isWitnessName(name)) throw misuse(`"${name}" cannot be the name of a witness`);
    const verifier = await parseVerifierKey(key).catch(() => null);
    if (verifier?.type !== 'cosignature') throw misuse(`the key given for ${name} is not that of a witness`);
    if (!isWitnessAddress(address)) throw misuse(`the address given for ${name} is not one of http or https`);
    witnesses.push({ name, key, address });
  }
  return witnesses;
}

/** A policy that cannot be is a matter of what was asked for. */
function explain(error: unknown): never {
  if (!(error instanceof ProofError) || error.code !== 'policy-format') throw error;
  throw new CliError('misuse', error.message.replace(/^policy\.txt: /, ''), {
    hint: 'give the quorum that fits with --quorum; see "tamizdat policy" for the witnesses there are',
    cause: error,
  });
}

function tellPolicy(terminal: Terminal, { log, witnesses, quorum }: PolicyContents): void {
  const all = witnesses ?? [];
  terminal.print(`log      ${log}`);
  for (const { name, key, address } of all) {
    terminal.print(`witness  ${name} at ${address ?? '(nobody asks it)'}`);
    terminal.print(`         ${key}`);
  }
  if (all.length === 0) terminal.print('witness  none: readers are told "not yet independently witnessed"');
  const words = { none: 'none: what witnesses cosign is published, and not counted', any: 'any one', all: 'all' };
  terminal.print(`quorum   ${typeof quorum === 'number' ? `${quorum} of ${all.length}` : words[quorum ?? 'none']}`);
}
