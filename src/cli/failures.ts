/**
 * Failures that only `verify` finds, beside those of signed material: what is wrong with where and how something is
 * served, not with what was signed. Shown like those ("Not genuine: outdated"), and like those they never change.
 */
export const VERIFY_FAILURES = {
  outdated: "a folder shows an older page than the one that the folder's own edition names",
  symlink: 'a link, which shows whatever it leads to',
  'not-a-file': 'a pipe, a socket or a device in the place of a file',
  'host-headers': 'the host makes browsers show or fetch something else than the signed bytes',
  'not-signed': 'a document that a browser shows and nobody signed',
} as const;

/** A failure that only `verify` finds. */
export type VerifyFailure = keyof typeof VERIFY_FAILURES;
