import type { PartnerPost, PartnerState } from '../../newsroom/index.ts';
import { formatDuration } from '../../platform/config/index.ts';
import { languageName } from '../words.ts';

/** How a post stands, and the mark that says how good that is. */
export const STATES: Readonly<Record<PartnerPost['state'], { readonly label: string; readonly mark: string }>> = {
  failed: { label: 'failed', mark: 'mark blocked' },
  differs: { label: 'changed there', mark: 'mark hindered' },
  waiting: { label: 'waits', mark: 'mark hindered' },
  stopped: { label: 'stopped', mark: 'mark hindered' },
  draft: { label: 'draft there', mark: 'mark passes' },
  current: { label: 'current', mark: 'mark passes' },
  withdrawn: { label: 'withdrawn there', mark: 'mark passes' },
};

/** How many posts stand how: `3 current, 1 failed`; what needs somebody first. */
export function countsInWords(counts: PartnerState['counts']): string {
  const order = Object.keys(STATES) as PartnerPost['state'][];
  const shown = order.flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [`${count} ${STATES[state].label}`];
  });
  return shown.length === 0 ? 'nothing yet' : shown.join(', ');
}

/** How many posts there are in all. */
export function totalOf(counts: PartnerState['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What was agreed, a line each, for the newsroom and for the partner alike. */
export function agreementLines(agreement: PartnerState['agreement']): readonly (readonly [string, string])[] {
  const { languages, sections, as, delayMs, edits, canonical, since, until } = agreement;
  return [
    ['Languages', languages.map(languageName).join(', ')],
    ['Sections', sections === undefined ? 'all' : sections.join(', ')],
    ['New posts', as === 'published' ? 'public at once' : 'a draft that the partner publishes'],
    ['Sent', delayMs === 0 ? 'with the edition' : `${formatDuration(delayMs)} after publication`],
    ['Corrections and withdrawals', 'at once'],
    ['Changes by hand', edits === 'keep' ? 'are told, and left until somebody decides' : 'are written over'],
    ['Original for search engines', canonical === 'home' ? 'the newsroom’s page in that language' : 'the post itself'],
    ...(since === undefined ? [] : [['From', since] as const]),
    ...(until === undefined ? [] : [['New ones until', until] as const]),
  ];
}

/** The page of a partner. */
export const partnerPath = (name: string): string => `/partners/${encodeURIComponent(name)}`;

/** The dry run of a version for a partner. */
export function previewPath({ partner, article, language }: Pick<PartnerPost, 'partner' | 'article' | 'language'>) {
  return `${partnerPath(partner)}/preview/${encodeURIComponent(article)}/${encodeURIComponent(language)}`;
}
