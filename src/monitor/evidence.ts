import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, writeDurably } from '../platform/home/index.ts';
import { FINDINGS, type Finding, keyOf, MAX_OF_A_NAME, type Raised } from './finding.ts';
import type { MonitorState } from './state.ts';

const DONE = 'finding.json';

function folderOf(folder: string, finding: Finding): string {
  const key = createHash('sha256').update(keyOf(finding)).digest('hex').slice(0, 12);
  return join(folder, 'evidence', `${finding.name}-${key}`);
}

/**
 * Keeps what shows a finding below `evidence/` of a folder: `finding.json`, and files laid out like carriers, so that
 * `tamizdat verify` can be asked about each without a network. The same finding is kept once. Returns the folder; null
 * when there is nothing to show, or when there are too many already.
 */
export async function keepFinding(folder: string, { finding, files }: Raised): Promise<string | null> {
  const own = folderOf(folder, finding);
  if (await exists(join(own, DONE))) return own;
  if (files.size === 0) return null;
  const names = await readdir(join(folder, 'evidence')).catch(() => []);
  if (names.filter((name) => name.startsWith(`${finding.name}-`)).length >= MAX_OF_A_NAME) return null;
  for (const [path, bytes] of files) await writeDurably(join(own, path), bytes, { mode: 0o600 });
  // Last: without it a folder that a crash left half full is filled again.
  const shown = { ...finding, means: FINDINGS[finding.name][1] };
  await writeDurably(join(own, DONE), `${JSON.stringify(shown, null, 2)}\n`, { mode: 0o600 });
  return own;
}

/**
 * Forgets lasting findings whose evidence a person has moved away: that is how somebody says that it was dealt with. What
 * still is so is found again.
 */
export async function forgetMoved(folder: string, state: MonitorState): Promise<MonitorState> {
  const lasting: Finding[] = [];
  for (const finding of state.lasting) {
    if (await exists(join(folderOf(folder, finding), DONE))) lasting.push(finding);
  }
  return { ...state, lasting };
}
