/** The card room: transport and its layers, APDU, files, session, verification, commit. */
export * from './apdu.ts';
export * from './atr.ts';
export * from './atrHistorical.ts';
export * from './atrNames.ts';
export * from './atrRates.ts';
export { CHANNEL_MAX, channelOf, classOnChannel, isInterindustryClass } from './classByte.ts';
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
export { frame, unframe } from './frame.ts';
export type { CardImage } from './image.ts';
export {
  type LogicalChannel,
  openLogicalChannel,
  withLogicalChannel,
} from './layers/logicalChannel.ts';
export { withCommandChaining } from './layers/withCommandChaining.ts';
export { RESPONSE_ROUNDS_MAX, withGetResponse } from './layers/withGetResponse.ts';
export { withRightLe } from './layers/withRightLe.ts';
export * from './statusWord.ts';
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
