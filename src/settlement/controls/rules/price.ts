import type { BillLine } from '../../../model/index.ts';
import {
  larger,
  lineAmount,
  quantityText,
  type Rounding,
  subtract,
  type UnitPrice,
  unitPriceText,
  yuanText,
  ZERO,
} from '../../../money.ts';
import type { Observation } from '../finding.ts';

/** A price above a limit: what it takes, and the figures. */
export function overPrice(
  line: BillLine,
  limit: UnitPrice | undefined,
  takes: 'whole-line' | 'excess',
  rounding: Rounding,
  name: { readonly zh: string; readonly en: string },
): Omit<Observation, 'line'> | undefined {
  if (limit === undefined || line.unitPrice <= limit) return undefined;
  const allowed = lineAmount(limit, line.quantity, rounding);
  const excess = larger(ZERO, subtract(line.submitted, allowed));
  const amount = takes === 'excess' ? excess : line.submitted;
  const price = unitPriceText(line.unitPrice);
  const most = unitPriceText(limit);
  const quantity = quantityText(line.quantity);
  return {
    amount,
    facts: {
      item: line.itemCode,
      unitPrice: `${price} yuan`,
      limit: `${most} yuan`,
      quantity,
      excess: `${yuanText(excess)} yuan`,
    },
    text: {
      zh: `第 ${line.lineId} 行 ${line.name}：单价 ${price} 元，${name.zh} ${most} 元，× ${quantity} 超出 ${yuanText(excess)} 元`,
      en: `line ${line.lineId} ${line.name}: price ${price} yuan, ${name.en} ${most} yuan, × ${quantity} is ${yuanText(excess)} yuan too much`,
    },
  };
}
