/** Readers as one interface, and the readers of the system's PC/SC service. */

export {
  type DoctorHost,
  doctorHost,
  type ExamineReadersOptions,
  examineReaders,
  type Finding,
  type HostOptions,
  READER_CAUSES,
  type ReaderCause,
  type ReaderFinding,
  type ReadyFile,
  type SocketState,
  type Verdict,
} from './doctor/index.ts';
export {
  type CtapHidReadersOptions,
  ctapHidReaders,
  type HidBus,
  type HidDevice,
  type HidPort,
  type HidProfile,
  nodeHidBus,
  parseHidProfile,
  shippedHidProfiles,
  type VendorHidReadersOptions,
  vendorHidReaders,
} from './hid/index.ts';
export type { PcscAdapter } from './pcsc/adapter.ts';
export { READER_ATTRIBUTES } from './pcsc/attributes.ts';
export type { PcscCard, PcscCardConnection } from './pcsc/cardConnection.ts';
export type { PcscDevice, PcscReaderChoice } from './pcsc/devices.ts';
export { openKoffiPort } from './pcsc/koffiPort.ts';
export { controlCodeOf } from './pcsc/layout.ts';
export { openPcsclitePort } from './pcsc/pcsclite/port.ts';
export type { PinPadDisplay } from './pcsc/pinPad/features.ts';
export type { PinOutcome, PinPad } from './pcsc/pinPad/pinPad.ts';
export {
  type EntryEnd,
  PIN_ASCII_8,
  PIN_FORMAT_2,
  type PinFormat,
  type PinModification,
  type PinVerification,
} from './pcsc/pinPad/structures.ts';
export type {
  AccessMode,
  CallOptions,
  CardProtocol,
  ConnectionStatus,
  Disposition,
  PcscCapability,
  PcscConnection,
  PcscContext,
  PcscPort,
  ReaderFlag,
  ReaderStateIn,
  ReaderStateOut,
  StatusChange,
  WaitOptions,
} from './pcsc/port.ts';
export {
  type PcscReader,
  type PcscReaderProvider,
  type PcscReadersOptions,
  pcscReaders,
} from './pcsc/readers.ts';
export { openSocketPort } from './pcsc/socket/port.ts';
export type {
  CardConnection,
  ConnectOptions,
  ExchangeOptions,
  Reader,
  ReaderEvent,
  ReaderKind,
  ReaderProvider,
  ReaderSlot,
  WaitForCardOptions,
} from './provider.ts';
export {
  type BytePort,
  GEMPC_LINE,
  type IdCard,
  IdCardReader,
  type IdCardReaderOptions,
  type IdCardReading,
  type LineSettings,
  type OpenBytePort,
  openSerialPort,
  type ReadIdCardOptions,
  type SerialPortListing,
  type SerialPortName,
  type SerialReaderModel,
  type SerialReadersOptions,
  serialPorts,
  serialReaders,
} from './serial/index.ts';
export * from './vendor/index.ts';
