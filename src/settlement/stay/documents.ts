/** 入院登记单, 住院记账单: what a hospital system hands in of a stay (docs/stay.md). */

import { z } from 'zod';
import { BILL_LINES_MAX } from '../../limits.ts';
import type { BillFields, BillLine } from '../../model/index.ts';
import { type Amount, parseQuantity, parseYuan, ZERO } from '../../money.ts';
import { lineFields, patientFields, providerFields, visitFields } from '../bill/parse.ts';
import type { LineReturn } from '../bill/returned.ts';
import { BILL_LINE, BILL_PATIENT, BILL_PROVIDER, BILL_VISIT } from '../bill/schema.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import type { DocumentProblem } from '../document/problem.ts';
import { amountText, freeText, quantityText, serialText } from '../document/shapes.ts';
import { type DocumentSource, readSource } from '../document/source.ts';

/** Characters of the name of a ward or a bed. */
const PLACE_CHARACTERS_MAX = 50;

const ADMISSION_DOCUMENT = z.strictObject({
  format: z.literal('onecard-admission/1'),
  inpatientNumber: serialText.meta({ description: '住院号 (ipt_no)' }),
  provider: BILL_PROVIDER,
  visit: BILL_VISIT.omit({ dischargedOn: true }).extend({ kind: z.literal('inpatient') }),
  patient: BILL_PATIENT,
  ward: freeText(PLACE_CHARACTERS_MAX).optional().meta({ description: '病区 (adm_dept)' }),
  bed: freeText(PLACE_CHARACTERS_MAX).optional().meta({ description: '床号 (adm_bed)' }),
  deposit: amountText.meta({ description: '预交金; 0.00 for those who pay after treatment' }),
});

const CHARGES_DOCUMENT = z.strictObject({
  format: z.literal('onecard-charges/1'),
  number: serialText
    .optional()
    .meta({ description: '单据号: the same number again, alike, counts once' }),
  lines: z.array(BILL_LINE).max(BILL_LINES_MAX),
  returned: z
    .array(z.strictObject({ lineId: serialText, quantity: quantityText }))
    .max(BILL_LINES_MAX)
    .optional()
    .meta({ description: '退费：明细序号与数量 (init_feedetl_sn, cnt)' }),
  paidIn: amountText.optional().meta({ description: '补交预交金' }),
});

/** Who comes to stay, where, and with what deposit. */
export interface Admission {
  readonly inpatientNumber: string;
  readonly provider: BillFields['provider'];
  readonly visit: Omit<BillFields['visit'], 'dischargedOn'>;
  readonly patient: BillFields['patient'];
  readonly ward?: string;
  readonly bed?: string;
  readonly deposit: Amount;
  /** 预交金由医院系统收取: the hospital's own system keeps it, and none of it is known here. */
  readonly isDepositElsewhere?: true;
}

/** What was charged, given back or paid in at one time. */
export interface Charges {
  /**
   * 单据号: the hospital's number of it, once a stay. The same number again, alike, counts once. Without it
   * only charges of lines alone are known again when they are repeated; what is paid in or given back is not.
   */
  readonly number?: string;
  readonly lines: readonly BillLine[];
  readonly returned: readonly LineReturn[];
  readonly paidIn: Amount;
}

/**
 * An admission from JSON or YAML.
 * @throws DocumentError `admission.invalid` with every problem found
 */
export function parseAdmission(text: string, file: string): Admission {
  const source = readSource('admission', text, file);
  const document = checkShape(ADMISSION_DOCUMENT, source);
  const { inpatientNumber, ward, bed } = document;
  const deposit = parseYuan(document.deposit);
  if (deposit < 0n)
    refuseProblems(source, [source.problem('admission.deposit-negative', ['deposit'])]);
  return {
    inpatientNumber,
    provider: providerFields(document.provider),
    visit: visitFields(document.visit),
    patient: patientFields(document.patient),
    ...(ward === undefined ? {} : { ward }),
    ...(bed === undefined ? {} : { bed }),
    deposit,
  };
}

/**
 * Charges of a stay from JSON or YAML.
 * @throws DocumentError `charges.invalid` with every problem found
 */
export function parseCharges(text: string, file: string): Charges {
  const source = readSource('charges', text, file);
  const { number, lines, returned = [], paidIn } = checkShape(CHARGES_DOCUMENT, source);
  const charges: Charges = {
    ...(number !== undefined && { number }),
    lines: lines.map(lineFields),
    returned: returned.map(({ lineId, quantity }) => ({
      lineId,
      quantity: parseQuantity(quantity),
    })),
    paidIn: paidIn === undefined ? ZERO : parseYuan(paidIn),
  };
  refuseProblems(source, checkCharges(charges, source));
  return charges;
}

function checkCharges({ lines, returned, paidIn }: Charges, source: DocumentSource) {
  const problems: DocumentProblem[] = [];
  if (lines.length + returned.length === 0 && paidIn === 0n) {
    problems.push(source.problem('charges.nothing', []));
  }
  if (paidIn < 0n) problems.push(source.problem('charges.paid-in-negative', ['paidIn']));
  const seen = new Set<string>();
  lines.forEach(({ lineId, quantity, unitPrice, submitted }, index) => {
    if (seen.has(lineId))
      problems.push(source.problem('charges.line-twice', ['lines', index, 'lineId']));
    seen.add(lineId);
    if (quantity > 0n && unitPrice >= 0n && submitted >= 0n) return;
    problems.push(source.problem('charges.line-wrong', ['lines', index]));
  });
  return problems;
}
