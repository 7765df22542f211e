export {
  type DeskClosing,
  desksClosed,
  desksWithNext,
  planClosing,
  reissueOf,
  type VoidRecord,
  voidRecords,
} from './close-desk.ts';
export { type AskCosignatures, cosignatureBytes, cosignEdition } from './cosign.ts';
export { describeDraft, formatKeyDigits } from './draft-words.ts';
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
export { createKeyFile, type ElsewhereRole, parsePublicHalf } from './key-file.ts';
export { type KeyRole, keyFile, keyName, type OfflineKey, type OnlineKey, parseKeyFile } from './key-name.ts';
export {
  type AskPassphrase,
  createKey,
  deskLanguages,
  hasKey,
  isUnsealed,
  type KeptKey,
  listKeys,
  nextOnlineKey,
  openOfflineKey,
  openOnlineKey,
  openSecretKey,
} from './keys.ts';
export {
  generationsIn,
  isNamedIn,
  type KeysInUse,
  keysInUse,
  type OnlineKeys,
  openOfflineKeys,
  openOnlineKeys,
  openTrustKey,
} from './keys-in-use.ts';
export type { PageDraft } from './pages.ts';
export {
  type Publication,
  type PublishOptions,
  type PublishResult,
  publishEdition,
  recoverEdition,
} from './publish.ts';
export { writeTrust } from './replace.ts';
export { type ReprovedPages, reprovePages } from './reprove.ts';
export { replaceLog, retirement } from './retire.ts';
export { checkSeenRoot, readSeenRoot, type SeenRoot, writeSeenRoot } from './seen-root.ts';
export {
  formatSignatures,
  type GivenSignatures,
  MAX_SIGNATURES_BYTES,
  parseSignatures,
} from './signatures-file.ts';
export {
  draftId,
  formatRequest,
  MAX_REQUEST_BYTES,
  type PublishedTrust,
  parseRequest,
  publishedOf,
  type SigningRequest,
} from './signing-request.ts';
export type { OnStep, StagedFile } from './staging.ts';
export {
  changeTargets,
  deskOf,
  logOrigin,
  makeFirstTrust,
  trustReminders,
  WARN_DAYS,
} from './trust.ts';
export {
  completeDraft,
  countSignatures,
  type DraftDocument,
  type DraftSignature,
  draftRoot,
  draftTargets,
  type RootChange,
  type SignatureCount,
  signDraft,
  type TargetsChange,
  type TrustDraft,
} from './trust-draft.ts';
export { renewTrust } from './trust-online.ts';
export { firstRootFingerprint, readTrust, type TrustState } from './trust-state.ts';
export { hasTwins, type MakeTwins, twinPaths, withTwins } from './twins.ts';
