/** The virtual card, security module and readers: for tests, demonstrations and integration. */

export {
  type CountyKeys,
  firstChannelKeys,
  generateCountyKeys,
  keysForRole,
} from '../card/index.ts';
export { VIRTUAL_ATR, VIRTUAL_SAM_ATR } from './atr.ts';
export { type CardStore, fileStore, memoryStore } from './cardStore.ts';
export type { VirtualChip } from './chip.ts';
export type { CardKeys } from './contents.ts';
export type { Fault } from './faults.ts';
export * from './hid/index.ts';
export { virtualCardBytes } from './issueContents.ts';
export * from './profiles/index.ts';
export { type HsmServer, type HsmServerOptions, hsmServer } from './sam/hsm/hsmServer.ts';
export {
  afterPin,
  assertCarried,
  beforePin,
  firstMemory,
  judgeUse,
  type SamMemory,
  type SamProfile,
  type SamUse,
  type SamVerdict,
  statusOf,
} from './sam/policy.ts';
export { type SamIssue, SoftSam, type SoftSamOptions } from './sam/softSam.ts';
export { VirtualSam, type VirtualSamOptions } from './sam/virtualSam.ts';
export * from './serial/index.ts';
export { VirtualCard } from './virtualCard.ts';
export { type VirtualReader, virtualReader } from './virtualReader.ts';
export { connectVpcd, VPCD_PORT, type VpcdEnd, type VpcdOptions, type VpcdSlot } from './vpcd.ts';
