/** Readers as one interface, and the readers of the system's PC/SC service. */

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
