import type { ArticleBody } from '../article/index.ts';
import type { PartnerSettings } from '../platform/config/index.ts';

/** What an agreement looks at in a language version. */
export interface Offered {
  /** UTC date of first publication. */
  readonly day: string;
  readonly body: Pick<ArticleBody, 'language' | 'sections'>;
}

type Terms = Pick<PartnerSettings, 'languages' | 'sections' | 'since' | 'until'>;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Why an agreement does not take a version; null when it does. */
export function refusedBy({ languages, sections, since, until }: Terms, { day, body }: Offered): string | null {
  if (!languages.includes(body.language)) return `it does not carry ${body.language}`;
  if (sections !== undefined) {
    const wanted = new Set(sections.map(folded));
    if (!body.sections.some((section) => wanted.has(folded(section)))) return `it carries ${sections.join(', ')} only`;
  }
  if (since !== undefined && day < since) return `it carries what was published on ${since} or later`;
  if (until !== undefined && day > until) return `it carried what was published until ${until}`;
  return null;
}
