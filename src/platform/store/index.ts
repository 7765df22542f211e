export { StoreError, type StoreErrorCode } from './error.ts';
export type { Migrations } from './migrations.ts';
export { openStore, type Store, type StoreOptions } from './store.ts';
