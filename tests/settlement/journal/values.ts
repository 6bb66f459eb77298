/** Arbitrary values that the entries of a journal are made of. */

import fc from 'fast-check';
import {
  OFFLINE_CAUSES,
  PAYERS,
  type Payer,
  PROVIDER_LEVELS,
  REASONS,
  type SettlementStatement,
} from '../../../src/model/index.ts';
import { amount, type Quantity } from '../../../src/money.ts';
import { dateOfDays, instant } from '../../../src/time.ts';
import { settlementId } from './support.ts';

export const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
export const money = fc.bigInt({ min: -SAFE, max: SAFE }).map((fen) => amount(fen));
export const paid = fc.bigInt({ min: 1n, max: SAFE }).map((fen) => amount(fen));
export const name = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .filter((text) => !text.startsWith('\uFEFF'));
export const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
export const count = fc.integer({ min: 0, max: 0xffff_ffff });
export const date = fc.integer({ min: -25_000, max: 80_000 }).map((days) => dateOfDays(days));
export const code = <T extends string>(pattern: RegExp) =>
  fc.stringMatching(pattern) as unknown as fc.Arbitrary<T>;
export const member = code<never>(/^[0-9-]{1,30}$/);
export const county = code<never>(/^[0-9]{6}$/);
export const chip = code<never>(/^[0-9A-F]{16}$/);
export const both = fc.record({ zh: name, en: name });
export const year = fc.integer({ min: 1900, max: 2199 });
export const uuid = fc.nat(1_000_000).map((number) => settlementId(number));

export const bill = fc.record({
  billNumber: name,
  provider: fc.record(
    {
      code: code<never>(/^[0-9A-Z]{12}$/),
      name,
      county,
      level: fc.constantFrom(...PROVIDER_LEVELS),
      grade: fc.constantFrom('first' as const, 'second' as const, 'third' as const),
      isDesignated: fc.boolean(),
    },
    { requiredKeys: ['code', 'name', 'county', 'level', 'isDesignated'] },
  ),
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

export const usage = fc.record({
  year,
  deductibleMet: money,
  benefitDrawn: money,
  admissions: count,
});
export const document = fc.record({ id: name, version: name, hash });
const decision = {
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
};
const requiredKeys = Object.keys(decision) as (keyof typeof decision)[];
const optional = {
  till: fc.record({ due: money, difference: money }),
  notEligible: fc.array(name, { maxLength: 3 }),
  needsReview: fc.constant(true as const),
};
export const adjudication = fc.record({ ...decision, ...optional }, { requiredKeys });

export const statement: fc.Arbitrary<SettlementStatement> = fc.record(
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

export const holder = fc.record({ name, memberNumber: member });
export const some = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max });
export const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });

export const offline = fc.record({
  decidedAt: fc.integer({ min: 0, max: 7_258_118_399_999 }).map((at) => instant(at)),
  cause: fc.constantFrom(...OFFLINE_CAUSES),
  limits: fc.record({ county, version: count, hash }),
});
export const at = fc.integer({ min: 0, max: 7_258_118_399_999 }).map((ms) => instant(ms));
export const slot = fc.constantFrom('A' as const, 'B' as const);
export const cardSequence = fc.integer({ min: 1, max: 0xffff_ffff });
export const head = fc.record({ sequence: fc.integer({ min: 1 }), hash });

export const quantity = money.map((each) => each as unknown as Quantity);
export const returned = fc.array(fc.record({ lineId: name, quantity }), { maxLength: 3 });
export const clause = fc.record({ document: name, text: both, isAssumed: fc.boolean() });
export const billSettled = fc.record(
  { step: fc.constant('settled' as const), settlement: uuid },
  { requiredKeys: ['step'] },
);
