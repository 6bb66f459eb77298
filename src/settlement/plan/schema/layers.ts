/** Layers of a plan: data, in the order in which they run. */

import { z } from 'zod';
import { amountText, partName, ratioText } from '../../document/shapes.ts';
import {
  adjustments,
  amountFigure,
  bands,
  caps,
  certificate,
  clauseName,
  condition,
  counter,
  deductible,
  exemptions,
  lineGroup,
  lineParts,
  parts,
  ratioFigure,
  ratios,
  visits,
} from './shapes.ts';

/** Layers of one plan: the longest stack of the documents has a dozen. */
export const LAYERS_MAX = 32;

const common = {
  id: partName,
  visits,
  when: condition.optional(),
  certificate: certificate.optional(),
};

const takes = parts.meta({
  description: '支付时依次抵减哪些部分 what a payment is taken off, in this order',
});

const share = {
  deductible: deductible.optional().meta({ description: '不写即无起付线' }),
  bands: bands.optional(),
  ratios,
  adjustments: adjustments.optional(),
  exemptions: exemptions.optional(),
  caps: caps.meta({ description: '封顶线，各条都适用 every one holds; [] for none' }),
};

/** 统筹: decides what is eligible: deductible, co-payment, above the cap, or paid. */
const pooling = z
  .strictObject({
    layer: z.literal('pooling'),
    ...common,
    payer: z.literal('pooled-fund'),
    ...share,
  })
  .meta({ description: '统筹补偿：门诊统筹、慢性病、住院、意外' });

const PAYING = [
  'pooled-fund',
  'add-on',
  'floor',
  'major-illness',
  'second-compensation',
  'commercial-supplement',
  'civil-aid',
  'targeted-aid',
  'government-backstop',
] as const;

const payer = z.enum(PAYING).meta({ description: '资金来源' });

/** 大病保险、商业补充、救助、增补: a share of what the layers before left to the patient. */
const supplement = z
  .strictObject({
    layer: z.literal('supplement'),
    ...common,
    payer,
    base: z
      .strictObject({
        of: parts,
        lines: lineGroup,
        beforeDeductible: z.boolean().optional().meta({
          description:
            '限于部分明细时，可报额是否先摊去起付线 only with lines other than all: whether the eligible amount counts before the deductible is shared out',
        }),
        clause: clauseName,
      })
      .meta({ description: '计算基数' }),
    takes,
    ...share,
  })
  .meta({ description: '补充层：大病保险、商业补充、民政救助、定向救助、中医药与基本药物增补' });

/** 保底、实际补偿比、政府兜底: pays what is missing to a guaranteed result. */
const guarantee = z
  .strictObject({
    layer: z.literal('guarantee'),
    ...common,
    payer,
    over: z.enum(['visit', 'year']),
    counter: counter.optional().meta({ description: 'only with over: year' }),
    target: z.discriminatedUnion('is', [
      z.strictObject({
        is: z.literal('least-share'),
        ratio: ratioText,
        of: z.enum(['total', 'total-less-excluded', 'eligible']).meta({
          description: '实际补偿比的分母：总费用、总费用减自费、可报费用',
        }),
        clause: clauseName,
      }),
      z.strictObject({
        is: z.literal('most-out-of-pocket'),
        amount: amountText,
        counting: parts,
        clause: clauseName,
      }),
      z.strictObject({ is: z.literal('least-paid'), amount: amountText, clause: clauseName }),
    ]),
    takes,
    caps,
  })
  .meta({ description: '保底、实际补偿比、政府兜底' });

/** 家庭账户 */
const account = z
  .strictObject({
    layer: z.literal('family-account'),
    ...common,
    sharedBy: z.enum(['member', 'household']).meta({ description: '个人使用或全家共用' }),
    takes: parts.meta({
      description: '可用账户支付的部分，按次序 what the account may pay, in order',
    }),
    caps,
    clause: clauseName,
  })
  .meta({ description: '家庭账户' });

const rest = z.enum(['patient', 'later-layers']).meta({
  description: '余下可报部分：归个人自付，或由后面各层处理',
});

/** 住院分娩定额、床日定额 */
const quota = z
  .strictObject({
    layer: z.literal('quota'),
    ...common,
    payer,
    per: z.enum(['visit', 'day']).meta({ description: '每次、每床日' }),
    daysMax: z.int().min(1).max(400).optional().meta({ description: 'only with per: day' }),
    amounts: z.record(partName, amountFigure),
    takes,
    caps,
    rest,
    clause: clauseName,
  })
  .meta({ description: '定额补偿：不超过实际费用 never beyond the cost' });

/** 单病种定（限）额 */
const singleDisease = z
  .strictObject({
    layer: z.literal('single-disease'),
    ...common,
    payer: z.literal('pooled-fund'),
    price: z.record(partName, amountFigure).meta({ description: '定（限）价，按机构类别' }),
    fund: z.discriminatedUnion('pays', [
      z.strictObject({ pays: z.literal('quota'), amounts: z.record(partName, amountFigure) }),
      z.strictObject({
        pays: z.literal('ratio-of-price'),
        ratios: z.record(partName, ratioFigure),
      }),
    ]),
    belowPrice: z.enum(['fund-pays-in-full', 'fund-pays-in-proportion']).meta({
      description: '实际费用低于定价时：基金仍付足额（不超过费用），或按比例',
    }),
    abovePrice: z.enum(['hospital', 'patient']).meta({ description: '超出定价的部分由谁承担' }),
    takes,
    clause: clauseName,
  })
  .meta({ description: '单病种付费' });

/** 自费药品比例超限由医疗机构承担 */
const overShare = z
  .strictObject({
    layer: z.literal('over-share'),
    ...common,
    selfPaid: lineParts.meta({ description: '哪些算自费，也按此次序抵减' }),
    lines: lineGroup,
    limits: z.record(partName, ratioFigure).meta({ description: '限额，按机构类别' }),
    clause: clauseName,
  })
  .meta({ description: '自费比例超限：超出部分由医疗机构承担' });

/** Layers run in the order in which they stand. */
export const layer = z.discriminatedUnion('layer', [
  account,
  pooling,
  quota,
  singleDisease,
  supplement,
  guarantee,
  overShare,
]);

export type LayerDocument = z.output<typeof layer>;
export type LayerOf<Kind extends LayerDocument['layer']> = Extract<LayerDocument, { layer: Kind }>;

/** Figures by class of institutions. */
export type ByClass<Figure> = Readonly<Record<string, Figure>>;
