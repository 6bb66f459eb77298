/**
 * Error detection codes of T=1, ISO/IEC 7816-3:2006 §11.4.4.
 *
 * LRC: all bytes of the block, EDC included, add up to 0 by XOR.
 *
 * CRC: the standard points to ISO/IEC 13239 without saying which of its forms. What cards and readers
 * that speak it do, by recordings of Gemalto and SMSC readers with an OsEID card (libccid as host), is
 * the reflected polynomial x^16+x^12+x^5+1, start value FFFF, no final complement, high byte first:
 * `00 C1 01 FE` is followed by `54 4E`.
 */

export type Edc = 'lrc' | 'crc';

export const EDC_BYTES: Readonly<Record<Edc, number>> = { lrc: 1, crc: 2 };

/** x^16 + x^12 + x^5 + 1, lowest bit first. */
const CRC_POLYNOMIAL = 0x8408;
const CRC_START = 0xffff;

/** The code that belongs after `bytes`. */
export function edcOf(edc: Edc, bytes: Uint8Array): Uint8Array {
  if (edc === 'lrc') return Uint8Array.of(bytes.reduce((sum, byte) => sum ^ byte, 0));
  let crc = CRC_START;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc & 1) === 1 ? (crc >> 1) ^ CRC_POLYNOMIAL : crc >> 1;
    }
  }
  return Uint8Array.of(crc >> 8, crc & 0xff);
}
