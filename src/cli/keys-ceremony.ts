import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  checkSeenRoot,
  createKeyFile,
  describeDraft,
  formatKeyDigits,
  formatSignatures,
  MAX_REQUEST_BYTES,
  MAX_SIGNATURES_BYTES,
  openSecretKey,
  parseRequest,
  readSeenRoot,
  signDraft,
  writeSeenRoot,
} from '../edition/index.ts';
import { holdKeys, importSignatures, type Proposal, proposeKeys } from '../newsroom/index.ts';
import { exists, writeDurably } from '../platform/home/index.ts';
import { formatFingerprint, isName, trustKeyId } from '../proof/index.ts';
import { CliError } from './error.ts';
import { tellChange } from './keys-change.ts';
import { type ChangeOutcome, type KeysContext, type KeysOptions, shownPath } from './keys-context.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson } from './terminal.ts';
import { checkTypedFingerprint } from './typed-fingerprint.ts';

/** Makes a key on a machine without a newsroom and prints its public half. */
export async function createKeyAt(
  file: string,
  options: KeysOptions & { readonly role: 'root' | 'targets'; readonly newsroom: string },
  { terminal, env }: KeysContext,
): Promise<number> {
  const { role, newsroom } = options;
  if (!isName(newsroom)) {
    throw new CliError('misuse', `"${newsroom}" is not the name of a newsroom`, {
      hint: 'write it as in "newsroom" of its settings: courier.example',
    });
  }
  const ask = passphraseSource(options, terminal, env);
  const passphrase = (await exists(file))
    ? null
    : await ask({ purpose: 'seal', reason: `seal this ${role} key of ${newsroom}` });
  const { verifierKey, publicKey } = await createKeyFile(file, newsroom, role, passphrase);
  const digits = formatKeyDigits(await trustKeyId(publicKey));
  const isSealed = passphrase !== null;
  if (options.json === true) printJson(terminal, { file, role, newsroom, isSealed, public: verifierKey, digits });
  else {
    terminal.print(`Made a ${role} key of ${newsroom} in ${file}: keep it here, and a copy in another place`);
    terminal.print(`  public  ${verifierKey}`);
    terminal.print(`  digits  ${digits}`);
    terminal.print();
    terminal.print(`Next: give the public line to the newsroom: tamizdat keys propose --${role} '${verifierKey}' …`);
  }
  if (!isSealed) terminal.note(`warning: ${file} is not sealed with a passphrase; whoever copies it can sign with it`);
  return 0;
}

/** Writes a request for a change that is signed where the keys are. */
export async function proposeChange(
  folder: string,
  options: KeysOptions & {
    readonly root?: readonly string[];
    readonly targets?: readonly string[];
    readonly rootThreshold?: number;
    readonly targetsThreshold?: number;
  },
  context: KeysContext,
): Promise<number> {
  const { terminal, now, env } = context;
  const roleOf = (name: 'root' | 'targets', keys: readonly string[] | undefined, threshold: number | undefined) => {
    if (keys !== undefined) return { [name]: { keys, ...(threshold !== undefined && { threshold }) } };
    if (threshold === undefined) return {};
    throw new CliError('misuse', `--${name}-threshold needs the keys that it counts`, {
      hint: `name all of them with --${name}: public lines, or the digits of those there are now`,
    });
  };
  const proposal: Proposal = {
    ...roleOf('root', options.root, options.rootThreshold),
    ...roleOf('targets', options.targets, options.targetsThreshold),
  };
  const ports = { now, ask: passphraseSource(options, terminal, env) };
  return tellChange(await holdKeys(folder, (held) => proposeKeys(held, proposal, ports)), folder, options, context);
}

/**
 * Signs a request with one key, on any machine; says in words what is signed, before a passphrase is asked for. Nothing
 * that the request says about itself is believed: its past has to be the one that the key signed under before, as a file
 * beside the key remembers.
 */
export async function signRequest(
  file: string,
  options: KeysOptions & { readonly key: string; readonly fingerprint?: string; readonly out?: string },
  { terminal, env }: KeysContext,
): Promise<number> {
  const request = await parseRequest(await readCeremonyFile(file, MAX_REQUEST_BYTES), file);
  const { newsroom, fingerprint, root, before, draft, id } = request;
  if (options.fingerprint !== undefined) {
    const hint = 'sign nothing: its past is made up, and your signature would be good for the true newsroom';
    checkTypedFingerprint(options.fingerprint, fingerprint, shownPath(file), hint);
  }
  const seen = await readSeenRoot(options.key);
  checkSeenRoot(request, seen);
  const says = await describeDraft(newsroom, root, before, draft);
  const tell = options.json === true ? terminal.note : terminal.print;
  tell(`${newsroom}, fingerprint ${formatFingerprint(fingerprint)}`);
  tell('What is signed:');
  for (const sentence of says) tell(`  - ${sentence}`);
  if (seen === null && options.fingerprint === undefined) {
    terminal.note(
      'hint: this key has signed nothing yet: compare the fingerprint with the one in print (--fingerprint does it)',
    );
  }
  const ask = passphraseSource(options, terminal, env);
  const key = await openSecretKey(options.key, ask, `sign this for ${newsroom}`);
  if (!key.name.startsWith(`${newsroom}/`)) {
    throw new CliError('misuse', `${options.key} is the key ${key.name}, and the request is of ${newsroom}`, {
      hint: 'take the key that was made for this newsroom',
    });
  }
  const signatures = await signDraft(root, draft, [key]);
  const [first] = signatures;
  if (first === undefined) {
    throw new CliError('misuse', `${options.key} has no say in this request`, {
      hint: 'sign with a key that holds the role now, or that the request gives it to',
    });
  }
  // Before the signatures are there: with them and without it, an older past could be signed the next time.
  const remembered = await writeSeenRoot(options.key, request).then(
    () => true,
    () => false,
  );
  const out = options.out ?? join(dirname(file), `signatures-${first.keyId.slice(0, 8)}.json`);
  await writeDurably(out, formatSignatures({ newsroom, request: id, signatures }));
  if (options.json === true) {
    const outcome: ChangeOutcome = 'signed';
    printJson(terminal, { outcome, file: out, newsroom, fingerprint, request: id, says, key: first.keyId });
  } else {
    terminal.print(`Signed with the key ${formatKeyDigits(first.keyId)}`);
    terminal.print();
    terminal.print(`Next: carry ${out} to the newsroom: tamizdat keys import <folder> ${out}`);
  }
  if (!remembered) {
    terminal.note(
      `warning: cannot write beside ${options.key}, so an older request will not be noticed: compare the fingerprint and the number of the root each time`,
    );
  }
  return 0;
}

/** Publishes the change that waits, with the signatures that came back. */
export async function importInto(
  folder: string,
  files: readonly string[],
  options: KeysOptions,
  context: KeysContext,
): Promise<number> {
  const { terminal, now, env } = context;
  const given: { name: string; bytes: Uint8Array }[] = [];
  for (const name of files) given.push({ name, bytes: await readCeremonyFile(name, MAX_SIGNATURES_BYTES) });
  const ports = { now, ask: passphraseSource(options, terminal, env) };
  const change = await holdKeys(folder, (held) => importSignatures(held, given, ports));
  return tellChange(change, folder, options, context);
}

/** Reads a file that came from another machine: one byte more than allowed is enough to know that it is too large. */
async function readCeremonyFile(path: string, maxBytes: number): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new CliError('not-found', `${shownPath(path)} cannot be read`, { hint: 'check the path', cause });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0);
    return new Uint8Array(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}
