/** Payloads of entries that speak of the whole book (docs/formats/journal.md, "Payloads"). */

import type { BookFields, VisitFields } from '../entry.ts';
import { fields } from '../fields.ts';
import { FILE_NAME_CHARACTERS_MAX, PUBLIC_KEY_BYTES_MAX } from '../limits.ts';
import { bytesUpTo, integer, text } from '../shape.ts';
import { BY_PAYER } from './adjudication.ts';
import { AMOUNT, COUNT, DATE, HASH, NAME, SAM_ID, SIGNATURE, TERMINAL_ID, YEAR } from './names.ts';
import { type PayloadShapes, VERSION } from './version.ts';

const HEAD = fields({ sequence: integer<number>(1, Number.MAX_SAFE_INTEGER), hash: HASH });

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
    carriedCount: COUNT,
  }),
};
