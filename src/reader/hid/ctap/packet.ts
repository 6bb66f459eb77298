/**
 * Packets of CTAPHID, CTAP 2.1 §11.2.4: one a report.
 *
 * ```
 * initialisation  CID(4) | CMD with bit 7 set | BCNTH BCNTL | 57 bytes of data
 * continuation    CID(4) | SEQ 00..7F         | 59 bytes of data
 * ```
 *
 * BCNT counts the data of the whole message. Bytes after the message's end are 00 when sent and are
 * not looked at when received.
 */

import { OneCardError } from '../../../errors/index.ts';
import { CTAP_REPORT_BYTES } from './codes.ts';

const FIRST_DATA_BYTES = CTAP_REPORT_BYTES - 7;
const NEXT_DATA_BYTES = CTAP_REPORT_BYTES - 5;
const NEXT_PACKETS_MAX = 0x80;

/** The longest message: one initialisation and 128 continuation packets, 7609 bytes. */
export const CTAP_MESSAGE_BYTES_MAX = FIRST_DATA_BYTES + NEXT_PACKETS_MAX * NEXT_DATA_BYTES;

export interface CtapMessage {
  readonly channel: number;
  /** With bit 7 set, as in `CTAP_COMMANDS`. */
  readonly command: number;
  readonly data: Uint8Array;
}

export type CtapPacket =
  | {
      readonly kind: 'first';
      readonly channel: number;
      readonly command: number;
      readonly messageBytes: number;
      readonly data: Uint8Array;
    }
  | {
      readonly kind: 'next';
      readonly channel: number;
      readonly sequence: number;
      readonly data: Uint8Array;
    };

/**
 * The packets of a message, in the order in which they are sent.
 * @throws RangeError when the message does not fit: the caller's bug.
 */
export function encodePackets({ channel, command, data }: CtapMessage): readonly Uint8Array[] {
  if (data.length > CTAP_MESSAGE_BYTES_MAX) {
    throw new RangeError(`"data" expected at most ${CTAP_MESSAGE_BYTES_MAX} bytes`);
  }
  if (!Number.isInteger(command) || command < 0x80 || command > 0xff) {
    throw new RangeError('"command" expected 0x80 to 0xff');
  }
  const head = [command, data.length >> 8, data.length & 0xff];
  const packets = [packet(channel, head, data.subarray(0, FIRST_DATA_BYTES))];
  for (let offset = FIRST_DATA_BYTES; offset < data.length; offset += NEXT_DATA_BYTES) {
    const part = data.subarray(offset, offset + NEXT_DATA_BYTES);
    packets.push(packet(channel, [packets.length - 1], part));
  }
  return packets;
}

function packet(channel: number, head: readonly number[], data: Uint8Array): Uint8Array {
  const report = new Uint8Array(CTAP_REPORT_BYTES);
  new DataView(report.buffer).setUint32(0, channel);
  report.set(head, 4);
  report.set(data, 4 + head.length);
  return report;
}

/** A packet out of a report. @throws OneCardError `reader.hid-frame` when it is not 64 bytes long. */
export function parsePacket(report: Uint8Array): CtapPacket {
  if (report.length !== CTAP_REPORT_BYTES) {
    throw brokenFrame('report-length', { reportBytes: report.length });
  }
  const channel = new DataView(report.buffer, report.byteOffset).getUint32(0);
  const type = report[4]!;
  if (type < 0x80) return { kind: 'next', channel, sequence: type, data: report.slice(5) };
  const messageBytes = (report[5]! << 8) | report[6]!;
  return { kind: 'first', channel, command: type, messageBytes, data: report.slice(7) };
}

export function brokenFrame(
  rule: string,
  detail: Readonly<Record<string, number>> = {},
): OneCardError {
  return new OneCardError('reader.hid-frame', { framing: 'CTAPHID', rule, ...detail });
}
