/** Virtual HID readers: emulators, a bus for them in this process, and the kernel's uhid. */

export { type VirtualHidBus, virtualHidBus } from './bus.ts';
export type { CtapFault, CtapFaultKind } from './ctapFaults.ts';
export { VirtualCtapReader, type VirtualCtapReaderOptions } from './ctapReader.ts';
export type {
  VirtualHidDevice,
  VirtualHidHost,
  VirtualHidIdentity,
  VirtualReaderCard,
} from './device.ts';
export { inHidReader } from './oneCard.ts';
export { type DescribedReport, reportDescriptor } from './reportDescriptor.ts';
export { type UhidDevice, type UhidOptions, uhidDevice } from './uhid/device.ts';
export type { VendorFault } from './vendorFaults.ts';
export { VirtualVendorReader, type VirtualVendorReaderOptions } from './vendorReader.ts';
