import { HOMES } from '../../../examples/cli/world/persons.ts';
import type { Bill } from '../../../src/model/index.ts';
import { parseBill } from '../../../src/settlement/index.ts';
import type { PlainDate } from '../../../src/time.ts';
import { PROVIDER } from '../stay/ward.ts';

/** A bill of one day in hospital: a line of class A for each of `yuan`, at 1 yuan a piece. */
export function dayBill(billNumber: string, on: PlainDate, yuan: readonly number[]): Bill {
  const document = {
    format: 'onecard-bill/1',
    billNumber,
    provider: PROVIDER,
    visit: { kind: 'inpatient', admittedOn: on, dischargedOn: on, diagnoses: ['J15.900'] },
    patient: { name: '测试乙', memberNumber: HOMES.jimunai.memberNumber },
    lines: yuan.map((each, index) => ({
      lineId: String(index + 1),
      itemCode: 'X9990004',
      hospitalItemCode: 'H9990004',
      name: '青霉素钠注射剂',
      chargedOn: on,
      unitPrice: '1.00',
      quantity: String(each),
      submitted: `${each}.00`,
    })),
    total: `${yuan.reduce((sum, each) => sum + each, 0)}.00`,
  };
  return parseBill(JSON.stringify(document), `${billNumber}.json`);
}
