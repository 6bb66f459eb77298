/**
 * PC/SC status codes (pcsclite.h 1.9.9; winscard.h has the same numbers) and what each means here:
 * one table, exact numbers, no reading of message texts.
 */

import { type ErrorCode, type ErrorDetail, OneCardError } from '../../errors/index.ts';

export const SCARD_S_SUCCESS = 0;
export const SCARD_E_CANCELLED = 0x80100002;
export const SCARD_E_INVALID_HANDLE = 0x80100003;
export const SCARD_E_INSUFFICIENT_BUFFER = 0x80100008;
export const SCARD_E_UNKNOWN_READER = 0x80100009;
export const SCARD_E_TIMEOUT = 0x8010000a;
export const SCARD_E_SHARING_VIOLATION = 0x8010000b;
export const SCARD_F_COMM_ERROR = 0x80100013;
export const SCARD_E_READER_UNAVAILABLE = 0x80100017;
export const SCARD_E_NO_SERVICE = 0x8010001d;
export const SCARD_E_NO_READERS_AVAILABLE = 0x8010002e;

type ReaderErrorCode = Extract<ErrorCode, `reader.${string}`>;

const CODES: ReadonlyMap<number, readonly [name: string, code: ReaderErrorCode]> = new Map([
  // Windows answers these two for attributes and control codes that a driver does not have.
  [0x00000001, ['ERROR_INVALID_FUNCTION', 'reader.not-supported']],
  [0x00000032, ['ERROR_NOT_SUPPORTED', 'reader.not-supported']],
  [0x80100002, ['SCARD_E_CANCELLED', 'reader.cancelled']],
  [0x80100003, ['SCARD_E_INVALID_HANDLE', 'reader.reader-removed']],
  [0x80100008, ['SCARD_E_INSUFFICIENT_BUFFER', 'reader.response-too-long']],
  [0x80100009, ['SCARD_E_UNKNOWN_READER', 'reader.unknown-reader']],
  [0x8010000a, ['SCARD_E_TIMEOUT', 'reader.call-timed-out']],
  [0x8010000b, ['SCARD_E_SHARING_VIOLATION', 'reader.in-use']],
  [0x8010000c, ['SCARD_E_NO_SMARTCARD', 'reader.no-card']],
  [0x8010000f, ['SCARD_E_PROTO_MISMATCH', 'reader.protocol-mismatch']],
  [0x80100010, ['SCARD_E_NOT_READY', 'reader.transmit-failed']],
  [0x80100012, ['SCARD_E_SYSTEM_CANCELLED', 'reader.service-stopped']],
  [0x80100013, ['SCARD_F_COMM_ERROR', 'reader.service-stopped']],
  [0x80100016, ['SCARD_E_NOT_TRANSACTED', 'reader.transmit-failed']],
  [0x80100017, ['SCARD_E_READER_UNAVAILABLE', 'reader.reader-removed']],
  [0x80100018, ['SCARD_P_SHUTDOWN', 'reader.service-stopped']],
  [0x8010001d, ['SCARD_E_NO_SERVICE', 'reader.service-not-available']],
  [0x8010001e, ['SCARD_E_SERVICE_STOPPED', 'reader.service-stopped']],
  [0x8010001f, ['SCARD_E_UNEXPECTED', 'reader.transmit-failed']],
  [0x80100022, ['SCARD_E_UNSUPPORTED_FEATURE', 'reader.not-supported']],
  [0x80100027, ['SCARD_E_NO_ACCESS', 'reader.not-permitted']],
  [0x8010002e, ['SCARD_E_NO_READERS_AVAILABLE', 'reader.no-reader']],
  [0x8010002f, ['SCARD_E_COMM_DATA_LOST', 'reader.transmit-failed']],
  [0x80100031, ['SCARD_E_SERVER_TOO_BUSY', 'reader.service-busy']],
  [0x80100065, ['SCARD_W_UNSUPPORTED_CARD', 'reader.card-mute']],
  [0x80100066, ['SCARD_W_UNRESPONSIVE_CARD', 'reader.card-mute']],
  [0x80100067, ['SCARD_W_UNPOWERED_CARD', 'reader.card-mute']],
  [0x80100068, ['SCARD_W_RESET_CARD', 'reader.card-was-reset']],
  [0x80100069, ['SCARD_W_REMOVED_CARD', 'reader.card-removed']],
  [0x8010006a, ['SCARD_W_SECURITY_VIOLATION', 'reader.not-permitted']],
]);

/** pcsc-lite has one number for "unexpected" and "unsupported"; for these calls it is the latter. */
const UNEXPECTED = 0x8010001f;
const FEATURE_CALLS: ReadonlySet<string> = new Set(['SCardGetAttrib', 'SCardControl']);

/** `8010000B`: the status code as the standard's tables print it. */
function codeHex(code: number): string {
  return code.toString(16).toUpperCase().padStart(8, '0');
}

/**
 * The failure that PC/SC status code `code` stands for; `detail.pcsc` keeps the exact number.
 * @param call name of the PC/SC function that answered it
 */
export function pcscError(code: number, call: string, detail: ErrorDetail = {}): OneCardError {
  const [name, known] = CODES.get(code) ?? ['', 'reader.pcsc-failed'];
  const isFeature = code === UNEXPECTED && FEATURE_CALLS.has(call);
  const errorCode = isFeature ? 'reader.not-supported' : known;
  const pcsc = name === '' ? codeHex(code) : `${codeHex(code)} ${name}`;
  return new OneCardError(errorCode, { call, pcsc, ...detail });
}
