/**
 * READ BINARY and UPDATE BINARY, ISO/IEC 7816-4:2005 §7.2.3 and §7.2.5. The first command of a file
 * names it by SFI and makes it the current one; later ones speak of the current file.
 *
 * ```
 * by SFI        P1 = 1 0 0 s s s s s   P2 = offset 0..255
 * current EF    P1 = 0 o o o o o o o   P2 = o o o o o o o o   offset 0..32767
 * ```
 */

import { NC_SHORT_MAX, NE_SHORT_MAX } from '../apdu.ts';
import { SW_END_OF_FILE, SW_OFFSET_OUTSIDE, SW_SUCCESS } from '../statusWord.ts';
import { type CardCommand, CLA_BASIC, exactly } from './command.ts';

const INS_READ_BINARY = 0xb0;
const INS_UPDATE_BINARY = 0xd6;
const BY_SFI = 0x80;
const SFI_MIN = 1;
const SFI_MAX = 30;
const SFI_OFFSET_MAX = 0xff;
const CURRENT_OFFSET_MAX = 0x7fff;

/** Which file and where in it: by short identifier, or in the current file. */
export type BinaryPosition =
  | { readonly sfi: number; readonly offset: number }
  | { readonly offset: number };

function parameters(position: BinaryPosition): { p1: number; p2: number } {
  const { offset } = position;
  const offsetMax = 'sfi' in position ? SFI_OFFSET_MAX : CURRENT_OFFSET_MAX;
  if (!Number.isInteger(offset) || offset < 0 || offset > offsetMax) {
    throw new RangeError(`"offset" expected 0 to ${offsetMax}`);
  }
  if (!('sfi' in position)) return { p1: offset >> 8, p2: offset & 0xff };
  if (!Number.isInteger(position.sfi) || position.sfi < SFI_MIN || position.sfi > SFI_MAX) {
    throw new RangeError(`"sfi" expected ${SFI_MIN} to ${SFI_MAX}`);
  }
  return { p1: BY_SFI | position.sfi, p2: offset };
}

/**
 * READ BINARY.
 * @param bytesMax 1 to 256
 * @returns the bytes there are from the offset on, at most `bytesMax`; fewer only at the file's end
 */
export function readBinary(position: BinaryPosition, bytesMax: number): CardCommand<Uint8Array> {
  const name = 'READ BINARY';
  if (!Number.isInteger(bytesMax) || bytesMax < 1 || bytesMax > NE_SHORT_MAX) {
    throw new RangeError(`"bytesMax" expected 1 to ${NE_SHORT_MAX}`);
  }
  return {
    name,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_READ_BINARY,
      ...parameters(position),
      data: new Uint8Array(0),
      ne: bytesMax,
    },
    expected: [SW_SUCCESS, SW_END_OF_FILE, SW_OFFSET_OUTSIDE],
    parse: ({ data, sw }) => {
      if (sw === SW_OFFSET_OUTSIDE) return exactly(data, 0, name);
      return data.length > bytesMax ? exactly(data, bytesMax, name) : data;
    },
  };
}

/** UPDATE BINARY of 1 to 255 bytes. */
export function updateBinary(position: BinaryPosition, data: Uint8Array): CardCommand<void> {
  const name = 'UPDATE BINARY';
  if (data.length < 1 || data.length > NC_SHORT_MAX) {
    throw new RangeError(`"data" expected 1 to ${NC_SHORT_MAX} bytes`);
  }
  return {
    name,
    apdu: { cla: CLA_BASIC, ins: INS_UPDATE_BINARY, ...parameters(position), data, ne: 0 },
    expected: [SW_SUCCESS],
    parse: (response) => {
      exactly(response.data, 0, name);
    },
  };
}
