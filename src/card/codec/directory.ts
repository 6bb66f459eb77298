/**
 * The two files of the MF that tell a stranger what is on the card. Nothing is decided from them,
 * so they are not signed.
 */

import { concat, utf8 } from '../../bytes.ts';
import { ONECARD_AID } from '../files.ts';
import { encodeTlv } from '../tlv.ts';

const TAG_APPLICATION_TEMPLATE = 0x61;
const TAG_AID = 0x4f;
const TAG_LABEL = 0x50;
const TAG_CARD_CAPABILITIES = 0x47;

/**
 * Card capabilities, ISO/IEC 7816-4:2005 §8.1.1.2.7, tables 86 to 88:
 * 96 selection by full name and by identifier, short identifiers, record numbers; 21 write functions
 * proprietary, data units of one byte; 40 extended lengths taken too, basic channel only.
 */
const CARD_CAPABILITIES = Uint8Array.of(0x96, 0x21, 0x40);

/**
 * EF.DIR (ISO/IEC 7816-4:2005 §8.2.1.1):
 *
 * ```
 * 61 LL { 4F 09 <AID>  50 07 "OneCard" }
 * ```
 */
export function encodeDirectory(): Uint8Array {
  const template = concat([encodeTlv(TAG_AID, ONECARD_AID), encodeTlv(TAG_LABEL, utf8('OneCard'))]);
  return encodeTlv(TAG_APPLICATION_TEMPLATE, template);
}

/** EF.ATR/INFO (ISO/IEC 7816-4:2005 §8.2.1.1): `47 03 <card capabilities>`. */
export function encodeAtrInfo(): Uint8Array {
  return encodeTlv(TAG_CARD_CAPABILITIES, CARD_CAPABILITIES);
}
