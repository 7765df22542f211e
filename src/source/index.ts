export { addressIdentity } from './addresses.ts';
export * from './arrival.ts';
export { blocksFromHtml } from './blocks.ts';
export { type Concerns, concernsOf } from './concerned.ts';
export { type Decoded, decodeBytes, type TextKind } from './decode.ts';
export * from './draft.ts';
export { parseFeed } from './feed.ts';
export type { Feed, FeedItem, FeedMedia } from './feed-item.ts';
export { type Unkept, withoutUnkept } from './left-out.ts';
export { extractPage, feedLinks, type Page, type PageHints } from './page.ts';
export type { BlocksContext } from './place.ts';
export { type Poll, pollSource } from './poll.ts';
export { type Push, type ReadPush, readPush } from './push.ts';
export * from './resolve-media.ts';
export type { PollPorts, SourceSettings } from './settings.ts';
export { parseSitemap } from './sitemap.ts';
export { SourceError, type SourceErrorCode } from './source-error.ts';
export {
  emptySourceState,
  type ItemFailure,
  type ItemState,
  type LeftOut,
  type SourceState,
  type Validators,
} from './source-state.ts';
export * from './versions.ts';
