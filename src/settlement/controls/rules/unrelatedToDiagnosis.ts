import { type Control, eachItem, wholeLine } from '../finding.ts';
import { hasDiagnosis } from '../texts.ts';

/** 诊断与用药、检查不符: none of the diagnoses is one that the item is for. */
export const unrelatedToDiagnosis: Control<'unrelated-to-diagnosis'> = {
  name: 'unrelated-to-diagnosis',
  observe(examination) {
    const { diagnoses } = examination.bill.visit;
    const found = diagnoses.join(' ');
    return eachItem(examination, (line, { usual }) => {
      const indications = usual?.indications;
      if (!indications || hasDiagnosis(diagnoses, indications)) return undefined;
      const list = indications.join(' ');
      return wholeLine(
        line,
        { diagnoses: found, indications: list },
        `用于 ${list}，与诊断 ${found} 不符`,
        `is for ${list}, not for the diagnoses ${found}`,
      );
    });
  },
};
