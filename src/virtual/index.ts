/** The virtual card, security module and readers: for tests, demonstrations and integration. */
export { VIRTUAL_ATR } from './atr.ts';
export { type CardStore, fileStore, memoryStore } from './cardStore.ts';
export type { CardKeys } from './contents.ts';
export type { Fault } from './faults.ts';
export * from './hid/index.ts';
export type { InsertableCard } from './insertable.ts';
export * from './profiles/index.ts';
export * from './serial/index.ts';
export { SoftSam } from './softSam.ts';
export { VirtualCard } from './virtualCard.ts';
export { type VirtualReader, virtualReader } from './virtualReader.ts';
export { connectVpcd, VPCD_PORT, type VpcdEnd, type VpcdOptions, type VpcdSlot } from './vpcd.ts';
