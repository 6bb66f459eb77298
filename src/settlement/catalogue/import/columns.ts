/** The columns of the three tables. docs/catalogue.md publishes them; a test compares. */

import { MEMBER_CATEGORIES } from '../../../model/index.ts';
import { type BenefitClass, ITEM_KINDS, type ItemKind } from '../catalogue.ts';
import { AGE_YEARS_MAX, USE_DAYS_MAX } from '../schema.ts';
import {
  choice,
  code,
  day,
  diagnoses,
  type FieldForm,
  levels,
  price,
  quantity,
  share,
  whole,
  words,
} from './fields.ts';

const ITEM_CODE = code(/^[0-9A-Z][0-9A-Za-z.-]{0,49}$/);
const PART_NAME = code(/^[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?$/);
const NAME = words(500);
const YES_NO = choice({ yes: true, no: false, 1: true, 0: false, 是: true, 否: false });
const CLASS = choice<BenefitClass>({
  A: 'A',
  B: 'B',
  C: 'C',
  '01': 'A',
  '02': 'B',
  '03': 'C',
  甲: 'A',
  乙: 'B',
  丙: 'C',
});
const KIND = choice<ItemKind>(
  Object.fromEntries(ITEM_KINDS.map((kind) => [kind, kind])) as Record<ItemKind, ItemKind>,
);
const PERSON = choice(Object.fromEntries([...MEMBER_CATEGORIES, '*'].map((each) => [each, each])));

/** Of each column the form of its fields. A field may be empty unless the column is required. */
export const ITEM_COLUMNS = {
  code: ITEM_CODE,
  name_zh: NAME,
  name_en: NAME,
  kind: KIND,
  class: CLASS,
  self_pay: share,
  from: day,
  until: day,
  essential: YES_NO,
  tcm: YES_NO,
  price: price,
  price_village: price,
  price_township: price,
  price_county: price,
  price_prefecture: price,
  price_province: price,
  ceiling: price,
  ceiling_village: price,
  ceiling_township: price,
  ceiling_county: price,
  ceiling_prefecture: price,
  ceiling_province: price,
  limit_diagnoses: diagnoses,
  limit_sex: choice<1 | 2>({ male: 1, female: 2, 男: 1, 女: 2 }),
  limit_age_min: whole(0, AGE_YEARS_MAX),
  limit_age_max: whole(0, AGE_YEARS_MAX),
  limit_levels: levels,
  indications: diagnoses,
  daily_quantity: quantity,
  supply_days: whole(1, USE_DAYS_MAX),
  examination_group: PART_NAME,
  repeat_days: whole(1, USE_DAYS_MAX),
  prescription_right: PART_NAME,
} as const satisfies Columns;

export const SHARE_COLUMNS = {
  code: ITEM_CODE,
  region: code(/^(?:\*|\d{6})$/),
  person_type: PERSON,
  self_pay: share,
  from: day,
  until: day,
} as const satisfies Columns;

export const CODE_COLUMNS = {
  provider: code(/^[0-9A-Z]{12}$/),
  hospital_code: words(150),
  code: ITEM_CODE,
  from: day,
  until: day,
} as const satisfies Columns;

export type Columns = Readonly<Record<string, FieldForm<unknown>>>;

/** The values of a row; a field that is empty, or whose column is not there, is absent. */
export type Values<C extends Columns> = {
  readonly [Name in keyof C]?: C[Name] extends FieldForm<infer Value> ? Value : never;
};

export const TABLE_COLUMNS = {
  items: ITEM_COLUMNS,
  shares: SHARE_COLUMNS,
  codes: CODE_COLUMNS,
} as const satisfies Readonly<Record<string, Columns>>;

/** Columns that a header must have, and no field of which may be empty. */
export const REQUIRED_COLUMNS = {
  items: ['code', 'name_zh', 'class'],
  shares: ['code', 'region', 'person_type', 'self_pay'],
  codes: ['provider', 'hospital_code', 'code'],
} as const satisfies Readonly<Record<keyof typeof TABLE_COLUMNS, readonly string[]>>;
