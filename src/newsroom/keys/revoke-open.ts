import type { SyncProgress } from '../../carry/index.ts';
import type { OnStep } from '../../edition/index.ts';
import { NewsroomError } from '../error.ts';
import { type holdFolder, type NewsroomPorts, type OpenedFolder, openFolder } from '../open-folder.ts';

/** What closing a desk's key and retiring a log need. */
export interface RevokePorts extends NewsroomPorts {
  readonly signal?: AbortSignal;
  /** Called while carriers are brought up to date. */
  readonly onProgress?: (progress: SyncProgress) => void;
  /** Called before each step that touches the disk or a carrier; tests kill the process there. */
  readonly onStep?: OnStep;
  /** True when what a carrier holds is the thief's: it is then no sign that this folder is an old copy. */
  readonly isCarrierDoubted?: boolean;
}

/**
 * Opens the newsroom after a theft. Whoever stole the log's key may have put a larger tree on a carrier, which looks like
 * what was published after an old backup; which of the two it is, only the operator knows.
 * @param open `openFolder`, or `holdFolder` for work that takes no key of the log
 * @throws NewsroomError `old-copy` unless carriers are doubted; as `open`
 */
export async function openToRevoke(
  folder: string,
  ports: RevokePorts,
  open: typeof holdFolder = openFolder,
): Promise<OpenedFolder> {
  const { isCarrierDoubted = false } = ports;
  return open(folder, ports, { isCarrierDoubted }).catch((cause: unknown) => {
    if (!(cause instanceof NewsroomError) || cause.code !== 'old-copy') throw cause;
    throw new NewsroomError('old-copy', cause.message, {
      hint: 'if what it holds is yours, follow "Restore" in docs/operate/run-a-newsroom.md; if a thief signed it: --doubt-carriers',
      cause,
    });
  });
}
