import { type Control, wholeLine } from '../finding.ts';

/** 医师备案: the doctor who ordered it is on file, and at this institution. */
export const doctorOnFile: Control<'doctor-on-file'> = {
  name: 'doctor-on-file',
  needs: 'register',
  observe({ bill: { provider, lines }, register }, { missingDoctor }) {
    return lines.flatMap((line) => {
      const { doctorCode } = line;
      if (doctorCode === undefined) {
        if (missingDoctor === 'ignore') return [];
        return { line, ...wholeLine(line, {}, '未写开单医师', 'names no doctor') };
      }
      const doctor = register!.doctors.get(doctorCode);
      if (doctor?.institutions.has(provider.code)) return [];
      const facts = { doctor: doctorCode, institution: provider.code };
      return {
        line,
        ...(doctor
          ? wholeLine(
              line,
              facts,
              `医师 ${doctorCode} 未在机构 ${provider.code} 备案`,
              `doctor ${doctorCode} is not on file at ${provider.code}`,
            )
          : wholeLine(
              line,
              facts,
              `医师 ${doctorCode} 未备案`,
              `doctor ${doctorCode} is not on file`,
            )),
      };
    });
  },
};
