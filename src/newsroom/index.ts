export { accountsOf } from './accounts.ts';
export { languagesThatCame } from './arrivals/came-in.ts';
export { type FetchedSource, fetchFeed } from './arrivals/fetch.ts';
export type { Kept } from './arrivals/keep.ts';
export {
  openPushes,
  type PushedItem,
  type Pushes,
  type PushOutcome,
  type PushPorts,
  pushSource,
} from './arrivals/pushes.ts';
export { type CarriedPlace, carriedId, carriedPlace, carriedSettings } from './carried.ts';
export {
  addToCarriers,
  carrierNamed,
  emptyCarrier,
  expectRemovable,
  takeFromCarriers,
} from './carriers/carrier-change.ts';
export { type CarrierChanges, CarrierDesk, type CarrierStanding, loadStandings } from './carriers/carrier-desk.ts';
export type { CarrierProgress, CarrierProof, CarrierState } from './carriers/carrier-states.ts';
export { type CarrierCheck, testCarrier } from './carriers/carrier-test.ts';
export { type CreatedNewsroom, createNewsroom } from './create.ts';
export { NewsroomError, type NewsroomErrorCode } from './error.ts';
export { type CopyPorts, restoreBackup, writeBackup } from './keeping/backup.ts';
export { type BackupDoor, openBackupDoor } from './keeping/backup-door.ts';
export type { CopyReport } from './keeping/database-copy.ts';
export { moveDatabase } from './keeping/move-database.ts';
export { type NightlyBackups, openNightlyBackups } from './keeping/nightly-backup.ts';
export { openDatabase } from './keeping/storage.ts';
export { adviseOnKeys } from './keys/keys-advice.ts';
export { importSignatures, type KeysChange, REQUEST_FILE, signOrRequest } from './keys/keys-change.ts';
export { type HeldKeys, holdKeys, type KeyPorts } from './keys/keys-folder.ts';
export { type KeyListing, type ListedKey, listNewsroomKeys, readFingerprint } from './keys/keys-listing.ts';
export { type Proposal, proposeKeys } from './keys/keys-propose.ts';
export { type Rotation, renewKeys, rotateKey } from './keys/keys-rotate.ts';
export type { Reminders } from './keys/reminders.ts';
export { type Closing, type ClosingRequest, closeDeskKey } from './keys/revoke-desk.ts';
export { type RetiredLogResult, type RetirePorts, retireLog } from './keys/revoke-log.ts';
export type { RevokePorts } from './keys/revoke-open.ts';
export { changeWitnesses, readPolicy, type WitnessChange } from './keys/witness-policy.ts';
export { Newsroom } from './newsroom.ts';
export type { NewsroomPorts } from './open-folder.ts';
export type * from './overview.ts';
export type { PartnerPost, PartnerState, Partners } from './partners/partners.ts';
export type { PostReport } from './partners/partners-carry.ts';
export type { PartnerPreview, PartnerPreviews, PreviewLink, PreviewPicture } from './partners/partners-previews.ts';
export type { PostName } from './partners/partners-rows.ts';
export { type Places, placesOf } from './places.ts';
export { readAppCard } from './publishing/app-card.ts';
export { type EditionQuery, loadEditions } from './publishing/edition-history.ts';
export { faceOf } from './publishing/face.ts';
export type { Published, RefusedArticle } from './publishing/publishing.ts';
export { type RunOptions, runNewsroom } from './run.ts';
export type { Step, StepOverview } from './steps.ts';
export { Workplace } from './workplace.ts';
