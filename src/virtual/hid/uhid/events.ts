/**
 * Events of the Linux kernel's uhid (user-space HID), include/uapi/linux/uhid.h. Every read and write
 * of /dev/uhid is one event: a 32-bit type and, packed without gaps, what belongs to it. All numbers are
 * in the order of the machine; little-endian here, as on every machine that Node runs on.
 *
 * ```
 *  2 START             flags(8)
 *  3 STOP   4 OPEN   5 CLOSE   1 DESTROY      nothing
 *  6 OUTPUT            data(4096) size(2) rtype(1)
 *  9 GET_REPORT        id(4) rnum(1) rtype(1)
 * 10 GET_REPORT_REPLY  id(4) err(2) size(2) data(4096)
 * 11 CREATE2           name(128) phys(64) uniq(64) rd_size(2) bus(2) vendor(4) product(4) version(4)
 *                      country(4) rd_data(4096)
 * 12 INPUT2            size(2) data(4096)
 * 13 SET_REPORT        id(4) rnum(1) rtype(1) size(2) data(4096)
 * 14 SET_REPORT_REPLY  id(4) err(2)
 * ```
 *
 * A short write is filled up with 0 by the kernel, so that only what is used has to be written.
 */

import { OneCardError } from '../../../errors/index.ts';
import type { VirtualHidIdentity } from '../device.ts';

/** Bytes of a report at most, UHID_DATA_MAX. */
export const UHID_DATA_BYTES_MAX = 4_096;
/** Bytes of the largest event, what a read may return: type and CREATE2. */
export const UHID_EVENT_BYTES_MAX = 4 + 4_372;

const BUS_USB = 3;
const NAME_BYTES = 128;
const UNIQ_BYTES = 64;
const CREATE2_HEAD_BYTES = 4 + 276;

const EVENT_TYPES = {
  destroy: 1,
  start: 2,
  stop: 3,
  open: 4,
  close: 5,
  output: 6,
  'get-report': 9,
  'get-report-reply': 10,
  create: 11,
  input: 12,
  'set-report': 13,
  'set-report-reply': 14,
} as const;

const REPORT_KINDS = ['feature', 'output', 'input'] as const;
export type UhidReportKind = (typeof REPORT_KINDS)[number];

/** What the kernel says. Reports are as the kernel hands them over: an unnumbered one has 0 before it. */
export type UhidEvent =
  | { readonly type: 'start' | 'stop' | 'open' | 'close' }
  | { readonly type: 'output'; readonly kind: UhidReportKind; readonly report: Uint8Array }
  | {
      readonly type: 'get-report';
      readonly id: number;
      readonly reportId: number;
      readonly kind: UhidReportKind;
    }
  | {
      readonly type: 'set-report';
      readonly id: number;
      readonly reportId: number;
      readonly kind: UhidReportKind;
      readonly report: Uint8Array;
    };

/**
 * An event out of the bytes of one read.
 * @throws OneCardError `virtual.uhid-event` with `type` and `rule`.
 */
export function parseUhidEvent(bytes: Uint8Array): UhidEvent {
  if (bytes.length < 4) throw broken(0, 'too-short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = view.getUint32(0, true);
  const need = (count: number): void => {
    if (bytes.length < count) throw broken(type, 'too-short');
  };
  switch (type) {
    case EVENT_TYPES.start:
      return { type: 'start' };
    case EVENT_TYPES.stop:
      return { type: 'stop' };
    case EVENT_TYPES.open:
      return { type: 'open' };
    case EVENT_TYPES.close:
      return { type: 'close' };
    case EVENT_TYPES.output: {
      const sizeAt = 4 + UHID_DATA_BYTES_MAX;
      need(sizeAt + 3);
      const report = data(bytes, type, 4, view.getUint16(sizeAt, true));
      return { type: 'output', kind: kindOf(bytes[sizeAt + 2]!, type), report };
    }
    case EVENT_TYPES['get-report']:
      need(10);
      return {
        type: 'get-report',
        id: view.getUint32(4, true),
        reportId: bytes[8]!,
        kind: kindOf(bytes[9]!, type),
      };
    case EVENT_TYPES['set-report']:
      need(12);
      return {
        type: 'set-report',
        id: view.getUint32(4, true),
        reportId: bytes[8]!,
        kind: kindOf(bytes[9]!, type),
        report: data(bytes, type, 12, view.getUint16(10, true)),
      };
    default:
      throw broken(type, 'type');
  }
}

function data(bytes: Uint8Array, type: number, offset: number, size: number): Uint8Array {
  if (size > UHID_DATA_BYTES_MAX || offset + size > bytes.length) throw broken(type, 'size');
  return bytes.slice(offset, offset + size);
}

function kindOf(value: number, type: number): UhidReportKind {
  const kind = REPORT_KINDS[value];
  if (!kind) throw broken(type, 'report-kind');
  return kind;
}

function broken(type: number, rule: string): OneCardError {
  return new OneCardError('virtual.uhid-event', { type, rule });
}

/** Asks for the device. @throws RangeError when the descriptor is too long: the caller's bug. */
export function encodeCreate(identity: VirtualHidIdentity, descriptor: Uint8Array): Uint8Array {
  if (descriptor.length > UHID_DATA_BYTES_MAX) {
    throw new RangeError(`"descriptor" expected at most ${UHID_DATA_BYTES_MAX} bytes`);
  }
  const bytes = new Uint8Array(CREATE2_HEAD_BYTES + descriptor.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, EVENT_TYPES.create, true);
  bytes.set(terminated(identity.product, NAME_BYTES), 4);
  bytes.set(terminated(identity.serialNumber, UNIQ_BYTES), 196);
  view.setUint16(260, descriptor.length, true);
  view.setUint16(262, BUS_USB, true);
  view.setUint32(264, identity.vendorId, true);
  view.setUint32(268, identity.productId, true);
  bytes.set(descriptor, CREATE2_HEAD_BYTES);
  return bytes;
}

/** UTF-8 with a 00 behind it, cut to fit. */
function terminated(text: string, room: number): Uint8Array {
  return new TextEncoder().encode(text).subarray(0, room - 1);
}

export function encodeDestroy(): Uint8Array {
  return head(EVENT_TYPES.destroy, 4).bytes;
}

/** @param report with its id first where the device numbers its reports, else without */
export function encodeInput(report: Uint8Array): Uint8Array {
  const { bytes, view } = head(EVENT_TYPES.input, 6 + sized(report));
  view.setUint16(4, report.length, true);
  bytes.set(report, 6);
  return bytes;
}

/** @param report with its id first, 0 where the device has none; undefined fails the request */
export function encodeGetReportReply(id: number, report: Uint8Array | undefined): Uint8Array {
  const { bytes, view } = head(EVENT_TYPES['get-report-reply'], 12 + sized(report));
  view.setUint32(4, id, true);
  view.setUint16(8, report ? 0 : INPUT_OUTPUT_ERROR, true);
  view.setUint16(10, report?.length ?? 0, true);
  if (report) bytes.set(report, 12);
  return bytes;
}

export function encodeSetReportReply(id: number, isTaken: boolean): Uint8Array {
  const { bytes, view } = head(EVENT_TYPES['set-report-reply'], 10);
  view.setUint32(4, id, true);
  view.setUint16(8, isTaken ? 0 : INPUT_OUTPUT_ERROR, true);
  return bytes;
}

/** EIO: the kernel hands out this error whatever number stands here. */
const INPUT_OUTPUT_ERROR = 5;

function sized(report: Uint8Array | undefined): number {
  const length = report?.length ?? 0;
  if (length <= UHID_DATA_BYTES_MAX) return length;
  throw new RangeError(`"report" expected at most ${UHID_DATA_BYTES_MAX} bytes`);
}

function head(
  type: number,
  length: number,
): { readonly bytes: Uint8Array; readonly view: DataView<ArrayBuffer> } {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  return { bytes, view };
}
