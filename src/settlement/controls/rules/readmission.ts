import { daysOf } from '../../../time.ts';
import type { Control, Observation } from '../finding.ts';

/** The category of an ICD-10 code: a letter and two digits. */
const CATEGORY_CHARACTERS = 3;

/** 分解住院: again for the same disease within days of a discharge, without a referral. */
export const readmission: Control<'readmission'> = {
  name: 'readmission',
  needs: 'history',
  observe({ bill, history }, { withinDays, sameInstitution }) {
    const { visit, provider } = bill;
    if (visit.kind !== 'inpatient' || visit.referralNumber !== undefined) return [];
    const category = visit.diagnoses[0]!.slice(0, CATEGORY_CHARACTERS);
    return history!.flatMap((past): readonly Observation[] => {
      const days = daysOf(visit.admittedOn) - daysOf(past.dischargedOn);
      if (past.kind !== 'inpatient' || days < 0 || days > withinDays) return [];
      if (sameInstitution && past.provider !== provider.code) return [];
      if (past.diagnoses[0]?.slice(0, CATEGORY_CHARACTERS) !== category) return [];
      return [
        {
          facts: {
            category,
            institution: past.provider,
            bill: past.billNumber,
            days: String(days),
            withinDays: String(withinDays),
          },
          text: {
            zh: `${category} 出院 ${days} 天后再次住院（${past.provider} 账单 ${past.billNumber}），限 ${withinDays} 天`,
            en: `${category} again ${days} days after the discharge of bill ${past.billNumber} at ${past.provider}; ${withinDays} days count`,
          },
        },
      ];
    });
  },
};
