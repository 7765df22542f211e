/** What the hunted newsroom reports, as its feed has it. */
import { type FeedItem, rssOf, textAbout } from '../journey/feed-site.ts';

/** An item of the feed as it is now. */
export interface Story {
  readonly id: string;
  readonly text: string;
  readonly isWithdrawn: boolean;
}

/** The feed: what stands, and tombstones for what was withdrawn. */
export function feedOf(stories: readonly Story[]): string {
  const standing = stories.filter(({ isWithdrawn }) => !isWithdrawn);
  const items = standing.map(
    ({ id, text }, at): FeedItem => ({
      id,
      headline: `Report on ${id}`,
      text: `${textAbout(id)}<p>As known ${text}.</p>`,
      publishedAt: new Date(Date.UTC(2026, 10, 1 + (at % 5), 8)),
    }),
  );
  const gone = stories.filter(({ isWithdrawn }) => isWithdrawn).map(({ id }) => tombstoneOf(id));
  return rssOf(items).replace('</channel>', `${gone.join('')}</channel>`);
}

function tombstoneOf(id: string): string {
  return `<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="${id}" when="2026-11-21T09:00:00Z"/>`;
}
