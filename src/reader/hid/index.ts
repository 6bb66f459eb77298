/** HID readers: CTAPHID, and vendors' framings described by data. */

export { CtapAssembly } from './ctap/assembly.ts';
export { CtapChannel, CtapRefusal } from './ctap/channel.ts';
export * from './ctap/codes.ts';
export { type CtapInitAnswer, encodeInitAnswer, parseInitAnswer } from './ctap/initAnswer.ts';
export { CTAP_TIMES, type CtapTimes } from './ctap/limits.ts';
export {
  CTAP_MESSAGE_BYTES_MAX,
  type CtapMessage,
  type CtapPacket,
  encodePackets,
  parsePacket,
} from './ctap/packet.ts';
export { type CtapHidReadersOptions, ctapHidReaders } from './ctap/readers.ts';
export { InputQueue } from './inputQueue.ts';
export { nodeHidBus } from './nodeHid.ts';
export type { HidBus, HidDevice, HidPort } from './port.ts';
export { shippedHidProfiles } from './profiles/index.ts';
export { encodeFragments, FragmentAssembly } from './vendor/fragment.ts';
export { encodeMessage, type MessageParts, parseMessage } from './vendor/message.ts';
export { parseHidProfile } from './vendor/parseProfile.ts';
export * from './vendor/profile.ts';
export { type VendorHidReadersOptions, vendorHidReaders } from './vendor/readers.ts';
