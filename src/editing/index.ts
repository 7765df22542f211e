export type { Editing, SegmentName, VersionName } from './editing.ts';
export type * from './views.ts';
