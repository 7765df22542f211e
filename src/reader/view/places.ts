/** What nobody needs to read a page: one file of its own on the wire, see `later.ts`. */
export { loadPlaceWords } from '../words/load-places.ts';
export { openAbout } from './about.ts';
export { openCheckFile } from './check-file.ts';
export { openChoice } from './choice.ts';
export { drawHow } from './how.ts';
export { drawKeptPages, openKeeping } from './keeping.ts';
export { loadPicture, playVideo, showPicture } from './show-media.ts';
