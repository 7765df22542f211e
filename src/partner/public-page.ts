import { PartnerError } from './error.ts';
import type { WordPressSite } from './wordpress/site.ts';

/** Themes and programs that shrink pages write attributes in their own way: quotes and the marks of entities may differ. */
function has(text: string, mark: string): boolean {
  return text.includes(mark) || text.includes(mark.replaceAll('"', "'"));
}

/**
 * Reads a public page as readers get it, and sees that it shows what was sent.
 * @param mark what stands in its HTML
 * @param gone addresses that must not stand there any more
 * @throws PartnerError `partner-not-shown`: mostly a cache in front of the site, so it is to be tried again
 */
export async function provePublic(
  site: WordPressSite,
  address: string,
  mark: string,
  gone: readonly string[] = [],
): Promise<void> {
  const { status, text } = await site.readPage(address);
  if (status !== 200 || !has(text, mark)) {
    throw new PartnerError('partner-not-shown', `${address} does not show what was sent (${status})`, {
      hint: 'a cache may still give the old page; where this stays, have the partner empty it',
      retryable: true,
    });
  }
  const left = gone.find((each) => text.includes(each));
  if (left === undefined) return;
  throw new PartnerError('partner-not-shown', `${address} still shows a picture that was taken away`, {
    hint: 'a cache or the theme still has it; have the partner look',
    retryable: true,
  });
}

/** Sees that a public page shows nothing of a post any more, in whatever revision. */
export async function proveHidden(site: WordPressSite, address: string, mark: string): Promise<void> {
  const { status, text } = await site.readPage(address);
  if (status !== 200 || !has(text, mark.slice(0, -1))) return;
  throw new PartnerError('partner-not-shown', `${address} still shows the article`, {
    hint: 'a cache may still give the old page; where this stays, have the partner empty it',
    retryable: true,
  });
}
