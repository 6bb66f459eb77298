import type {
  Bill,
  BillFields,
  BillLine,
  CountyCode,
  MemberNumber,
  ProviderCode,
} from '../../model/index.ts';
import { parseQuantity, parseUnitPrice, parseYuan } from '../../money.ts';
import { plainDate } from '../../time.ts';
import { checkShape, refuseProblems } from '../document/issues.ts';
import type { DocumentPosition } from '../document/problem.ts';
import { type DocumentSource, readSource } from '../document/source.ts';
import type { Path } from '../document/tree.ts';
import { freezeBill } from './frozen.ts';
import { checkBillRules } from './rules.ts';
import { BILL_DOCUMENT, type BillDocument } from './schema.ts';

/** Where the parts of a bill stood, for findings that only a plan or a catalogue can make. */
const SOURCES = new WeakMap<BillFields, DocumentSource>();

/**
 * A bill from JSON or YAML (docs/bill.md).
 * @param file name that errors carry; a name that ends in `.json` must hold strict JSON
 * @throws DocumentError `bill.invalid` with every problem found
 */
export function parseBill(text: string, file: string): Bill {
  const source = readSource('bill', text, file);
  const fields = freezeBill(billFields(checkShape(BILL_DOCUMENT, source)));
  refuseProblems(source, checkBillRules(fields, source));
  SOURCES.set(fields, source);
  return fields as Bill;
}

/** File, line and column of `path` in the document that `bill` came from. */
export function locateInBill(bill: Bill, path: Path): DocumentPosition | undefined {
  const source = SOURCES.get(bill);
  if (!source) return undefined;
  const { file, line, column } = source.problem('field.missing', path);
  return { file, line, column };
}

function billFields(document: BillDocument): BillFields {
  const { visit } = document;
  return {
    billNumber: document.billNumber,
    provider: providerFields(document.provider),
    visit: { ...visitFields(visit), dischargedOn: plainDate(visit.dischargedOn) },
    patient: patientFields(document.patient),
    lines: document.lines.map(lineFields),
    total: parseYuan(document.total),
  };
}

export function providerFields(provider: BillDocument['provider']): BillFields['provider'] {
  const { code, name, county, level, grade, isDesignated } = provider;
  return {
    code: code as ProviderCode,
    name,
    county: county as CountyCode,
    level,
    ...(grade === undefined ? {} : { grade }),
    isDesignated,
  };
}

/** What is known of a visit before its end. */
export function visitFields(
  visit: Omit<BillDocument['visit'], 'dischargedOn'>,
): Omit<BillFields['visit'], 'dischargedOn'> {
  const { referralNumber, care, procedures, delivery, filing } = visit;
  return {
    kind: visit.kind,
    admittedOn: plainDate(visit.admittedOn),
    diagnoses: visit.diagnoses,
    ...(referralNumber === undefined ? {} : { referralNumber }),
    ...(care === undefined ? {} : { care }),
    ...(procedures === undefined ? {} : { procedures }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(filing === undefined
      ? {}
      : { filing: { kind: filing.kind, filedOn: plainDate(filing.filedOn) } }),
  };
}

export function patientFields(patient: BillDocument['patient']): BillFields['patient'] {
  return { name: patient.name, memberNumber: patient.memberNumber as MemberNumber };
}

export function lineFields(line: BillDocument['lines'][number]): BillLine {
  return {
    lineId: line.lineId,
    itemCode: line.itemCode,
    hospitalItemCode: line.hospitalItemCode,
    name: line.name,
    chargedOn: plainDate(line.chargedOn),
    unitPrice: parseUnitPrice(line.unitPrice),
    quantity: parseQuantity(line.quantity),
    submitted: parseYuan(line.submitted),
    ...(line.doctorCode === undefined ? {} : { doctorCode: line.doctorCode }),
    ...(line.supplyDays === undefined ? {} : { supplyDays: line.supplyDays }),
    ...(line.restrictedUse === undefined ? {} : { restrictedUse: line.restrictedUse }),
    ...(line.isPreAdmission === undefined ? {} : { isPreAdmission: line.isPreAdmission }),
  };
}
