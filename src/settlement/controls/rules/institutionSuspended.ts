import { suspendedOn } from '../../register/register.ts';
import { type Control, wholeLine } from '../finding.ts';
import { periodText } from '../texts.ts';

/** 机构暂停: what it charges on a day of a suspension. */
export const institutionSuspended: Control<'institution-suspended'> = {
  name: 'institution-suspended',
  needs: 'register',
  observe({ bill: { provider, lines }, register }) {
    const institution = register!.institutions.get(provider.code);
    if (!institution) return [];
    return lines.flatMap((line) => {
      const suspension = suspendedOn(institution, line.chargedOn);
      if (!suspension) return [];
      const period = periodText(suspension);
      const { zh, en } = suspension.reason;
      const facts = { institution: provider.code, chargedOn: line.chargedOn, suspended: period };
      return {
        line,
        ...wholeLine(
          line,
          facts,
          `${line.chargedOn} 机构 ${provider.code} 在暂停期 ${period}（${zh}）`,
          `on ${line.chargedOn} institution ${provider.code} was suspended, ${period} (${en})`,
        ),
      };
    });
  },
};
