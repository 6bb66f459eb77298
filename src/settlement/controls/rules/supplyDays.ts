import { type Quantity, quantityText, yuanText } from '../../../money.ts';
import type { Control, Examination, ExaminedLine, Observation } from '../finding.ts';
import { excessByLine, groups, partOf, totalQuantity } from './quantity.ts';

type Takes = 'whole-line' | 'excess';

/**
 * 开药天数: more days of supply than allowed. The days are those that the line names; an outpatient
 * line that names none is measured by the item's daily quantity, over all such lines of the visit.
 */
export const supplyDays: Control<'supply-days'> = {
  name: 'supply-days',
  observe(examination, { takes }) {
    const { lines, bill } = examination;
    const stated = lines.flatMap((each) => overStated(each, takes, examination));
    if (bill.visit.kind === 'inpatient') return stated;
    const counted = lines.filter(
      ({ line, terms }) =>
        line.supplyDays === undefined &&
        terms?.item.usual?.supplyDays !== undefined &&
        terms.item.usual.dailyQuantity !== undefined,
    );
    const derived = groups(counted, ({ line }) => line.itemCode).flatMap((group) =>
      overDerived(group, takes, examination),
    );
    return [...stated, ...derived];
  },
};

function overStated(
  { line, terms }: ExaminedLine,
  takes: Takes,
  { rounding }: Examination,
): readonly Observation[] {
  const limit = terms?.item.usual?.supplyDays;
  const { supplyDays: days } = line;
  if (limit === undefined || days === undefined || days <= limit) return [];
  const amount =
    takes === 'excess'
      ? partOf(line, BigInt(days - limit), BigInt(days), rounding)
      : line.submitted;
  return [
    {
      line,
      amount,
      facts: { item: line.itemCode, days: String(days), limit: String(limit) },
      text: {
        zh: `第 ${line.lineId} 行 ${line.name}：开药 ${days} 天，限 ${limit} 天，计 ${yuanText(amount)} 元`,
        en: `line ${line.lineId} ${line.name}: ${days} days of supply, ${limit} allowed, ${yuanText(amount)} yuan`,
      },
    },
  ];
}

function overDerived(
  group: readonly ExaminedLine[],
  takes: Takes,
  { rounding }: Examination,
): readonly Observation[] {
  const { dailyQuantity, supplyDays: limit } = group[0]!.terms!.item.usual!;
  const allowed = (dailyQuantity! * BigInt(limit!)) as Quantity;
  const lines = group.map(({ line }) => line);
  const total = totalQuantity(lines);
  if (total <= allowed) return [];
  return excessByLine(lines, total - allowed).map(({ line, quantity }) => {
    const amount =
      takes === 'excess' ? partOf(line, quantity, line.quantity, rounding) : line.submitted;
    const [all, daily, most, more] = [total, dailyQuantity!, allowed, quantity].map(quantityText);
    return {
      line,
      amount,
      facts: {
        item: line.itemCode,
        total: all!,
        daily: daily!,
        limit: String(limit),
        allowed: most!,
        excess: more!,
      },
      text: {
        zh: `第 ${line.lineId} 行 ${line.name}：共 ${all}，限 ${limit} 天 × 日用量 ${daily} = ${most}，本行超 ${more}，计 ${yuanText(amount)} 元`,
        en: `line ${line.lineId} ${line.name}: ${all} in all, ${limit} days × ${daily} a day = ${most} allowed; ${more} of this line is beyond, ${yuanText(amount)} yuan`,
      },
    };
  });
}
