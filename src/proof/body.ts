/** What a page says, and what stands around it (docs/spec/page.md): after its signatures, before whether it is current. */
import { ProofError } from './errors.ts';
import { pagePath } from './layout.ts';
import type { RecordKind } from './record.ts';
import { placeOf, type VerifiedPage } from './verify-page.ts';

/**
 * What a body says of itself that its record says as well. Told by whoever parses bodies (docs/spec/article.md), which
 * this room does not.
 */
export interface BodyClaims {
  readonly language: string;
  /** `withdrawal` of an article whose state is withdrawn. */
  readonly kind: RecordKind;
  /** Of a day page; null of all others: an article's day is in its record only. */
  readonly day: string | null;
  /** Which part, from 1, of how many; 1 of 1 where the body names none. */
  readonly part: number;
  readonly of: number;
}

/**
 * Checks that a body is the one its record says: a desk may speak in its languages only, whatever it writes into the
 * text. Fails with `body-mismatch`.
 */
export function checkBody({ record, part }: VerifiedPage, claims: BodyClaims): void {
  const { language, kind, day, pages } = record;
  const pairs = [
    ['language', claims.language, language],
    ['kind', claims.kind, kind],
    ['day', claims.day, kind === 'day' ? day : null],
    ['part', `${claims.part}/${claims.of}`, `${part}/${pages.length}`],
  ] as const;
  for (const [what, said, signed] of pairs) {
    if (said !== signed) {
      throw new ProofError(
        'body-mismatch',
        `${pagePath(placeOf(record, part))}: its text says ${what} ${said ?? '-'}, its record ${signed ?? '-'}`,
      );
    }
  }
}

/**
 * Checks that nothing around the body of a page runs or fetches: for everyone who lets a browser open the file. Its rules
 * are loaded when first wanted, so that who draws bodies only does not carry them. Fails with `body-format`.
 */
export async function checkWrapper({ content, record, part }: VerifiedPage): Promise<void> {
  const { refuseActive } = await import('./page-wrapper.ts');
  refuseActive(content, pagePath(placeOf(record, part)));
}
