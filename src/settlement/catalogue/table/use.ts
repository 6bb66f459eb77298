import { PROVIDER_LEVELS, type ProviderLevel } from '../../../model/index.ts';
import { parseQuantity, quantityText } from '../../../money.ts';
import type { CatalogueItem, Restriction, UsualUse } from '../catalogue.ts';

type Use = Pick<CatalogueItem, 'restriction' | 'usual'>;

/**
 * Restriction and usual use as one JSON text with its fields in this order, so that equal uses are
 * equal texts; empty when there is neither.
 */
export function useText({ restriction = {}, usual = {} }: Use): string {
  const fields = {
    diagnoses: restriction.diagnoses,
    sex: restriction.sex,
    ageMin: restriction.ageMin,
    ageMax: restriction.ageMax,
    levels: restriction.levels,
    indications: usual.indications,
    dailyQuantity:
      usual.dailyQuantity === undefined ? undefined : quantityText(usual.dailyQuantity),
    supplyDays: usual.supplyDays,
    examinationGroup: usual.examinationGroup,
    repeatDays: usual.repeatDays,
    prescriptionRight: usual.prescriptionRight,
  };
  const text = JSON.stringify(fields);
  return text === '{}' ? '' : text;
}

/** The inverse of `useText`; the texts come from a file whose digest was checked. */
export function parseUse(text: string): Use {
  const fields = JSON.parse(text) as {
    readonly [Field in keyof Restriction]?: Restriction[Field];
  } & { readonly [Field in keyof UsualUse]?: UsualUse[Field] } & {
    readonly dailyQuantity?: string;
    readonly levels?: readonly ProviderLevel[];
  };
  const { diagnoses, sex, ageMin, ageMax, levels, dailyQuantity, ...rest } = fields;
  const restriction = present({ diagnoses, sex, ageMin, ageMax, levels }) as Restriction;
  const usual = present({
    ...rest,
    dailyQuantity: dailyQuantity === undefined ? undefined : parseQuantity(dailyQuantity),
  }) as UsualUse;
  return {
    ...(Object.keys(restriction).length === 0 ? {} : { restriction }),
    ...(Object.keys(usual).length === 0 ? {} : { usual }),
  };
}

/** Shapes that the doors let in. */
export function isUse({ restriction = {}, usual = {} }: Use): boolean {
  const { diagnoses, sex, ageMin, ageMax, levels } = restriction;
  const { indications, supplyDays, examinationGroup, repeatDays, prescriptionRight } = usual;
  return (
    [diagnoses, indications, levels].every(isListOfText) &&
    [ageMin, ageMax, supplyDays, repeatDays].every(isCount) &&
    [examinationGroup, prescriptionRight].every(isText) &&
    (levels ?? []).every((level) => PROVIDER_LEVELS.includes(level)) &&
    [undefined, 1, 2].includes(sex)
  );
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isListOfText(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((each) => isText(each)));
}

/** Years or days: four digits are more than any has. */
function isCount(value: unknown): boolean {
  return (
    value === undefined || (Number.isInteger(value) && Number(value) >= 0 && Number(value) < 1e4)
  );
}

function present(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
