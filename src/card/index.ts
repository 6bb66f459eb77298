/** The card room: transport and its layers, APDU, files, session, verification, commit. */
export * from './apdu.ts';
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
export { RESPONSE_ROUNDS_MAX, withGetResponse } from './layers/withGetResponse.ts';
export { withRightLe } from './layers/withRightLe.ts';
export * from './statusWord.ts';
export type { CardTransport, TransportLayer } from './transport.ts';
