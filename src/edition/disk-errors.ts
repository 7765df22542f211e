import { EditionError } from './error.ts';

/** Turns what the disk says into an error that tells the operator that nothing is lost. */
export async function unwritable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reasons: Record<string, string> = {
      ENOSPC: 'the disk is full',
      EDQUOT: 'the disk quota is used up',
      EROFS: 'the disk is read-only',
      EACCES: 'this user may not write there',
      EPERM: 'this user may not write there',
    };
    const reason = code === undefined ? undefined : reasons[code];
    if (reason === undefined) throw cause;
    throw new EditionError('edition-unwritable', `cannot write the edition in ${path}: ${reason}`, {
      hint: 'the last edition is intact; make room or give access, then run the same again',
      retryable: true,
      cause,
    });
  }
}
