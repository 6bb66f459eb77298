/** Arbitrary contents of every kind of entry. */

import fc from 'fast-check';
import { DECLINE_REASONS, PAYERS, type Payer } from '../../../src/model/index.ts';
import type { EntryFields, EntryKind } from '../../../src/settlement/journal/entry.ts';
import {
  ANSWER_OUTCOMES,
  DISPOSITIONS,
  STAY_PARTS,
  VOID_REASONS,
  WITHOUT_CARD_REASONS,
} from '../../../src/settlement/journal/index.ts';
import { MATTERS } from '../../../src/settlement/journal/matters.ts';

import {
  adjudication,
  at,
  bill,
  billSettled,
  cardSequence,
  chip,
  clause,
  code,
  count,
  county,
  date,
  hash,
  head,
  holder,
  money,
  name,
  offline,
  returned,
  signature,
  slot,
  some,
  statement,
  uuid,
  year,
} from './values.ts';

function withoutDischarge<T extends { readonly dischargedOn: unknown }>(visit: T) {
  const rest: Omit<T, 'dischargedOn'> & { dischargedOn?: unknown } = { ...visit };
  delete rest.dischargedOn;
  return rest as Omit<T, 'dischargedOn'>;
}

export const CONTENTS: { readonly [Kind in EntryKind]: fc.Arbitrary<EntryFields[Kind]> } = {
  intent: fc.record(
    {
      adjudication,
      bill,
      holder,
      statement,
      cardWrite: fc.record({ logRecord: some(128), stateBody: some(223), slot }),
      offline,
      reverses: uuid,
      supersedes: uuid,
    },
    { requiredKeys: ['adjudication', 'bill', 'holder', 'statement', 'cardWrite'] },
  ),
  unknown: fc.record({ attempt: count, cause: name }),
  answered: fc.record(
    {
      outcome: fc.constantFrom(...ANSWER_OUTCOMES),
      answeredAt: at,
      review: fc.array(name, { maxLength: 3 }),
    },
    { requiredKeys: ['outcome', 'answeredAt'] },
  ),
  'card-pending': fc.record({ slot, cardSequence }),
  'card-committed': fc.record({ atc: count, cardSignature: signature, cardKey: some(100) }),
  settled: fc.record(
    {
      signed: fc.record({
        statement,
        signatures: fc.record({ atc: count, card: signature, terminal: signature }),
        cardKey: some(100),
        terminalKey: some(100),
      }),
      adjudication,
      bill,
      holder,
      offline,
    },
    { requiredKeys: ['signed', 'adjudication', 'bill', 'holder'] },
  ),
  declined: fc.record({ reasons: fc.subarray([...DECLINE_REASONS]) }),
  voided: fc.record({ reason: fc.constantFrom(...VOID_REASONS) }),
  'without-card': fc.record({
    reason: fc.constantFrom(...WITHOUT_CARD_REASONS),
    review: fc.constant(true as const),
  }),
  reversing: fc.record(
    { reason: name, operator: name, second: name },
    { requiredKeys: ['reason'] },
  ),
  reversed: fc.record({ reversedAt: at, cardCaughtUp: fc.boolean() }),
  'card-caught-up': fc.record({ cardSequence }),
  reprinted: fc.record({ copyNumber: cardSequence, operator: name }),
  refunding: fc.record(
    {
      cause: fc.constantFrom('returned' as const, 'underpaid' as const),
      paidBy: fc.constantFrom('fund' as const, 'hospital' as const),
      bill,
      returned,
      audit: fc.record({ number: name, auditedOn: date, cash: money }),
      clause,
      reason: name,
      operator: name,
      second: name,
    },
    { requiredKeys: ['cause', 'paidBy', 'returned', 'reason', 'operator'] },
  ),
  refunded: fc.record({ settlement: uuid, cashBack: money }, { requiredKeys: ['cashBack'] }),
  admitted: fc.record(
    {
      home: county,
      cardSerial: chip,
      holder,
      inpatientNumber: name,
      provider: bill.map((each) => each.provider),
      visit: bill.map(({ visit }) => withoutDischarge(visit)),
      ward: name,
      bed: name,
      deposit: money,
      depositFree: clause,
      operator: name,
    },
    {
      requiredKeys: [
        'home',
        'cardSerial',
        'holder',
        'inpatientNumber',
        'provider',
        'visit',
        'deposit',
        'operator',
      ],
    },
  ),
  charged: fc.record({
    lines: bill.map((each) => each.lines),
    returned,
    paidIn: money,
    operator: name,
  }),
  interim: fc.oneof(
    fc.record({ step: fc.constant('due' as const), bill, operator: name }),
    billSettled,
  ),
  discharged: fc.oneof(
    fc.record(
      {
        step: fc.constant('due' as const),
        dischargedOn: date,
        disposition: fc.constantFrom(...DISPOSITIONS),
        referralNumber: name,
        bill,
        operator: name,
      },
      { requiredKeys: ['step', 'dischargedOn', 'disposition', 'operator'] },
    ),
    billSettled,
  ),
  'stay-cancelled': fc.record({
    part: fc.constantFrom(...STAY_PARTS),
    reason: name,
    operator: name,
  }),
  'day-closed': fc.record(
    {
      date,
      settlementCount: count,
      reversalCount: count,
      total: money,
      byPayer: fc.dictionary(fc.constantFrom(...(Object.keys(PAYERS) as Payer[])), money),
      differenceCount: count,
      comparison: hash,
      accepted: name,
      operator: name,
    },
    {
      requiredKeys: [
        'date',
        'settlementCount',
        'reversalCount',
        'total',
        'byPayer',
        'differenceCount',
        'comparison',
        'operator',
      ],
    },
  ),
  checkpoint: fc.record(
    { head, samId: chip, publicKey: some(100), signature },
    { requiredKeys: ['head', 'publicKey', 'signature'] },
  ),
  'carried-over': fc.record({
    terminalId: code<never>(/^[0-9A-Z-]{1,16}$/),
    year,
    predecessor: fc.string({ maxLength: 40 }),
    head,
    open: fc.array(
      fc.record({ settlementId: uuid, matter: fc.constantFrom(...MATTERS), opened: cardSequence }),
      { maxLength: 3 },
    ),
  }),
};
