import type { BillLine } from '../../../model/index.ts';
import { type Quantity, quantityText, yuanText } from '../../../money.ts';
import type { CatalogueItem } from '../../catalogue/catalogue.ts';
import type { Control, Examination, Observation } from '../finding.ts';
import { excessByLine, groups, partOf, totalQuantity } from './quantity.ts';

/**
 * 日用量: all that is charged of an item on one day, against its routine for the days that the supply
 * is meant for. A line that names no days is for one day; outpatient supplies without days are left
 * to `supply-days`.
 */
export const dailyQuantity: Control<'daily-quantity'> = {
  name: 'daily-quantity',
  observe(examination, { takes }) {
    const { bill, lines } = examination;
    const counted = lines.flatMap(({ line, terms }) => {
      const daily = terms?.item.usual?.dailyQuantity;
      const isUnknown = bill.visit.kind === 'outpatient' && line.supplyDays === undefined;
      return daily === undefined || isUnknown ? [] : [{ line, item: terms!.item, daily }];
    });
    return groups(counted, ({ line }) => `${line.itemCode} ${line.chargedOn}`).flatMap((group) => {
      const { item, daily } = group[0]!;
      return overDay(
        group.map(({ line }) => line),
        item,
        daily,
        takes,
        examination,
      );
    });
  },
};

function overDay(
  lines: readonly BillLine[],
  item: CatalogueItem,
  daily: Quantity,
  takes: 'whole-line' | 'excess',
  { rounding }: Examination,
): readonly Observation[] {
  const days = Math.max(...lines.map(({ supplyDays = 1 }) => supplyDays));
  const allowed = (daily * BigInt(days)) as Quantity;
  const total = totalQuantity(lines);
  if (total <= allowed) return [];
  return excessByLine(lines, total - allowed).map(({ line, quantity }) => {
    const amount =
      takes === 'excess' ? partOf(line, quantity, line.quantity, rounding) : line.submitted;
    const [all, most, more] = [total, allowed, quantity].map((each) => quantityText(each));
    return {
      line,
      amount,
      facts: {
        item: item.code,
        day: line.chargedOn,
        days: String(days),
        total: all!,
        allowed: most!,
        excess: more!,
      },
      text: {
        zh: `第 ${line.lineId} 行 ${line.name}：${line.chargedOn} 共 ${all}，常规 ${quantityText(daily)} × ${days} 天 = ${most}，本行超 ${more}，计 ${yuanText(amount)} 元`,
        en: `line ${line.lineId} ${line.name}: ${all} on ${line.chargedOn}, routine ${quantityText(daily)} × ${days} days = ${most}; ${more} of this line is beyond, ${yuanText(amount)} yuan`,
      },
    };
  });
}
