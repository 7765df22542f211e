import type { Block } from './model.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A block that has no id yet: what a source delivers, before `assignBlockIds`. */
export type NewBlock = WithoutId<Block>;
