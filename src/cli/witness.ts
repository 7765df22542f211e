import { openLog } from '../platform/telemetry/index.ts';
import {
  isWitnessAddress,
  MAX_MUTABLE_BYTES,
  parseVerifierKey,
  type ReadFile,
  rootFingerprint,
  verifyTrust,
} from '../proof/index.ts';
import { openWitnessServer, Witness } from '../witness/index.ts';
import { CliError } from './error.ts';
import { openTarget } from './target.ts';
import type { Terminal } from './terminal.ts';
import type { TrustedNewsroom, TrustStore } from './trust-store.ts';

/** Options of `witness`. */
export interface WitnessCommandOptions {
  readonly log?: readonly string[];
  readonly from?: readonly string[];
  readonly name?: string;
  readonly host: string;
  readonly port: number;
  readonly address?: string;
}

interface WitnessContext {
  readonly store: TrustStore;
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Runs a witness until it is stopped: cosigns the logs of other newsrooms. */
export async function witness(
  folder: string,
  options: WitnessCommandOptions,
  context: WitnessContext,
): Promise<number> {
  const { terminal, now, signal } = context;
  const logs: string[] = [];
  for (const key of options.log ?? []) logs.push(await logKey(key));
  for (const where of options.from ?? []) logs.push(...(await logsOf(where, context)));
  if (logs.length === 0) {
    throw new CliError('misuse', 'a witness needs a log to cosign', {
      hint: 'give its verifier key with --log, or the newsroom with --from',
    });
  }
  if (options.address !== undefined && !isWitnessAddress(options.address)) {
    throw new CliError('misuse', 'the address is not one of http or https', {
      hint: 'write for example: --address https://witness.herald.example/',
    });
  }
  const log = openLog({ level: 'info' });
  const opened = await Witness.open({
    folder,
    name: options.name ?? null,
    logs,
    now,
    onContradiction: ({ kind, origin, path }) => {
      const what = kind === 'fork' ? 'signed two histories' : 'sent a checkpoint that was not shown to follow';
      log.warn(`${origin} ${what}; nothing was cosigned`, { evidence: path });
    },
  });
  try {
    const { host, port } = options;
    const onError = (error: unknown) => log.error('a checkpoint could not be cosigned', { error });
    const server = await openWitnessServer(opened, { host, port, onError });
    try {
      tell(terminal, opened, options.address ?? server.address);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    } finally {
      await server.close();
    }
  } finally {
    await opened.close();
    log.close();
  }
  return 0;
}

function tell(terminal: Terminal, { name, verifierKey, origins }: Witness, address: string): void {
  const [short = 'witness'] = name.replace(/^witness\./, '').split(/[./]/);
  terminal.print(`${name} cosigns ${origins.join(', ')}; stop it with Ctrl-C`);
  terminal.print(`  address  ${address}`);
  terminal.print(`  key      ${verifierKey}`);
  terminal.print(`  policy   witness ${short} ${verifierKey} ${address}`);
  terminal.print(`  for the newsroom: tamizdat policy --witness ${short} ${verifierKey} ${address}`);
}

/** A verifier key as it was typed. */
async function logKey(key: string): Promise<string> {
  const { verifierKey } = await parseVerifierKey(key).catch((cause: unknown) => {
    throw new CliError('misuse', `"${key}" is not a verifier key`, {
      hint: 'give the line that "tamizdat policy" shows the newsroom as "log": courier.example/log/1+1a2b3c4d+AZ…',
      cause,
    });
  });
  return verifierKey;
}

/** Keys of the logs in use of a trusted newsroom, from its verified policy. */
async function logsOf(where: string, context: WitnessContext): Promise<string[]> {
  const { store, now, signal } = context;
  if (!/^https?:\/\//i.test(where)) return logsOfTrusted(await store.find(where), store, now(), null);
  const target = await openTarget(where, signal);
  try {
    const root = (await target.read?.('trust/1.root.json', MAX_MUTABLE_BYTES)) ?? null;
    const trusted = root === null ? null : await store.get(await rootFingerprint(root));
    if (trusted !== null) return await logsOfTrusted(trusted, store, now(), target.read);
    throw new CliError('trust-unclear', `${where} is not an edition of a newsroom that is trusted here`, {
      hint: `compare its fingerprint first: tamizdat trust add ${where}`,
    });
  } finally {
    await target.close();
  }
}

async function logsOfTrusted(
  found: TrustedNewsroom,
  store: TrustStore,
  now: Date,
  read: ReadFile | null,
): Promise<string[]> {
  const { fingerprint, known } = found;
  const trusted = await verifyTrust({ fingerprint, known, read, now });
  await store.replace(found, { ...found, known: trusted.keep, identity: trusted.identity });
  return trusted.policy.logs.map(({ verifierKey }) => verifierKey);
}
