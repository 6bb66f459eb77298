/** Vendors' libraries in a child process: the national card interface, and readers as one interface. */

export type { VendorArgument, VendorBinding, VendorFunction } from './binding.ts';
export type { BasicRecord } from './national/answers.ts';
export { NATIONAL_CARD_BINDING } from './national/binding.ts';
export type { FileFields, FileValues } from './national/fields.ts';
export type { CardReference, HsmPort, HsmQuestion } from './national/hsm.ts';
export { NationalCard, type NationalCardOptions, type Payment } from './national/nationalCard.ts';
export type { PinOutcome } from './national/pin.ts';
export { explainReturnCode, needsHsm, type ReturnCode } from './returnCodes.ts';
export { SecretText } from './secretText.ts';
export { SSSE32_BINDING } from './ssse32/binding.ts';
export { type VendorReadersOptions, vendorReaders } from './ssse32/vendorReaders.ts';
export { type VendorCardOptions, vendorCard } from './vendorCard.ts';
export {
  type VendorCall,
  VendorProcess,
  type VendorProcessOptions,
  type VendorValues,
} from './vendorProcess.ts';
