/** Serial readers: the GemPC Twin family, and identity card readers. */
export type { BytePort, LineSettings, OpenBytePort } from './bytePort.ts';
export {
  IdCardReader,
  type IdCardReaderOptions,
  type IdCardReading,
  type ReadIdCardOptions,
} from './idCard/reader.ts';
export type { IdCard } from './idCard/text.ts';
export { GEMPC_LINE, type SerialReaderModel } from './models.ts';
export { type SerialReadersOptions, serialReaders } from './readers.ts';
export {
  openSerialPort,
  type SerialPortListing,
  type SerialPortName,
  serialPorts,
} from './serialPort.ts';
