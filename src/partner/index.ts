export { type Offered, refusedBy } from './agreement.ts';
export { PartnerError, type PartnerErrorCode } from './error.ts';
export type { PictureShelf } from './pictures.ts';
export {
  drawPost,
  type LanguageLink,
  type PluginFeatures,
  type PostInput,
  type PostWords,
  picturesOf,
} from './post.ts';
export type { PlacedPicture } from './post-html.ts';
export { type KnownPost, type PostPorts, type PostWish, type SettledPost, settlePost } from './settle-post.ts';
export { type SiteFinding, testSite } from './test-site.ts';
export { isPinned, type PinnedKeys, type PluginStatus, type SitePicture, type SitePost } from './wordpress/answers.ts';
export type { SiteAccess, SiteLimits } from './wordpress/request.ts';
export { type PinnedNewsroom, type PostFields, WordPressSite } from './wordpress/site.ts';
