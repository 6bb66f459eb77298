/** Readers as one interface, and the readers of the system's PC/SC service. */

export {
  bad,
  type CauseTexts,
  type DoctorHost,
  doctorHost,
  doubtful,
  type ExamineReadersOptions,
  examineReaders,
  type Finding,
  type FindingParts,
  good,
  guardProbe,
  type HostOptions,
  type Probe,
  READER_CAUSES,
  type ReaderCause,
  type ReaderFinding,
  type ReadyFile,
  type SocketState,
  skipped,
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
export type {
  AccessMode,
  CallOptions,
  CardProtocol,
  ConnectionStatus,
  Disposition,
  PcscConnection,
  PcscContext,
  PcscPort,
  ReaderFlag,
  ReaderStateIn,
  ReaderStateOut,
  StatusChange,
  WaitOptions,
} from './pcsc/port.ts';
export type { PcscReadersOptions } from './pcsc/readers.ts';
export { pcscReaders } from './pcsc/readers.ts';
export type { ConnectOptions, Reader, ReaderProvider, WaitForCardOptions } from './reader.ts';
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
