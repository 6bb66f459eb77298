/** 住院病人费用一日清单: one day of a stay, for the bedside. */

import type { Language } from '../../../errors/index.ts';
import { quantityText, subtract, unitPriceText } from '../../../money.ts';
import {
  CLASS_LABELS,
  DAILY_LIST_TEXTS,
  type DailyList,
  type DailyListOptions,
  dailyTotal,
  dayOfStay,
  groupedYuan,
  maskedMember,
  RECEIPT_TEXTS,
} from '../../../terminal/deskParts.ts';
import type { AmountRow, Slip } from '../blocks.ts';

export function dailyListSlip(
  list: DailyList,
  language: Language,
  { complaintPhone, classOf }: DailyListOptions = {},
): Slip {
  const say = (key: keyof typeof DAILY_LIST_TEXTS) => DAILY_LIST_TEXTS[key][language];
  const also = (key: keyof typeof RECEIPT_TEXTS) => RECEIPT_TEXTS[key][language];
  const { holder, provider, ward, bed, paidIn, cumulative } = list;
  const place = [ward, bed].filter((each) => each !== undefined).join(' ');
  const days = language === 'zh' ? ' 天' : '';
  const mark = (itemCode: string) => {
    const benefitClass = classOf?.(itemCode);
    return benefitClass ? ` [${CLASS_LABELS[benefitClass][language]}]` : '';
  };
  const sums: AmountRow[] = [
    { label: say('today'), amount: groupedYuan(dailyTotal(list)), isSum: true },
    { label: say('cumulative'), amount: groupedYuan(cumulative) },
    ...(list.isDepositFree
      ? []
      : [
          { label: say('paidIn'), amount: groupedYuan(paidIn) },
          { label: say('left'), amount: groupedYuan(subtract(paidIn, cumulative)) },
        ]),
  ];
  return {
    language,
    blocks: [
      { kind: 'title', text: say('title') },
      {
        kind: 'pairs',
        rows: [
          [also('provider'), provider.name],
          [also('patient'), holder.name],
          [also('memberNumber'), maskedMember(holder.memberNumber)],
          [say('inpatientNumber'), list.inpatientNumber],
          ...(place === '' ? [] : [[say('place'), place] as const]),
          [say('day'), `${list.day} (${say('dayOfStay')} ${dayOfStay(list)}${days})`],
        ],
      },
      list.lines.length === 0
        ? { kind: 'notes', lines: [say('nothing')] }
        : {
            kind: 'items',
            rows: list.lines.map(({ line, quantity, amount }) => ({
              name: `${line.name}${mark(line.itemCode)}`,
              figures: [unitPriceText(line.unitPrice), quantityText(quantity), groupedYuan(amount)],
            })),
          },
      { kind: 'amounts', rows: sums },
      {
        kind: 'notes',
        lines: [
          ...(list.isDepositFree ? [say('depositFree')] : []),
          say('noSignature'),
          ...(complaintPhone === undefined ? [] : [`${say('complaint')} ${complaintPhone}`]),
        ],
      },
    ],
  };
}
