import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, removeDurably, syncFolder, writeDurably } from '../platform/home/index.ts';
import { hashOfSecret, newSecret, type Random } from './secret.ts';

/** So long a link made at the terminal may be used. */
export const TERMINAL_LINK_MS = 24 * 3_600_000;

/** A link as its file has it. */
export interface TerminalLink {
  /** Whom it signs in, or the new person's name to start from; null for a new operator of any name. */
  readonly name: string | null;
  /** It is good only as long as nobody may sign in. */
  readonly isFirst: boolean;
  /** ISO. */
  readonly expiresAt: string;
}

/**
 * Makes a one-time sign-in link at the terminal and gives the secret in it. It is a file in the newsroom's folder, of which
 * only the secret's hash is the name: whoever may write there rules the newsroom anyway, and the command needs no database,
 * which a running process of an embedded one holds for itself.
 */
export async function writeTerminalLink(
  folder: string,
  options: { readonly name: string | null; readonly isFirst?: boolean; readonly now: Date; readonly random: Random },
): Promise<{ readonly secret: string; readonly expiresAt: string }> {
  const { name, isFirst = false, now, random } = options;
  await makeFolder(folder, 0o700);
  for (const file of await readdir(folder)) {
    const link = await readLink(join(folder, file));
    if (link === null || link.expiresAt <= now.toISOString() || (isFirst && link.isFirst))
      await removeDurably(join(folder, file));
  }
  const secret = newSecret(random);
  const link: TerminalLink = { name, isFirst, expiresAt: new Date(now.getTime() + TERMINAL_LINK_MS).toISOString() };
  await writeDurably(pathOf(folder, secret), `${JSON.stringify(link)}\n`, { mode: 0o600 });
  return { secret, expiresAt: link.expiresAt };
}

/** The link of a secret; null when there is none that still holds. */
export async function readTerminalLink(folder: string, secret: string, now: Date): Promise<TerminalLink | null> {
  const link = await readLink(pathOf(folder, secret));
  return link === null || link.expiresAt <= now.toISOString() ? null : link;
}

/** Takes a link away for good. False when somebody else took it first. */
export async function takeTerminalLink(folder: string, secret: string): Promise<boolean> {
  try {
    // Not `rm`, which says nothing when two take the same file.
    await unlink(pathOf(folder, secret));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await syncFolder(folder);
  return true;
}

const pathOf = (folder: string, secret: string): string => join(folder, `${hashOfSecret(secret)}.json`);

async function readLink(path: string): Promise<TerminalLink | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : parseTerminalLink(text);
}

/** Null for whatever a crash or a person left there. */
export function parseTerminalLink(text: string): TerminalLink | null {
  try {
    const { name, isFirst, expiresAt } = JSON.parse(text) as Record<string, unknown>;
    const isLink = (name === null || typeof name === 'string') && typeof isFirst === 'boolean';
    return isLink && typeof expiresAt === 'string' ? { name, isFirst, expiresAt } : null;
  } catch {
    return null;
  }
}
