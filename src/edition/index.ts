export { EditionError, type EditionErrorCode } from './error.ts';
export {
  type EditionFolder,
  editionFolder,
  fileReader,
  type ListedFile,
  listEditionFiles,
  type PublishedHead,
  type PublishedPage,
  readPublishedHead,
  readPublishedPage,
} from './folder.ts';
export { renewHead } from './heartbeat.ts';
export {
  type AskPassphrase,
  createKey,
  deskLanguages,
  hasKey,
  isUnsealed,
  keyName,
  type OfflineRole,
  type OnlineKeys,
  type OnlineRole,
  openOfflineKey,
  openOnlineKey,
  openOnlineKeys,
} from './keys.ts';
export type { PageDraft } from './pages.ts';
export {
  type Publication,
  type PublishOptions,
  type PublishResult,
  publishEdition,
  recoverEdition,
} from './publish.ts';
export { writeTrust } from './replace.ts';
export type { OnStep, StagedFile } from './staging.ts';
export {
  changeTargets,
  deskOf,
  firstRootFingerprint,
  logOrigin,
  makeFirstTrust,
  readTrust,
  renewTrust,
  type TrustState,
  trustReminders,
} from './trust.ts';
export { hasTwins, type MakeTwins, twinPaths, withTwins } from './twins.ts';
