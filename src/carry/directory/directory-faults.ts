import { CarryError, type CarryErrorCode, pathRefused } from '../carrier.ts';

/** What the system's errors mean for a carrier, and what a person can do about each. */
const MEANINGS: Readonly<Record<string, readonly [CarryErrorCode, what: string, hint: string]>> = {
  ENOSPC: ['carrier-full', 'no space left', 'free space on that disk, then carry again; what is there stays valid'],
  EDQUOT: ['carrier-full', 'the quota is used up', 'free space or raise the quota, then carry again'],
  EFBIG: ['carrier-full', 'the file is larger than this disk takes', 'use another file system for this carrier'],
  EROFS: ['carrier-read-only', 'the disk is read-only', 'mount it writable, or carry to another folder'],
  EACCES: ['carrier-forbidden', 'permission denied', 'give the user who runs this write access to the folder'],
  EPERM: ['carrier-forbidden', 'not permitted', 'give the user who runs this write access to the folder'],
};
/** Conditions that pass by themselves: a busy or vanished network mount, too many open files. */
const PASSING = [
  'EBUSY',
  'EAGAIN',
  'EMFILE',
  'ENFILE',
  'ETIMEDOUT',
  'ESTALE',
  'EHOSTDOWN',
  'ENOTCONN',
  'ENXIO',
  'ENODEV',
];
/** Something on the carrier stands where a file or folder of the edition has to be. */
const IN_THE_WAY = ['EISDIR', 'ENOTDIR', 'EEXIST', 'ELOOP', 'ENAMETOOLONG', 'ENOTEMPTY'];

/** The `CarryError` for what the file system threw. `path` is that of the edition's file, or the folder itself. */
export function directoryFault(carrier: string, path: string, error: unknown): unknown {
  if (error instanceof CarryError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  // Not from the file system: a fault of this program, or the reason of an aborted signal. It must not look like the disk's.
  if (code === undefined || (error as NodeJS.ErrnoException).syscall === undefined) return error;
  const meaning = MEANINGS[code];
  if (meaning !== undefined) {
    return new CarryError(meaning[0], `${carrier}: ${path}: ${meaning[1]}`, { hint: meaning[2], cause: error });
  }
  if (IN_THE_WAY.includes(code)) {
    return pathRefused(carrier, path, `something else stands there (${code})`, error);
  }
  if (PASSING.includes(code)) {
    return new CarryError('carrier-unreachable', `${carrier}: ${path}: not reachable at the moment (${code})`, {
      hint: 'check that the drive or network mount is there; carrying again goes on where it stopped',
      retryable: true,
      cause: error,
    });
  }
  return new CarryError('carrier-failed', `${carrier}: ${path}: the file system answered ${code}`, {
    hint: 'check the disk; carrying again goes on where it stopped',
    cause: error,
  });
}
