/** The catalogue as a document: what `schemas/catalogue.schema.json` publishes. */

import { z } from 'zod';
import {
  bilingual,
  clauseText,
  countyCode,
  dateText,
  itemCode,
  lastDayText,
  partName,
  priceText,
  ratioText,
  title,
} from '../document/shapes.ts';

/** Items of one catalogue: all that a text of DOCUMENT_TOKENS_MAX can hold, read in some six seconds. */
export const CATALOGUE_ITEMS_MAX = 50_000;

const ceiling = z
  .strictObject({
    all: priceText.optional(),
    village: priceText.optional(),
    township: priceText.optional(),
    county: priceText.optional(),
    prefecture: priceText.optional(),
    province: priceText.optional(),
  })
  .meta({ description: '限价（元）all, or one for each level (hilist_pric_uplmt_amt)' });

const item = z.strictObject({
  code: itemCode,
  name: bilingual,
  class: z.enum(['A', 'B', 'C']).meta({ description: '甲、乙、丙类 chrgitm_lv 01 / 02 / 03' }),
  selfPayFirst: ratioText
    .optional()
    .meta({ description: '乙类先行自付比例 class B only (selfpay_prop)' }),
  ceiling: ceiling.optional(),
});

export const CATALOGUE_DOCUMENT = z
  .strictObject({
    format: z.literal('onecard-catalogue/1'),
    id: partName,
    version: partName,
    county: z.strictObject({ code: countyCode, name: bilingual }),
    effective: z.strictObject({ from: dateText, until: lastDayText }),
    source: z
      .strictObject({ document: title, ...clauseText })
      .meta({ description: '出处 where classes, shares and ceilings stand' }),
    items: z.array(item).min(1).max(CATALOGUE_ITEMS_MAX),
  })
  .meta({
    title: 'OneCard catalogue 1',
    description: '就医地医保目录 what is payable in the county of treatment',
  });

export type CatalogueDocument = z.output<typeof CATALOGUE_DOCUMENT>;
