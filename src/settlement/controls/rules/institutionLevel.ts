import type { Control } from '../finding.ts';
import { LEVEL_NAMES } from '../texts.ts';

/** 机构级别: deductible and ratio hang on it, so the bill must not choose it. */
export const institutionLevel: Control<'institution-level'> = {
  name: 'institution-level',
  needs: 'register',
  observe({ bill: { provider }, register }) {
    const institution = register!.institutions.get(provider.code);
    if (!institution || institution.level === provider.level) return [];
    const { level } = institution;
    return [
      {
        facts: { institution: provider.code, bill: provider.level, register: level },
        text: {
          zh: `账单写${LEVEL_NAMES[provider.level]}，名册为${LEVEL_NAMES[level]}`,
          en: `the bill says level ${provider.level}, the register ${level}`,
        },
      },
    ];
  },
};
