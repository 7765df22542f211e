import { ArticleError, parseBody, parseListing } from '../article/index.ts';
import { ProofError, type VerifiedPage } from '../proof/index.ts';
import type { Content } from './session.ts';

/**
 * Takes the signed body of a page apart, and checks that it is the one its record says: a desk may speak in its languages
 * only, whatever it writes into the text. Fails with `body-format`, `body-mismatch`.
 */
export function readContent({ record, part, body }: VerifiedPage): Content {
  const content = parse(record.kind === 'front' || record.kind === 'day', body);
  const { number, of } = content.part ?? { number: 1, of: 1 };
  const language = content.kind === 'article' ? content.body.language : content.listing.language;
  const isSame =
    language === record.language &&
    number === part &&
    of === record.pages.length &&
    (content.kind === 'article'
      ? (content.body.state === 'withdrawn') === (record.kind === 'withdrawal')
      : content.listing.kind === record.kind && (content.listing.day ?? null) === record.day);
  if (!isSame) throw new ProofError('body-mismatch', 'page: its text is not what its record says');
  return content;
}

function parse(isListing: boolean, html: string): Content {
  try {
    if (isListing) {
      const { listing, part = null } = parseListing(html);
      return { kind: 'listing', listing, part };
    }
    const { body, part = null } = parseBody(html);
    return { kind: 'article', body, part };
  } catch (cause) {
    if (!(cause instanceof ArticleError)) throw cause;
    throw new ProofError('body-format', `page: ${cause.message}`, { cause });
  }
}
