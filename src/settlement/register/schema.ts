/** 定点机构与医师名册 as a document: what `schemas/register.schema.json` publishes. */

import { z } from 'zod';
import {
  assessedGrade,
  bilingual,
  clauseText,
  countyCode,
  dateText,
  freeText,
  lastDayText,
  partName,
  providerCode,
  providerLevel,
  serialText,
  title,
} from '../document/shapes.ts';

/** Institutions of one county: the largest have some thousand village posts. */
export const INSTITUTIONS_MAX = 5_000;
export const DOCTORS_MAX = 20_000;
/** Half a century of yearly designations. */
const YEARS_MAX = 50;
const SUSPENSIONS_MAX = 50;
const RIGHTS_MAX = 50;
const PLACES_MAX = 20;

const year = z.int().min(1900).max(2199);

const suspension = z
  .strictObject({ from: dateText, until: lastDayText, reason: bilingual })
  .meta({ description: '暂停期间（含首末日）及原因' });
const suspensions = z.array(suspension).max(SUSPENSIONS_MAX).optional();

const institution = z.strictObject({
  code: providerCode,
  name: freeText(200),
  level: providerLevel,
  grade: assessedGrade.optional(),
  designatedYears: z.array(year).max(YEARS_MAX).meta({ description: '定点年度，一年一认定' }),
  suspensions,
});

const doctor = z.strictObject({
  code: serialText.meta({ description: '医师代码 (orders_dr_code)' }),
  institutions: z.array(providerCode).min(1).max(PLACES_MAX).meta({ description: '备案机构' }),
  rights: z.array(partName).max(RIGHTS_MAX).meta({ description: '处方权 rights to prescribe' }),
  suspensions,
});

export const REGISTER_DOCUMENT = z
  .strictObject({
    format: z.literal('onecard-register/1'),
    id: partName,
    version: partName,
    county: z.strictObject({ code: countyCode, name: bilingual }),
    source: z.strictObject({ document: title, ...clauseText }),
    institutions: z.array(institution).max(INSTITUTIONS_MAX),
    doctors: z.array(doctor).max(DOCTORS_MAX),
  })
  .meta({
    title: 'OneCard register 1',
    description: '就医地定点机构与医师名册 institutions and doctors of the county of treatment',
  });

export type RegisterDocument = z.output<typeof REGISTER_DOCUMENT>;
