import { z } from 'zod';
import { bilingual, partName, providerLevel } from '../document/shapes.ts';
import { clauseName } from './layerSchema.ts';

const institutions = z
  .strictObject({
    places: z
      .array(z.enum(['in-county', 'outside-county']))
      .min(1)
      .max(2)
      .meta({ description: '县内、县外 seen from the home county' }),
    levels: z.array(providerLevel).min(1).max(5),
    designated: z.boolean().meta({ description: '定点、非定点' }),
  })
  .meta({ description: '一组机构 every place with every level' });

/**
 * Figures are given for classes of institutions. The classes must hold every combination of place,
 * level and designation exactly once, so that nothing is decided by omission.
 */
export const institutionClasses = z
  .record(
    partName,
    z.strictObject({
      name: bilingual,
      paid: z.boolean().meta({ description: '是否补偿 whether the plan pays there at all' }),
      institutions: z.array(institutions).min(1).max(20),
      clause: clauseName,
    }),
  )
  .meta({ description: '机构类别' });

export type InstitutionClassesDocument = z.output<typeof institutionClasses>;
