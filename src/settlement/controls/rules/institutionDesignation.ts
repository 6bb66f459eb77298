import { yearOf } from '../../../time.ts';
import type { Control } from '../finding.ts';

/** 定点资格: designated in the year of the admission; designation is declared and recognised yearly. */
export const institutionDesignation: Control<'institution-designation'> = {
  name: 'institution-designation',
  needs: 'register',
  observe({ bill: { provider, visit }, register }) {
    const year = yearOf(visit.admittedOn);
    const institution = register!.institutions.get(provider.code);
    if (institution?.designatedYears.has(year)) return [];
    const facts = { institution: provider.code, year: String(year) };
    return institution
      ? [
          {
            facts,
            text: {
              zh: `机构 ${provider.code} 在 ${year} 年度不是定点机构`,
              en: `institution ${provider.code} is not designated for ${year}`,
            },
          },
        ]
      : [
          {
            facts,
            text: {
              zh: `机构 ${provider.code} 不在就医地名册`,
              en: `institution ${provider.code} is not in the register of its county`,
            },
          },
        ];
  },
};
