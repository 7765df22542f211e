export { isAddress, normaliseAddress } from './address.ts';
export { ArticleError, type ArticleErrorCode } from './article-error.ts';
export { checkBody, checkListing, isArticleBody } from './check.ts';
export { type Content, canonicalJson, contentKey } from './content.ts';
export { type ParsedBody, type Part, parseBody, serializeBody } from './html.ts';
export {
  assignBlockIds,
  blockNumber,
  isArticleId,
  isSalt,
  type NumberedBlocks,
  newArticleId,
  newSalt,
} from './ids.ts';
export { type InlineWriting, writeInlines } from './inline-html.ts';
export { canonicalLanguage, directionOf, isLanguageTag } from './language.ts';
export { LIMITS } from './limits.ts';
export { type ParsedListing, parseListing, serializeListing } from './listing.ts';
export { escapeAttribute, escapeText } from './markup.ts';
export * from './model.ts';
export type { NewBlock } from './new-block.ts';
export { normaliseBlocks, normaliseBody, normaliseInlines, normaliseLine } from './normal.ts';
export { joinListingParts, joinParts } from './parts.ts';
export type { Problem, ProblemCode } from './problem.ts';
export { splitLongBlocks } from './split.ts';
export { blockSizeBytes, cutText, plainText, type Textual, teaserOf, wordCount } from './text.ts';
