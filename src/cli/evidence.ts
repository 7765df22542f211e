import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeDurably } from '../platform/home/index.ts';

/**
 * Keeps the two signed checkpoints of a fork, and the page that led to it, below `$TAMIZDAT_HOME/evidence/`: whoever
 * prints them only may lose them with the window. The same evidence is kept once. Returns the folder.
 */
export async function keepEvidence(
  home: string,
  evidence: readonly string[],
  page: Uint8Array | null,
): Promise<string> {
  const name = createHash('sha256').update(evidence.join('\n')).digest('hex').slice(0, 16);
  const folder = join(home, 'evidence', name);
  for (const [at, checkpoint] of evidence.entries()) {
    await writeDurably(join(folder, `checkpoint-${at + 1}`), checkpoint, { mode: 0o600 });
  }
  if (page !== null) await writeDurably(join(folder, 'page.html'), page, { mode: 0o600 });
  return folder;
}
