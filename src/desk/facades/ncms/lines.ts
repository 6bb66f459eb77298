/** 明细: a line as the interface hands it in, as a bill holds it, and what is answered of it. */

import type { BillFields, BillLine, CountyCode, MemberCategory } from '../../../model/index.ts';
import {
  quantityText,
  type Ratio,
  type Rounding,
  unitPriceText,
  yuanText,
} from '../../../money.ts';
import { type SplitLine, splitLines, versionOn } from '../../../terminal/deskParts.ts';
import type { PlainDate } from '../../../time.ts';
import {
  fourDecimalsText,
  fourText,
  shareText,
  toFen,
  toQuantity,
  toUnitPrice,
} from './amounts.ts';
import type { NcmsDesk } from './desk.ts';
import {
  optionalDate,
  optionalText,
  requiredCode,
  requiredNumber,
  requiredText,
} from './fields.ts';
import type { XmlElement, XmlField } from './xml.ts';

/** A line of a bill's document, and what only the interface keeps of it. */
export interface KeptLine {
  readonly lineId: string;
  readonly itemCode: string;
  readonly hospitalItemCode: string;
  readonly name: string;
  readonly chargedOn: string;
  readonly unitPrice: string;
  readonly quantity: string;
  readonly submitted: string;
  readonly typeCode?: string;
  readonly unit?: string;
}

/** Whose lines they are, as far as the catalogue and the plan ask. */
export interface LineOwner {
  readonly home: CountyCode;
  readonly category: MemberCategory;
}

/** How the home county's plan rounds a line. */
export function lineRounding(
  { parts: { equipment } }: NcmsDesk,
  { home }: LineOwner,
  on: PlainDate,
): Rounding {
  const plan = equipment.counties.get(home)?.plan;
  const version = plan && (versionOn(plan, on) ?? plan.versions.at(-1));
  return version?.rounding.line ?? 'half-up';
}

/**
 * A line out of a message.
 * @throws RequestInvalid with the name of the field
 */
export function lineOf(
  { parts: { equipment } }: NcmsDesk,
  detail: XmlElement,
  day: PlainDate,
  rounding: Rounding,
): KeptLine {
  const itemCode = requiredText(detail, 'detailCode');
  const chargedOn = optionalDate(detail, 'date') ?? day;
  const hospitalItemCode = optionalText(detail, 'detailHosCode') ?? itemCode;
  const listed = equipment.catalogue.itemOn(itemCode, chargedOn)?.name.zh;
  const unit = optionalText(detail, 'unit');
  const typeCode = optionalText(detail, 'typeCode');
  return {
    lineId: requiredCode(detail, 'hisDetailCode'),
    itemCode,
    hospitalItemCode,
    name: optionalText(detail, 'detailName') ?? listed ?? itemCode,
    chargedOn,
    unitPrice: unitPriceText(toUnitPrice(requiredNumber(detail, 'price'))),
    quantity: quantityText(toQuantity(requiredNumber(detail, 'num'))),
    submitted: yuanText(toFen(requiredNumber(detail, 'totalCost'), rounding)),
    ...(typeCode === undefined ? {} : { typeCode }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** As a bill's document takes it. */
export function billLineOf({ typeCode: _type, unit: _unit, ...line }: KeptLine) {
  return line;
}

export function isSameLine(a: KeptLine, b: KeptLine): boolean {
  const told = ({ lineId, itemCode, chargedOn, unitPrice, quantity, submitted }: KeptLine) =>
    JSON.stringify([lineId, itemCode, chargedOn, unitPrice, quantity, submitted]);
  return told(a) === told(b);
}

/** What catalogue and plan say of a line that passed a bill's door; else why they take it not. */
export type LineTerms =
  | { readonly outcome: 'split'; readonly split: SplitLine }
  | { readonly outcome: 'refused'; readonly message: string };

export function termsOf(
  { parts: { equipment }, options: { provider } }: NcmsDesk,
  line: BillLine,
  { home, category }: LineOwner,
): LineTerms {
  const plan = equipment.counties.get(home)?.plan;
  if (!plan) return { outcome: 'refused', message: '本终端没有该参合地的方案' };
  const result = splitLines({
    lines: [line],
    plan,
    on: line.chargedOn,
    catalogue: equipment.catalogue,
    region: home,
    personType: category,
    level: provider.level as BillFields['provider']['level'],
  });
  if (result.outcome === 'refused') {
    return { outcome: 'refused', message: result.reasons.map(({ text }) => text.zh).join('；') };
  }
  return { outcome: 'split', split: result.lines[0]! };
}

const NOTHING: Ratio = { numerator: 0n, denominator: 1n };

/** 可报比例: what is in scope of a line's item. */
function payableShare({ terms: { benefitClass, selfPayShare } }: SplitLine): Ratio {
  if (benefitClass === 'C') return NOTHING;
  const { numerator, denominator } = selfPayShare;
  return { numerator: denominator - numerator, denominator };
}

/** Of S21 and S22: 保内外, 比例, 中药, 限价, 需审批. */
export function outpatientTerms(split: SplitLine): readonly XmlField[] {
  const { terms } = split;
  return [
    ['flag', terms.benefitClass === 'C' ? '0' : '1'],
    ['proportion', shareText(payableShare(split))],
    ['isCm', terms.isTcm ? '1' : '0'],
    ...(terms.ceiling === undefined
      ? []
      : [['limitValue', fourDecimalsText(terms.ceiling / 100n)] as const]),
    ['isAudit', terms.item.restriction ? '1' : '0'],
  ];
}

/** Of S10: 可报比例与金额, 基本药物, 中药. */
export function inpatientTerms(split: SplitLine): readonly XmlField[] {
  const { decision, terms } = split;
  return [
    ['enableRatio', shareText(payableShare(split))],
    ['enableMoney', fourText(decision.eligible)],
    ['essentialMedicine', terms.isEssential ? '1' : '0'],
    ['chineseMedicine', terms.isTcm ? '1' : '0'],
  ];
}

/** Price × quantity may be a fraction of a fen; what is charged is told, and is whole. */
export function chargedFields(line: BillLine): readonly XmlField[] {
  return [
    ['num', fourDecimalsText(line.quantity)],
    ['price', fourDecimalsText(line.unitPrice / 100n)],
    ['totalCost', fourText(line.submitted)],
  ];
}
