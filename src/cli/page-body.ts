import { ArticleError, type Part, parseBody, parseListing } from '../article/index.ts';
import { BODY_START, ProofError, pagePath, placeOf, type VerifiedPage } from '../proof/index.ts';
import { checkWrapper } from './page-wrapper.ts';

/** What a page says between its body markers, as far as a person is told. */
export interface PageBody {
  /** Headline of an article, title of a listing. */
  readonly headline: string;
}

/** What the body says of itself that its record says as well. */
interface Claims {
  readonly headline: string;
  readonly language: string;
  readonly kind: string;
  readonly day: string | null;
  readonly part: Part | undefined;
}

function parseClaims({ record, body }: VerifiedPage): Claims {
  if (record.kind === 'front' || record.kind === 'day') {
    const { listing, part } = parseListing(body);
    const { title, language, kind, day = null } = listing;
    return { headline: title, language, kind, day, part };
  }
  const { body: article, part } = parseBody(body);
  const { headline, language, state } = article;
  // The day of an article is in its record only: `publishedAt` is of one language, the day is of the first.
  return { headline, language, kind: state === 'withdrawn' ? 'withdrawal' : 'article', day: record.day, part };
}

/**
 * Checks that the signed body of a page is an article or a listing of the closed form, and the one that its record
 * says: a desk may speak in its languages only, whatever it writes into the text. Also that nothing around the body runs
 * or fetches. Fails with `body-format`, `body-mismatch`.
 */
export function checkPageBody(page: VerifiedPage): PageBody {
  const path = pagePath(placeOf(page.record, page.part));
  const { record, body, content } = page;
  let claims: Claims;
  try {
    claims = parseClaims(page);
  } catch (cause) {
    if (!(cause instanceof ArticleError)) throw cause;
    throw new ProofError('body-format', `${path}: ${cause.message}`, { cause });
  }
  const html = new TextDecoder().decode(content);
  const start = html.indexOf(BODY_START) + BODY_START.length;
  const fault = checkWrapper(html.slice(0, start) + html.slice(start + body.length));
  if (fault !== null) throw new ProofError('body-format', `${path}: ${fault}`);

  const { number, of } = claims.part ?? { number: 1, of: 1 };
  const differ = (what: string, said: string, signed: string) =>
    new ProofError('body-mismatch', `${path}: the text is ${what} ${said}, its record says ${signed}`);
  if (claims.language !== record.language) throw differ('in', claims.language, record.language);
  if (claims.kind !== record.kind) throw differ('of kind', claims.kind, record.kind);
  if (claims.day !== record.day) throw differ('of day', claims.day ?? '-', record.day ?? '-');
  if (number !== page.part || of !== record.pages.length) {
    throw differ('part', `${number} of ${of}`, `${page.part} of ${record.pages.length}`);
  }
  return { headline: claims.headline };
}
