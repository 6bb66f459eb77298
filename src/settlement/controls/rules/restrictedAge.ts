import { ageOn } from '../../../time.ts';
import { type Control, eachItem, wholeLine } from '../finding.ts';

/** 限定年龄: completed years on the day of the charge, both ends included. */
export const restrictedAge: Control<'restricted-age'> = {
  name: 'restricted-age',
  needs: 'birth-date',
  observe(examination) {
    const { bornOn } = examination.person;
    if (bornOn === undefined) return [];
    return eachItem(examination, (line, _item, { restriction }) => {
      const { ageMin = 0, ageMax = Number.POSITIVE_INFINITY } = restriction ?? {};
      const age = ageOn(bornOn, line.chargedOn);
      if (age >= ageMin && age <= ageMax) return undefined;
      const [zh, en, facts] =
        age < ageMin
          ? [`限 ${ageMin} 岁以上`, `restricted to ${ageMin} years and above`, { ageMin }]
          : [`限 ${ageMax} 岁以下`, `restricted to ${ageMax} years and below`, { ageMax }];
      const figures = Object.entries(facts).map(([name, value]) => [name, String(value)]);
      return wholeLine(
        line,
        { age: String(age), ...Object.fromEntries(figures) },
        `${zh}，患者 ${age} 岁`,
        `${en}, the patient is ${age}`,
      );
    });
  },
};
