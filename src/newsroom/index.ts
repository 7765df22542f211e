export { languagesThatCame } from './came-in.ts';
export { type CarriedPlace, carriedPlace, carriedSettings } from './carried.ts';
export { type CreatedNewsroom, createNewsroom } from './create.ts';
export { NewsroomError, type NewsroomErrorCode } from './error.ts';
export { type FetchedSource, fetchFeed } from './fetch.ts';
export type { Kept } from './keep.ts';
export { Newsroom, type NewsroomPorts } from './newsroom.ts';
export { type Places, placesOf } from './places.ts';
export { type RunOptions, runNewsroom } from './run.ts';
