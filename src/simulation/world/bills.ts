/** Bills as a hospital makes them: lines of the catalogue, dates of a stay, through the strict door. */

import type { Bill, CountyCode, ProviderCode } from '../../model/index.ts';
import {
  type Amount,
  add,
  lineAmount,
  parseQuantity,
  parseUnitPrice,
  yuanText,
  ZERO,
} from '../../money.ts';
import { parseBill } from '../../settlement/index.ts';
import { addDays, type PlainDate } from '../../time.ts';
import type { SeededRandom } from '../random.ts';
import type { Person } from './person.ts';

/** Items of the treating county's catalogue, and one that is in none. */
const ITEMS = [
  ['X9990001', '8.40'],
  ['X9990002', '3.2857'],
  ['X9990004', '1000.00'],
  ['X9990005', '2.15'],
  ['X9990006', '23.50'],
  ['X9990011', '12.35'],
  ['X9990013', '9.125'],
  ['X9990014', '380.00'],
  ['X9990021', '96.50'],
  ['Z9990002', '29.85'],
  ['S9990001', '35.00'],
  ['S9990003', '20.00'],
  ['S9990009', '118.00'],
  ['S9990011', '240.00'],
  ['S9990022', '10.00'],
  ['C9990002', '28.00'],
  ['Q9990099', '5.55'],
] as const;
const DIAGNOSES = ['J18.900', 'J42.x00', 'I10.x00', 'K29.700', 'E11.900'] as const;
/** Enough to meet every class of item; a longer bill costs time and finds nothing more. */
const LINES_MAX = 6;
const STAY_DAYS_MAX = 14;

export interface Provider {
  readonly code: ProviderCode;
  readonly county: CountyCode;
  readonly name: string;
  readonly level: 'township' | 'county' | 'prefecture';
}

/** @param billNumber unique at the provider */
export function drawBill(
  random: SeededRandom,
  billNumber: string,
  { holder, memberNumber }: Person,
  provider: Provider,
  today: PlainDate,
): Bill {
  const kind = random.oneIn(5) ? 'outpatient' : 'inpatient';
  const admittedOn = kind === 'inpatient' ? addDays(today, -random.below(STAY_DAYS_MAX)) : today;
  const lines = Array.from({ length: 1 + random.below(LINES_MAX) }, (_, at) => {
    const [itemCode, price] = random.pick(ITEMS);
    const quantity = String(1 + random.below(12));
    const submitted = lineAmount(parseUnitPrice(price), parseQuantity(quantity), 'half-up');
    return {
      lineId: String(at + 1),
      itemCode,
      hospitalItemCode: `H${itemCode.slice(1)}`,
      name: '项目',
      chargedOn: admittedOn,
      unitPrice: price,
      quantity,
      submitted,
    };
  });
  const total = lines.reduce<Amount>((sum, { submitted }) => add(sum, submitted), ZERO);
  const { code, name, county, level } = provider;
  const document = {
    format: 'onecard-bill/1',
    billNumber,
    provider: { code, name, county, level, isDesignated: true },
    visit: { kind, admittedOn, dischargedOn: today, diagnoses: [random.pick(DIAGNOSES)] },
    patient: { name: holder.name, memberNumber },
    lines: lines.map((line) => ({ ...line, submitted: yuanText(line.submitted) })),
    total: yuanText(total),
  };
  return parseBill(JSON.stringify(document), `${billNumber}.json`);
}
