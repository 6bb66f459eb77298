import { NE_SHORT_MAX, type ResponseApdu } from '../apdu.ts';
import { type ApplicationControl, parseFci } from '../fci.ts';
import { SW_FILE_NOT_FOUND, SW_SUCCESS, SW_WRONG_LENGTH } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import { type CardCommand, CLA_BASIC, exactly, exchangeApdu } from './command.ts';

const NAME = 'SELECT';
const INS_SELECT = 0xa4;
/** By DF name; first occurrence, FCI wanted. */
const BY_NAME = 0x04;
const WITH_FCI = 0x00;
/** By identifier, child of the current DF or anywhere the card looks; no answer wanted. */
const BY_IDENTIFIER = 0x00;
const WITHOUT_ANSWER = 0x0c;

/**
 * SELECT by AID (ISO/IEC 7816-4:2005 §7.1.1): `00 A4 04 00 Lc AID 00`.
 * @returns what the application says of itself, or undefined when the card has no such application
 */
export function selectApplication(aid: Uint8Array): CardCommand<ApplicationControl | undefined> {
  return {
    name: NAME,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_SELECT,
      p1: BY_NAME,
      p2: WITH_FCI,
      data: aid,
      ne: NE_SHORT_MAX,
    },
    expected: [SW_SUCCESS, SW_FILE_NOT_FOUND],
    parse: ({ data, sw }) => (sw === SW_SUCCESS ? parseFci(data) : undefined),
  };
}

/** SELECT by file identifier (ISO/IEC 7816-4:2005 §7.1.1): `00 A4 00 0C 02 FID`. */
export function selectFile(fid: number): CardCommand<void> {
  return {
    name: NAME,
    apdu: {
      cla: CLA_BASIC,
      ins: INS_SELECT,
      p1: BY_IDENTIFIER,
      p2: WITHOUT_ANSWER,
      data: Uint8Array.of(fid >> 8, fid & 0xff),
      ne: 0,
    },
    expected: [SW_SUCCESS],
    parse: ({ data }) => {
      exactly(data, 0, NAME);
    },
  };
}

/**
 * SELECT as cards in use take it, by DF name or by file identifier: with Le, and without where the
 * card calls that a wrong length (6700). The answer is handed back whatever its status word.
 */
export async function selectTolerant(
  transport: CardTransport,
  target: { readonly aid: Uint8Array } | { readonly fid: number },
): Promise<ResponseApdu> {
  const [p1, data] =
    'aid' in target
      ? [BY_NAME, target.aid]
      : [BY_IDENTIFIER, Uint8Array.of(target.fid >> 8, target.fid & 0xff)];
  const command = { cla: CLA_BASIC, ins: INS_SELECT, p1, p2: WITH_FCI, data, ne: NE_SHORT_MAX };
  const response = await exchangeApdu(transport, command);
  if (response.sw !== SW_WRONG_LENGTH) return response;
  return exchangeApdu(transport, { ...command, ne: 0 });
}
