/** Payloads of entries that speak of the whole book (docs/formats/journal.md, "Payloads"). */

import type { BookFields, VisitFields } from '../entry.ts';
import { fields } from '../fields.ts';
import { CARRIED_OPEN_MAX, FILE_NAME_CHARACTERS_MAX, PUBLIC_KEY_BYTES_MAX } from '../limits.ts';
import { MATTERS } from '../matters.ts';
import { bytesUpTo, integer, list, oneOf, text } from '../shape.ts';
import { BY_PAYER } from './adjudication.ts';
import {
  AMOUNT,
  COUNT,
  DATE,
  HASH,
  NAME,
  SAM_ID,
  SETTLEMENT_ID,
  SIGNATURE,
  TERMINAL_ID,
  YEAR,
} from './names.ts';
import { type PayloadShapes, VERSION } from './version.ts';

const ENTRY_SEQUENCE = integer<number>(1, Number.MAX_SAFE_INTEGER);
const HEAD = fields({ sequence: ENTRY_SEQUENCE, hash: HASH });

export const BOOK_PAYLOADS: PayloadShapes<BookFields & Pick<VisitFields, 'reprinted'>> = {
  reprinted: fields({ ...VERSION, copyNumber: integer<number>(1, 0xffff_ffff), operator: NAME }),
  'day-closed': fields(
    {
      ...VERSION,
      date: DATE,
      settlementCount: COUNT,
      reversalCount: COUNT,
      total: AMOUNT,
      byPayer: BY_PAYER,
      differenceCount: COUNT,
      comparison: HASH,
      operator: NAME,
    },
    { accepted: NAME },
  ),
  checkpoint: fields(
    {
      ...VERSION,
      head: HEAD,
      publicKey: bytesUpTo(PUBLIC_KEY_BYTES_MAX),
      signature: SIGNATURE,
    },
    { samId: SAM_ID },
  ),
  'carried-over': fields({
    ...VERSION,
    terminalId: TERMINAL_ID,
    year: YEAR,
    predecessor: text(FILE_NAME_CHARACTERS_MAX),
    head: HEAD,
    open: list(
      fields({ settlementId: SETTLEMENT_ID, matter: oneOf(MATTERS), opened: ENTRY_SEQUENCE }),
      CARRIED_OPEN_MAX,
    ),
  }),
};
