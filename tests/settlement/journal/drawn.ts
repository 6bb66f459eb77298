/** Values drawn for payloads: amounts, names, days, and a whole bill. */

import fc from 'fast-check';
import { PROVIDER_LEVELS } from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { dateOfDays } from '../../../src/time.ts';
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
