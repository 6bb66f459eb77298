import { type Control, eachItem, wholeLine } from '../finding.ts';
import { LEVEL_NAMES } from '../texts.ts';

/** 限定机构级别: payable at certain levels of institutions only. */
export const restrictedLevel: Control<'restricted-level'> = {
  name: 'restricted-level',
  observe(examination) {
    const { level } = examination.bill.provider;
    return eachItem(examination, (line, _item, { restriction }) => {
      const allowed = restriction?.levels;
      if (!allowed || allowed.includes(level)) return undefined;
      return wholeLine(
        line,
        { level, restrictedTo: allowed.join(' ') },
        `限${allowed.map((each) => LEVEL_NAMES[each]).join('、')}机构，本机构为${LEVEL_NAMES[level]}`,
        `restricted to ${allowed.join(', ')} institutions, this one is ${level}`,
      );
    });
  },
};
