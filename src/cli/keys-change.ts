import { holdKeys, type KeysChange, type Rotation, renewKeys, rotateKey } from '../newsroom/index.ts';
import { CliError } from './error.ts';
import { type ChangeOutcome, type KeysContext, type KeysOptions, shownPath } from './keys-context.ts';
import { passphraseSource } from './passphrase.ts';
import { printJson } from './terminal.ts';

const ROLES = ['online', 'clock', 'targets', 'desk'] as const;

/** Whether a word begins what is to be rotated. */
export const isRotation = (word: string): boolean => (ROLES as readonly string[]).includes(word);

function parseRotation(words: readonly string[]): Rotation {
  const [role, language, ...more] = words;
  const isFit = role === 'desk' ? language !== undefined && more.length === 0 : words.length === 1;
  if (role !== undefined && isRotation(role) && isFit) {
    return role === 'desk' ? `desk-${language ?? ''}` : (role as Exclude<Rotation, `desk-${string}`>);
  }
  throw new CliError('misuse', `what is to be rotated is not said`, {
    hint: 'say one of: online, clock, targets, desk <language>; root keys are replaced with: tamizdat keys propose --root …',
  });
}

/** Replaces a key by a new one of the same role. */
export async function rotate(
  folder: string,
  words: readonly string[],
  options: KeysOptions,
  context: KeysContext,
): Promise<number> {
  const { terminal, now, env } = context;
  const rotation = parseRotation(words);
  const ports = { now, ask: passphraseSource(options, terminal, env) };
  return tellChange(await holdKeys(folder, (held) => rotateKey(held, rotation, ports)), folder, options, context);
}

/** Renews the dates of root and targets. */
export async function renew(
  folder: string,
  options: KeysOptions & { readonly force?: boolean },
  context: KeysContext,
): Promise<number> {
  const { terminal, now, env } = context;
  const ports = { now, ask: passphraseSource(options, terminal, env) };
  const change = await holdKeys(folder, (held) => renewKeys(held, options.force === true, ports));
  if (change !== null) return tellChange(change, folder, options, context);
  if (options.json === true) printJson(terminal, { outcome: 'unchanged' satisfies ChangeOutcome });
  else
    terminal.print(
      'Nothing is due: root and targets have more than half of their time left (--force renews them anyway)',
    );
  return 0;
}

/** Says what became of a change: published, or to be signed elsewhere. */
export function tellChange(
  change: KeysChange,
  folder: string,
  options: KeysOptions,
  { terminal }: KeysContext,
): number {
  const shown = shownPath(folder);
  if (options.json === true) {
    const { kind, ...rest } = change;
    printJson(terminal, { outcome: kind satisfies ChangeOutcome, ...rest });
    return 0;
  }
  terminal.print(change.kind === 'published' ? 'Signed and in the edition:' : 'To be signed where the keys are:');
  for (const sentence of change.says) terminal.print(`  - ${sentence}`);
  terminal.print();
  if (change.kind === 'published') {
    terminal.print(
      `Next: it is carried when the newsroom runs: tamizdat run ${shown}; then see tamizdat keys list ${shown}`,
    );
    return 0;
  }
  if (change.replaced)
    terminal.note('the request that was waiting before is gone, and so are the signatures made for it');
  terminal.print(`Next: carry ${shownPath(change.file)} to each machine with a key that signs, and there:`);
  terminal.print('        tamizdat keys sign keys-request.json --key <file>');
  terminal.print(`      bring back what it writes: tamizdat keys import ${shown} signatures-….json …`);
  return 0;
}
