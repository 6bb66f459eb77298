/** 费用明细: lines of 2204 and 2301 become lines of a bill, and the split of each is answered. */

import { OneCardError } from '../../../errors/index.ts';
import type { BillLine } from '../../../model/index.ts';
import { quantityText, unitPriceText, yuanText } from '../../../money.ts';
import {
  type Charges,
  parseCharges,
  type RefusalReason,
  type SplitLine,
  splitLines,
} from '../../../terminal/deskParts.ts';
import { type PlainDate, plainDate, yearOf } from '../../../time.ts';
import { ExactDecimal, type ExactOutput, parseExactJson } from '../shared/exactJson.ts';
import { CHARGE_LEVELS, chargeTypeOf } from './codes.ts';
import { Fields } from './fields.ts';
import { assertMapped } from './mapping.ts';
import { homeCounty, type Office } from './office.ts';
import type { KeptLine, KeptVisit } from './records.ts';

/** Ceiling that stands for none. */
const NO_CEILING = '999999.000000';

/** A line as a document, before the door of all documents. */
export interface SentLine {
  readonly serial: string;
  readonly batch: string;
  readonly document: KeptLine['line'];
  readonly at: Fields;
}

/** One row as a line of a bill; nothing of it is known to be right but its shape. */
export function sentLine(row: Fields, visit: KeptVisit, office: Office): SentLine {
  const serial = row.text('feedetl_sn', 30);
  const itemCode = row.text('med_list_codg', 50);
  const hospitalItemCode = row.text('medins_list_codg', 150);
  const chargedOn = row.day('fee_ocur_time');
  assertMapped({ itemCode, hospitalItemCode, chargedOn, at: row }, office);
  const item = office.desk.equipment.catalogue.itemOn(itemCode, chargedOn);
  const supplyDays = row.optional('prd_days');
  const declared = row.optional('hosp_appr_flag');
  const doctorCode = row.optional('orders_dr_code', 30) ?? row.optional('bilg_dr_codg', 30);
  const isBefore = visit.kind === 'inpatient' && emergencyFlag(row) === '2';
  return {
    serial,
    batch: row.optional('chrg_bchno', 30) ?? '',
    at: row,
    document: {
      lineId: lineIdOf(serial, visit),
      itemCode,
      hospitalItemCode,
      name: item?.name.zh ?? itemCode,
      chargedOn,
      unitPrice: unitPriceText(row.price('pric')),
      quantity: quantityText(row.quantity('cnt')),
      submitted: yuanText(row.amount('det_item_fee_sumamt')),
      ...(doctorCode === undefined ? {} : { doctorCode }),
      ...(supplyDays === undefined || supplyDays === '0' ? {} : { supplyDays: daysOf(row) }),
      ...(declared === '1' ? { restrictedUse: 'met' } : {}),
      ...(declared === '2' ? { restrictedUse: 'not-met' } : {}),
      ...(isBefore ? { isPreAdmission: true } : {}),
    },
  };
}

/** `feedetl_sn` may come again once it was voided; in the stay's books every line has its own id. */
function lineIdOf(serial: string, visit: KeptVisit): string {
  const earlier = (visit.voided ?? []).filter((each) => each === serial).length;
  return earlier === 0 ? serial : `${serial.slice(0, 26)}.${earlier + 1}`;
}

function daysOf(row: Fields): number {
  const text = row.code('prd_days', /^\d{1,3}(?:\.0+)?$/, '用药天数');
  return Number.parseInt(text, 10);
}

/** exp_content.er_flag, in an object or in its JSON text. */
function emergencyFlag(row: Fields): string | undefined {
  if (!row.isText('exp_content')) return row.optionalFields('exp_content')?.optional('er_flag');
  const text = row.optional('exp_content', 4_000);
  if (!text?.startsWith('{')) return undefined;
  return Fields.of(parseExactJson(text), `${row.path}.exp_content`).optional('er_flag');
}

/** Lines through the door of charges. @throws OneCardError `national.lines-refused`; DocumentError */
export function checkedLines(sent: readonly Pick<SentLine, 'document'>[]): Charges['lines'] {
  const document = { format: 'onecard-charges/1', lines: sent.map((each) => each.document) };
  return parseCharges(JSON.stringify(document), 'feedetail').lines;
}

/**
 * What catalogue and plan say of the lines.
 * @throws OneCardError `national.lines-refused` with the first reason
 */
export function splitOf(
  lines: readonly BillLine[],
  visit: KeptVisit,
  on: PlainDate,
  office: Office,
): readonly SplitLine[] {
  const { desk, provider, records } = office;
  const { home, participation } = records.get('person', visit.person)!;
  const result = splitLines({
    lines,
    plan: homeCounty(office, home).plan,
    on,
    catalogue: desk.equipment.catalogue,
    region: home,
    personType: participation.find(({ year }) => year === yearOf(on))?.category ?? 'ordinary',
    level: provider.level,
  });
  if (result.outcome === 'split') return result.lines;
  throw linesRefused(result.reasons);
}

export function linesRefused(reasons: readonly RefusalReason[]): OneCardError {
  const [first] = reasons;
  const facts = Object.entries(first?.facts ?? {}).map(([name, value]) => `${name}=${value}`);
  const line = first?.lineId === undefined ? '' : `明细 ${first.lineId} `;
  const more = reasons.length > 1 ? `；共 ${reasons.length} 处` : '';
  const why = `${line}${first?.text.zh ?? ''}（${facts.join('，')}）${more}`;
  return new OneCardError('national.lines-refused', { why });
}

/** A line with what the upload answered, to be kept. */
export function keptLine(sent: Omit<SentLine, 'at'>, { decision }: SplitLine): KeptLine {
  const { excluded, overCeiling, selfPaidFirst, eligible } = decision;
  const told = [excluded, overCeiling, selfPaidFirst, eligible].map(String);
  const { serial, batch, document } = sent;
  return { serial, batch, line: document, told: told as unknown as KeptLine['told'] };
}

/** A row of `result`. */
export function lineOutput(
  serial: string,
  line: BillLine,
  { decision, terms }: SplitLine,
): ExactOutput {
  const { item, benefitClass, selfPayShare, ceiling, isEssential } = terms;
  const money = (value: bigint) => new ExactDecimal(yuanText(value as BillLine['submitted']));
  return {
    feedetl_sn: serial,
    det_item_fee_sumamt: money(line.submitted),
    cnt: new ExactDecimal(quantityText(line.quantity)),
    pric: new ExactDecimal(unitPriceText(line.unitPrice)),
    pric_uplmt_amt: new ExactDecimal(ceiling === undefined ? NO_CEILING : unitPriceText(ceiling)),
    selfpay_prop: new ExactDecimal(shareText(selfPayShare)),
    fulamt_ownpay_amt: money(decision.excluded),
    overlmt_amt: money(decision.overCeiling),
    preselfpay_amt: money(decision.selfPaidFirst),
    inscp_scp_amt: money(decision.eligible),
    chrgitm_lv: CHARGE_LEVELS[benefitClass],
    med_chrgitm_type: chargeTypeOf(item),
    bas_medn_flag: isEssential ? '1' : '0',
    hi_nego_drug_flag: '0',
    chld_medc_flag: '0',
    list_sp_item_flag: '0',
    lmt_used_flag: terms.restriction ? '1' : '0',
    drt_reim_flag: '0',
    memo: null,
  };
}

/** Four decimals, half up; no share is below zero. */
export function shareText({ numerator, denominator }: SplitLine['terms']['selfPayShare']): string {
  const scaled = (20_000n * numerator + denominator) / (2n * denominator);
  return `${scaled / 10_000n}.${(scaled % 10_000n).toString().padStart(4, '0')}`;
}

/** Last civil day that lines speak of, not before `from`. */
export function lastDay(lines: readonly KeptLine['line'][], from: string): PlainDate {
  const days = lines.map(({ chargedOn }) => String(chargedOn));
  return plainDate(days.reduce((latest, day) => (day > latest ? day : latest), from));
}
