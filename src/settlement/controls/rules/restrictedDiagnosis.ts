import { type Control, eachItem, wholeLine } from '../finding.ts';
import { hasDiagnosis } from '../texts.ts';

/** 限定疾病: payable with certain diagnoses only. */
export const restrictedDiagnosis: Control<'restricted-diagnosis'> = {
  name: 'restricted-diagnosis',
  observe(examination) {
    const { diagnoses } = examination.bill.visit;
    const found = diagnoses.join(' ');
    return eachItem(examination, (line, _item, { restriction }) => {
      const allowed = restriction?.diagnoses;
      if (!allowed || hasDiagnosis(diagnoses, allowed)) return undefined;
      const list = allowed.join(' ');
      return wholeLine(
        line,
        { diagnoses: found, restrictedTo: list },
        `限 ${list}，诊断为 ${found}`,
        `restricted to ${list}, the diagnoses are ${found}`,
      );
    });
  },
};
