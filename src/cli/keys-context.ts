import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Terminal } from './terminal.ts';

/** What the commands about keys work with. */
export interface KeysContext {
  readonly terminal: Terminal;
  readonly now: () => Date;
  readonly env: NodeJS.ProcessEnv;
}

/** Options that every command about keys may have. */
export interface KeysOptions {
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/**
 * What `--json` of the commands that change keys or trust data calls what came of it, as `outcome`:
 * - `published`: signed, and in the edition
 * - `requested`: nothing changed yet: a request waits in `file` for signatures that are made elsewhere
 * - `signed`: signatures for a request are in `file`
 * - `unchanged`: it was so already, or nothing is due
 * - `undecided`: nothing changed: a decision is missing
 */
export type ChangeOutcome = 'published' | 'requested' | 'signed' | 'unchanged' | 'undecided';

/**
 * Takes the folder from the front of a command's words, where it may be left out: `rotate online` means the folder that
 * one is in.
 * @param isRest whether a word belongs to what follows the folder
 */
export function folderFirst(
  words: readonly string[],
  isRest: (word: string) => boolean,
): { readonly folder: string; readonly rest: readonly string[] } {
  const [first = '.', ...rest] = words;
  return isRest(first) ? { folder: '.', rest: words } : { folder: first, rest };
}

/** A path as a person would type it from here. */
export function shownPath(path: string): string {
  const shown = relative(process.cwd(), path) || '.';
  return shown.startsWith('..') ? path : shown;
}

/** Whether a word names a folder that is there. */
export function isDirectory(word: string): boolean {
  return statSync(word, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
