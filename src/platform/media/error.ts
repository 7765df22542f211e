import { TamizdatError } from '../../errors/index.ts';

/**
 * Why media cannot be carried: it is not what it says it is (`not-a-picture`, `not-a-video`, `not-captions`), is beyond
 * a limit (`picture-too-large`, `video-too-large`, `captions-too-large`), or the work on it did not end well
 * (`video-failed`) or in time (`media-timeout`).
 */
export type MediaErrorCode =
  | 'not-a-picture'
  | 'picture-too-large'
  | 'not-a-video'
  | 'video-too-large'
  | 'video-failed'
  | 'not-captions'
  | 'captions-too-large'
  | 'media-timeout';

/** Media that cannot be carried. Messages say what it is and never what its metadata held; the caller names the address. */
export class MediaError extends TamizdatError<MediaErrorCode> {}
