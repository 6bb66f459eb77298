import type { BillFields } from '../../../model/index.ts';
import type { Control } from '../finding.ts';
import { GRADE_NAMES, LEVEL_NAMES } from '../texts.ts';

type Standing = Pick<BillFields['provider'], 'level' | 'grade'>;

/** 机构级别、等级: deductible and ratio hang on them, so the bill must not choose them. */
export const institutionLevel: Control<'institution-level'> = {
  name: 'institution-level',
  needs: 'register',
  observe({ bill: { provider }, register }) {
    const institution = register!.institutions.get(provider.code);
    if (!institution) return [];
    const { level, grade } = institution;
    if (level === provider.level && grade === provider.grade) return [];
    return [
      {
        facts: {
          institution: provider.code,
          bill: standingText(provider),
          register: standingText(institution),
        },
        text: {
          zh: `账单写${standingName(provider)}，名册为${standingName(institution)}`,
          en: `the bill says level ${standingText(provider)}, the register ${standingText(institution)}`,
        },
      },
    ];
  },
};

/** `county`, `county, first grade`. */
function standingText({ level, grade }: Standing): string {
  return grade === undefined ? level : `${level}, ${grade} grade`;
}

function standingName({ level, grade }: Standing): string {
  return LEVEL_NAMES[level] + (grade === undefined ? '' : GRADE_NAMES[grade]);
}
