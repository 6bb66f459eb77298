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

/** Items of the treating county's catalogue. */
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
] as const;
/** In no catalogue. */
const UNKNOWN_ITEM = ['Q9990099', '5.55'] as const;
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

interface DrawnLine {
  readonly itemCode: string;
  readonly unitPrice: string;
  readonly quantity: string;
  readonly submitted: Amount;
}

export function drawLines(random: SeededRandom, isPlain = true): readonly DrawnLine[] {
  const unknownAt = !isPlain && random.oneIn(10) ? 0 : -1;
  return Array.from({ length: 1 + random.below(LINES_MAX) }, (_, at) => {
    const [itemCode, unitPrice] = at === unknownAt ? UNKNOWN_ITEM : random.pick(ITEMS);
    const quantity = String(1 + random.below(12));
    const submitted = lineAmount(parseUnitPrice(unitPrice), parseQuantity(quantity), 'half-up');
    return { itemCode, unitPrice, quantity, submitted };
  });
}

/** Lines as documents have them. */
export function linesDocument(lines: readonly DrawnLine[], chargedOn: PlainDate) {
  return lines.map(({ itemCode, unitPrice, quantity, submitted }, at) => ({
    lineId: String(at + 1),
    itemCode,
    hospitalItemCode: `H${itemCode.slice(1)}`,
    name: '项目',
    chargedOn,
    unitPrice,
    quantity,
    submitted: yuanText(submitted),
  }));
}

export interface BillToDraw {
  /** Unique at the provider. */
  readonly billNumber: string;
  readonly person: Pick<Person, 'holder' | 'memberNumber'>;
  readonly provider: Provider;
  readonly today: PlainDate;
  /** Of a stay, of this year: no plan refuses it. */
  readonly isPlain?: boolean;
}

export function drawBill(random: SeededRandom, wanted: BillToDraw): Bill {
  const { billNumber, person, provider, today, isPlain = false } = wanted;
  const kind = !isPlain && random.oneIn(8) ? 'outpatient' : 'inpatient';
  const days = random.below(STAY_DAYS_MAX);
  const admittedOn = kind === 'inpatient' ? addDays(today, isPlain ? 0 : -days) : today;
  const lines = drawLines(random, isPlain);
  const total = lines.reduce<Amount>((sum, { submitted }) => add(sum, submitted), ZERO);
  const { code, name, county, level } = provider;
  const document = {
    format: 'onecard-bill/1',
    billNumber,
    provider: { code, name, county, level, isDesignated: true },
    visit: { kind, admittedOn, dischargedOn: today, diagnoses: [random.pick(DIAGNOSES)] },
    patient: { name: person.holder.name, memberNumber: person.memberNumber },
    lines: linesDocument(lines, admittedOn),
    total: yuanText(total),
  };
  return parseBill(JSON.stringify(document), `${billNumber}.json`);
}
