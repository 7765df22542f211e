import { ArticleError, parseBody, parseListing } from '../article/index.ts';
import { type BodyClaims, ProofError, type VerifiedPage } from '../proof/index.ts';
import type { Content } from './session.ts';

/** Takes the signed body of a page apart. Fails with `body-format`. */
export function readContent({ record, body: html }: VerifiedPage): Content {
  try {
    if (record.kind === 'front' || record.kind === 'day') {
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

/** What a body says that its record says as well. */
export function claimsOf(content: Content): BodyClaims {
  const { number: part, of } = content.part ?? { number: 1, of: 1 };
  if (content.kind === 'listing') {
    const { language, kind, day = null } = content.listing;
    return { language, kind, day, part, of };
  }
  const { language, state } = content.body;
  return { language, kind: state === 'withdrawn' ? 'withdrawal' : 'article', day: null, part, of };
}
