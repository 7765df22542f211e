import { ArticleError, parseBody, parseListing } from '../article/index.ts';
import { type BodyClaims, ProofError, pagePath, placeOf, type VerifiedPage } from '../proof/index.ts';

/** What a page says between its body markers, as far as a person is told. */
export interface PageBody extends BodyClaims {
  /** Headline of an article, title of a listing. */
  readonly headline: string;
}

/** Parses the body of a page: an article or a listing of the closed form, as its record says. Fails with `body-format`. */
export function readPageBody({ record, part, body }: VerifiedPage): PageBody {
  try {
    return record.kind === 'front' || record.kind === 'day' ? readListing(body) : readArticle(body);
  } catch (cause) {
    if (!(cause instanceof ArticleError)) throw cause;
    throw new ProofError('body-format', `${pagePath(placeOf(record, part))}: ${cause.message}`, { cause });
  }
}

function readListing(html: string): PageBody {
  const { listing, part } = parseListing(html);
  const { title, language, kind, day = null } = listing;
  return { headline: title, language, kind, day, part: part?.number ?? 1, of: part?.of ?? 1 };
}

function readArticle(html: string): PageBody {
  const { body, part } = parseBody(html);
  const { headline, language, state } = body;
  const kind = state === 'withdrawn' ? 'withdrawal' : 'article';
  return { headline, language, kind, day: null, part: part?.number ?? 1, of: part?.of ?? 1 };
}
