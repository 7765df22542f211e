/** Fingerprints of roots, for people to compare. */

const GROUPS = 8;
const DIGITS = 5;

/**
 * A root's fingerprint (64 hex digits) as eight groups of five decimal digits: the SHA-256 as a number, modulo
 * 10^40 (132 bits), zero-padded. Digits are the same in every language and script, and can be read out.
 *
 * @example formatFingerprint('00…01') // '00000 00000 00000 00000 00000 00000 00000 00001'
 */
export function formatFingerprint(fingerprint: string): string {
  const digits = (BigInt(`0x${fingerprint}`) % 10n ** BigInt(GROUPS * DIGITS))
    .toString()
    .padStart(GROUPS * DIGITS, '0');
  return (digits.match(/[0-9]{5}/g) ?? []).join(' ');
}

/** True when what a person typed (hex, or digits with any spacing) is this root's fingerprint, in full. */
export function matchesFingerprint(typed: string, fingerprint: string): boolean {
  const plain = typed.normalize('NFKC').toLowerCase().replaceAll(/[\s-]/g, '');
  return plain === fingerprint || plain === formatFingerprint(fingerprint).replaceAll(' ', '');
}
