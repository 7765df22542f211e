export { auditCarrier } from './audit.ts';
export * from './carrier.ts';
export { DirectoryCarrier } from './directory.ts';
export { openDirectoryCarrier } from './directory-target.ts';
export { isEditionPath, twinOf } from './layout.ts';
export * from './ledger.ts';
export * from './memory.ts';
export * from './report.ts';
export { type SyncOptions, syncCarrier } from './sync.ts';
