import { z } from 'zod';
import { amountText, partName, ratioText } from '../document/shapes.ts';

/** Layers of one plan: the longest stack of the documents has a dozen. */
export const LAYERS_MAX = 32;

/** Every figure names the clause it stands in. */
export const clauseName = partName.meta({ description: '条款 name of an entry of clauses' });

const deductible = z
  .strictObject({
    mode: z.enum(['per-admission', 'per-year-with-top-up']).meta({
      description:
        '起付线：每次住院，或每年一次（到起付线更高的机构时补差额） each admission, or once a year with the difference at a higher class',
    }),
    clause: clauseName,
    amounts: z
      .record(partName, z.strictObject({ amount: amountText, clause: clauseName }))
      .meta({ description: '按机构类别 by class of institutions' }),
  })
  .meta({ description: '起付线' });

const ratios = z
  .record(partName, z.strictObject({ ratio: ratioText, clause: clauseName }))
  .meta({ description: '补偿比例，按机构类别 by class of institutions' });

const annualCap = z
  .strictObject({
    amount: amountText,
    measuredOn: z.literal('payment').meta({ description: '按补偿金额累计' }),
    clause: clauseName,
  })
  .meta({ description: '年度封顶线' });

/** 统筹: pays a share of what is payable above the deductible, up to the year's cap. */
const pooling = z.strictObject({
  layer: z.literal('pooling'),
  id: partName,
  visits: z
    .array(z.enum(['inpatient', 'outpatient']))
    .min(1)
    .max(2),
  payer: z.literal('pooled-fund'),
  deductible,
  ratios,
  annualCap,
});

/** Layers run in the order in which they stand. */
export const layer = z.discriminatedUnion('layer', [pooling]);

export type LayerDocument = z.output<typeof layer>;
export type PoolingDocument = z.output<typeof pooling>;
