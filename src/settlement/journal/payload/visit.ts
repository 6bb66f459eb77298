/** Payloads of a visit (docs/formats/journal.md, "Payloads"). */

import { DECLINE_REASONS, OFFLINE_CAUSES } from '../../../model/index.ts';
import type { VisitFields } from '../entry.ts';
import { fields } from '../fields.ts';
import {
  ANSWER_OUTCOMES,
  type OfflineDecision,
  type ReceiptHolder,
  VOID_REASONS,
  WITHOUT_CARD_REASONS,
} from '../kinds/visit.ts';
import { CARD_WRITE_BYTES_MAX, PUBLIC_KEY_BYTES_MAX, REVIEW_REASONS_MAX } from '../limits.ts';
import { repeated } from '../repeated.ts';
import type { Shape } from '../shape.ts';
import { boolean, bytesUpTo, integer, list, oneOf, TRUE } from '../shape.ts';
import { ADJUDICATION } from './adjudication.ts';
import { BILL } from './bill.ts';
import {
  COUNT,
  COUNTY_CODE,
  HASH,
  INSTANT,
  MEMBER_NUMBER,
  NAME,
  SETTLEMENT_ID,
  SIGNATURE,
} from './names.ts';
import { SIGNED, STATEMENT } from './settlement.ts';
import { type PayloadShapes, VERSION } from './version.ts';

export const HOLDER: Shape<ReceiptHolder> = fields({ name: NAME, memberNumber: MEMBER_NUMBER });
const SLOT = oneOf(['A', 'B']);

const OFFLINE: Shape<OfflineDecision> = fields({
  decidedAt: INSTANT,
  cause: oneOf(OFFLINE_CAUSES),
  limits: fields({ county: COUNTY_CODE, version: COUNT, hash: HASH }),
});

/** The card's new state: from 1, as in the statement. */
const CARD_SEQUENCE = integer<number>(1, 0xffff_ffff);

/** What a settlement says as its intent said it. */
const SHARED = {
  adjudication: repeated(ADJUDICATION),
  bill: repeated(BILL),
  holder: repeated(HOLDER),
};

export const VISIT_PAYLOADS: PayloadShapes<
  Omit<VisitFields, 'reprinted' | 'refunding' | 'refunded'>
> = {
  intent: fields(
    {
      ...VERSION,
      ...SHARED,
      statement: STATEMENT,
      cardWrite: fields({
        logRecord: bytesUpTo(CARD_WRITE_BYTES_MAX),
        stateBody: bytesUpTo(CARD_WRITE_BYTES_MAX),
        slot: SLOT,
      }),
    },
    { offline: OFFLINE, reverses: SETTLEMENT_ID, supersedes: SETTLEMENT_ID },
  ),
  unknown: fields({ ...VERSION, attempt: COUNT, cause: NAME }),
  answered: fields(
    { ...VERSION, outcome: oneOf(ANSWER_OUTCOMES), answeredAt: INSTANT },
    { review: list(NAME, REVIEW_REASONS_MAX) },
  ),
  'card-pending': fields({ ...VERSION, slot: SLOT, cardSequence: CARD_SEQUENCE }),
  'card-committed': fields({
    ...VERSION,
    atc: COUNT,
    cardSignature: SIGNATURE,
    cardKey: bytesUpTo(PUBLIC_KEY_BYTES_MAX),
  }),
  settled: fields({ ...VERSION, ...SHARED, signed: SIGNED }, { offline: OFFLINE }),
  declined: fields({ ...VERSION, reasons: list(oneOf(DECLINE_REASONS), DECLINE_REASONS.length) }),
  voided: fields({ ...VERSION, reason: oneOf(VOID_REASONS) }),
  'without-card': fields({ ...VERSION, reason: oneOf(WITHOUT_CARD_REASONS), review: TRUE }),
  reversing: fields({ ...VERSION, reason: NAME }, { operator: NAME, second: NAME }),
  reversed: fields({ ...VERSION, reversedAt: INSTANT, cardCaughtUp: boolean }),
  'card-caught-up': fields({ ...VERSION, cardSequence: COUNT }),
};
