import { formatFingerprint, matchesFingerprint } from '../proof/index.ts';
import { CliError } from './error.ts';

/**
 * Compares what a person typed with a fingerprint (64 hex digits): hex or digits, or the whole text of a printed code
 * (`tamizdat <newsroom> <digits>`).
 * @param what names the thing that was found, in the message
 * @throws CliError `fingerprint-differs`
 */
export function checkTypedFingerprint(typed: string, fingerprint: string, what: string, hint: string): void {
  const digits = typed.trim().replace(/^tamizdat \S+ /i, '');
  if (matchesFingerprint(digits, fingerprint)) return;
  throw new CliError(
    'fingerprint-differs',
    `${what} is not the newsroom with that fingerprint: it has ${formatFingerprint(fingerprint)}`,
    { hint },
  );
}
