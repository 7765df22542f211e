export { type CopiedRow, type CopyLine, exportTables, importTables } from './copy.ts';
export { type EmbeddedStoreOptions, openStore } from './embedded-store.ts';
export { StoreError, type StoreErrorCode } from './error.ts';
export type { Migrations } from './migrations.ts';
export { openServerStore, type ServerStoreOptions } from './server-store.ts';
export type { Listening, Store, StoreOptions } from './store.ts';
