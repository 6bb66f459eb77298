/** Texts and identifiers on the card, each with its shape checked. */

import { fromHex, toHex } from '../../bytes.ts';
import type { CborValue } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardSerial,
  CountyCode,
  IdentityNumber,
  MemberNumber,
  SamId,
  SettlementId,
} from '../../model/index.ts';
import { plainDate } from '../../time.ts';
import { bytesOf, malformed, type Place, upperHex } from './fields.ts';

/** Bytes of a chip serial and of a security module's id. */
const SERIAL_BYTES = 8;
const UUID_BYTES = 16;

/** Six digits, the first of them a region of GB/T 2260 (1 to 9). */
const COUNTY_CODE = /^[1-9]\d{5}$/;
/** county-township-village-group-household-member. */
const MEMBER_NUMBER = /^[1-9]\d{5}(?:-\d{1,6}){5}$/;
const MEMBER_NUMBER_CHARACTERS_MAX = 30;
const IDENTITY_NUMBER = /^[1-9]\d{16}[\dX]$/;
/** Version 7, variant 10 (RFC 9562 §5.7). */
const UUID_VERSION_7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/**
 * What no name or address holds: control characters, line and paragraph separators, and the marks
 * that turn the writing direction, with which a screen can be made to show another name.
 */
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Text of 1 to `charactersMax` characters (code points). It is never normalised: that changes names. */
export function textOf(
  value: CborValue | undefined,
  place: Place,
  charactersMax: number,
  charactersMin = 1,
): string {
  if (typeof value !== 'string') throw malformed(place, 'not-a-text');
  const count = Array.from(value).length;
  if (count < charactersMin || count > charactersMax) throw malformed(place, 'character-count');
  if (FORBIDDEN.test(value)) throw malformed(place, 'control-character');
  return value;
}

function shapedText<T extends string>(
  value: CborValue | undefined,
  place: Place,
  shape: RegExp,
): T {
  if (typeof value !== 'string') throw malformed(place, 'not-a-text');
  if (!shape.test(value)) throw malformed(place, 'shape');
  return value as T;
}

export function countyCodeOf(value: CborValue | undefined, place: Place): CountyCode {
  return shapedText(value, place, COUNTY_CODE);
}

export function memberNumberOf(value: CborValue | undefined, place: Place): MemberNumber {
  const text = shapedText<MemberNumber>(value, place, MEMBER_NUMBER);
  if (text.length > MEMBER_NUMBER_CHARACTERS_MAX) throw malformed(place, 'character-count');
  return text;
}

/** GB 11643-1999: 17 digits, of which 7 to 14 are a real day, and the check character. */
export function identityNumberOf(value: CborValue | undefined, place: Place): IdentityNumber {
  const text = shapedText<IdentityNumber>(value, place, IDENTITY_NUMBER);
  const born = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  try {
    plainDate(born);
  } catch (cause) {
    // The text of the date is personal: the cause, which repeats it, stays behind.
    if (cause instanceof OneCardError) throw malformed(place, 'date-of-birth');
    throw cause;
  }
  if (text[17] !== identityCheckCharacter(text.slice(0, 17))) throw malformed(place, 'check-digit');
  return text;
}

/**
 * Check character of an identity number: ISO/IEC 7064 MOD 11-2, weights 2^(17-i) mod 11
 * (GB 11643-1999 §4.2).
 * @param digits the first 17 digits
 */
export function identityCheckCharacter(digits: string): string {
  let sum = 0;
  for (const digit of digits) sum = (2 * (sum + Number(digit))) % 11;
  return '10X98765432'[sum]!;
}

export function serialOf(value: CborValue | undefined, place: Place): CardSerial {
  return upperHex(bytesOf(value, place, SERIAL_BYTES)) as CardSerial;
}

export function samIdOf(value: CborValue | undefined, place: Place): SamId {
  return upperHex(bytesOf(value, place, SERIAL_BYTES)) as SamId;
}

export function settlementIdOf(value: CborValue | undefined, place: Place): SettlementId {
  const hex = toHex(bytesOf(value, place, UUID_BYTES));
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return shapedText([...groups, hex.slice(20)].join('-'), place, UUID_VERSION_7);
}

/** The 8 bytes of a serial or module id. @throws RangeError when it is not 16 upper-case digits. */
export function idBytes(id: CardSerial | SamId): Uint8Array {
  if (!/^[\dA-F]{16}$/.test(id)) {
    throw new RangeError('"id" expected 16 upper-case hexadecimal digits');
  }
  return fromHex(id);
}

/** The 16 bytes of a settlement id. @throws RangeError when it is no UUID of version 7. */
export function settlementIdBytes(id: SettlementId): Uint8Array {
  if (!UUID_VERSION_7.test(id)) throw new RangeError('"id" expected a UUID of version 7');
  return fromHex(id.replaceAll('-', ''));
}
