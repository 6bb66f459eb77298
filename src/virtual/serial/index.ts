/** Virtual serial readers, for a pseudo terminal or within the process. */
export { type AtrWish, makeAtr } from './atr.ts';
export type { FaultPlan, SerialFault } from './faults.ts';
export { bytePortPair } from './portPair.ts';
export { VirtualSerialReader, type VirtualSerialReaderOptions } from './reader.ts';
export type { VirtualSerialCard } from './seatedCard.ts';
