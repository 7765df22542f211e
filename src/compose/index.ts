export { ComposeError, type ComposeErrorCode } from './errors.ts';
export { type NewsroomFace, titleOf } from './face.ts';
export { makeTwins } from './twins.ts';
export { HEADER_BYTES, WIRE_BUDGET_BYTES, WIRE_LIMIT_BYTES } from './wire.ts';
export { autonymOf, dateIn, wordsFor } from './words/choose.ts';
export type { Words } from './words/words.ts';
