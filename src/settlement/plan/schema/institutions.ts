import { z } from 'zod';
import { HOSPITAL_GRADES } from '../../../model/index.ts';
import { bilingual, countyCode, partName, providerLevel } from '../../document/shapes.ts';
import { clauseName } from './shapes.ts';
import { FILINGS } from './vocabulary.ts';

/** Counties whose levels are mapped one by one: those around a home county. */
const COUNTIES_MAX = 500;

const institutions = z
  .strictObject({
    places: z
      .array(
        z.enum(['in-county', 'outside-county', 'in-prefecture', 'in-province', 'outside-province']),
      )
      .min(1)
      .max(4)
      .meta({
        description:
          '就医地 seen from the home county: 县内；县外（即以下三者）；市内县外；省内市外；省外',
      }),
    levels: z.array(providerLevel).min(1).max(5),
    grades: z
      .array(z.enum(HOSPITAL_GRADES))
      .min(1)
      .max(HOSPITAL_GRADES.length)
      .optional()
      .meta({ description: '医院等级：一级、二级、三级、未定级；不写即全部 all when absent' }),
    designated: z.boolean().meta({ description: '定点、非定点；县外：协议、非协议' }),
    filings: z
      .array(z.enum(FILINGS))
      .min(1)
      .max(FILINGS.length)
      .optional()
      .meta({ description: '备案类别；不写即全部 all when absent' }),
  })
  .meta({ description: '一组机构 every place with every level' });

/**
 * Figures are given for classes of institutions. The classes must hold every combination of place,
 * level, grade, designation and filing exactly once, so that nothing is decided by omission.
 */
export const institutionClasses = z
  .record(
    partName,
    z.strictObject({
      name: bilingual,
      paid: z.boolean().meta({ description: '是否补偿 whether the plan pays there at all' }),
      institutions: z.array(institutions).min(1).max(40),
      clause: clauseName,
    }),
  )
  .meta({ description: '机构类别' });

export type InstitutionClassesDocument = z.output<typeof institutionClasses>;

/** 跨县就医: the treating county's catalogue, the home county's benefits. */
export const crossCounty = z
  .strictObject({
    levels: z
      .array(
        z.strictObject({
          county: countyCode,
          level: providerLevel.meta({ description: '就医县的级别 level as the bill gives it' }),
          countsAs: providerLevel,
          clause: clauseName,
        }),
      )
      .max(COUNTIES_MAX)
      .meta({ description: '级别对应 levels of another county’s institutions' }),
    filing: z
      .strictObject({
        lateDays: z
          .union([z.int().min(0).max(366), z.literal('until-settlement')])
          .meta({ description: '入院后几日内可补备案；逾期视为未备案' }),
        clause: clauseName,
      })
      .meta({ description: '备案' }),
    emergencyCountsAsFiled: z
      .strictObject({ is: z.boolean(), clause: clauseName })
      .meta({ description: '急诊未备案是否视同 emergency' }),
    referralCountsAsFiled: z
      .strictObject({ is: z.boolean(), clause: clauseName })
      .meta({ description: '有转诊单而未备案是否视同 referral' }),
  })
  .meta({ description: '跨县就医：就医地目录、参合地待遇' });
