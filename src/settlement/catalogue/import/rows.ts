/** The values of a row become an item, a share or a hospital's code. */

import { PROVIDER_LEVELS, type ProviderLevel } from '../../../model/index.ts';
import { ratio, type UnitPrice } from '../../../money.ts';
import type { PlainDate } from '../../../time.ts';
import type { CatalogueItem, PriceByLevel, Restriction, UsualUse } from '../catalogue.ts';
import type { CodeRow, ShareRow } from '../table/build.ts';
import type { CODE_COLUMNS, ITEM_COLUMNS, SHARE_COLUMNS, Values } from './columns.ts';
import type { TableRule } from './rules.ts';

/** What the fields of a row contradict, and in which column. */
export class RowFaultAt {
  readonly rule: TableRule;
  readonly column: string;

  constructor(rule: TableRule, column: string) {
    this.rule = rule;
    this.column = column;
  }
}

type ItemValues = Values<typeof ITEM_COLUMNS>;

/** Required columns are there: the reader has made sure. */
export function itemRow(values: ItemValues): CatalogueItem | RowFaultAt {
  const { class: benefitClass, self_pay: selfPay } = values;
  if (benefitClass === 'B' && selfPay === undefined) {
    return new RowFaultAt('field-missing', 'self_pay');
  }
  if (benefitClass !== 'B' && selfPay !== undefined) {
    return new RowFaultAt('field-unwanted', 'self_pay');
  }
  const prices = fivePrices(values, 'price');
  if (prices instanceof RowFaultAt) return prices;
  const ceilings = fivePrices(values, 'ceiling');
  if (ceilings instanceof RowFaultAt) return ceilings;
  if (benefitClass === 'C' && ceilings !== undefined) {
    return new RowFaultAt('field-unwanted', 'ceiling');
  }
  const { limit_age_min: ageMin, limit_age_max: ageMax } = values;
  if (ageMin !== undefined && ageMax !== undefined && ageMax < ageMin) {
    return new RowFaultAt('ages-reversed', 'limit_age_max');
  }
  const period = periodOf(values);
  if (period instanceof RowFaultAt) return period;
  const restriction = restrictionOf(values);
  const usual = usualOf(values);
  return {
    code: values.code!,
    name: { zh: values.name_zh!, en: values.name_en ?? values.name_zh! },
    ...(values.kind === undefined ? {} : { kind: values.kind }),
    benefitClass: benefitClass!,
    selfPayFirst: selfPay ?? ratio(0n, 1n),
    ...(ceilings === undefined ? {} : { ceilings }),
    ...(prices === undefined ? {} : { prices }),
    isEssential: values.essential ?? false,
    isTcm: values.tcm ?? false,
    ...(restriction === undefined ? {} : { restriction }),
    ...(usual === undefined ? {} : { usual }),
    ...period,
  };
}

/** One price for all levels, or one for each: nothing is decided by omission. */
function fivePrices(
  values: ItemValues,
  of: 'price' | 'ceiling',
): PriceByLevel | RowFaultAt | undefined {
  const all = values[of];
  const given = PROVIDER_LEVELS.filter((level) => values[`${of}_${level}`] !== undefined).length;
  if (all === undefined && given === 0) return undefined;
  if (all === undefined ? given < PROVIDER_LEVELS.length : given > 0) {
    return new RowFaultAt('levels-incomplete', of);
  }
  const at = (level: ProviderLevel): UnitPrice => all ?? values[`${of}_${level}`]!;
  return {
    village: at('village'),
    township: at('township'),
    county: at('county'),
    prefecture: at('prefecture'),
    province: at('province'),
  };
}

function periodOf({ from, until }: { readonly from?: PlainDate; readonly until?: PlainDate }) {
  if (from !== undefined && until !== undefined && until < from) {
    return new RowFaultAt('until-before-from', 'until');
  }
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
}

function restrictionOf(values: ItemValues): Restriction | undefined {
  const { limit_diagnoses, limit_sex, limit_age_min, limit_age_max, limit_levels } = values;
  const restriction: Restriction = {
    ...(limit_diagnoses === undefined ? {} : { diagnoses: limit_diagnoses }),
    ...(limit_sex === undefined ? {} : { sex: limit_sex }),
    ...(limit_age_min === undefined ? {} : { ageMin: limit_age_min }),
    ...(limit_age_max === undefined ? {} : { ageMax: limit_age_max }),
    ...(limit_levels === undefined ? {} : { levels: limit_levels }),
  };
  return Object.keys(restriction).length === 0 ? undefined : restriction;
}

function usualOf(values: ItemValues): UsualUse | undefined {
  const { indications, daily_quantity, supply_days } = values;
  const { examination_group, repeat_days, prescription_right } = values;
  const usual: UsualUse = {
    ...(indications === undefined ? {} : { indications }),
    ...(daily_quantity === undefined ? {} : { dailyQuantity: daily_quantity }),
    ...(supply_days === undefined ? {} : { supplyDays: supply_days }),
    ...(examination_group === undefined ? {} : { examinationGroup: examination_group }),
    ...(repeat_days === undefined ? {} : { repeatDays: repeat_days }),
    ...(prescription_right === undefined ? {} : { prescriptionRight: prescription_right }),
  };
  return Object.keys(usual).length === 0 ? undefined : usual;
}

export function shareRow(values: Values<typeof SHARE_COLUMNS>): ShareRow | RowFaultAt {
  const period = periodOf(values);
  if (period instanceof RowFaultAt) return period;
  const { code, region, person_type, self_pay } = values;
  return { code: code!, region: region!, personType: person_type!, share: self_pay!, ...period };
}

export function codeRow(values: Values<typeof CODE_COLUMNS>): CodeRow | RowFaultAt {
  const period = periodOf(values);
  if (period instanceof RowFaultAt) return period;
  const { provider, hospital_code, code } = values;
  return { provider: provider!, hospitalCode: hospital_code!, code: code!, ...period };
}
