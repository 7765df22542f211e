import { LIMITS } from './limits.ts';

/**
 * By shape and not by `URL`, whose answers differ between browsers in corners: lower-case scheme and host, no user
 * name or password, printable ASCII without quotes, angle brackets and backslashes.
 */
const ADDRESS =
  /^https?:\/\/(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#][\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]*)?$/;

/** Whether a text is an address a link of the model may have: absolute, http(s), without credentials. */
export function isAddress(text: string): boolean {
  return text.length <= LIMITS.addressCharacters && ADDRESS.test(text);
}

/** The address as the model writes it, or null when it may not be linked to at all. */
export function normaliseAddress(text: string): string | null {
  if (isAddress(text)) return text;
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return null;
  const address = url.href.replaceAll('\\', '%5C');
  return isAddress(address) ? address : null;
}
