/**
 * The application inside a security module, as it is spoken to over ISO/IEC 7816-4 APDUs. Short
 * commands and short answers only: a wrapped card command with 223 bytes of data is 246 bytes, and
 * so is one answer. Channel numbers count from 1 and are given by the module.
 *
 * | command | CLA INS P1 P2 | data | answer |
 * |---|---|---|---|
 * | SELECT | 00 A4 04 00 | AID | FCI, as the card's |
 * | VERIFY | 00 20 00 01 | PIN, digits in ASCII | 63Cx wrong, x tries left; 6983 blocked |
 * | GET RESPONSE | 00 C0 00 00 | | the rest of an answer that said 61xx |
 * | TERMINATE | 00 FE 00 00 | | keys are erased, for ever |
 * | READ IDENTITY | 80 CA 00 01 | | id(8) ‖ COSE_Key |
 * | READ STATUS | 80 CA 00 02 | | CBOR, `encodeSamStatus` |
 * | OPEN CHANNEL | 80 40 KVN 08\|10 | serial(8) | channel(1) ‖ INITIALIZE UPDATE |
 * | FINISH CHANNEL | 80 42 channel 00 | the card's answer with SW | EXTERNAL AUTHENTICATE |
 * | WRAP | 80 44 channel 00 | command | protected command |
 * | UNWRAP | 80 46 channel 00 | the card's answer with SW | plain answer with SW |
 * | CLOSE CHANNEL | 80 48 channel 00 | | |
 * | KEY BLOCK | 80 3E KVN new KVN | serial(8) | data of PUT KEY |
 * | MAC STATE | 80 4A 00 suite | serial(8) ‖ body | MAC(16) |
 * | CHECK STATE | 80 4C 00 suite | serial(8) ‖ MAC(16) ‖ body | 9000 yes, 6300 no |
 * | SIGN | 80 4E 00\|80 block | ATC(4) ‖ card signature(64) ‖ statement, in blocks | r ‖ s (64) |
 * | SIGN HEAD | 80 50 00 00 | sequence(8) ‖ hash(32) | r ‖ s (64) |
 *
 * SIGN: P1 80 marks the last block, P2 numbers the blocks from 0; every block but the last is full.
 * What the module refuses it refuses by a status word of `refusals.ts`.
 */

/** F0, `ONESAM` in ASCII, generation 01: an unregistered proprietary identifier (ISO/IEC 7816-4:2005 §8.2.1.2). */
export const SAM_AID = Uint8Array.of(0xf0, 0x4f, 0x4e, 0x45, 0x53, 0x41, 0x4d, 0x01);

/** Generation of the commands above; stands in the FCI. */
export const SAM_PROFILE_VERSION = 1;

/** Class of the commands that only this application has (ISO/IEC 7816-4:2005 §5.1.1: proprietary). */
export const CLA_SAM = 0x80;

export const INS_SAM = {
  verify: 0x20,
  select: 0xa4,
  getResponse: 0xc0,
  terminate: 0xfe,
  getData: 0xca,
  openChannel: 0x40,
  finishChannel: 0x42,
  wrap: 0x44,
  unwrap: 0x46,
  closeChannel: 0x48,
  keyBlock: 0x3e,
  macState: 0x4a,
  checkState: 0x4c,
  sign: 0x4e,
  signHead: 0x50,
} as const;

/** P2 of VERIFY: the module's one PIN. */
export const SAM_PIN_REFERENCE = 0x01;
/** P2 of GET DATA. */
export const DATA_IDENTITY = 0x01;
export const DATA_STATUS = 0x02;
/** P1 of SIGN. */
export const SIGN_MORE = 0x00;
export const SIGN_LAST = 0x80;

export const ID_BYTES = 8;
export const MAC_BYTES = 16;
export const ATC_BYTES = 4;
/** A journal's sequence and the hash of its entry. */
export const HEAD_SEQUENCE_BYTES = 8;
export const HEAD_BYTES = HEAD_SEQUENCE_BYTES + 32;

/** A card command or answer that is carried to the module: what one short command holds. */
export const CARRIED_BYTES_MAX = 255;

/** The answer to CHECK STATE that says no (ISO/IEC 7816-4:2005 table 6: no information given). */
export const SW_NO = 0x6300;
