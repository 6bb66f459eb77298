/** Drivers of a security module: behind a reader, behind a server. */
export {
  ATC_BYTES,
  CARRIED_BYTES_MAX,
  CLA_SAM,
  DATA_IDENTITY,
  DATA_STATUS,
  HEAD_BYTES,
  HEAD_SEQUENCE_BYTES,
  ID_BYTES,
  INS_SAM,
  MAC_BYTES,
  SAM_AID,
  SAM_PIN_REFERENCE,
  SAM_PROFILE_VERSION,
  SIGN_LAST,
  SIGN_MORE,
  SW_NO,
} from './application.ts';
export {
  encodeMessage,
  type Forms,
  MESSAGE_BYTES_MAX,
  parseMessage,
} from './hsm/forms.ts';
export { type HsmSam, type HsmSamOptions, hsmSam } from './hsm/hsmSam.ts';
export {
  HSM_OPERATIONS,
  type HsmAnswer,
  type HsmOperation,
  type HsmRequest,
} from './hsm/operations.ts';
export {
  encodeRefusal,
  HTTP_BUSY,
  HTTP_CLIENT_UNKNOWN,
  HTTP_MALFORMED,
  HTTP_NO_SUCH_OPERATION,
  HTTP_REFUSED,
} from './hsm/refusal.ts';
export { type PcscSam, pcscSam } from './pcscSam.ts';
export { isSamRefusal, refusalOf, SAM_REFUSALS, type SamRefusal } from './refusals.ts';
export { encodeSamStatus, parseSamStatus } from './statusCodec.ts';
