/** I1 to I4: the identities of the national settlement fields, on every decision. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Amount,
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  yuanText,
} from '../../src/money.ts';
import { decide, nationalFields } from '../../src/settlement/index.ts';
import { plainDate } from '../../src/time.ts';
import { parsed, planDocuments } from './support/randomPlan.ts';
import { bill, billOf, catalogue, decided, personA, request, usage } from './support.ts';

/** Codes of the catalogue that are listed on the day of the bill. */
const ITEMS = [...catalogue.periods()]
  .filter(({ code }) => catalogue.itemOn(code, plainDate('2026-03-02')) !== undefined)
  .map(({ code }) => code);

const lines = fc.array(
  fc.record({
    item: fc.constantFrom(...ITEMS),
    fen: fc.integer({ min: 1, max: 2_000_000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    hospital: fc.integer({ min: 0, max: 100 }),
    refused: fc.integer({ min: 0, max: 100 }),
  }),
  { minLength: 1, maxLength: 8 },
);

test('I1 to I4 hold for random bills under random plans, with and without effects of controls', () => {
  let decisions = 0;
  let withHospital = 0;
  const property = fc.property(planDocuments, lines, (document, drafts) => {
    const of = billOf(
      drafts.map(({ item, fen, quantity }) => {
        const price = yuanText(BigInt(fen) as Amount);
        const submitted = lineAmount(
          parseUnitPrice(price),
          parseQuantity(String(quantity)),
          'half-up',
        );
        return { item, price, quantity: String(quantity), submitted: yuanText(submitted) };
      }),
    );
    const effects = drafts.map(({ hospital, refused }, at) => {
      const { submitted, lineId } = of.lines[at]!;
      const onHospital = (submitted * BigInt(hospital)) / 100n;
      const rest = submitted - onHospital;
      const share = { hospital: onHospital, refused: (rest * BigInt(refused)) / 100n };
      return [lineId, share as { hospital: Amount; refused: Amount }] as const;
    });
    const result = decide(
      request({
        plan: parsed(document),
        bill: of,
        person: {
          ...personA,
          bornOn: plainDate('1950-01-01'),
          attributes: [],
          certificates: [],
          familyAccount: 300_00n as Amount,
        },
        usage: { ...usage(), counters: {} },
        effects: { lines: new Map(effects), hospital: 0n as Amount, isRefused: false },
      }),
    );
    if (result.outcome === 'refused') {
      expect(result.reasons.map(({ code }) => code)).toEqual(['visit-not-covered']);
      return;
    }
    decisions++;
    const f = nationalFields(result.adjudication, of);
    if (f.hosp_part_amt > 0n) withHospital++;
    for (const [name, value] of Object.entries(f)) {
      if (typeof value === 'bigint' && value < 0n) throw new Error(`${name} is negative`);
    }
    // I1
    expect(f.fulamt_ownpay_amt + f.overlmt_selfpay + f.preselfpay_amt + f.inscp_scp_amt).toBe(
      f.medfee_sumamt,
    );
    // I2
    expect(f.medfee_sumamt - f.fund_pay_sumamt - f.hosp_part_amt).toBe(f.psn_part_amt);
    // I3
    expect(f.acct_pay + f.psn_cash_pay).toBe(f.psn_part_amt);
    // I4
    const { hifp_pay, cvlserv_pay, hifes_pay, hifmi_pay, hifob_pay, maf_pay, oth_pay } = f;
    expect(hifp_pay + cvlserv_pay + hifes_pay + hifmi_pay + hifob_pay + maf_pay + oth_pay).toBe(
      f.fund_pay_sumamt,
    );
    for (const line of f.lines) {
      expect(
        line.fulamt_ownpay_amt + line.overlmt_amt + line.preselfpay_amt + line.inscp_scp_amt,
      ).toBe(line.det_item_fee_sumamt);
    }
  });
  fc.assert(property, { numRuns: 120 });
  expect(decisions).toBeGreaterThan(50);
  expect(withHospital).toBeGreaterThan(20);
});

test('the fields of the first example bill', () => {
  const of = bill('examples/bills/yinjiang-inpatient.json');
  const adjudication = decided(request());
  const { lines: mapped, ...fields } = nationalFields(adjudication, of);
  const { byPayer, byReason, total } = adjudication;
  expect(fields).toMatchObject({
    med_type: '21',
    medfee_sumamt: total,
    fulamt_ownpay_amt: byReason.excluded,
    overlmt_selfpay: byReason['over-ceiling'],
    preselfpay_amt: byReason['self-paid-first'],
    act_pay_dedc: byReason.deductible,
    fund_pay_sumamt: byPayer['pooled-fund'],
    psn_cash_pay: byPayer.cash,
    acct_pay: 0n,
  });
  expect(mapped.map(({ chrgitm_lv }) => chrgitm_lv)).toEqual(
    adjudication.lines.map(({ benefitClass }) => ({ A: '01', B: '02', C: '03' })[benefitClass]),
  );
  expect(() => nationalFields(adjudication, { ...of, total: 1n as Amount })).toThrow(RangeError);
});

test.each([
  ['inpatient', undefined, '21'],
  ['outpatient', undefined, '11'],
  ['outpatient', 'emergency', '13'],
  ['inpatient', 'emergency', '24'],
  ['outpatient', 'accident', '19'],
  ['inpatient', 'accident', '21'],
  ['outpatient', 'childbirth', '51'],
  ['inpatient', 'childbirth', '52'],
  ['inpatient', 'family-planning', '53'],
  ['outpatient', 'chronic', '14'],
  ['outpatient', 'special', '14'],
] as const)('%s, %s: med_type %s', (kind, care, code) => {
  const of = bill('examples/bills/yinjiang-inpatient.json');
  const visit = { ...of.visit, kind, ...(care && { care }) };
  expect(nationalFields(decided(request()), { ...of, visit }).med_type).toBe(code);
});
