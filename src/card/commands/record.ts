/**
 * READ RECORD and APPEND RECORD, ISO/IEC 7816-4:2005 §7.3.3 and §7.3.6. P2 carries the SFI in its
 * five high bits; in a cyclic file record 1 is the newest.
 */

import { SW_RECORD_NOT_FOUND, SW_SUCCESS } from '../statusWord.ts';
import { type CardCommand, CLA_BASIC, exactly } from './command.ts';

const INS_READ_RECORD = 0xb2;
const INS_APPEND_RECORD = 0xe2;
/** P1 is the number of the one record to read. */
const BY_NUMBER = 0x04;
const RECORD_NUMBER_MAX = 254;

/**
 * READ RECORD by number.
 * @param recordNumber 1 is the newest of a cyclic file
 * @returns undefined when there is no such record
 */
export function readRecord(
  sfi: number,
  recordNumber: number,
  recordBytes: number,
): CardCommand<Uint8Array | undefined> {
  const name = 'READ RECORD';
  if (!Number.isInteger(recordNumber) || recordNumber < 1 || recordNumber > RECORD_NUMBER_MAX) {
    throw new RangeError(`"recordNumber" expected 1 to ${RECORD_NUMBER_MAX}`);
  }
  return {
    name,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_READ_RECORD,
      p1: recordNumber,
      p2: (sfi << 3) | BY_NUMBER,
      data: new Uint8Array(0),
      ne: recordBytes,
    },
    expected: [SW_SUCCESS, SW_RECORD_NOT_FOUND],
    parse: ({ data, sw }) => (sw === SW_SUCCESS ? exactly(data, recordBytes, name) : undefined),
  };
}

/** APPEND RECORD: the record becomes number 1, the oldest falls out of a full cyclic file. */
export function appendRecord(sfi: number, data: Uint8Array): CardCommand<void> {
  const name = 'APPEND RECORD';
  return {
    name,
    apdu: { cla: CLA_BASIC, ins: INS_APPEND_RECORD, p1: 0x00, p2: sfi << 3, data, ne: 0 },
    expected: [SW_SUCCESS],
    parse: (response) => {
      exactly(response.data, 0, name);
    },
  };
}
