import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, named so that a later one with the same number is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start of the process in clock ticks since the machine's start; empty where there is no `/proc`. */
  readonly start: string;
  /** Id of the machine's start; empty where there is no `/proc`. */
  readonly boot: string;
  readonly host: string;
}

/** Whether a process still lives; `elsewhere` when it ran on another machine, whose processes cannot be seen from here. */
export type Liveness = 'living' | 'dead' | 'elsewhere';

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, start: startOf(process.pid) ?? '', boot: bootId(), host: hostname() };
}

/** Whether the process of an identity still lives. Age plays no part: a process that is stopped or busy is not dead. */
export function livenessOf(identity: ProcessIdentity): Liveness {
  if (identity.host !== hostname()) return 'elsewhere';
  const boot = bootId();
  if (identity.boot !== '' && boot !== '' && identity.boot !== boot) return 'dead';
  if (!exists(identity.pid)) return 'dead';
  const start = startOf(identity.pid);
  return start !== null && identity.start !== '' && start !== identity.start ? 'dead' : 'living';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Field 22 of `/proc/<pid>/stat` (proc(5)); null where it cannot be read. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}
