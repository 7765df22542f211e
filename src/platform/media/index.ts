export { type CarriedCaptions, carryCaptions, MAX_CAPTIONS_BYTES } from './captions.ts';
export type { Credit } from './credit.ts';
export { MediaError, type MediaErrorCode } from './error.ts';
export { formatMediaList, type MediaList, type MediaListPiece, parseMediaList } from './media-list.ts';
export {
  type CarriedPicture,
  carryPicture,
  MAX_CARRIED_PICTURE_BYTES,
  MAX_PICTURE_BYTES,
  MAX_PICTURE_PIXELS,
  type Stripped,
} from './picture.ts';
export {
  type CarriedVideo,
  carryVideo,
  MAX_PIECE_BYTES,
  MAX_VIDEO_BYTES,
  MAX_VIDEO_SECONDS,
  type SkippedVideo,
  type VideoOptions,
} from './video.ts';
