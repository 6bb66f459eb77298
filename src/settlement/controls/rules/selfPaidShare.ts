import {
  type Amount,
  add,
  multiply,
  percentText,
  subtract,
  yuanText,
  ZERO,
} from '../../../money.ts';
import type { ItemKind } from '../../catalogue/catalogue.ts';
import { parseRatio } from '../../document/ratio.ts';
import type { Control } from '../finding.ts';
import { atLevel } from '../texts.ts';

const DRUGS: ReadonlySet<ItemKind | undefined> = new Set(['drug', 'herb', 'preparation']);

/**
 * 自费药品占比: what of the drugs is self-paid, against a limit; the excess is what a verdict takes
 * (超出部分由医疗机构承担). Drugs are items of kind drug, herb or preparation; an item that is not
 * listed, or whose kind is not said, is no drug here.
 */
export const selfPaidShare: Control<'self-paid-share'> = {
  name: 'self-paid-share',
  observe({ bill, lines, rounding }, { limit, counts }) {
    let drugs: Amount = ZERO;
    let selfPaid: Amount = ZERO;
    for (const { line, terms } of lines) {
      if (!terms || !DRUGS.has(terms.item.kind)) continue;
      drugs = add(drugs, line.submitted);
      const counted = terms.benefitClass === 'C' || counts === 'class-c-and-self-pay-first';
      if (counted) selfPaid = add(selfPaid, multiply(line.submitted, terms.selfPayShare, rounding));
    }
    const most = parseRatio(atLevel(limit, bill.provider.level));
    const allowed = multiply(drugs, most, rounding);
    if (selfPaid <= allowed) return [];
    const amount = subtract(selfPaid, allowed);
    const percent = percentText(most);
    return [
      {
        amount,
        facts: {
          drugs: `${yuanText(drugs)} yuan`,
          selfPaid: `${yuanText(selfPaid)} yuan`,
          limit: percent,
          allowed: `${yuanText(allowed)} yuan`,
        },
        text: {
          zh: `自费药品 ${yuanText(selfPaid)} 元，药品费 ${yuanText(drugs)} × ${percent} = ${yuanText(allowed)} 元，超出 ${yuanText(amount)} 元`,
          en: `self-paid drugs ${yuanText(selfPaid)} yuan, drugs ${yuanText(drugs)} × ${percent} = ${yuanText(allowed)} yuan allowed, ${yuanText(amount)} yuan beyond`,
        },
      },
    ];
  },
};
