export { type BodyClaims, checkBody, checkWrapper } from './body.ts';
export { base64Of, bytesOf, hexOf, parseBase64, parseHex } from './bytes.ts';
export {
  type CalendarEntry,
  type CalendarUpdate,
  lookupCalendar,
  readCalendar,
  readCalendarDay,
  readCalendarDays,
  updateCalendar,
} from './calendar.ts';
export {
  type CalendarLine,
  type CalendarNode,
  type CalendarState,
  dayName,
  formatCalendarNode,
  MAX_DAY_LINES,
  parseCalendarNode,
} from './calendar-node.ts';
export { canonicalJson, type Json, parseStrictJson } from './canonical.ts';
export { type CarrierAbility, type CarrierEntry, formatCarriers, parseCarriers } from './carriers.ts';
export type { Check, CheckName } from './check.ts';
export { type Checkpoint, formatCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
export { type Currency, checkCurrent } from './current.ts';
export { type Desk, formatDesks, type KnownDesk, parseDesks } from './desks.ts';
export { provideEd25519, type VerifyEd25519 } from './ed25519.ts';
export { type EditionRecord, type FrontRef, formatEdition, parseEdition } from './edition.ts';
export { FAILURES, type FailureName, ForkError, ProofError } from './errors.ts';
export { formatFingerprint, matchesFingerprint } from './fingerprint.ts';
export type { SignedTree } from './fork.ts';
export {
  comparePlaces,
  formatPlace,
  formatRef,
  formatTime,
  isArticle,
  isDay,
  isLanguage,
  isName,
  isTime,
  type LogPlace,
  logNumber,
  type ObjectRef,
  parseNumber,
  parsePlace,
} from './grammar.ts';
export { type Hash, parseBase64Hash, parseHexHash, sha256, sha256Hex } from './hash.ts';
export { formatHead, parseHead } from './head.ts';
export { checkHistory, compareTrees, type History } from './history.ts';
export { exitCodeOf, formatLabel, type Label } from './label.ts';
export {
  articlePath,
  BUNDLE_PATH,
  CHECKPOINT_PATH,
  calendarPath,
  dayPath,
  frontPath,
  HEAD_PATH,
  MAX_MUTABLE_BYTES,
  MAX_PAGE_BYTES,
  mediaPath,
  objectPath,
  type PagePath,
  pagePath,
  parsePagePath,
  type ReadFile,
} from './layout.ts';
export { formatLogProof, type LogProof, type ProvenNote, parseLogProof } from './log-proof.ts';
export { leafHash, nodeHash, rootsOfConsistency, verifyConsistency, verifyInclusion } from './merkle.ts';
export { type HashReader, proveConsistency, proveInclusion, rootHash, treeRoots } from './merkle-tree.ts';
export {
  formatSignature,
  type GoodSignature,
  MAX_NOTE_BYTES,
  type NoteSignature,
  parseNote,
  signNote,
  type UnverifiedNote,
  type VerifiedNote,
  verifyNote,
} from './note.ts';
export {
  createSigner,
  formatSignerKey,
  type KeyType,
  parseSignerKey,
  parseVerifierKey,
  type Signer,
  type SignerKey,
  type Verifier,
  verifierFor,
} from './note-key.ts';
export { addNotices, formatNotices, MAX_NOTICES, type Notice, parseNotices } from './notices.ts';
export { makeObject, matchesRef, type ObjectFile, objectReader, type ReadObject, readChecked } from './objects.ts';
export {
  BODY_END,
  BODY_START,
  checkContent,
  isMarked,
  joinPage,
  PROOF_START,
  type SplitPage,
  splitPage,
} from './page.ts';
export { meetsQuorum, type Policy, parsePolicy, type QuorumMember, type RetiredLog } from './policy.ts';
export {
  formatPolicy,
  isWitnessAddress,
  isWitnessName,
  MAX_WITNESSES,
  type PolicyContents,
  type PolicyWitness,
  type Quorum,
  readPolicyText,
} from './policy-text.ts';
export { formatRecord, MAX_PARTS, parseRecord, type RecordFields, type RecordKind } from './record.ts';
export {
  type CarrierInput,
  type CarrierReport,
  type FoundPage,
  type Report,
  type ReportInput,
  verifyCarrier,
  verifyReport,
} from './report.ts';
export {
  type AppendedLog,
  appendEntries,
  bundlePath,
  formatBundle,
  isSuperseded,
  MAX_BUNDLE_BYTES,
  MAX_ENTRY_BYTES,
  parseBundle,
  parseTilePath,
  readBundle,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tileReader,
} from './tiles.ts';
export { TrustError, type Trusted, type TrustInput, verifyTrust } from './trust.ts';
export { formatTrustBundle, parseTrustBundle, type TrustFile } from './trust-bundle.ts';
export { newestKnown } from './trust-known.ts';
export {
  createTrustSigner,
  makeRoot,
  makeSnapshot,
  makeTargets,
  makeTimestamp,
  makeTrust,
  type NewsroomIdentity,
  type RoleKeys,
  type TrustContents,
  type TrustSigner,
  type TrustSigners,
} from './trust-make.ts';
export {
  type Metadata,
  parseMetadata,
  type RoleName,
  type Root,
  rootFingerprint,
  type Signed,
  type Targets,
  trustKeyId,
  verifySignatures,
} from './trust-metadata.ts';
export { checkIdentity } from './trust-set.ts';
export { type VerifiedCheckpoint, verifyCheckpoint } from './verify-checkpoint.ts';
export { newestSeen, type SeenHead, seenOf, type VerifiedHead, type VoidedLog, verifyHead } from './verify-head.ts';
export { checkPlace, placeOf, type VerifiedPage, verifyDesk, verifyPage } from './verify-page.ts';
