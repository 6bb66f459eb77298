import { concat } from '../bytes.ts';

/**
 * Answer to reset of the virtual card, byte by byte (ISO/IEC 7816-3:2006 §8.2, historical bytes
 * ISO/IEC 7816-4:2005 §8.1.1):
 *
 * ```
 * TS   3B     direct convention
 * T0   8F     TD1 follows; 15 historical bytes
 * TD1  81     TD2 follows; T=1 is offered first, and alone
 * TD2  31     TA3 and TB3 follow; they speak of T=1
 * TA3  FE     information field of the card: 254 bytes
 * TB3  45     BWI 4, CWI 5: waiting times of block and character
 *      80     historical bytes are COMPACT-TLV
 *      31 B8  card service: selection by full name; EF.DIR and EF.ATR/INFO, read by READ BINARY; MF
 *      73 96  selection by full name and by file identifier, short identifiers, record numbers
 *         21  data units of one byte
 *         40  extended length fields
 *      57 ..  issuer's bytes: ONECARD in ASCII
 * TCK         exclusive or of everything from T0 on, because T=1 is offered
 * ```
 */
export const VIRTUAL_ATR = withCheckByte(
  concat([
    Uint8Array.of(0x3b, 0x8f, 0x81, 0x31, 0xfe, 0x45),
    Uint8Array.of(0x80, 0x31, 0xb8, 0x73, 0x96, 0x21, 0x40),
    Uint8Array.of(0x57, 0x4f, 0x4e, 0x45, 0x43, 0x41, 0x52, 0x44),
  ]),
);

/**
 * The same of a virtual security module: it is selected by full name alone, speaks short APDUs alone, and
 * its issuer's bytes are `ONESAM`.
 */
export const VIRTUAL_SAM_ATR = withCheckByte(
  concat([
    Uint8Array.of(0x3b, 0x8e, 0x81, 0x31, 0xfe, 0x45),
    Uint8Array.of(0x80, 0x31, 0x80, 0x73, 0x80, 0x01, 0x00),
    Uint8Array.of(0x56, 0x4f, 0x4e, 0x45, 0x53, 0x41, 0x4d),
  ]),
);

function withCheckByte(atr: Uint8Array): Uint8Array {
  const check = atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
  return concat([atr, Uint8Array.of(check)]);
}
