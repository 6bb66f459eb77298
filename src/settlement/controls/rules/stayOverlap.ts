import type { BillFields, PastVisit } from '../../../model/index.ts';
import type { Control, Observation } from '../finding.ts';

type Stay = Pick<PastVisit, 'kind' | 'admittedOn' | 'dischargedOn'>;

/**
 * 住院重叠（挂床、冒名）: two stays share more than the day of a transfer, or an outpatient visit
 * falls between admission and discharge.
 */
export const stayOverlap: Control<'stay-overlap'> = {
  name: 'stay-overlap',
  needs: 'history',
  observe({ bill, history }, { outpatientDuringStay }) {
    return history!.flatMap((past): readonly Observation[] => {
      const isMixed = past.kind !== bill.visit.kind;
      const bothOutpatient = past.kind === 'outpatient' && bill.visit.kind === 'outpatient';
      if (bothOutpatient || (isMixed && outpatientDuringStay === 'ignore')) return [];
      if (!overlap(bill.visit, past) || continues(bill, past)) return [];
      const stay = `${past.admittedOn}/${past.dischargedOn}`;
      const kind = { inpatient: '住院', outpatient: '门诊' }[past.kind];
      return [
        {
          facts: { institution: past.provider, bill: past.billNumber, stay },
          text: {
            zh: `与 ${past.provider} 账单 ${past.billNumber} 的${kind} ${stay} 重叠`,
            en: `overlaps the ${past.kind} visit ${stay} of bill ${past.billNumber} at ${past.provider}`,
          },
        },
      ];
    });
  },
};

function overlap(a: Stay, b: Stay): boolean {
  return a.admittedOn < b.dischargedOn && b.admittedOn < a.dischargedOn;
}

/**
 * 中途结算: bills of one stay begin on one day at one hospital, and the charges of one lie before those
 * of the other. A second bill for the same days is an overlap all the same.
 */
function continues({ provider, visit, lines }: BillFields, past: PastVisit): boolean {
  const isSameStay =
    visit.kind === 'inpatient' &&
    past.kind === 'inpatient' &&
    provider.code === past.provider &&
    visit.admittedOn === past.admittedOn;
  const [ours, theirs] = [lines, past.lines].map((each) => each.map(({ chargedOn }) => chargedOn));
  return isSameStay && (liesBefore(ours!, theirs!) || liesBefore(theirs!, ours!));
}

/** On the day of an interim bill both may charge. */
function liesBefore(earlier: readonly string[], later: readonly string[]): boolean {
  const last = earlier.reduce((so, day) => (day > so ? day : so), '');
  return later.every((day) => day >= last);
}
