import { type FeedsInput, feedContents } from './feed-items.ts';
import { jsonFeed } from './feed-json.ts';
import { atomFeed, rssFeed } from './feed-xml.ts';
import { ninjsFeed } from './ninjs.ts';
import type { ComposedPage } from './page.ts';

/**
 * Full-text feeds of one language, for partners' systems and feed readers: `<lang>/feed.xml` (RSS 2.0),
 * `<lang>/atom.xml` (Atom, RFC 4287), `<lang>/feed.json` (JSON Feed 1.1) and `<lang>/ninjs.json` (IPTC ninjs 3.1). They
 * are not signed; they link to pages that are. Each says whose the texts are, marks corrections, and keeps a withdrawn
 * article as a notice with the reason. See docs/carriers/pull.md.
 */
export function composeFeeds(input: FeedsInput): ComposedPage[] {
  const { language } = input;
  const contents = feedContents(input);
  const encoder = new TextEncoder();
  return [
    { path: `${language}/feed.xml`, bytes: encoder.encode(rssFeed(contents)) },
    { path: `${language}/atom.xml`, bytes: encoder.encode(atomFeed(contents)) },
    { path: `${language}/feed.json`, bytes: encoder.encode(jsonFeed(contents)) },
    { path: `${language}/ninjs.json`, bytes: encoder.encode(ninjsFeed(input.face, contents)) },
  ];
}
