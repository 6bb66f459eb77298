import { suspendedOn } from '../../register/register.ts';
import { type Control, wholeLine } from '../finding.ts';
import { periodText } from '../texts.ts';

/** 医师暂停: ordered by a doctor on a day of a suspension. */
export const doctorSuspended: Control<'doctor-suspended'> = {
  name: 'doctor-suspended',
  needs: 'register',
  observe({ bill: { lines }, register }) {
    return lines.flatMap((line) => {
      const doctor = register!.doctors.get(line.doctorCode ?? '');
      const suspension = doctor && suspendedOn(doctor, line.chargedOn);
      if (!suspension) return [];
      const period = periodText(suspension);
      const { zh, en } = suspension.reason;
      const facts = { doctor: doctor.code, chargedOn: line.chargedOn, suspended: period };
      return {
        line,
        ...wholeLine(
          line,
          facts,
          `${line.chargedOn} 医师 ${doctor.code} 在处方权暂停期 ${period}（${zh}）`,
          `on ${line.chargedOn} doctor ${doctor.code} was suspended, ${period} (${en})`,
        ),
      };
    });
  },
};
