export { HomeError, type HomeErrorCode } from './error.ts';
export * from './files.ts';
export { type FolderLock, LOCK_FILE, openLock } from './lock.ts';
export { tamizdatHome } from './place.ts';
export { sweepTemporary, TEMPORARY } from './sweep.ts';
