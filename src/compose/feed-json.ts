import { generateJsonFeed } from 'feedsmith';
import type { FeedContents, FeedEntry } from './feed-items.ts';
import { sourceTypeOf } from './json-ld.ts';

/** JSON Feed 1.1; what it has no field for stands in the extension `_tamizdat`, of the feed and of each item. */
export function jsonFeed(contents: FeedContents): string {
  const { title, description, language, front, rights, entries, withdrawn, addressOf } = contents;
  const feed = generateJsonFeed({
    title,
    home_page_url: front,
    feed_url: addressOf(`${language}/feed.json`),
    description,
    language,
    items: entries.map((entry) => {
      return {
        id: entry.id,
        url: entry.address,
        title: entry.title,
        summary: entry.summary,
        content_html: entry.html,
        date_published: entry.publishedAt,
        date_modified: entry.updatedAt,
        language: entry.version.body.language,
        ...(entry.bylines.length === 0 ? {} : { authors: entry.bylines.map((name) => ({ name })) }),
        ...(entry.sections.length === 0 ? {} : { tags: [...entry.sections] }),
        _tamizdat: extensionOf(entry),
      };
    }),
  });
  const tombstones = withdrawn.map(({ id, summary, updatedAt }) => ({ id, when: updatedAt, reason: summary }));
  const extension = { rights, ...(tombstones.length === 0 ? {} : { withdrawn: tombstones }) };
  return `${JSON.stringify({ ...(feed as Record<string, unknown>), _tamizdat: extension }, null, 1)}\n`;
}

function extensionOf({ version: { revision, body }, words, others }: FeedEntry): Record<string, unknown> {
  const sourceType = sourceTypeOf(body.translation);
  return {
    state: body.state,
    revision,
    ...(words.label === null ? {} : { label: words.label }),
    ...(sourceType === undefined ? {} : { digital_source_type: sourceType }),
    ...(others.length === 0 ? {} : { languages: others.map(({ language, address }) => ({ language, url: address })) }),
  };
}
