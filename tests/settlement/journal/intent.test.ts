import { expect, test } from 'vitest';
import type {
  Adjudication,
  AdjudicationFields,
  Bill,
  BillFields,
  CardSerial,
  CountyCode,
  MemberNumber,
  ProviderCode,
} from '../../../src/model/index.ts';
import { amount } from '../../../src/money.ts';
import { billHash } from '../../../src/settlement/bill/hash.ts';
import { type IntentParts, makeIntent } from '../../../src/settlement/journal/index.ts';
import { billOf, partsOf } from './support.ts';

test('statement, adjudication and bill that agree make an intent', () => {
  const parts = partsOf(1);
  expect(makeIntent(parts)).toEqual(parts);
});

test('a payer who pays nothing may be written or left out', () => {
  const parts = partsOf(1);
  const byPayer = { ...parts.statement.byPayer, 'civil-aid': amount(0n) };
  expect(() => makeIntent({ ...parts, statement: { ...parts.statement, byPayer } })).not.toThrow();
});

type Change = (parts: IntentParts) => Partial<IntentParts>;
const statement =
  (change: Partial<IntentParts['statement']>): Change =>
  (parts) => ({ statement: { ...parts.statement, ...change } });
const bill =
  (change: (bill: BillFields) => Partial<BillFields>, follow = true): Change =>
  (parts) => {
    const [from, decided]: [BillFields, AdjudicationFields] = [parts.bill, parts.adjudication];
    const changed = { ...from, ...change(from) } as Bill;
    if (!follow) return { bill: changed };
    // The digests follow: what differs is what the case is about.
    const hash = billHash(changed);
    return {
      bill: changed,
      statement: { ...parts.statement, billHash: hash },
      adjudication: { ...decided, billHash: hash } as Adjudication,
    };
  };

const DISAGREEMENTS: readonly (readonly [field: string, change: Change])[] = [
  ['statement.home', statement({ home: '999109' as CountyCode })],
  ['statement.cardSerial', statement({ cardSerial: 'FFFFFFFFFFFFFFFF' as CardSerial })],
  ['statement.planId', statement({ planId: 'other' })],
  ['statement.planVersion', statement({ planVersion: '2025' })],
  ['statement.billHash', statement({ billHash: new Uint8Array(32) })],
  ['bill', bill(() => ({ billNumber: 'B-2' }), false)],
  ['statement.total', statement({ total: amount(1n) })],
  ['statement.byPayer', statement({ byPayer: { cash: amount(150_00n) } })],
  [
    'statement.provider',
    bill((of) => ({ provider: { ...of.provider, code: 'H99920100009' as ProviderCode } })),
  ],
  [
    'bill.patient.memberNumber',
    bill((of) => ({ patient: { ...of.patient, memberNumber: '999101-9' as MemberNumber } })),
  ],
  [
    'holder.memberNumber',
    (parts) => ({ holder: { ...parts.holder, memberNumber: '999101-9' as MemberNumber } }),
  ],
];

test.each(DISAGREEMENTS)('no intent when they disagree: %s', (field, change) => {
  const parts = partsOf(1);
  expect(() => makeIntent({ ...parts, ...change(parts) })).toThrow(
    new RangeError(`"${field}" differs from the adjudication`),
  );
});

test('the bill of another visit does not pass', () => {
  expect(() => makeIntent({ ...partsOf(1), bill: billOf(2) as Bill })).toThrow('"bill" differs');
});
