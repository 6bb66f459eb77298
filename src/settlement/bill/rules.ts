/** What must hold between the fields of a bill, whatever plan will decide it. */

import type { BillFields, BillLine } from '../../model/index.ts';
import { AMOUNT_MAX, amount, yuanText } from '../../money.ts';
import type { DocumentProblem } from '../document/problem.ts';
import type { DocumentSource } from '../document/source.ts';

/** 10⁻⁶ yuan × 10⁻⁴ units = 10⁻⁸ fen. */
const PRODUCT_SCALE = 100_000_000n;

/** Every broken rule of `bill`, in the order of the document. */
export function checkBillRules(bill: BillFields, source: DocumentSource): DocumentProblem[] {
  const { admittedOn, dischargedOn } = bill.visit;
  const problems: DocumentProblem[] = [];
  if (dischargedOn < admittedOn) {
    const path = ['visit', 'dischargedOn'];
    problems.push(
      source.problem('bill.discharge-before-admission', path, { admittedOn, dischargedOn }),
    );
  }
  const { care, kind } = bill.visit;
  if (kind === 'inpatient' && (care === 'chronic' || care === 'special')) {
    problems.push(source.problem('bill.care-of-kind', ['visit', 'care'], { kind, care }));
  }
  const seen = new Set<string>();
  bill.lines.forEach((line, index) => {
    const at = ['lines', index];
    if (seen.has(line.lineId)) {
      const { lineId } = line;
      problems.push(source.problem('bill.line-id-twice', [...at, 'lineId'], { lineId }));
    }
    seen.add(line.lineId);
    problems.push(...checkLine(bill, line, index, source));
  });
  problems.push(...checkTotal(bill, source));
  return problems;
}

function checkLine(
  { visit }: BillFields,
  line: BillLine,
  index: number,
  source: DocumentSource,
): DocumentProblem[] {
  const { lineId, chargedOn, quantity, unitPrice, submitted } = line;
  const problems: DocumentProblem[] = [];
  const report = (
    rule: Parameters<DocumentSource['problem']>[0],
    field: string,
    facts: Readonly<Record<string, string>> = {},
  ) => problems.push(source.problem(rule, ['lines', index, field], { lineId, ...facts }));
  // A stay whose end lies before its beginning was reported; every charge would lie outside it.
  const isOutside = line.isPreAdmission
    ? chargedOn >= visit.admittedOn || visit.kind !== 'inpatient'
    : chargedOn < visit.admittedOn || chargedOn > visit.dischargedOn;
  if (isOutside && visit.admittedOn <= visit.dischargedOn) {
    report('bill.date-outside-stay', 'chargedOn', { chargedOn });
  }
  if (unitPrice < 0n) report('bill.price-negative', 'unitPrice');
  if (quantity <= 0n) report('bill.quantity-not-positive', 'quantity');
  if (submitted < 0n) report('bill.amount-negative', 'submitted');
  if (unitPrice * quantity > AMOUNT_MAX * PRODUCT_SCALE) {
    report('bill.product-too-large', 'unitPrice');
  }
  return problems;
}

function checkTotal(bill: BillFields, source: DocumentSource): DocumentProblem[] {
  const { total, lines } = bill;
  if (total < 0n) return [source.problem('bill.amount-negative', ['total'])];
  // Not `add`: the sum of bad lines may leave the range of an amount.
  const sum = lines.reduce((so, line) => so + line.submitted, 0n);
  if (sum === total) return [];
  const isWithin = sum <= AMOUNT_MAX && sum >= 0n;
  return [
    source.problem('bill.total-differs', ['total'], {
      lines: isWithin ? yuanText(amount(sum)) : 'beyond range',
      total: yuanText(total),
    }),
  ];
}
