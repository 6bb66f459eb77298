import { type Amount, parseYuan, subtract, yuanText } from '../../../money.ts';
import type { Control } from '../finding.ts';
import { atLevel } from '../texts.ts';
import { bedDays } from './bedDays.ts';

/** 床日费用: the bill above its bed-days times what one may cost at the level. */
export const dailyCost: Control<'daily-cost'> = {
  name: 'daily-cost',
  observe({ bill }, { limit }) {
    if (bill.visit.kind !== 'inpatient') return [];
    const days = bedDays(bill);
    const most = parseYuan(atLevel(limit, bill.provider.level));
    const allowed = (most * BigInt(days)) as Amount;
    if (bill.total <= allowed) return [];
    const amount = subtract(bill.total, allowed);
    return [
      {
        amount,
        facts: {
          total: `${yuanText(bill.total)} yuan`,
          days: String(days),
          limit: `${yuanText(most)} yuan`,
        },
        text: {
          zh: `总费用 ${yuanText(bill.total)} 元，${days} 床日 × ${yuanText(most)} = ${yuanText(allowed)} 元，超出 ${yuanText(amount)} 元`,
          en: `the bill is ${yuanText(bill.total)} yuan, ${days} bed-days × ${yuanText(most)} = ${yuanText(allowed)} yuan, ${yuanText(amount)} yuan beyond`,
        },
      },
    ];
  },
};
