import { type Control, eachItem, wholeLine } from '../finding.ts';

/** 处方权: the item needs a right, and no doctor on file who has it ordered it. */
export const prescriptionRight: Control<'prescription-right'> = {
  name: 'prescription-right',
  needs: 'register',
  observe(examination) {
    return eachItem(examination, (line, { usual }) => {
      const right = usual?.prescriptionRight;
      if (right === undefined) return undefined;
      const { doctorCode } = line;
      const doctor = examination.register!.doctors.get(doctorCode ?? '');
      if (doctor?.rights.has(right)) return undefined;
      const facts = { right, doctor: doctorCode ?? '-' };
      return doctor
        ? wholeLine(
            line,
            facts,
            `医师 ${doctor.code} 没有处方权 ${right}`,
            `doctor ${doctor.code} has no right to prescribe it (${right})`,
          )
        : wholeLine(
            line,
            facts,
            `需要处方权 ${right}，未见有此权的备案医师`,
            `needs the right ${right}, and no doctor on file ordered it`,
          );
    });
  },
};
