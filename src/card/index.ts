/** The card room: transport and its layers, APDU, files, session, verification, commit. */
export * from './apdu.ts';
export * from './atr.ts';
export * from './atrHistorical.ts';
export * from './atrNames.ts';
export * from './atrRates.ts';
export { CHANNEL_MAX, channelOf, classOnChannel, isInterindustryClass } from './classByte.ts';
export { encodeCardIdentity, parseCardIdentity } from './codec/cardIdentity.ts';
export { encodeChain, parseChain } from './codec/chain.ts';
export { encodeChronic, parseChronic } from './codec/chronic.ts';
export { encodeFamily, parseFamily } from './codec/family.ts';
export { encodeHolder, parseHolder } from './codec/holder.ts';
export { identityCheckCharacter } from './codec/identifiers.ts';
export { encodeInsurance, parseInsurance } from './codec/insurance.ts';
export {
  encodeLogRecord,
  frameLogRecord,
  parseLogRecord,
  unframeLogRecord,
} from './codec/logRecord.ts';
export {
  DIGEST_ALGORITHMS,
  encodeSecurityObject,
  parseSecurityObject,
  SECURITY_OBJECT_CONTEXT,
  type SecurityObject,
} from './codec/securityObject.ts';
export { encodeSlot, parseSlot, STATE_BODY_BYTES_MAX } from './codec/slot.ts';
export { encodeState, parseState } from './codec/state.ts';
export type { StaticContent, StaticHead } from './codec/staticFile.ts';
export { type BinaryPosition, readBinary, updateBinary } from './commands/binary.ts';
export { type CardCommand, sendCommand } from './commands/command.ts';
export {
  changePin,
  PIN_REFERENCE,
  type PinResult,
  resetRetryCounter,
  verifyPin,
} from './commands/pin.ts';
export { putKey } from './commands/putKey.ts';
export { appendRecord, readRecord } from './commands/record.ts';
export { selectApplication, selectFile } from './commands/select.ts';
export {
  COMMIT_HASH_BYTES,
  COMMIT_MAC_BYTES,
  COMMIT_STAGED,
  commitSettlement,
  STAGE_RECORD,
  stageSettlement,
} from './commands/settle.ts';
export {
  type CardSignature,
  computeSettlementSignature,
  internalAuthenticate,
  setSettlementKey,
} from './commands/sign.ts';
export { type CommitCore, type PreparedCommit, prepareCommit } from './commit/prepareCommit.ts';
export { type CommitProgress, progressOf } from './commit/progress.ts';
export {
  type CountyKeys,
  firstChannelKeys,
  generateCountyKeys,
  keysForRole,
  MASTER_KEY_BYTES,
  SUITE_IDS,
} from './countyKeys.ts';
export { type ApplicationControl, encodeFci, parseFci } from './fci.ts';
export {
  type ElementaryFile,
  FILES,
  type FileName,
  fileNumberOf,
  KEY_AUTHENTICATION,
  KEY_SETTLEMENT,
  LOG_RECORD_BYTES,
  LOG_RECORD_COUNT,
  ONECARD_AID,
  PROFILE_VERSION,
  SIGNED_FILES,
  type SignedFileName,
  SLOT_BYTES,
  stateFileOf,
} from './files.ts';
export { frame, frameHeadBytes, unframe } from './frame.ts';
export { decodeGb18030 } from './gb18030.ts';
export type { CardImage } from './image.ts';
export { IssuerSession, type KnownCard } from './issuer/issuerSession.ts';
export {
  type LogicalChannel,
  openLogicalChannel,
  withLogicalChannel,
} from './layers/logicalChannel.ts';
export { withCommandChaining } from './layers/withCommandChaining.ts';
export { RESPONSE_ROUNDS_MAX, withGetResponse } from './layers/withGetResponse.ts';
export { withRightLe } from './layers/withRightLe.ts';
export {
  type SecureChannelOptions,
  type SecureTransport,
  withSecureChannel,
} from './layers/withSecureChannel.ts';
export {
  type CardIssue,
  personalise,
  type StaticFiles,
  type StaticIssue,
  signStaticFiles,
} from './personalise.ts';
export { encodePinBlock, isPinBlock, PIN_BLOCK_BYTES } from './pinBlock.ts';
export * from './profiles/index.ts';
export * from './purse/index.ts';
export * from './sam/index.ts';
export { type ScrubOptions, scrubAtr, scrubText } from './scrub.ts';
export { PROTECTED_BYTES_MAX } from './session/openChannel.ts';
export { READ_BYTES_MAX } from './session/readFile.ts';
export { CardSession, type CardSessionOptions } from './session/session.ts';
export * from './statusWord.ts';
export { encodeTlv, parseTlv, type Tlv } from './tlv.ts';
export { TestCardConsent } from './trace/consent.ts';
export { type RecordedCard, type RecordingTransport, recordCard } from './trace/recordCard.ts';
export {
  type CardProtocol,
  EXCHANGES_MAX,
  type Exchange,
  parseRecording,
  RECORDING_CHARACTERS_MAX,
  type Recording,
  renderRecording,
} from './trace/recording.ts';
export { type ReplayTransport, replayCard } from './trace/replayCard.ts';
export { quietly, type TraceOptions, withTrace } from './trace/withTrace.ts';
export type { CardTransport, TransportLayer } from './transport.ts';
export {
  CHECK_CAUSES,
  CHECKS,
  type CheckCause,
  type CheckName,
  type CheckResult,
  type CheckTexts,
} from './verify/checks.ts';
export { type StatusListDates, statusListDates } from './verify/statusListDates.ts';
export {
  type RecordVerification,
  type VerificationOptions,
  verifyRecord,
} from './verify/verifyRecord.ts';
export { type SamVerdict, verifySam } from './verify/verifySam.ts';
