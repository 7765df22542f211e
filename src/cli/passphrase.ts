import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { AskPassphrase } from '../edition/index.ts';
import { CliError } from './error.ts';
import type { Terminal } from './terminal.ts';

/** A line typed at the terminal, not shown. Ctrl-C ends the command as everywhere else. */
async function readHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  lines.on('SIGINT', () => {
    lines.close();
    process.stderr.write('\n');
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

const TRIES = 3;

/**
 * Where passphrases come from, in this order: `--passphrase-file`, `TAMIZDAT_PASSPHRASE`, the terminal. Without any of
 * them nobody is asked, and new keys stay unsealed. The answer is asked for once a process.
 */
export function passphraseSource(
  options: { readonly passphraseFile?: string },
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
): AskPassphrase {
  let answer: Promise<string | null> | undefined;
  const find = async (purpose: 'seal' | 'open', reason: string): Promise<string | null> => {
    if (options.passphraseFile !== undefined) return fromFile(options.passphraseFile);
    if (env.TAMIZDAT_PASSPHRASE) return env.TAMIZDAT_PASSPHRASE;
    if (!terminal.isInteractive) return null;
    if (purpose === 'open') return (await readHidden(`Passphrase, to ${reason}: `)) || null;
    terminal.note(
      `A passphrase will ${reason}. Without it nobody can rotate keys or add languages; it cannot be recovered.`,
    );
    for (let at = 0; at < TRIES; at += 1) {
      const first = await readHidden('Passphrase (empty: leave the keys unsealed): ');
      if (first === '') return null;
      if ((await readHidden('Once more: ')) === first) return first;
      terminal.note('The two differ.');
    }
    throw new CliError('misuse', 'no passphrase was given twice the same');
  };
  return ({ purpose, reason }) => {
    answer ??= find(purpose, reason);
    return answer;
  };
}

async function fromFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new CliError('not-found', `the passphrase file ${path} cannot be read`, {
      hint: 'check the path and who may read it',
      cause,
    });
  }
  const passphrase = text.replace(/\r?\n[\s\S]*$/, '');
  if (passphrase === '')
    throw new CliError('misuse', `the passphrase file ${path} is empty`, {
      hint: 'put the passphrase on its first line',
    });
  return passphrase;
}
