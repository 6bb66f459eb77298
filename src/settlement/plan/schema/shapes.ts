/** Shapes that the parts of a plan share. Every figure names the clause it stands in. */

import { z } from 'zod';
import { MEMBER_CATEGORIES } from '../../../model/index.ts';
import { amountText, partName, ratioText } from '../../document/shapes.ts';
import { FILINGS, LINE_GROUPS, LINE_PARTS, PARTS, PERIODS, TALLIES, VISITS } from './vocabulary.ts';

export const clauseName = partName.meta({ description: '条款 name of an entry of clauses' });

/** Entries of a list inside a rule: the longest in the documents (levels, age groups) have ten. */
export const ENTRIES_MAX = 40;

export const roundingMode = z
  .enum(['half-up', 'half-even', 'down', 'up'])
  .meta({ description: '四舍五入 / 四舍六入五成双 / 舍去 / 进一' });

/** A list without repetition. */
function setOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .array(z.enum(values))
    .min(1)
    .max(values.length)
    .refine(isSet, { error: 'field.repeated' });
}

function isSet(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

export const visits = setOf(VISITS).meta({ id: 'visits', description: '就诊类别 kinds of visit' });

export const parts = setOf(PARTS).meta({
  id: 'parts',
  description:
    '仍由个人负担的部分，按列出次序 what the patient still bears, in the order given: 自费、超限价、先行自付、起付线、比例自付、超封顶、可报未处理',
});

/** What a line falls apart into before any layer. */
export const lineParts = setOf(LINE_PARTS).meta({
  id: 'lineParts',
  description: '自费、超限价、先行自付',
});

export const lineGroup = z
  .enum(LINE_GROUPS)
  .meta({ description: '明细范围 all lines, essential drugs, TCM, drugs, class A or B' });

/** 条件: all that is given must hold. */
export const condition = z
  .strictObject({
    ages: z
      .strictObject({
        from: z.int().min(0).max(150),
        to: z.union([z.int().min(0).max(150), z.literal('open')]),
      })
      .optional()
      .meta({ description: '周岁，含两端，以确定版本之日计 completed years on the deciding date' }),
    categories: setOf(MEMBER_CATEGORIES)
      .optional()
      .meta({ description: '参合属性 any of these household attributes in the insurance year' }),
    attributes: z
      .array(partName)
      .min(1)
      .max(ENTRIES_MAX)
      .optional()
      .meta({ description: '人员标识 any of these entries of attributes' }),
    diseases: z
      .strictObject({
        lists: z.array(partName).min(1).max(ENTRIES_MAX),
        diagnosis: z.enum(['main', 'any']),
      })
      .optional()
      .meta({ description: '病种 main or any diagnosis stands in one of these lists' }),
    procedures: z
      .array(z.string().regex(/^\d{2}\.\d{1,2}(?:x\d{3})?$/, { error: 'field.code' }))
      .min(1)
      .max(ENTRIES_MAX)
      .optional()
      .meta({ description: '手术操作编码 ICD-9-CM-3 (oprn_oprt_code), any' }),
    delivery: z.enum(['natural', 'caesarean']).optional().meta({ description: '顺产、剖宫产' }),
    filings: setOf(FILINGS).optional().meta({ description: '备案类别 any of these' }),
    places: setOf([
      'in-county',
      'in-prefecture',
      'in-province',
      'outside-province',
      'outside-county',
    ])
      .optional()
      .meta({ description: '就医地 seen from the home county' }),
    classes: z.array(partName).min(1).max(ENTRIES_MAX).optional().meta({
      description: '机构类别 any of these classes of institutions',
    }),
  })
  .refine((value) => Object.keys(value).length > 0, { error: 'field.too-few' })
  .meta({ id: 'condition', description: '条件：全部满足 all that is given must hold' });

export const certificate = z
  .strictObject({ lists: z.array(partName).min(1).max(ENTRIES_MAX), clause: clauseName })
  .meta({
    description:
      '慢性病、特殊病证：持证且在有效期内 a certificate for a disease of these lists, valid on the day of the visit',
  });

export const amountFigure = z
  .strictObject({ amount: amountText, clause: clauseName })
  .meta({ id: 'amountFigure', description: '金额及其条款' });
export const ratioFigure = z
  .strictObject({ ratio: ratioText, clause: clauseName })
  .meta({ id: 'ratioFigure', description: '比例及其条款' });

export const counter = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, { error: 'field.code' })
  .meta({
    description:
      '累计项：同名者共用一个累计；deductible 与 benefit 也存在卡上 layers that name the same counter share it; deductible and benefit are kept on the card as well',
  });

/** A counter of a layer, or one of those that are always counted (`inpatient.total`, …). */
export const anyCounter = partName.meta({
  description: `累计项：各层的，或固定的 a counter of a layer, or one of ${TALLIES.join(', ')}`,
});

/** 封顶线 */
export const cap = z
  .strictObject({
    over: z.enum(PERIODS).meta({ description: '按次、日、月、季、年' }),
    measuredOn: z.enum(['payment', 'fee']).meta({
      description: '按补偿金额或按可报费用累计 what was paid, or the eligible cost it was paid for',
    }),
    counter: counter.optional().meta({ description: 'what is added up; not for over: visit' }),
    sharedBy: z
      .enum(['member', 'household'])
      .optional()
      .meta({ description: '个人或全家共用；over: visit 时不写' }),
    beyond: z.enum(['missed-payment', 'eligible-cost']).optional().meta({
      description:
        '超封顶：指未付的补偿，或按分段比例折回的费用 only when measured on payment: what counts as above the cap, the payment missed or the eligible cost behind it',
    }),
    amounts: z
      .record(partName, amountFigure)
      .meta({ description: '按机构类别，或 every-class by class of institutions' }),
    when: condition.optional(),
  })
  .meta({ id: 'cap', description: '封顶线' });

export const caps = z.array(cap).max(ENTRIES_MAX);

/** 起付线 */
export const deductible = z
  .strictObject({
    mode: z
      .enum([
        'per-visit',
        'per-year',
        'per-year-with-top-up',
        'per-provider-and-year',
        'per-quarter',
        'per-month',
      ])
      .meta({
        description:
          '每次；每年；每年一次、到起付线更高的机构补差额；每年每院；每季；每月 per-year pays until this class’s amount is met once; with-top-up pays the difference at a higher class',
      }),
    counter,
    merge: z.enum(['none', 'midway', 'referral', 'both']).meta({
      description:
        '合并：不合并、中途结算、转诊、两者 what was paid in this stay before, or before the referral, counts',
    }),
    referralWithinDays: z
      .int()
      .min(0)
      .max(60)
      .optional()
      .meta({ description: '转诊：前次出院至本次入院不超过几日 only with referral or both' }),
    admissionsCounted: z
      .enum(['all', 'same-class', 'same-provider'])
      .optional()
      .meta({ description: '按住院次数时，次数如何计 only with byAdmission' }),
    amounts: z
      .record(
        partName,
        z.strictObject({
          amount: amountText.optional(),
          byAdmission: z.array(amountText).min(2).max(ENTRIES_MAX).optional().meta({
            description: '按本年第几次住院；超出列表取最低 after the last entry the lowest',
          }),
          clause: clauseName,
        }),
      )
      .meta({ description: '按机构类别，或 every-class amount, or byAdmission' }),
    reductions: z
      .array(z.strictObject({ when: condition, times: ratioText, clause: clauseName }))
      .max(ENTRIES_MAX)
      .optional()
      .meta({ description: '减半等：首个满足者 the first that holds; times 50% halves' }),
    clause: clauseName,
  })
  .meta({ id: 'deductible', description: '起付线' });

/** 分段 */
export const bands = z
  .strictObject({
    edges: z
      .array(amountText)
      .min(1)
      .max(ENTRIES_MAX)
      .meta({ description: '各段上限（元），末段不封 upper edges; the last band is open' }),
    measuredOn: z.enum(['fee', 'payment']).meta({ description: '按费用或按补偿金额分段' }),
    deductible: z.enum(['taken-first', 'inside-first-band']).meta({
      description: '起付线先扣，或含在首段内 whether edges count from above the deductible',
    }),
    over: z.enum(['visit', 'year']).meta({ description: '按次或全年累计分段' }),
    counter: counter.optional().meta({ description: 'only with over: year' }),
    clause: clauseName,
  })
  .meta({ id: 'bands', description: '费用分段' });

export const ratios = z
  .record(
    partName,
    z.strictObject({
      ratio: ratioText.optional(),
      byBand: z.array(ratioText).min(2).max(ENTRIES_MAX).optional(),
      clause: clauseName,
    }),
  )
  .meta({ id: 'ratios', description: '补偿比例，按机构类别或 every-class；分段时 byBand' });

/** 比例调整 */
export const adjustments = z
  .strictObject({
    list: z
      .array(
        z.strictObject({
          when: condition,
          change: z.enum(['raise-by-points', 'lower-by-points', 'times']).meta({
            description:
              '提高几个百分点、降低几个百分点、乘以 raise 70% by 10% to 80%, or times 110% to 77%',
          }),
          by: z
            .string()
            .regex(/^(?:0|[1-9]\d{0,2})(?:\.\d{1,4})?%$/, { error: 'field.not-a-ratio' })
            .meta({ description: '幅度 such as 10% or, with times, 110%' }),
          clause: clauseName,
        }),
      )
      .min(1)
      .max(ENTRIES_MAX),
    together: z.enum(['all', 'first']).meta({
      description:
        '同时满足时：依次全部适用，或只取首个 when several hold: all in order, or the first only',
    }),
    atMost: ratioText,
    atLeast: ratioText,
    clause: clauseName,
  })
  .meta({ id: 'adjustments', description: '比例加减：高龄、贫困、转诊、未备案等' });

export const exemptions = z
  .array(
    z.strictObject({
      when: condition,
      from: setOf(['deductible', 'co-payment', 'caps']).meta({
        description: '免起付线、全额补偿、不设封顶',
      }),
      clause: clauseName,
    }),
  )
  .max(ENTRIES_MAX)
  .meta({ id: 'exemptions', description: '免除 no deductible, paid in full, no cap' });
