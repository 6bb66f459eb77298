/** Arbitrary contents of every kind of entry. */

import fc from 'fast-check';
import {
  DECLINE_REASONS,
  OFFLINE_CAUSES,
  PAYERS,
  type Payer,
  PROVIDER_LEVELS,
  REASONS,
  type SettlementStatement,
} from '../../../src/model/index.ts';
import { amount, type Quantity } from '../../../src/money.ts';
import type { EntryFields, EntryKind } from '../../../src/settlement/journal/entry.ts';
import {
  ANSWER_OUTCOMES,
  DISPOSITIONS,
  STAY_PARTS,
  VOID_REASONS,
  WITHOUT_CARD_REASONS,
} from '../../../src/settlement/journal/index.ts';
import { dateOfDays, instant } from '../../../src/time.ts';
import { settlementId } from './support.ts';

export const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const money = fc.bigInt({ min: -SAFE, max: SAFE }).map((fen) => amount(fen));
const paid = fc.bigInt({ min: 1n, max: SAFE }).map((fen) => amount(fen));
const name = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => !text.startsWith('\uFEFF'));
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const count = fc.integer({ min: 0, max: 0xffff_ffff });
const date = fc.integer({ min: -25_000, max: 80_000 }).map((days) => dateOfDays(days));
const code = <T extends string>(pattern: RegExp) =>
  fc.stringMatching(pattern) as unknown as fc.Arbitrary<T>;
const member = code<never>(/^[0-9-]{1,30}$/);
const county = code<never>(/^[0-9]{6}$/);
const chip = code<never>(/^[0-9A-F]{16}$/);
const both = fc.record({ zh: name, en: name });
const year = fc.integer({ min: 1900, max: 2199 });
const uuid = fc.nat(1_000_000).map((number) => settlementId(number));

const bill = fc.record({
  billNumber: name,
  provider: fc.record({
    code: code<never>(/^[0-9A-Z]{12}$/),
    name,
    county,
    level: fc.constantFrom(...PROVIDER_LEVELS),
    isDesignated: fc.boolean(),
  }),
  visit: fc.record(
    {
      kind: fc.constantFrom('inpatient' as const, 'outpatient' as const),
      admittedOn: date,
      dischargedOn: date,
      diagnoses: fc.array(name, { maxLength: 3 }),
      referralNumber: name,
    },
    { requiredKeys: ['kind', 'admittedOn', 'dischargedOn', 'diagnoses'] },
  ),
  patient: fc.record({ name, memberNumber: member }),
  lines: fc.array(
    fc.record({
      lineId: name,
      itemCode: name,
      hospitalItemCode: name,
      name,
      chargedOn: date,
      unitPrice: money as fc.Arbitrary<never>,
      quantity: money as fc.Arbitrary<never>,
      submitted: money,
    }),
    { maxLength: 3 },
  ),
  total: money,
});

const usage = fc.record({ year, deductibleMet: money, benefitDrawn: money, admissions: count });
const document = fc.record({ id: name, version: name, hash });
const adjudication = fc.record({
  home: county,
  cardSerial: chip,
  memberNumber: member,
  plan: document,
  catalogue: document,
  billHash: hash,
  decidedFor: date,
  total: money,
  lines: fc.array(
    fc.record({
      lineId: name,
      itemCode: name,
      name,
      benefitClass: fc.constantFrom('A' as const, 'B' as const, 'C' as const),
      submitted: money,
      excluded: money,
      overCeiling: money,
      selfPaidFirst: money,
      eligible: money,
    }),
    { maxLength: 2 },
  ),
  byPayer: fc.dictionary(fc.constantFrom(...(Object.keys(PAYERS) as Payer[])), money, {
    noNullPrototype: true,
  }),
  byReason: fc.record(
    Object.fromEntries(REASONS.map((reason) => [reason, money])) as Record<
      (typeof REASONS)[number],
      typeof money
    >,
  ),
  steps: fc.array(
    fc.record(
      {
        rule: name,
        lineId: name,
        clause: fc.record({ document: name, text: both, isAssumed: fc.boolean() }),
        inputs: fc.dictionary(
          name.filter((key) => key !== '__proto__'),
          name,
          { maxKeys: 4, noNullPrototype: true },
        ),
        formula: name,
        rounding: name,
        result: money,
        text: both,
      },
      { requiredKeys: ['rule', 'clause', 'inputs', 'formula', 'result', 'text'] },
    ),
    { maxLength: 2 },
  ),
  usageBefore: usage,
  usageAfter: usage,
});

const statement: fc.Arbitrary<SettlementStatement> = fc.record(
  {
    id: uuid,
    home: county,
    cardSerial: chip,
    sequence: fc.integer({ min: 1, max: 0xffff_ffff }),
    attempt: fc.integer({ min: 1, max: 0xffff }),
    stateHash: hash,
    planId: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    planVersion: fc.stringMatching(/^[0-9.]{1,10}$/),
    billHash: hash,
    total: fc.bigInt({ min: 0n, max: SAFE }).map((fen) => amount(fen)),
    byPayer: fc.dictionary(fc.constantFrom(...(Object.keys(PAYERS) as Payer[])), paid, {
      noNullPrototype: true,
    }),
    provider: code<never>(/^[0-9A-Z]{12}$/),
    terminalId: code<never>(/^[0-9A-Z-]{1,16}$/),
    samId: chip,
    settledAt: fc.integer({ min: 0, max: 7_258_118_399 }).map((seconds) => instant(seconds * 1000)),
    reverses: uuid,
  },
  {
    requiredKeys: [
      'id',
      'home',
      'cardSerial',
      'sequence',
      'attempt',
      'stateHash',
      'planId',
      'planVersion',
      'billHash',
      'total',
      'byPayer',
      'provider',
      'terminalId',
      'samId',
      'settledAt',
    ],
  },
);

const holder = fc.record({ name, memberNumber: member });
const some = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max });
const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });

const offline = fc.record({
  decidedAt: fc.integer({ min: 0, max: 7_258_118_399_999 }).map((at) => instant(at)),
  cause: fc.constantFrom(...OFFLINE_CAUSES),
  limits: fc.record({ county, version: count, hash }),
});
const at = fc.integer({ min: 0, max: 7_258_118_399_999 }).map((ms) => instant(ms));
const slot = fc.constantFrom('A' as const, 'B' as const);
const cardSequence = fc.integer({ min: 1, max: 0xffff_ffff });
const head = fc.record({ sequence: fc.integer({ min: 1 }), hash });

const quantity = money.map((each) => each as unknown as Quantity);
const returned = fc.array(fc.record({ lineId: name, quantity }), { maxLength: 3 });
const clause = fc.record({ document: name, text: both, isAssumed: fc.boolean() });
const billSettled = fc.record(
  { step: fc.constant('settled' as const), settlement: uuid },
  { requiredKeys: ['step'] },
);

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
      visit: bill.map(({ visit: { dischargedOn, ...visit } }) => visit),
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
    carriedCount: count,
  }),
};
