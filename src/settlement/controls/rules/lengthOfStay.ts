import type { Control } from '../finding.ts';
import { atLevel } from '../texts.ts';
import { bedDays } from './bedDays.ts';

/** 住院天数: days of stay above what is usual at the level. */
export const lengthOfStay: Control<'length-of-stay'> = {
  name: 'length-of-stay',
  observe({ bill }, { limit }) {
    if (bill.visit.kind !== 'inpatient') return [];
    const days = bedDays(bill);
    const most = atLevel(limit, bill.provider.level);
    if (days <= most) return [];
    return [
      {
        facts: { days: String(days), limit: String(most) },
        text: {
          zh: `住院 ${days} 天，标准 ${most} 天`,
          en: `${days} days of stay, ${most} are the limit`,
        },
      },
    ];
  },
};
