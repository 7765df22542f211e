import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, writeDurably } from '../platform/home/index.ts';
import { base64Of, bytesOf, type Checkpoint, type Hash, rootsOfConsistency, sha256Hex } from '../proof/index.ts';

/** More than anybody needs to be convinced; a log can sign any number of forks, and a disk is finite. */
const MAX_FILES = 64;

/** What a refused checkpoint says about its log. */
export type Contradiction =
  /** Both checkpoints cannot be true: whoever runs the log signed two histories. */
  | 'fork'
  /** It was not shown to follow. The log may have forked, or whoever sent it (which anyone can) sent a wrong proof. */
  | 'unproven';

const isSame = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

/** Whether a signed checkpoint that cannot be cosigned contradicts the one that was. */
export async function contradictionOf(
  cosigned: Checkpoint,
  refused: Checkpoint,
  proof: readonly Hash[],
): Promise<Contradiction | null> {
  if (refused.size === cosigned.size) return isSame(refused.root, cosigned.root) ? null : 'fork';
  if (refused.size < cosigned.size || cosigned.size === 0) return null;
  const roots = await rootsOfConsistency(cosigned, refused.size, proof);
  if (roots === null || !isSame(roots.newer, refused.root)) return 'unproven';
  return isSame(roots.older, cosigned.root) ? null : 'fork';
}

/**
 * Keeps two signed checkpoints that contradict each other, with the proof that came along, as one file below
 * `evidence/` of the log's folder. The same refused tree is kept once. Returns the path; null when enough is kept.
 */
export async function keepEvidence(
  logFolder: string,
  kind: Contradiction,
  evidence: {
    readonly cosigned: string;
    /** Signed by the log alone: any other line could be added by anybody. */
    readonly refused: string;
    readonly proof: readonly Hash[];
  },
): Promise<string | null> {
  const folder = join(logFolder, 'evidence');
  const path = join(folder, `${kind}-${(await sha256Hex(bytesOf(evidence.refused))).slice(0, 16)}.txt`);
  if (await exists(path)) return path;
  const names = await readdir(folder).catch(() => []);
  if (names.filter((name) => name.startsWith(`${kind}-`)).length >= MAX_FILES) return null;
  const { cosigned, refused, proof } = evidence;
  const hashes =
    proof.length === 0 ? '' : `\nConsistency proof given:\n\n${proof.map((hash) => `${base64Of(hash)}\n`).join('')}`;
  await writeDurably(path, `Cosigned:\n\n${cosigned}\nRefused (${kind}):\n\n${refused}${hashes}`);
  return path;
}
