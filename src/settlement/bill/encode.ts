import type { BillFields } from '../../model/index.ts';
import { quantityText, unitPriceText, yuanText } from '../../money.ts';
import type { BillDocument } from './schema.ts';

/** A bill as its JSON document, the inverse of `parseBill`: what a bill from elsewhere is checked by. */
export function encodeBill(bill: BillFields): string {
  const { provider, patient } = bill;
  const { diagnoses, procedures, ...others } = bill.visit;
  const document: BillDocument = {
    format: 'onecard-bill/1',
    billNumber: bill.billNumber,
    provider: { ...provider },
    visit: {
      ...others,
      diagnoses: [...diagnoses],
      ...(procedures === undefined ? {} : { procedures: [...procedures] }),
    },
    patient: { ...patient },
    lines: bill.lines.map((line) => ({
      ...line,
      unitPrice: unitPriceText(line.unitPrice),
      quantity: quantityText(line.quantity),
      submitted: yuanText(line.submitted),
    })),
    total: yuanText(bill.total),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
