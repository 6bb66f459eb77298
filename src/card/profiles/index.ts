/** Cards already in use: recognised, read strictly, never taken for proven. */
export { ADDRESSING_STYLES, type AddressingStyle } from './addressing.ts';
export { cardNumberCheck, isCardNumber } from './cardNumber.ts';
export {
  PROFILE_CAUSES,
  PROFILE_CHECKS,
  type ProfileCause,
  type ProfileCheckName,
  type ProfileCheckResult,
} from './checks.ts';
export { profileChecksOf } from './origin.ts';
export { LegacyPin, type LegacyPinOutcome } from './pin.ts';
export {
  type AuthenticationAnswer,
  type AuthenticationRequest,
  type Psam,
  type PsamRefusal,
  psamOrHsm,
  type ReadKeyName,
} from './psam.ts';
export { psamInSlot } from './psamInSlot.ts';
export { type ProfileReading, type ReadProfileOptions, readProfile } from './readProfile.ts';
export {
  algorithmOfFci,
  type CardKind,
  DDF1_FID,
  type Recognition,
  type RecognitionEvidence,
  recogniseCard,
  SSSE_AID,
} from './recognise.ts';
export { type FieldValue, parseParts, parseRecord, parseValue } from './record.ts';
export {
  type AuthenticationOutcome,
  type FileReading,
  type ProfileOptions,
  ProfileSession,
} from './session.ts';
export { DDF1_EXTENSION, DDF1_HOLDER, DDF1_ISSUER } from './tables/ddf1.ts';
export { RH_DOCUMENTS } from './tables/rhDf01.ts';
export { type IndexFile, RH_STAYS, RH_VISITS } from './tables/rhDf03.ts';
export { DF01_EMPLOYER, DF01_HOUSEHOLD, DF01_RESIDENCE } from './tables/ssDf01.ts';
export { DF04_BASIC, DF04_DETAILS, DF04_OFFLINE, DF04_SPECIAL } from './tables/ssDf04.ts';
export { SSSE_HOLDER, SSSE_ISSUER } from './tables/ssse.ts';
export type {
  CyclicFile,
  DirectoryName,
  FieldForm,
  RecordField,
  RecordFile,
} from './tables/table.ts';
