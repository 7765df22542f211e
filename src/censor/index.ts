export type { CensorAction } from './action.ts';
