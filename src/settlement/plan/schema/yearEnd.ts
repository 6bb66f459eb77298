/** What is settled once, after the year, over all who qualify. */

import { z } from 'zod';
import { amountText, partName, ratioText } from '../../document/shapes.ts';
import {
  amountFigure,
  anyCounter,
  clauseName,
  condition,
  ENTRIES_MAX,
  ratioFigure,
} from './shapes.ts';

const common = {
  id: partName,
  when: condition.optional(),
  counter: anyCounter.meta({ description: '按哪一累计项 what a member is measured by' }),
  from: amountFigure.meta({ description: '起点：累计达到者 members whose counter reaches it' }),
  below: amountFigure.optional().meta({ description: '止点：累计低于者 and stays below it' }),
  clause: clauseName,
};

/** 二次补偿: a pooled fund shared out. */
const secondCompensation = z
  .strictObject({
    kind: z.literal('second-compensation'),
    ...common,
    fund: z.discriminatedUnion('is', [
      z.strictObject({
        is: z.literal('per-participant'),
        amount: amountText,
        clause: clauseName,
      }),
      z.strictObject({ is: z.literal('amount'), amount: amountText, clause: clauseName }),
      z.strictObject({ is: z.literal('given'), clause: clauseName }),
    ]),
    share: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('ratio'), ratio: ratioText, clause: clauseName }),
      z.strictObject({
        by: z.literal('bands'),
        edges: z.array(amountText).min(1).max(ENTRIES_MAX),
        ratios: z.array(ratioText).min(2).max(ENTRIES_MAX),
        clause: clauseName,
      }),
      z.strictObject({ by: z.literal('whole-fund'), clause: clauseName }),
    ]),
    whenShort: z.enum(['in-proportion', 'refuse']).meta({
      description: '资金不足时按比例缩减，或不发放 when claims exceed the fund',
    }),
    perMember: amountFigure.meta({ description: '每人最高' }),
  })
  .meta({ description: '二次补偿：年末在符合条件者中分配' });

/** 年末提高补偿: what the year paid, raised afterwards. */
const topUp = z
  .strictObject({
    kind: z.literal('top-up'),
    ...common,
    payer: z.enum(['pooled-fund', 'second-compensation']),
    raise: z.discriminatedUnion('is', [
      z.strictObject({
        is: z.literal('points'),
        by: ratioText,
        of: anyCounter.meta({ description: '基数 counter that the points are a share of' }),
        clause: clauseName,
      }),
      z.strictObject({
        is: z.literal('times'),
        by: ratioText.meta({ description: '在已补偿额上增加的比例 10% for ×1.1' }),
        of: anyCounter.meta({ description: '已补偿累计 counter of what was paid' }),
        clause: clauseName,
      }),
      z.strictObject({
        is: z.literal('actual-ratio'),
        ratio: ratioText,
        of: anyCounter.meta({ description: '费用累计 counter of the cost' }),
        paid: anyCounter.meta({ description: '已补偿累计 counter of what was paid' }),
        clause: clauseName,
      }),
    ]),
    cap: z
      .strictObject({ amount: amountText, counter: anyCounter, clause: clauseName })
      .meta({ description: '全年封顶线，含已补偿' }),
  })
  .meta({ description: '年末提高补偿' });

export const yearEnd = z
  .array(z.discriminatedUnion('kind', [secondCompensation, topUp]))
  .max(ENTRIES_MAX)
  .meta({ description: '年末一次性：二次补偿、提高补偿' });

export type YearEndDocument = z.output<typeof yearEnd>[number];

/** 筹资与预算: what the plan says of money that no bill decides. */
export const funding = z
  .strictObject({
    contributions: z
      .array(
        z.strictObject({
          when: condition.optional(),
          amount: amountText.meta({ description: '每人缴费' }),
          paidBy: z.enum(['member', 'government']),
          intoAccount: amountText.meta({ description: '划入家庭账户' }),
          clause: clauseName,
        }),
      )
      .max(ENTRIES_MAX)
      .meta({ description: '筹资标准，首个满足者 the first that holds' }),
    outpatientBudget: z
      .strictObject({
        fixed: ratioFigure.meta({ description: '固定部分；其余由县级调剂 the rest is adjustable' }),
        workingCapital: z
          .strictObject({
            twelfths: z.int().min(0).max(12),
            rounding: z.enum(['half-up', 'half-even', 'down', 'up']),
            clause: clauseName,
          })
          .meta({ description: '预拨周转金：几个十二分之一' }),
      })
      .optional()
      .meta({ description: '乡镇门诊总额预算' }),
  })
  .meta({ description: '筹资与预算' });
