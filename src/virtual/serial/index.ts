/** Virtual serial readers, for a pseudo terminal or within the process. */
export { type AtrWish, makeAtr } from './atr.ts';
export type { SerialFault, SerialFaultPlan } from './faults.ts';
export { type IdReaderFault, VirtualIdCardReader } from './idCardReader.ts';
export { withContacts } from './oneCard.ts';
export { bytePortPair } from './portPair.ts';
export { VirtualSerialReader, type VirtualSerialReaderOptions } from './reader.ts';
export type { VirtualSerialCard } from './seatedCard.ts';
