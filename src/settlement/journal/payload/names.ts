/** How the model's names, dates and amounts stand in a payload. */

import { type CborValue, putText } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import { TEXT_CHARACTERS_MAX } from '../../../limits.ts';
import type {
  CardSerial,
  CountyCode,
  MemberNumber,
  ProviderCode,
  SamId,
  SettlementId,
  TerminalId,
} from '../../../model/index.ts';
import type { Amount } from '../../../money.ts';
import { type Instant, type PlainDate, plainDate } from '../../../time.ts';
import { fields } from '../fields.ts';
import { EXPLANATION_CHARACTERS_MAX } from '../limits.ts';
import {
  boolean,
  bytes,
  integer,
  Mismatch,
  type Shape,
  text,
  textLike,
  wholeUnits,
} from '../shape.ts';
import { unchanging } from '../unchanging.ts';

/** UUID of version 7, lower case (RFC 9562 §5.7). */
export const SETTLEMENT_ID: Shape<SettlementId> = textLike(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
);
export const CARD_SERIAL: Shape<CardSerial> = textLike(/^[0-9A-F]{16}$/);
export const SAM_ID: Shape<SamId> = textLike(/^[0-9A-F]{16}$/);
export const TERMINAL_ID: Shape<TerminalId> = textLike(/^[0-9A-Z-]{1,16}$/);
export const COUNTY_CODE: Shape<CountyCode> = textLike(/^[0-9]{6}$/);
export const PROVIDER_CODE: Shape<ProviderCode> = textLike(/^[0-9A-Z]{12}$/);
export const MEMBER_NUMBER: Shape<MemberNumber> = textLike(/^[0-9-]{1,30}$/);

export const AMOUNT: Shape<Amount> = wholeUnits();
export const HASH = bytes(32);
export const SIGNATURE = bytes(64);
/** A field of a document: a name, a code, a number that people gave. */
export const NAME = text(TEXT_CHARACTERS_MAX);
/** A sentence of an explanation. */
export const SENTENCE = text(EXPLANATION_CHARACTERS_MAX);
export const BILINGUAL = fields({ zh: SENTENCE, en: SENTENCE });
/** Where a rule stands. */
export const CLAUSE = unchanging(fields({ document: NAME, text: BILINGUAL, isAssumed: boolean }));

/** 1900 to 2199, the range of the model's instants. */
export const INSTANT: Shape<Instant> = integer(-2_208_988_800_000, 7_258_118_399_999);
/** The calendar years of the model's dates. */
export const YEAR: Shape<number> = integer(1900, 2199);
/** A counter of the card or of a person: 32 bits. */
export const COUNT: Shape<number> = integer(0, 0xffff_ffff);

export const DATE: Shape<PlainDate> = {
  put: (value) => putText(dateOf(value)),
  copy: (value) => value,
  decode: dateOf,
};

function dateOf(value: CborValue): PlainDate {
  try {
    return plainDate(typeof value === 'string' ? value : '');
  } catch (error) {
    if (error instanceof OneCardError) throw new Mismatch('a real day YYYY-MM-DD');
    throw error;
  }
}
