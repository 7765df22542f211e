import { CliError } from './error.ts';

/** An address as messages may repeat it: a password that somebody left in it stays unsaid. */
export function shownAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return isPlain ? text : text.replace(/^.*@/s, '…@');
}

/**
 * Parses an http or https address given on the command line.
 * @param example what to write instead
 * @throws CliError `misuse` for anything else, and for an address with a name or password in it: it would stand in the
 * settings, the log and every message
 */
export function parseWebAddress(text: string, example: string): URL {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) {
    throw new CliError('misuse', `${shownAddress(text)} is not an http or https address`, {
      hint: `write for example: ${example}`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliError('misuse', `${shownAddress(text)} has a name or password in it`, {
      hint: 'give an address that everybody may read',
    });
  }
  return url;
}
