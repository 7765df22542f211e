import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, writeDurably } from '../platform/home/index.ts';
import { FINDINGS, keyOf, type Raised } from './finding.ts';

/** Folders of evidence kept; a hostile carrier can make up any number of findings. */
const MAX_FOLDERS = 500;

/**
 * Keeps what shows a finding below `evidence/` of a folder: `finding.json`, and files laid out like carriers, so that
 * `tamizdat verify` can be asked about each without a network. The same finding is kept once. Returns the folder; null
 * when there is nothing to show, or when there are too many already.
 */
export async function keepFinding(folder: string, { finding, files }: Raised): Promise<string | null> {
  if (files.size === 0) return null;
  const all = join(folder, 'evidence');
  const key = createHash('sha256').update(keyOf(finding)).digest('hex').slice(0, 12);
  const own = join(all, `${finding.name}-${key}`);
  if (await exists(join(own, 'finding.json'))) return own;
  const names = await readdir(all).catch(() => []);
  if (names.length >= MAX_FOLDERS) return null;
  for (const [path, bytes] of files) await writeDurably(join(own, path), bytes, { mode: 0o600 });
  // Last: without it a folder that a crash left half full is filled again.
  const shown = { ...finding, means: FINDINGS[finding.name][1] };
  await writeDurably(join(own, 'finding.json'), `${JSON.stringify(shown, null, 2)}\n`, { mode: 0o600 });
  return own;
}
